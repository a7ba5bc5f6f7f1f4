import { afterEach, beforeEach, expect, test } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;

beforeEach(async () => {
  bench = await openControl();
});
afterEach(() => bench.close());

/** The samples of a scrape, by name and labels. */
async function scrape(): Promise<Readonly<Record<string, number>>> {
  const { status, headers, text } = await bench.call("/_mock/metrics");
  expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(samples.map((line) => [line.replace(/ \S+$/, ""), Number(/\S+$/.exec(line)?.[0])]));
}

async function deliverOne(type = "EMAIL_REPLY"): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    const stop = bench.mock.journal.subscribe((entry) => {
      if (entry.type !== "attempt.finished") return;
      stop();
      resolve();
    });
  });
  await bench.call("/_mock/events", { body: { event_type: type } });
  await ended;
}

const attempts = (outcome: string, type = "EMAIL_REPLY") =>
  `smartlead_mock_attempts_total{outcome="${outcome}",level="user",event_type="${type}"}`;

test("counts what was before the first call, and what comes after", async () => {
  bench.receiver.statuses = [503, 200];
  await deliverOne();
  const before = await scrape();
  expect(before).toMatchObject({
    smartlead_mock_events_total: 1,
    smartlead_mock_deliveries_total: 1,
    [attempts("server_error")]: 1,
    'smartlead_mock_queue{state="waiting"}': 1,
    'smartlead_mock_queue{state="queued"}': 0,
    'smartlead_mock_attempt_duration_seconds_count{outcome="server_error"}': 1,
    'smartlead_mock_info{version="1.2.3",dialect="guide",policy="guide"}': 1,
  });
  await bench.call("/_mock/clock", { body: { advance: "60s" } });
  await deliverOne("EMAIL_OPEN");
  const [{ request_id = "" } = {}] = [...bench.mock.deliveries.all()];
  await bench.call(`/_mock/effects/${request_id}`, { body: { name: "crm" } });
  const after = await scrape();
  expect(after).toMatchObject({
    smartlead_mock_deliveries_delivered_total: 2,
    smartlead_mock_deliveries_failed_total: 0,
    [attempts("success")]: 1,
    [attempts("success", "EMAIL_OPEN")]: 1,
    'smartlead_mock_queue{state="waiting"}': 0,
    'smartlead_mock_effects_total{source="beacon"}': 1,
    'smartlead_mock_attempt_duration_seconds_bucket{le="+Inf",outcome="success"}': 2,
  });
  const verdicts = Object.entries(after).filter(([name]) => name.startsWith("smartlead_mock_duplicates{"));
  expect(verdicts).toHaveLength(6);
  expect(verdicts.reduce((sum, [, count]) => sum + count, 0)).toBe(1);
});

test("begins again with a reset, and counts nothing twice", async () => {
  await deliverOne();
  await scrape();
  await bench.call("/_mock/reset", { body: {} });
  expect(await scrape()).not.toHaveProperty([attempts("success")]);
  await deliverOne();
  await scrape();
  expect(await scrape()).toMatchObject({ [attempts("success")]: 1, smartlead_mock_deliveries_total: 1 });
});
