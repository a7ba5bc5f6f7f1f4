// The terminal UI fed at 5,000 deliveries a second: what it costs, how it answers keys, whether its memory stays. Needs python3 for the
// pseudo-terminal. `BENCH_UI_SECONDS=600` feeds it for ten minutes.
import { createJiti } from "jiti";
import { ms } from "./figures.mjs";
import { benchPage } from "./page.mjs";
import { bareNodeMs, median, startProgram } from "./processes.mjs";
import { openUi } from "./ui-terminal.mjs";

const PER_SECOND = 5_000;
const SECONDS = Number(process.env.BENCH_UI_SECONDS ?? 60);
const OPENINGS = 7;
const KEYS = 40;
const ROWS = 10_000;
const QUERIES = [
  "status:5xx",
  "-state:delivered lead:lead7*",
  "type:EMAIL_OPEN attempt:>1 | dup:any",
  "nothing-like-it",
  "lead7",
];

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function benchUi(row) {
  await benchFilter(row);
  await benchMegabyte(row);
  await benchOpening(row);
  await benchFeed(row);
  await benchPage(row);
}

async function benchOpening(row) {
  const feeder = await startProgram("ui-feeder.mjs", ["0"]);
  const [bare, opened] = [[], []];
  for (let run = 0; run < OPENINGS; run += 1) {
    bare.push(await bareNodeMs());
    const ui = await openUi(feeder.first.url);
    opened.push((await ui.shows("live", false)) - ui.startedAt);
    await ui.quit();
  }
  await feeder.stop();
  row("first frame of the UI", ms(median(opened)), `node -e 0: ${ms(median(bare))}`, "-", "under 900 ms");
}

async function benchFeed(row) {
  const feeder = await startProgram("ui-feeder.mjs", [String(PER_SECOND)]);
  const ui = await openUi(feeder.first.url);
  await ui.shows("live", false);
  // Until the list is full, so that what is measured is what goes on for hours.
  await pause(((ROWS * 2) / PER_SECOND) * 1_000);
  const latencies = await keyLatencies(ui);
  const before = { at: performance.now(), cpu: ui.cpuMs(), ...ui.counts() };
  const memory = [];
  for (let second = 0; second < SECONDS; second += 1) {
    await pause(1_000);
    memory.push(ui.residentMb());
  }
  const elapsed = performance.now() - before.at;
  const after = { cpu: ui.cpuMs(), ...ui.counts() };
  const { fed } = await feeder.ask({});
  await ui.quit();
  await feeder.stop();
  const third = Math.floor(memory.length / 3);
  const [early, late] = [median(memory.slice(0, third)), median(memory.slice(-third))];
  row(
    `UI at ${PER_SECOND} deliveries a second: share of a core`,
    `${(((after.cpu - before.cpu) / elapsed) * 100).toFixed(0)} %`,
    "-",
    "-",
    "under 30 %",
  );
  row("its frames a second", ((after.frames - before.frames) / (elapsed / 1_000)).toFixed(1), "-", "-", "10");
  row(
    "a key to its frame, median and p95",
    `${ms(median(latencies))}, ${ms(percentile(latencies, 0.95))}`,
    "-",
    "-",
    "under 100 ms",
  );
  row(
    `its memory in the first and the last third of ${SECONDS} s`,
    `${early.toFixed(0)}, ${late.toFixed(0)} MB, at most ${Math.max(...memory).toFixed(0)}`,
    `${fed.toLocaleString("en")} deliveries`,
    "-",
    "flat",
  );
}

/** From a key until the frame that answers it, on a screen that changes all the time. */
async function keyLatencies(ui) {
  const latencies = [];
  for (let index = 0; index < KEYS; index += 1) {
    const [key, seen] = index % 2 === 0 ? ["?", "Verdicts on duplicates"] : ["?", "following"];
    const shown = ui.shows(seen);
    const at = performance.now();
    ui.type(key);
    latencies.push((await shown) - at);
    await pause(130);
  }
  return latencies;
}

function percentile(values, share) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length * share)];
}

