// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../../src/harness/scenarios/step.ts";
import {
  echo,
  echoesOf,
  entriesOf,
  type Played,
  PROOF,
  performOnReceiver,
  SETTLE,
  type SketchOptions,
} from "../sketch.ts";

const reply = (as: string): readonly Step[] => [{ emit: "EMAIL_REPLY", as }, { settle: as }];
const performed = (steps: readonly Step[], setting: Partial<Scenario> = {}, options: SketchOptions = {}) =>
  performOnReceiver({ ...setting, steps: [...steps, PROOF] }, options);

/** The faults of each attempt, delivery by delivery. */
function faultsOf(played: Played): readonly (readonly string[])[] {
  return entriesOf(played, "attempt.finished").map(({ attempt }) => attempt.faults);
}

/** What happened to rules, as `armed delay`. */
function changesOf(played: Played): readonly string[] {
  return entriesOf(played, "fault.changed").map(({ change, fault }) => `${change} ${fault.kind}`);
}

describe("arm and disarm", () => {
  it("arms one rule, which acts from then on, and disarms it by its name", async () => {
    const played = await performed([
      ...reply("before"),
      { arm: { kind: "missing-header", header: "X-Webhook-Level" }, as: "headless" },
      echo({ id: "${headless.id}", ids: "${headless.ids}" }),
      SETTLE,
      ...reply("during"),
      { disarm: "headless" },
      ...reply("after"),
    ]);
    expect(played.told).toEqual([]);
    expect(faultsOf(played)).toEqual([[], ["missing-header"], ["missing-header"], []]);
    expect(played.receiver.received.map(({ headers }) => headers["x-webhook-level"])).toEqual([
      "user",
      undefined,
      undefined,
      "user",
    ]);
    expect(changesOf(played)).toEqual(["armed missing-header", "disarmed missing-header"]);
    const [armed] = entriesOf(played, "fault.changed");
    expect(echoesOf(played)).toEqual([{ id: armed?.fault.id, ids: [armed?.fault.id] }]);
  });

  it("arms several under one name, and disarms them together", async () => {
    const played = await performed([
      {
        arm: [
          { kind: "extra-field", path: "surprise" },
          { kind: "drop-field", path: "subject" },
        ],
        as: "shapes",
      },
      ...reply("during"),
      { disarm: "shapes" },
      ...reply("after"),
    ]);
    expect(played.told).toEqual([]);
    expect(faultsOf(played).map((kinds) => [...kinds].sort())).toEqual([["drop-field", "extra-field"], []]);
    expect(played.bodies.map((body) => ["surprise" in body, "subject" in body])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it("disarms all, those of the scenario's beginning too", async () => {
    const played = await performed(
      [
        ...reply("first"),
        { arm: { kind: "missing-header", header: "User-Agent" } },
        ...reply("second"),
        { disarm: "all" },
        ...reply("third"),
      ],
      { faults: [{ kind: "extra-field", path: "surprise" }] },
    );
    expect(faultsOf(played).map((kinds) => [...kinds].sort())).toEqual([
      ["extra-field"],
      ["extra-field", "missing-header"],
      [],
    ]);
  });

  it("fills in what a rule says", async () => {
    const played = await performed(
      [
        ...reply("ann"),
        { arm: { kind: "extra-field", path: "surprise", value: "${surprise}", lead_email: "${ann.lead_email}" } },
        ...reply("other"),
        { emit: "EMAIL_OPEN", lead: "${ann.lead_email}" },
        SETTLE,
      ],
      { vars: { surprise: ["of", 2] } },
    );
    expect(played.told).toEqual([]);
    const leads = entriesOf(played, "event.emitted").map(({ lead_email }) => lead_email);
    const isAnns = leads.map((lead) => lead === leads[0]);
    expect(isAnns.at(-1)).toBe(true);
    const surprises = isAnns.map((isAnn, index) => (isAnn && index > 0 ? ["of", 2] : undefined));
    expect(played.bodies.map(({ surprise }) => surprise)).toEqual(surprises);
  });

  it("disarms a rule that has ended by itself without a word", async () => {
    const played = await performed([
      { arm: { kind: "missing-header", header: "X-Webhook-Level", limit: 1 }, as: "once" },
      ...reply("first"),
      ...reply("second"),
      { disarm: "once" },
    ]);
    expect(played.told).toEqual([]);
    expect(faultsOf(played)).toEqual([["missing-header"], []]);
  });

  it("keeps the faults of the beginning when the mock is reset, and drops those that were armed since", async () => {
    const played = await performed(
      [{ arm: { kind: "drop-field", path: "subject" } }, { mock: "reset" }, ...reply("after")],
      { faults: [{ kind: "extra-field", path: "surprise" }] },
    );
    expect(played.told).toEqual([]);
    expect(faultsOf(played)).toEqual([["extra-field"]]);
  });

  it("refuses a rule that an expression has spoilt, in a sentence", async () => {
    const steps: Step[] = [{ arm: { kind: "missing-header", header: "${header}" } }];
    const { told, item } = await performed(steps, { vars: { header: 7 } }, { isUnchecked: true });
    expect(item.grade).toBe("fail");
    expect(told).toEqual(["steps[0].arm.header: steps[0].arm.header must be a string."]);
  });
});
