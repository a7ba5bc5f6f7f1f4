// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { describe, expect, it } from "vitest";
import type { Step } from "../../../../src/harness/scenarios/step.ts";
import { echo, echoesOf, entriesOf, PROOF, perform, performOnReceiver, SETTLE } from "../sketch.ts";

describe("set_vars", () => {
  it("binds values of any type, each of which may use those before it, and binds anew", async () => {
    const played = await performOnReceiver({
      vars: { first: 1 },
      steps: [
        { set_vars: { second: "${first}", list: ["${second}", { third: "<${second}>" }], nothing: null } },
        echo({ all: ["${second}", "${list}", "${nothing}"] }),
        SETTLE,
        { set_vars: { first: "again ${first}" } },
        echo({ all: "${first}" }),
        SETTLE,
        PROOF,
      ],
    });
    expect(played.told).toEqual([]);
    expect(echoesOf(played)).toEqual([{ all: [1, [1, { third: "<1>" }], null] }, { all: "again 1" }]);
  });
});

describe("repeat", () => {
  it("takes its steps so many times, counting from 0, also within one another", async () => {
    const played = await performOnReceiver({
      steps: [
        {
          repeat: 2,
          index: "outer",
          steps: [{ repeat: 3, index: "inner", steps: [echo({ at: "${outer}.${inner}", n: "${inner}" }), SETTLE] }],
        },
        echo({ last: "${outer}" }),
        SETTLE,
        PROOF,
      ],
    });
    expect(played.told).toEqual([]);
    expect(echoesOf(played)).toEqual([
      ...[0, 1].flatMap((outer) => [0, 1, 2].map((inner) => ({ at: `${outer}.${inner}`, n: inner }))),
      { last: 1 },
    ]);
    // The repetitions themselves are steps, and each round's steps count.
    expect(played.item.evidence[0]).toBe("18 steps taken, 1 expectation reached.");
  });

  it("ends with the step that goes wrong, whose place is the one in the scenario", async () => {
    const { told, item, progress } = await perform({
      steps: [
        { repeat: 5, index: "round", steps: [{ expect: { value: "${round}", is: { at_most: 2 } } }] },
        { emit: "EMAIL_REPLY" },
      ],
    });
    expect(told).toEqual(["steps[0].steps[0].expect.value: The value is 3; expected at most 2."]);
    expect(item.evidence[0]).toBe("5 steps taken, 4 expectations reached.");
    expect(progress.filter(({ state }) => state === "failed").map(({ path, name }) => [path, name])).toEqual([
      ["steps[0].steps[0]", "expect value ${round}"],
      ["steps[0]", "repeat 5"],
    ]);
  });

  it("ends a story that would never end", async () => {
    const inner: Step = { repeat: 10_000, steps: [{ set_vars: { x: 1 } }] };
    const { told, item } = await perform({ steps: [{ repeat: 10_000, steps: [inner] }, PROOF] });
    expect(told).toEqual([
      "steps[0].steps[0].steps[0]: The scenario took more than 100000 steps; use fewer repetitions.",
    ]);
    expect(item.grade).toBe("fail");
  });
});

/** Which of three alternatives each of some rounds took. */
async function chosen(seed: number, weights: readonly (number | undefined)[] = [1, 1, 1]): Promise<string> {
  const choose = weights.map((weight, index) => ({
    ...(weight === undefined ? {} : { weight }),
    name: `way ${index}`,
    steps: [{ set_vars: { way: "${way}".concat(String(index)) } }],
  }));
  const played = await performOnReceiver(
    { vars: { way: "w" }, steps: [{ repeat: 40, steps: [{ choose }] }, echo({ way: "${way}" }), SETTLE, PROOF] },
    { seed },
  );
  expect(played.told).toEqual([]);
  const [{ way }] = echoesOf(played) as [{ way: string }];
  expect(way).toMatch(/^w[012]{40}$/);
  return way;
}

describe("choose", () => {
  it("draws by the seed: the same seed takes the same way, another one another", async () => {
    const [first, again, other] = [await chosen(1), await chosen(1), await chosen(2)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(new Set([...first.slice(1)])).toEqual(new Set(["0", "1", "2"]));
  });

  it("draws by weight, 1 unless given", async () => {
    const rare = await chosen(3, [1e-9, undefined, 1e-9]);
    expect(rare).toBe(`w${"1".repeat(40)}`);
    const heavy = await chosen(4, [undefined, 1e9, undefined]);
    expect(heavy).toBe(`w${"1".repeat(40)}`);
  });

  it("tells the place of what goes wrong in it", async () => {
    const { told } = await perform({ steps: [{ choose: [{ steps: [{ expect: { value: 1, is: 2 } }] }] }] });
    expect(told).toEqual(["steps[0].choose[0].steps[0].expect.value: The value is 1; expected 2."]);
  });
});

describe("needs", () => {
  const emitting: readonly Step[] = [{ emit: "EMAIL_REPLY" }, PROOF];

  it("skips a scenario whose secret is missing, and says how to give it", async () => {
    const { item, end, entries, progress } = await perform({ needs: ["secret"], steps: emitting });
    expect([item.grade, item.reason, end]).toEqual([
      "skip",
      "It needs the secret that the receiver checks: pass it with --secret.",
      "performed",
    ]);
    expect([item.findings, item.evidence, entries, progress]).toEqual([[], [], [], []]);
  });

  it("plays it with a secret from outside, or its own", async () => {
    const outside = await perform({ needs: ["secret"], steps: emitting }, { mock: { signingSecret: "s3cret" } });
    const own = await perform({ needs: ["secret"], secret: "s3cret", steps: emitting });
    expect([outside.item.grade, own.item.grade]).toEqual(["ok", "ok"]);
  });

  it("skips a scenario that starts and stops a receiver which is no command", async () => {
    const { item } = await performOnReceiver({ needs: ["command"], steps: emitting });
    expect([item.grade, item.reason]).toEqual([
      "skip",
      "It starts and stops the receiver: give its command after `--`, as in `run NAME -- node server.js`.",
    ]);
  });
});

describe("what is told of steps", () => {
  it("is their number, path, name and state, to whoever watches the performance or the mock", async () => {
    const { progress, entries } = await perform({
      steps: [
        { emit: "EMAIL_REPLY", as: "reply", name: "a reply comes" },
        { settle: ["reply"] },
        { expect: { delivery: "reply", state: "failed" } },
        { emit: "EMAIL_REPLY" },
      ],
    });
    const told = progress.map(({ step, path, name, state }) => [step, path, name, state]);
    expect(told).toEqual([
      [1, "steps[0]", "a reply comes", "begun"],
      [1, "steps[0]", "a reply comes", "passed"],
      [2, "steps[1]", "settle reply", "begun"],
      [2, "steps[1]", "settle reply", "passed"],
      [3, "steps[2]", "expect delivery reply", "begun"],
      [3, "steps[2]", "expect delivery reply", "failed"],
    ]);
    expect(progress.map(({ deliveries, open }) => [deliveries, open])).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    const inJournal = entriesOf({ entries }, "scenario.step");
    expect(inJournal.map(({ step, path, name, state }) => [step, path, name, state])).toEqual(told);
    expect(new Set(inJournal.map(({ scenario }) => scenario))).toEqual(new Set(["a sketch"]));
  });
});
