import { describe, expect, it } from "vitest";
import { leadStateShownBy, updateHiddenFrom } from "../../../src/harness/verify/checks/lead-states.ts";
import { judgeNotTakenForAnother } from "../../../src/harness/verify/judging/duplicates.ts";
import { aBench, aSent, UNKNOWN } from "./a-sent.ts";

const PROCESSED = '200 {"status":"processed"}';
const forth = aSent([PROCESSED], { times: 1, label: "EMAIL_REPLY after EMAIL_SENT" });
const none = aSent([PROCESSED], { times: 0, label: "EMAIL_SENT after EMAIL_REPLY" });

describe("work that depends on how far a lead has come", () => {
  it("shows in two orders, of which one has no effect", () => {
    expect(leadStateShownBy({ forth, back: none })).toBe(
      "EMAIL_REPLY after EMAIL_SENT has an effect, and EMAIL_SENT after EMAIL_REPLY has none: the receiver works only when a lead comes further.",
    );
  });

  it.each([
    ["both orders have an effect: it goes by type and lead", { forth, back: forth }],
    ["neither has one: it takes all events of a lead for one", { forth: none, back: none }],
    ["nobody knows of the one", { forth, back: aSent([PROCESSED], { work: UNKNOWN }) }],
    ["nobody knows of the other", { forth: aSent([PROCESSED], { work: UNKNOWN }), back: none }],
    ["it does not work on two types", null],
  ])("does not show where %s", (_why, seen) => {
    expect(leadStateShownBy(seen)).toBeNull();
  });

  it("leaves open whether a second event was lost, unless the receiver calls it a duplicate", () => {
    const twin = aSent([PROCESSED], { times: 1 });
    const second = aSent([PROCESSED], { times: 0 });
    const state = "EMAIL_SENT after EMAIL_REPLY has none.";
    expect(judgeNotTakenForAnother(second, twin, aBench()).grade).toBe("fail");
    const judged = judgeNotTakenForAnother(second, twin, aBench(), state);
    expect(judged).toMatchObject({ grade: "inconclusive", settle: expect.stringContaining("--effect-log") });
    expect(judged.reason).toContain(state);
    const called = aSent(['200 {"status":"already_processed"}'], { times: 0 });
    expect(judgeNotTakenForAnother(called, twin, aBench(), state).grade).toBe("fail");
  });
});

describe("a number that an update of a row does not raise", () => {
  const by = (name: string) => ({ twin: { counts: new Map([[name, 1]]) } });

  it("leaves open whether an event was lost where it never rose for a lead that was known", () => {
    const rows = "does not rise if the receiver updates the same row";
    expect(updateHiddenFrom(by("probe"), { forth: none, back: none })).toContain(rows);
    expect(updateHiddenFrom(by("probe"), null)).toContain(rows);
    expect(updateHiddenFrom({ ...by("probe"), isSecond: true }, { forth, back: forth })).toContain(rows);
  });

  it("does not where it rises for a lead that is known, nor where other evidence shows the work", () => {
    expect(updateHiddenFrom(by("probe"), { forth, back: forth })).toBeNull();
    expect(updateHiddenFrom({ ...by("crm"), isSecond: true }, { forth: none, back: none })).toBeNull();
    expect(updateHiddenFrom({ twin: { counts: new Map() } }, null)).toBeNull();
  });
});
