import { describe, expect, it } from "vitest";
import type { ReceiverCall } from "../../../src/delivery/delivery.ts";
import { Lags } from "../../../src/harness/probe/evidence-lags.ts";
import { closeEvents, judgeCloseEvents } from "../../../src/harness/verify/checks/close-events.ts";
import type { CheckContext } from "../../../src/harness/verify/context/check-context.ts";
import type { Sent } from "../../../src/harness/verify/context/sent.ts";
import { aBench, aSent } from "./a-sent.ts";

const OPEN = { type: "EMAIL_OPEN", label: "EMAIL_OPEN and EMAIL_LINK_CLICK of one email in the same moment" } as const;
const CLICK = { ...OPEN, type: "EMAIL_LINK_CLICK" } as const;
const event = (parts: typeof OPEN | typeof CLICK, times: number | null, more: Partial<Sent> = {}) =>
  aSent(["202"], { ...parts, times, ...more });
const ALONE = [event(OPEN, 1), event(CLICK, 1)];

/** A receiver that does so much for the two. */
async function judged(times: readonly [number | null, number | null], alone = ALONE, lagMs = 1_000) {
  const lags = new Lags();
  lags.note("effects", lagMs);
  const sent = [event(OPEN, times[0]), event(CLICK, times[1])];
  const account = {
    newLead: () => null,
    send: async () => null,
    sendAll: async () => sent,
    waitForEffects: async () => sent,
  };
  const context = { ...aBench({ lags }), account: () => account } as unknown as CheckContext;
  return judgeCloseEvents(await closeEvents(context, alone));
}

describe("an open and a click of one email in the same moment", () => {
  it("are both worked on", async () => {
    expect((await judged([1, 1]))?.grade).toBe("ok");
  });

  it("warn where the effect of one is missing, which each has on its own", async () => {
    const { grade, reason, proofs } = (await judged([0, 1])) ?? {};
    expect([grade, proofs?.map(({ kind }) => kind)]).toEqual(["warn", ["missing"]]);
    expect(reason).toContain("only 1 of 2 has an effect");
  });

  it("say nothing where their work is not known", async () => {
    expect(await judged([null, 1])).toBeNull();
  });

  it("are not sent where work comes before the answer, or one of them shows none on its own", async () => {
    expect(await judged([0, 1], ALONE, 0)).toBeNull();
    expect(await judged([0, 1], [event(OPEN, 1), event(CLICK, 0)])).toBeNull();
  });

  it("may be merged into one write that sets a state", async () => {
    const calls = [{ is_effect: true, method: "PUT" } as ReceiverCall];
    expect(await judged([0, 1], [event(OPEN, 1, { calls }), event(CLICK, 1, { calls })])).toBeNull();
  });
});