/** 10,000 rows of the live list, narrowed by a query: what a key in the query line costs. */
async function benchFilter(row) {
  const jiti = createJiti(import.meta.url);
  const { LiveList } = await jiti.import("../../ui/store/live-list.ts");
  const list = new LiveList(ROWS);
  for (let number = 0; number < ROWS; number += 1) for (const entry of entriesOf(number)) list.take(entry);
  const times = [];
  for (let round = 0; round < 20; round += 1) {
    for (const query of QUERIES) {
      const at = performance.now();
      list.filterBy(query);
      times.push(performance.now() - at);
    }
  }
  row(
    "10,000 rows narrowed by a query, median and slowest",
    `${ms(median(times))}, ${ms(Math.max(...times))}`,
    "-",
    "-",
    "under 50 ms",
  );
}

/** The details of a delivery with a megabyte of JSON: until they are there, and each page of them. */
async function benchMegabyte(row) {
  const jiti = createJiti(import.meta.url);
  const { documentOf } = await jiti.import("../../ui/pager/document-of.ts");
  const { pagerLines } = await jiti.import("../../ui/pager/pager-lines.ts");
  const { themeFor } = await jiti.import("../../ui/theme.ts");
  const [theme, sources] = [
    themeFor({}),
    { size: { columns: 120, rows: 40 }, log: [], checks: [], scenarios: [], world: null },
  ];
  const history = Array.from({ length: 4_500 }, (_, index) => ({
    index,
    text: `a mail of some length, ${"x".repeat(180)}`,
    opens: index % 7,
  }));
  const body = JSON.stringify({ event_type: "EMAIL_REPLY", history });
  const [{ delivery }] = entriesOf(1);
  const whole = { ...delivery, request: { url: "http://x", headers: {}, body } };
  const rest = { eventId: "evt_1", event: null, isLoaded: true, problem: null, folds: new Set(), search: "" };
  const screen = { kind: "detail", delivery: whole, cursor: 0, top: 0, ...rest };
  const at = performance.now();
  const { length } = documentOf(screen, sources, theme);
  const first = performance.now() - at;
  const pages = [];
  for (let top = 0; top < length; top += Math.ceil(length / 200)) {
    const from = performance.now();
    const pager = { ...screen, cursor: top, top };
    for (const line of pagerLines(documentOf(pager, sources, theme), { pager, theme, nowMs: 0, height: 34 }))
      theme.paint(line);
    pages.push(performance.now() - from);
  }
  row(
    `details of ${(body.length / 1e6).toFixed(1)} MB: laid out; a page, median and slowest`,
    `${ms(first)}; ${ms(median(pages))}, ${ms(Math.max(...pages))}`,
    `${length.toLocaleString("en")} rows`,
    "-",
    "a page under 16 ms",
  );
}

function entriesOf(number) {
  const at = "2026-01-05T09:00:00.000Z";
  const webhook = { id: 7, name: "target", level: "user", url: "http://localhost:3000/hook" };
  const status = number % 7 === 0 ? 503 : 200;
  const attempt = {
    number: 1,
    started_at: at,
    ended_at: at,
    duration_ms: 5,
    outcome: status === 200 ? "success" : "server_error",
    status,
    error: null,
  };
  const rest = { clipped: false, faults: [], response: null, duplicate: null, next_attempt_at: null };
  const delivery = {
    id: `dlv_${number}`,
    event_id: `evt_${number}`,
    request_id: `0d5b0a4e-7b5f-4c39-9d0a-${number}`,
    resent_from: null,
  };
  const what = {
    event_type: "EMAIL_OPEN",
    campaign_id: 3600001,
    client_id: null,
    lead_email: `lead${number}@example.com`,
    webhook,
  };
  const stand = {
    dialect: "guide",
    state: "delivered",
    reason: null,
    attempts: [{ ...attempt, ...rest }],
    duplicate: null,
  };
  const times = { created_at: at, settled_at: at, max_attempts: 3 };
  return [{ seq: number + 1, at, type: "delivery.created", delivery: { ...delivery, ...what, ...stand, ...times } }];
}
