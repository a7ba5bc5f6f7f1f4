// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../../src/harness/scenarios/step.ts";
import { echo, echoesOf, entriesOf, type Played, PROOF, perform, performOnReceiver, SETTLE } from "../sketch.ts";

const START = "2026-01-05T09:00:00.000Z";
/** The receiver fails so often, then it works. */
const failing = (times: number): Partial<Scenario> => ({ receiver: { answers: [{ status: 500, times }] } });
/** Nothing is cut, and the receiver never answers. */
const HANGING: Partial<Scenario> = {
  policy: { timeout: "none" },
  receiver: { answers: [{ instead: "hang", times: "always" }] },
};

/** When each attempt began on the mock's clock, from the scenario's beginning on. */
function begunOf(played: Played): readonly number[] {
  return entriesOf(played, "attempt.started").map(({ at }) => (Date.parse(at) - Date.parse(START)) / 1_000);
}

const NOW = "${now}";

describe("wait", () => {
  it("lets real time pass, not the mock's", async () => {
    const played = await performOnReceiver({
      steps: [{ emit: "EMAIL_REPLY" }, { wait: "1ms" }, echo({ now: NOW }), SETTLE, PROOF],
    });
    expect([played.told, echoesOf(played), played.item.mock_ms]).toEqual([[], [{ now: START }], 0]);
  });

  it("fills in how long", async () => {
    const right = await perform({ vars: { pause: "1ms" }, steps: [{ wait: "${pause}" }, PROOF] });
    expect(right.told).toEqual([]);
    const wrong = await perform({ vars: { pause: "soon" }, steps: [{ wait: "${pause}" }, PROOF] });
    expect(wrong.told).toEqual(["steps[0].wait: steps[0].wait must be a duration such as 500ms, 30s or 1h30m."]);
  });

  it("waits until something holds, the clock moving as far as that takes and no further", async () => {
    const played = await perform({
      ...failing(5),
      steps: [
        { emit: "EMAIL_REPLY", as: "reply" },
        { wait: { delivery: "reply", attempts: 2, outcomes: ["server_error", "server_error"] } },
        { expect: { value: NOW, is: "2026-01-05T09:01:00.000Z" } },
        { expect: { delivery: "reply", state: "waiting", attempts: 2 } },
      ],
    });
    expect([played.told, played.item.grade, begunOf(played)]).toEqual([[], "ok", [0, 60]]);
  });

  it("is an expectation by itself, for something that is in no journal too", async () => {
    const played = await perform({ steps: [{ emit: "EMAIL_REPLY" }, { wait: { requests: 1 } }] });
    expect([played.told, played.item.grade]).toEqual([[], "ok"]);
    expect(played.item.evidence[0]).toBe("2 steps taken, 1 expectation reached.");
  });

  it("says that it did not come true in time, and how things stand", async () => {
    const steps: Step[] = [
      { emit: "EMAIL_REPLY", as: "reply" },
      { settle: "reply" },
      { wait: { delivery: "reply", state: "failed", within: "20ms" } },
    ];
    const { item, told } = await perform({ steps });
    expect(item.grade).toBe("fail");
    expect(told).toEqual([
      "steps[2].wait.state: The expectation did not hold within 20ms: The state of reply is delivered (success, 200); expected failed.",
    ]);
    expect(item.findings[0]).toMatchObject({ expected: "failed", actual: "delivered (success, 200)" });
    expect(item.findings[0]?.timeline.map(({ text }) => text)).toContain("settled: delivered");
  });

  it("waits as long as usual unless `within` is given, which is filled in", async () => {
    const wait = { requests: 1 };
    const usual = await perform({ steps: [{ wait }] }, { limits: { withinMs: 30 } });
    expect(usual.told).toEqual([
      "steps[0].wait.requests: The expectation did not hold within 0.03s: The number of requests that the receiver got is 0; expected 1.",
    ]);
    const given = await perform({ vars: { soon: "10ms" }, steps: [{ wait: { ...wait, within: "${soon}" } }] });
    expect(given.told).toEqual([
      "steps[0].wait.requests: The expectation did not hold within 10ms: The number of requests that the receiver got is 0; expected 1.",
    ]);
    const wrong = await perform({ vars: { soon: "soon" }, steps: [{ wait: { ...wait, within: "${soon}" } }] });
    expect(wrong.told).toEqual([
      "steps[0].wait.within: steps[0].wait.within must be a duration such as 500ms, 30s or 1h30m.",
    ]);
  });

  it("refuses at once what a name cannot stand for", async () => {
    const steps: Step[] = [{ set_vars: { one: 1 } }, { wait: { delivery: "one" } }];
    const { told } = await perform({ steps }, { isUnchecked: true });
    expect(told).toEqual(['steps[1]: "one" refers to no delivery.']);
  });
});

