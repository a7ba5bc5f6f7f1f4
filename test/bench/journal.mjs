// What keeping everything on disk costs, and whether that stays the same as the journal grows.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ms, perSecond, times } from "./figures.mjs";
import { sampleBody, viaMock, viaPool } from "./load.mjs";
import { median, startMock, startProgram } from "./processes.mjs";

const ROUNDS = 3;
const DELIVERIES = 20_000;
const WARM_UP = 10_000;
/** The sizes at which cost and memory are looked at, each over the deliveries just before it. */
const STATIONS = [10_000, 20_000, 100_000, 1_000_000];
/** At the first one the machine code is still being made, so costs are held against the second. */
const REFERENCE = 1;
const WINDOW = 9_000;
const PAGES = 40;

export async function benchJournal(row) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-bench-data-"));
  const receiver = await startProgram("receiver.mjs");
  const target = `http://127.0.0.1:${receiver.first.port}/hook`;
  try {
    await compare(row, { receiver, target, data: join(folder, "compared") });
    await grow(row, { receiver, target, data: join(folder, "grown") });
  } finally {
    await receiver.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kept against not kept against a bare pool, in turns. */
async function compare(row, { receiver, target, data }) {
  const kept = await startMock(["--target", target], data);
  const unkept = await startMock(["--target", target]);
  const consoles = [
    await startProgram("stream-client.mjs", [kept.stream]),
    await startProgram("stream-client.mjs", [unkept.stream]),
  ];
  const body = await sampleBody(kept);
  for (const mock of [kept, unkept]) await viaMock(mock, receiver, WARM_UP);
  await viaPool(target, body, receiver, WARM_UP);
  const rates = { kept: [], unkept: [], bare: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await viaPool(target, body, receiver, DELIVERIES));
    rates.unkept.push(await viaMock(unkept, receiver, DELIVERIES));
    rates.kept.push(await viaMock(kept, receiver, DELIVERIES));
  }
  const [ours, without, bare] = [rates.kept, rates.unkept, rates.bare].map(median);
  row("kept deliveries", perSecond(ours), `not kept: ${perSecond(without)}`, times(ours / without), "at least 0.8×");
  row("kept deliveries against none", perSecond(ours), `bare undici pool: ${perSecond(bare)}`, times(ours / bare), "-");
  for (const program of [...consoles, kept, unkept]) await program.stop();
}

/** One data directory from empty to its largest. */
async function grow(row, { receiver, target, data }) {
  const mock = await startMock(["--target", target], data);
  const costs = [];
  let done = 0;
  for (const station of STATIONS) {
    await fill(mock, receiver, station - WINDOW - done);
    const before = mock.cpuMs();
    await viaMock(mock, receiver, WINDOW);
    done = station;
    costs.push(((mock.cpuMs() - before) * 1_000) / WINDOW);
    const memory = `${mock.residentMb().toFixed(0)} MB`;
    const at = station.toLocaleString("en");
    row(
      `cost of a delivery at ${at}`,
      `${costs.at(-1).toFixed(0)} us of processor`,
      costs.length <= REFERENCE
        ? "-"
        : `at ${STATIONS[REFERENCE].toLocaleString("en")}: ${costs[REFERENCE].toFixed(0)} us`,
      costs.length <= REFERENCE ? "-" : times(costs.at(-1) / costs[REFERENCE]),
      "under 1.2×",
    );
    row(`memory at ${at}`, memory, "-", "-", "under 250 MB");
  }
  await pages(row, mock);
  await mock.kill();
  const again = await startMock(["--target", target], data);
  row("start after a kill at 1,000,000", ms(again.readyMs), "-", "-", "under 2,000 ms");
  await again.stop();
  const calm = await startMock(["--target", target], data);
  row("start after a stop at 1,000,000", ms(calm.readyMs), "-", "-", "under 2,000 ms");
  await calm.stop();
}

/** In pieces that settle before the next, so that no backlog is measured. */
async function fill(mock, receiver, count) {
  for (let left = count; left > 0; left -= DELIVERIES) await viaMock(mock, receiver, Math.min(DELIVERIES, left));
}

async function pages(row, mock) {
  const get = async (query) => (await fetch(`${mock.url}/_mock/deliveries?limit=50${query}`)).json();
  const newest = Number(/\d+/.exec((await get("")).next_cursor)[0]);
  const took = { plain: [], filtered: [], searched: [] };
  for (let page = 0; page < PAGES; page += 1) {
    const cursor = `&cursor=before-${newest - 5_000 - page * 1_000}`;
    took.plain.push(await timed(() => get(cursor)));
    took.filtered.push(await timed(() => get(`${cursor}&state=delivered&event_type=EMAIL_OPEN`)));
    took.searched.push(await timed(() => get(`${cursor}&q=nobody-is-called-so`)));
  }
  row("a page of 50 from history", ms(median(took.plain)), "-", "-", "under 20 ms");
  row("a page filtered by state and type", ms(median(took.filtered)), "-", "-", "under 20 ms");
  row("a page of a text search without a match", ms(median(took.searched)), "-", "-", "-");
}

async function timed(call) {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}
