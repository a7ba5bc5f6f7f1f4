import { afterEach, expect, test } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;
afterEach(() => bench.close());

const emit = (count: number) => bench.call("/_mock/events", { body: { event_type: "EMAIL_REPLY", count } });

/** Resolves with the first event that happens. */
function firstEvent(): Promise<void> {
  return new Promise((resolve) => {
    const stop = bench.mock.journal.subscribe(() => {
      stop();
      resolve();
    });
  });
}

test("while many events happen other calls are answered", async () => {
  bench = await openControl();
  const order: string[] = [];
  const happening = firstEvent();
  const many = emit(3_000).then(() => order.push("events"));
  await happening;
  await bench.call("/_mock/health").then(() => order.push("health"));
  await many;
  expect(order).toEqual(["health", "events"]);
});

test("many failures are sent again in several turns, and a second wish sends none of them twice", async () => {
  bench = await openControl();
  bench.receiver.statuses = Array.from({ length: 1_500 }, () => 400);
  await emit(1_500);
  await bench.mock.settled();
  const campaigns = bench.mock.world.campaigns.map(({ id }) => id);
  const [first, second] = [0, 1].map(() => bench.mock.retrigger(campaigns, 0, Number.MAX_SAFE_INTEGER));
  expect(first?.count).toBe(1_500);
  expect(first?.done).not.toBeNull();
  await Promise.all([first?.done, second?.done]);
  expect(bench.mock.state().counters.deliveries).toBe(3_000);
});

test("under the virtual clock they are a millisecond apart, though attempts time out meanwhile", async () => {
  bench = await openControl({}, { clock: "virtual", minTimeoutMs: 1 });
  bench.receiver.statuses = Array.from({ length: 300 }, () => 0);
  const { json } = await emit(300);
  const times = json.events.map(({ event_id }: { event_id: string }) => bench.mock.event(event_id)?.at);
  expect(times).toHaveLength(300);
  const began = Date.parse("2026-01-05T09:00:00.000Z");
  expect(times).toEqual(times.map((_: string, index: number) => new Date(began + index).toISOString()));
});

test("when the mock takes no more in the middle the answer says how many happened", async () => {
  bench = await openControl();
  const happening = firstEvent();
  const answer = emit(5_000);
  await happening;
  await bench.mock.close(0);
  const { status, json } = await answer;
  expect(status).toBe(503);
  expect(json.error.code).toBe("closed");
  expect(json.error.message).toMatch(/ \d+00 of 5000 events had been triggered by then\.$/);
});
