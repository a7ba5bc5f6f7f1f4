import { expect, it } from "vitest";
import { chaosRules } from "../../../src/delivery/faults/chaos-rules.ts";
import { readFault } from "../../../src/delivery/faults/fault-schema.ts";
import { createMock } from "../../../src/mock/create-mock.ts";

it("takes presets and rates, each of them a rule that can be armed", () => {
  expect(chaosRules("duplicate=1%, delay=0.02").map(({ kind, probability }) => [kind, probability])).toEqual([
    ["duplicate", 0.01],
    ["delay", 0.02],
  ]);
  for (const rule of [...chaosRules("light"), ...chaosRules("heavy")]) expect(readFault(rule)).toHaveProperty("rule");
  expect(chaosRules("heavy").length).toBeGreaterThan(chaosRules("light").length);
});

it.each([
  ["hevy", "--chaos hevy is not a rate; did you mean heavy?"],
  [
    "duplicate=200%",
    "--chaos duplicate=200% is not a rate; write light, heavy or KIND=RATE, such as duplicate=1%,delay=2%.",
  ],
  ["duplicat=1%", "--chaos duplicat is not a kind of chaos; did you mean duplicate?"],
])("%s is none", (text, sentence) => {
  expect(() => chaosRules(text)).toThrow(sentence);
});

async function arrivals(seed: number): Promise<readonly number[]> {
  const sender = {
    send: async () => ({ outcome: "success", status: 200, error: null, response: null }) as const,
    close: async () => {},
  };
  const faults = [{ kind: "delay", by: "1m", jitter: "10m" }] as const;
  const mock = createMock(
    { seed, run: "t", clock: "virtual", now: 0, target: "http://receiver.test/hook", faults },
    sender,
  );
  mock.emit({ eventType: "EMAIL_SENT", count: 20 });
  await mock.settled();
  const all = [...mock.deliveries.all()].map(({ attempts }) => Date.parse(attempts[0]?.started_at ?? ""));
  await mock.close(0);
  return all;
}

it("a delay with jitter differs for each delivery within its bounds, and is the same for the same seed", async () => {
  const all = await arrivals(1);
  expect(new Set(all).size).toBeGreaterThan(10);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(60_000);
  expect(Math.max(...all)).toBeLessThanOrEqual(11 * 60_000 + 1_000);
  expect(await arrivals(1)).toEqual(all);
  expect(await arrivals(2)).not.toEqual(all);
});
