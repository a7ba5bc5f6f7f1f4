// `npm run bench`: what the mock costs, as ratios against a baseline measured in the same run. Needs a build (`npm run build`).
import { Pool } from "undici";
import { bareNodeMs, median, startMock, startProgram } from "./processes.mjs";

const STARTS = 7;
const DELIVERIES = 20_000;
/** Events of one control call, and calls under way at once: enough to keep every connection busy without a backlog. */
const PER_CALL = 500;
const CALLERS = 2;
const WARM_UP = 20_000;
const CONCURRENCY = 64;
const TRIGGERS = 300;

const rows = [];
const row = (what, value, baseline, ratio, aim) => rows.push({ what, value, baseline, ratio, aim });

await benchStart();
await benchThroughput();
await benchOverhead();
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

async function sampleBody(mock) {
  const { events } = await emit(mock, 1);
  const answer = await fetch(`${mock.url}/_mock/deliveries/${events[0].deliveries[0]}`);
  return (await answer.json()).data.request.body;
}

async function viaMock(mock, receiver, count) {
  await receiver.ask({ awaitMore: count });
  const reached = receiver.next();
  const startedAt = performance.timeOrigin + performance.now();
  let left = count;
  const caller = async () => {
    while (left > 0) {
      const asked = Math.min(PER_CALL, left);
      left -= asked;
      await emit(mock, asked);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (count * 1_000) / ((await reached).at - startedAt);
}

async function viaPool(target, body, receiver, count) {
  const { origin, pathname } = new URL(target);
  const pool = new Pool(origin, { connections: CONCURRENCY, pipelining: 1 });
  await receiver.ask({ awaitMore: count });
  const reached = receiver.next();
  const startedAt = performance.timeOrigin + performance.now();
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const headers = { "Content-Type": "application/json", "X-Request-Id": crypto.randomUUID() };
      const answer = await pool.request({ path: pathname, method: "POST", headers, body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const rate = (count * 1_000) / ((await reached).at - startedAt);
  await pool.close();
  return rate;
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

async function emit(mock, count) {
  const answer = await fetch(`${mock.url}/_mock/events`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ event_type: "EMAIL_OPEN", count }),
  });
  if (answer.status !== 202) throw new Error(`The mock answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function ms(value) {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

function perSecond(value) {
  return `${Math.round(value).toLocaleString("en")}/s`;
}

function times(value) {
  return `${value.toFixed(2)}×`;
}
