import { describe, expect, it } from "vitest";
import { createEffectStore } from "../../../src/delivery/idempotency/effect-store.ts";
import { judgeEffects } from "../../../src/harness/scenarios/run/expect/evidence-expectations.ts";
import type { RunContext } from "../../../src/harness/scenarios/run/run-context.ts";

const MAILS = ["a", "b", "c"];

interface Story {
  /** Request ids with an effect for certain. */
  readonly certain?: readonly string[];
  /** Effects of one of several request ids. */
  readonly ambiguous?: readonly (readonly string[])[];
  /** Effects of somebody, or of nobody. */
  readonly nameless?: readonly (readonly string[])[];
  readonly areLinesGlued?: boolean;
  /** How often one event has the effect. */
  readonly each?: number;
}

/** Three mails, and a fourth event that is not meant. */
function verdictsOn(
  expected: unknown,
  { certain = [], ambiguous = [], nameless = [], areLinesGlued = false, each }: Story,
) {
  const usualEffects = each === undefined ? undefined : new Map([["EMAIL_SENT", new Map([["log", each]])]]);
  const effects = createEffectStore({
    now: () => 0,
    deliveryOf: (key) => key,
    eventTypeOf: () => "EMAIL_SENT",
    onEffect: () => {},
  });
  for (const key of certain) effects.add(key, "log", "log");
  for (const keys of ambiguous) effects.addPossible(keys, { name: "log", source: "log", onSettled: () => {} });
  for (const keys of nameless) effects.addPossible(keys, { name: "log", source: "log" });
  const deliveries = [...MAILS, "other"].map((id) => ({ id, request_id: id, event_type: "EMAIL_SENT" }));
  const context = {
    mock: {
      effects,
      deliveries: { all: () => deliveries, get: (id: string) => deliveries.find((one) => one.id === id) },
      reactions: { areLinesGlued: () => areLinesGlued },
    },
    names: { deliveriesOf: () => MAILS.map((thing) => ({ thing })) },
    options: { mock: usualEffects === undefined ? {} : { usualEffects } },
    loaded: { libraryName: null },
    probed: null,
  } as unknown as RunContext;
  const place = { context, path: [] };
  return judgeEffects({ effects: expected as number, of: "mails" }, place).map(({ kind }) => kind);
}

describe("the number of effects of several events", () => {
  it.each<[string, unknown, Story, readonly string[]]>([
    ["is that of the certain ones", 3, { certain: MAILS }, []],
    [
      "has those that any of them may have had",
      3,
      {
        certain: ["a"],
        ambiguous: [
          ["b", "c"],
          ["b", "c"],
        ],
      },
      [],
    ],
    ["is too small by what is missing", 3, { certain: ["a"], ambiguous: [["b", "c"]] }, ["failed"]],
    [
      "is too great by what is too much",
      3,
      {
        certain: ["a", "b"],
        ambiguous: [
          ["b", "c"],
          ["b", "c"],
        ],
      },
      ["failed"],
    ],
    ["is not known where some may be another's", 3, { certain: ["a", "b"], ambiguous: [["c", "other"]] }, ["unproven"]],
    [
      "is not known where it is neither the fewest nor the most that there may be",
      3,
      {
        certain: ["a", "b"],
        ambiguous: [
          ["c", "other"],
          ["c", "other"],
          ["b", "other"],
        ],
      },
      ["unproven"],
    ],
    ["is not known where some name nobody", 3, { certain: ["a", "b"], nameless: [["c"]] }, ["unproven"]],
    [
      "is known where what may be another's changes nothing",
      { at_least: 1 },
      { certain: ["a"], nameless: [["c"]] },
      [],
    ],
    ["is that of events where each has several", 3, { each: 2, certain: [...MAILS, ...MAILS] }, []],
    [
      "is too great where one of these was worked on again",
      3,
      { each: 2, certain: [...MAILS, ...MAILS, "a"] },
      ["failed"],
    ],
    [
      "has what any of them may have had, in events",
      3,
      { each: 2, certain: ["a", "a"], ambiguous: Array(4).fill(["b", "c"]) },
      [],
    ],
    ["is not known where lines are torn", 3, { certain: ["a", "b"], areLinesGlued: true }, ["unproven"]],
    ["is what it is where lines are torn and none is missing", 3, { certain: MAILS, areLinesGlued: true }, []],
  ])("%s", (_, expected, story, verdicts) => {
    expect(verdictsOn(expected, story)).toEqual(verdicts);
  });
});
