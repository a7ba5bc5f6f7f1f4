import { describe, expect, it } from "vitest";
import type { ReceiverCall } from "../../../src/delivery/delivery.ts";
import { judgeColleague } from "../../../src/harness/verify/checks/tolerance-of-content.ts";
import { aProfile, aSent } from "./a-sent.ts";

/** How the writes for a reply of the lead, and for one of a colleague, name their event. */
function graded(usual: ReceiverCall["attributed_by"], unusual: ReceiverCall["attributed_by"]): string {
  const reply = (by: typeof usual) => {
    const calls = by === null ? [] : [{ is_effect: true, attributed_by: by } as ReceiverCall];
    return aSent(["200"], { times: 1, calls });
  };
  const seen = { usual: reply(usual), unusual: reply(unusual), circumstance: "from a colleague of the lead" };
  return judgeColleague(seen, aProfile()).grade;
}

describe("a reply of a colleague that is worked on", () => {
  it("warns where the write no longer names the lead", () => {
    expect([graded("lead-and-type", "alone"), graded("lead", "alone")]).toEqual(["warn", "warn"]);
  });

  it("is ok where it names the lead, or no write ever does", () => {
    expect([graded("lead", "lead"), graded("request-id", "request-id"), graded("alone", "alone")]).toEqual([
      "ok",
      "ok",
      "ok",
    ]);
    expect(graded(null, null)).toBe("ok");
  });
});
