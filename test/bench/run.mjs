// `npm run bench`: what the mock costs, as ratios against a baseline measured in the same run. Needs a build (`npm run build`).
import { benchCommands } from "./commands.mjs";
import { ms, perSecond, times } from "./figures.mjs";
import { benchJournal } from "./journal.mjs";
import { benchLists } from "./lists.mjs";
import { emit, sampleBody, viaMock, viaPool } from "./load.mjs";
import { bareNodeMs, median, startMock, startProgram } from "./processes.mjs";
import { benchProxy } from "./proxy.mjs";
import { benchRest } from "./rest.mjs";
import { benchScenarios } from "./scenarios.mjs";
import { benchSnapshots } from "./snapshots.mjs";
import { benchUi } from "./ui.mjs";
import { benchVerify } from "./verify.mjs";
import { benchWorld } from "./world.mjs";

const STARTS = 7;
const DELIVERIES = 20_000;
const WARM_UP = 20_000;
const TRIGGERS = 300;

// `npm run bench -- start journal` runs only those parts.
const rows = [];
const row = (what, value, baseline, ratio, aim) => rows.push({ what, value, baseline, ratio, aim });

const PARTS = {
  start: benchStart,
  commands: () => benchCommands(row),
  throughput: benchThroughput,
  overhead: benchOverhead,
  journal: () => benchJournal(row),
  rest: () => benchRest(row),
  lists: () => benchLists(row),
  world: () => benchWorld(row),
  ui: () => benchUi(row),
  scenarios: () => benchScenarios(row),
  proxy: () => benchProxy(row),
  snapshots: () => benchSnapshots(row),
  verify: () => benchVerify(row),
};
const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(PARTS)) if (asked.length === 0 || asked.includes(name)) await bench();
console.table(Object.fromEntries(rows.map(({ what, ...rest }) => [what, rest])));

async function benchStart() {
  const bare = [];
  const ready = [];
  let residentMb = 0;
  for (let run = 0; run < STARTS; run += 1) {
    bare.push(await bareNodeMs());
    const mock = await startMock(["--target", "none"]);
    ready.push(mock.readyMs);
    if (run === STARTS - 1) residentMb = await idleResidentMb(mock);
    await mock.stop();
  }
  const [base, ours] = [median(bare), median(ready)];
  row("start to ready", ms(ours), `node -e 0: ${ms(base)}`, times(ours / base), "under 4×");
  row("idle memory", `${residentMb.toFixed(0)} MB`, "-", "-", "under 90 MB");
}

/** Memory once nothing has happened for two seconds. */
async function idleResidentMb(mock) {
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return mock.residentMb();
}

async function benchThroughput() {
  const receiver = await startProgram("receiver.mjs");
  const target = `http://127.0.0.1:${receiver.first.port}/hook`;
  const mock = await startMock(["--target", target]);
  const console_ = await startProgram("stream-client.mjs", [mock.stream]);
  const body = await sampleBody(mock);
  await viaMock(mock, receiver, WARM_UP);
  await viaPool(target, body, receiver, WARM_UP);
  const rounds = { ours: [], bare: [] };
  for (let round = 0; round < 3; round += 1) {
    rounds.bare.push(await viaPool(target, body, receiver, DELIVERIES));
    rounds.ours.push(await viaMock(mock, receiver, DELIVERIES));
  }
  const [ours, bare] = [median(rounds.ours), median(rounds.bare)];
  const { frames } = await console_.ask({});
  row(
    "deliveries, stream on",
    perSecond(ours),
    `bare undici pool: ${perSecond(bare)}`,
    times(ours / bare),
    "at least 0.5×",
  );
  row("frames read by a console", String(frames), "-", "-", "-");
  row("memory after the load", `${mock.residentMb().toFixed(0)} MB`, "-", "-", "-");
  await console_.stop();
  await mock.stop();
  await receiver.stop();
}

async function benchOverhead() {
  const receiver = await startProgram("receiver.mjs");
  const target = `http://127.0.0.1:${receiver.first.port}/hook`;
  const mock = await startMock(["--target", target]);
  const body = await sampleBody(mock);
  const direct = [];
  const triggered = [];
  for (let index = 0; index < TRIGGERS; index += 1) {
    direct.push(await arrival(receiver, () => fetch(target, { method: "POST", body })));
    triggered.push(await arrival(receiver, () => emit(mock, 1)));
  }
  const [ours, base] = [median(triggered), median(direct)];
  row("trigger to arrival", ms(ours), `a direct post: ${ms(base)}`, `+${ms(ours - base)}`, "-");
  await mock.stop();
  await receiver.stop();
}

async function arrival(receiver, send) {
  await receiver.ask({ awaitMore: 1 });
  const reached = receiver.next();
  const startedAt = performance.timeOrigin + performance.now();
  const answered = send();
  const { at } = await reached;
  await answered;
  return at - startedAt;
}