describe("advance", () => {
  const moved = (steps: readonly Step[], setting: Partial<Scenario> = {}) =>
    perform({ ...failing(5), ...setting, steps: [{ emit: "EMAIL_REPLY", as: "reply" }, ...steps, PROOF] });

  it.each(["virtual", "manual"] as const)(
    "moves a %s clock by a duration, playing what falls due on the way",
    async (clock) => {
      const played = await moved(
        [{ advance: "59s" }, { advance: "1s" }, { expect: { delivery: "reply", attempts: 2 } }, { advance: "4m59s" }],
        { clock },
      );
      expect([played.told, begunOf(played), played.item.mock_ms]).toEqual([[], [0, 60], 359_000]);
    },
  );

  it.each(["virtual", "manual"] as const)("moves a %s clock to the next due time", async (clock) => {
    const played = await moved([{ advance: "next" }, { advance: "next" }, { advance: "next" }], { clock });
    // Nothing is due any more for the third.
    expect([played.told, begunOf(played), played.item.mock_ms]).toEqual([[], [0, 60, 360], 360_000]);
  });

  it.each(["virtual", "manual"] as const)("moves a %s clock to a time", async (clock) => {
    const played = await moved(
      [
        { advance: "2026-01-05T09:02:00Z" },
        { expect: { value: NOW, is: "2026-01-05T09:02:00.000Z" } },
        { set_vars: { later: "2026-01-05T10:06:30+01:00" } },
        { advance: "${later}" },
      ],
      { clock },
    );
    expect([played.told, begunOf(played), played.item.mock_ms]).toEqual([[], [0, 60, 360], 390_000]);
  });

  it("does not go back, and may stand still", async () => {
    const { told } = await moved([{ advance: "2026-01-05T09:00:00Z" }, { advance: "2026-01-05T08:59:59Z" }]);
    expect(told).toEqual([`steps[2].advance: The mock's clock cannot go back from ${START} to 2026-01-05T08:59:59Z.`]);
  });

  it("moves a clock that runs by itself too", async () => {
    const played = await moved(
      [
        { wait: { delivery: "reply", state: "waiting" } },
        { advance: "61s" },
        { wait: { delivery: "reply", attempts: 2, state: "waiting" } },
      ],
      { clock: "real" },
    );
    expect(played.told).toEqual([]);
    expect(entriesOf(played, "attempt.started")).toHaveLength(2);
  });

  it("says so when an attempt that began on the way never ends", async () => {
    const { told } = await perform(
      { ...HANGING, steps: [{ emit: "EMAIL_REPLY" }, { advance: "1m" }, PROOF] },
      { limits: { quietMs: 60 } },
    );
    expect(told).toEqual([
      "steps[1].advance: The clock could not be moved: for 0.06 s of real time an attempt that started meanwhile did not end; does the receiver hang, with no timeout?",
    ]);
  });
});

describe("settle", () => {
  it.each(["virtual", "manual"] as const)(
    "waits for all deliveries, moving a %s clock as far as that takes",
    async (clock) => {
      const played = await perform({
        ...failing(2),
        clock,
        steps: [{ emit: "EMAIL_REPLY" }, { emit: "EMAIL_OPEN" }, SETTLE, PROOF],
      });
      expect([played.told, begunOf(played)]).toEqual([[], [0, 0, 60, 60]]);
      expect(entriesOf(played, "delivery.settled")).toHaveLength(2);
    },
  );

  it("waits for one, and leaves the others on their way", async () => {
    const played = await perform({
      receiver: { answers: [{ event: "EMAIL_REPLY", status: 500, times: "always" }] },
      steps: [
        { emit: "EMAIL_REPLY", as: "reply" },
        { emit: "EMAIL_OPEN", as: "opened" },
        { settle: "opened" },
        { expect: { delivery: "reply", state: { one_of: ["waiting", "in_flight"] } } },
        { settle: "reply" },
        { expect: { delivery: "reply", state: "failed", attempts: 3 } },
      ],
    });
    expect([played.told, played.item.mock_ms]).toEqual([[], 360_000]);
  });

  it("waits for a list of names and places", async () => {
    const played = await perform({
      receiver: {
        answers: [
          { event: "EMAIL_BOUNCE", status: 500, times: "always" },
          { event: "EMAIL_REPLY", status: 500 },
        ],
      },
      steps: [
        { emit: "EMAIL_OPEN", count: 2, as: "opened" },
        { emit: "EMAIL_REPLY", as: "reply" },
        { emit: "EMAIL_BOUNCE", as: "bounced" },
        { settle: ["opened[1]", "reply"] },
        { expect: { delivery: "bounced", state: "waiting", attempts: 2 } },
      ],
    });
    expect([played.told, played.item.mock_ms]).toEqual([[], 60_000]);
  });

  it("has nothing to wait for where nobody gets the event", async () => {
    const played = await perform({
      webhooks: [{ level: "user", events: ["EMAIL_OPEN"] }],
      steps: [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }, SETTLE, PROOF],
    });
    expect(played.told).toEqual([]);
  });

  it.each(["virtual", "manual"] as const)(
    "says of a %s clock that the receiver hangs, with no timeout",
    async (clock) => {
      const steps: Step[] = [{ emit: "EMAIL_REPLY", count: 2, as: "replies" }, { settle: "replies" }, PROOF];
      const { told, item } = await perform({ ...HANGING, clock, steps }, { limits: { quietMs: 60 } });
      expect(told).toEqual([
        "steps[1].settle: replies[0], replies[1] did not settle, and nothing happened for 0.06 s of real time; does the receiver hang, with no timeout?",
      ]);
      expect(item.findings[0]?.timeline.map(({ text }) => text)).toContain("not settled: in_flight");
    },
  );

  it("counts those that hang where all were awaited", async () => {
    const one = await perform(
      { ...HANGING, steps: [{ emit: "EMAIL_REPLY" }, SETTLE, PROOF] },
      { limits: { quietMs: 60 } },
    );
    expect(one.told).toEqual([
      "steps[1].settle: 1 delivery did not settle, and nothing happened for 0.06 s of real time; does the receiver hang, with no timeout?",
    ]);
    expect(one.item.findings[0]?.timeline.length).toBeGreaterThan(0);
  });
});
