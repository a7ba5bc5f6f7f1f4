// The fuzzed half of `npm run soak`: calls of every operation with what nobody sends, raw sockets, readers of the stream, and kills. Counts crashes,
// errors that are not SmartLead's own, stalls, and what was acknowledged and is gone.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import WebSocket from "ws";
import { badConnection } from "./fuzz-sockets.mjs";
import { bodyBytes, drawing, near, pathOf } from "./fuzz-values.mjs";
import { KeptFacts } from "./kept-facts.mjs";
import { startMock, startProgram } from "./processes.mjs";
import { RunDelay } from "./run-delay.mjs";

/** Calls at once. */
const AT_ONCE = 16;
/** Of a hundred calls, so many write a fact that is looked for after the kill. */
const FACTS_PER_HUNDRED = 10;
/** One raw connection for so many calls. */
const CALLS_A_SOCKET = 50;
/** Calls that would undo what is measured, or make the mock somebody else's. */
const LEFT_OUT = new Set(["POST /_mock/reset", "POST /_mock/clock", "POST /_mock/traffic", "GET /_mock/stream"]);
/** A fault that is armed by chance would break calls on purpose. */
const NO_FAULTS = /^\/_mock\/faults/;
/** Of each kind of trouble so many are shown, each in so many characters. */
const MAX_EXAMPLES = 10;
const MAX_SHOWN = 400;
/** A client waits so long for an answer. What the mock could not do because it had no processor is not counted against it. */
const PATIENCE_MS = 30_000;
/** Of the calls that took longest so many are named. */
const SLOWEST = 8;
const PROGRESS_EVERY_MS = 5_000;
/** A start that takes a while says how far it is. */
const IS_PROGRESS = /^smartlead-mock: reading .*%$/;

/** Runs so many fuzzed calls in `kills + 1` lives of one mock; returns the figures. */
export async function soakByFuzz({ calls, kills, seed, name = "" }) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-fuzz-"));
  const config = join(folder, "smartlead-mock.config.json");
  writeFileSync(config, JSON.stringify({ policy: { tries: 1, waits: [], timeout: "2s" } }));
  const receiver = await startProgram("receiver.mjs");
  const target = `http://127.0.0.1:${receiver.first.port}/hook`;
  const random = drawing(seed, target);
  const prober = await startProgram("stall-prober.mjs");
  const facts = new KeptFacts();
  const seen = {
    calls: 0,
    sockets: 0,
    kills: 0,
    frames: 0,
    statuses: {},
    longestMs: 0,
    startMs: 0,
    mockCpuMs: 0,
    startsMs: 0,
    slowest: [],
    waitedInVain: 0,
  };
  const wrong = { crashes: [], errors: [], timeouts: [], lost: [], defects: [], gaps: [] };
  const place = { run: undefined, seq: 0 };
  const known = {};
  const flags = ["--target", target, "--config", config, "--world-time"];
  const startedAt = performance.now();
  const progress = setInterval(() => report({ name, seen, wrong, startedAt, calls, kills }), PROGRESS_EVERY_MS);
  try {
    for (let life = 0; life <= kills; life += 1) {
      const mock = await startMock(flags, join(folder, "data"));
      const share = Math.ceil((calls - seen.calls) / (kills + 1 - life));
      await inOneLife({ mock, known, random, facts, seen, wrong, place, prober, share, isLast: life === kills });
      seen.startMs = Math.round(mock.readyMs);
      seen.startsMs += mock.readyMs;
    }
    const { stalls } = await prober.ask({});
    return result({ seen, stalls, wrong, facts, startedAt });
  } finally {
    clearInterval(progress);
    await prober.stop();
    await receiver.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From a start to a kill, or to an end in order. */
async function inOneLife(life) {
  const { mock, seen, wrong, facts, place, prober, isLast } = life;
  const state = { isEnding: false };
  mock.ended.then(({ code, signal }) => {
    if (!state.isEnding) wrong.crashes.push(`exit ${code} ${signal}: ${mock.said().slice(-400)}`);
  });
  const pool = new Pool(mock.url, { connections: AT_ONCE, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  const delay = new RunDelay(mock.pid);
  const end = async () => {
    state.isEnding = true;
    seen.mockCpuMs += mock.cpuMs();
    const { longest } = await prober.ask({ isOver: true });
    seen.longestMs = Math.max(seen.longestMs, longest);
    await (isLast ? mock.stop() : mock.kill());
    if (!isLast) seen.kills += 1;
  };
  try {
    const call = caller(pool, { state, delay, seen, wrong });
    wrong.lost.push(...(await facts.lost(call)));
    const stream = follow(mock, place, life);
    await prober.ask({ url: mock.url, pid: mock.pid });
    // The calls are the same in every life, and their description costs the mock as much as hundreds of them.
    life.known.operations ??= operationsOf(JSON.parse((await call("GET", "/_mock/openapi.json")).text));
    await callAway(life, { call, operations: life.known.operations, end });
    stream.close();
    const said = mock
      .said()
      .split("\n")
      .filter((line) => line !== "" && !IS_PROGRESS.test(line));
    if (said.length > 0) wrong.defects.push(said.join("\n").slice(0, MAX_SHOWN));
  } finally {
    delay.stop();
    await mock.kill();
    await pool.destroy();
  }
}

/** Makes the calls of one life, several at once; the kill comes among them, so that answers are under way. */
async function callAway({ mock, seen, facts, random, share, isLast, wrong }, { call, operations, end }) {
  const endsAt = seen.calls + share;
  const killAt = isLast ? Number.POSITIVE_INFINITY : endsAt - random.below(Math.max(1, Math.min(share, 2 * AT_ONCE)));
  let ending = null;
  let isWriting = false;
  const step = async () => {
    seen.calls += 1;
    if (seen.calls >= killAt) ending ??= end();
    if (seen.calls % CALLS_A_SOCKET === 0) {
      seen.sockets += 1;
      void badConnection(mock.port, random);
    }
    if (isWriting || !random.chance(FACTS_PER_HUNDRED / 100)) {
      return fuzzedCall(call, random.pick(operations), { random, seen, wrong });
    }
    isWriting = true;
    await facts.write(call, random);
    isWriting = false;
  };
  const worker = async () => {
    while (seen.calls < endsAt && ending === null) await step();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await (ending ?? end());
}

/**
 * A call that answers `{status, text}`, or `null` when there is no answer to judge: the kill cut it off, or it took too long, which is
 * noted with the time for which the mock had no processor.
 */
function caller(pool, { state, delay, seen, wrong }) {
  return async (method, path, body, type = "application/json") => {
    const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const keyed = path.startsWith("/api/v1") ? `${path}${path.includes("?") ? "&" : "?"}api_key=soak` : path;
    const began = delay.begin();
    try {
      const headers = bytes === undefined ? {} : { "content-type": type };
      const response = await pool.request({ method, path: keyed, body: bytes, headers });
      const text = await response.body.text();
      noteSlow(seen.slowest, { name: `${method} ${path.slice(0, 120)}`, ...delay.since(began) });
      return { status: response.statusCode, text };
    } catch (error) {
      if (state.isEnding) return null;
      const { tookMs, starvedMs } = delay.since(began);
      if (!/TIMEOUT/.test(String(error.code))) return { status: 0, text: `${error.code ?? error} after ${tookMs} ms` };
      if (tookMs - starvedMs < PATIENCE_MS / 2) seen.waitedInVain += 1;
      else
        wrong.timeouts.push(
          `${method} ${path.slice(0, 200)}: nothing in ${tookMs} ms, ${starvedMs} of them without a processor`,
        );
      return null;
    }
  };
}

/** Keeps the calls that took the mock longest, the longest first. */
function noteSlow(slowest, one) {
  const own = ({ tookMs, starvedMs }) => tookMs - starvedMs;
  if (slowest.length === SLOWEST && own(one) <= own(slowest[SLOWEST - 1])) return;
  slowest.push(one);
  slowest.sort((a, b) => own(b) - own(a));
  slowest.splice(SLOWEST);
}

/** Every call that there is, with the statuses that are SmartLead's own. */
function operationsOf({ paths }) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [], requestBody, responses }]) => {
      const name = `${method.toUpperCase()} ${path}`;
      if (LEFT_OUT.has(name) || NO_FAULTS.test(path)) return [];
      const body = requestBody?.content?.["application/json"]?.schema;
      const query = parameters.filter((one) => one.in === "query" && one.name !== "api_key");
      return [{ name, method: method.toUpperCase(), path, query, body, own: Object.keys(responses).map(Number) }];
    }),
  );
}

async function fuzzedCall(call, operation, { random, seen, wrong }) {
  const { method, path, query, body, own, name } = operation;
  const asked = query
    .filter(() => random.chance(0.4))
    .map((one) => [one.name, textOf(near(one.schema, random, one.name))]);
  const search = asked
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value.toWellFormed())}`)
    .join("&");
  const url = `${pathOf(path, random)}${search === "" ? "" : `?${search}`}`;
  const drawn = body === undefined ? undefined : limited(name, near(body, random));
  const bytes = method === "GET" || drawn === undefined ? undefined : bodyBytes(drawn, random);
  const type = random.chance(0.98)
    ? "application/json"
    : random.pick(["text/plain", "application/json; charset=x", "a/b"]);
  const answer = await call(method, url, bytes, type);
  if (answer === null) return;
  seen.statuses[answer.status] = (seen.statuses[answer.status] ?? 0) + 1;
  const isOwn = own.includes(answer.status) || answer.status === 501 || isFull(answer);
  if ((answer.status >= 500 && !isOwn) || answer.status === 0) {
    if (wrong.errors.length < 10_000) {
      wrong.errors.push(
        `${name} ${url.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 160)}; ${String(bytes).slice(0, 300)}`,
      );
    }
  }
}

/** An object may have a `toString` of its own, which is none. */
function textOf(value) {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** More open deliveries than the limit allows is an answer, not an error. */
function isFull({ status, text }) {
  return status === 503 && text.includes("deliveries are open");
}

/** One call asks for a few events, not for ten thousand. */
function limited(name, value) {
  return name === "POST /_mock/events" && typeof value?.count === "number"
    ? { ...value, count: 1 + (value.count % 3) }
    : value;
}

/** Reads the stream from where the last life's reader was; numbers that are missing, and defects that are told, are kept. */
function follow(mock, place, { seen, wrong }) {
  const since = place.run === undefined ? "" : `?since=${place.seq}&run=${place.run}`;
  const socket = new WebSocket(`${mock.stream}${since}`);
  socket.on("error", () => {});
  socket.on("message", (data) => {
    for (const frame of [JSON.parse(data)].flat()) {
      seen.frames += 1;
      if (frame.type === "hello") hello(frame, place, wrong);
      else if (frame.type === "gap") place.seq = frame.to;
      else {
        if (place.seq !== 0 && frame.seq !== place.seq + 1) wrong.gaps.push(`${frame.seq} follows on ${place.seq}`);
        place.seq = frame.seq;
        if (frame.type === "world.changed" && / failed /.test(frame.change)) wrong.defects.push(frame.change);
      }
    }
  });
  return socket;
}

function hello({ run, last_seq }, place, wrong) {
  if (place.run !== undefined && run !== place.run) wrong.lost.push(`the run is ${run} and was ${place.run}`);
  if (last_seq < place.seq) wrong.lost.push(`entry ${place.seq} was told before the kill, and the last is ${last_seq}`);
  if (place.run === undefined) place.seq = last_seq;
  place.run = run;
}

/** One line: how far it is, how fast, when it will be over, and what was wrong so far. */
function report({ name, seen, wrong, startedAt, calls, kills }) {
  const seconds = (performance.now() - startedAt) / 1_000;
  const share = seen.calls / calls;
  const left = share === 0 ? "?" : Math.round((seconds / share - seconds) / 60);
  const troubles = Object.entries(wrong).flatMap(([name, list]) => (list.length > 0 ? [`${name} ${list.length}`] : []));
  const of = (done, all) => `${done.toLocaleString("en")} of ${all.toLocaleString("en")}`;
  console.log(
    `${name}${Math.round(seconds)} s: ${of(seen.calls, calls)} calls (${Math.round(seen.calls / seconds)}/s), ${of(seen.kills, kills)} kills, last start ${seen.startMs} ms, ${left} min left; ${troubles.join(", ") || "nothing wrong"}`,
  );
}

function result({ seen, stalls, wrong, facts, startedAt }) {
  // What a starved process could not do is no stall of the mock's own.
  const own = stalls.filter(({ tookMs, starvedMs }) => tookMs - starvedMs > 500);
  const figures = {
    calls: seen.calls,
    kills: seen.kills,
    sockets: seen.sockets,
    framesRead: seen.frames,
    writesAcknowledged: { all: facts.acknowledged, ...facts.byKind },
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    statuses: seen.statuses,
    callsPerSecond: Math.round(seen.calls / ((performance.now() - startedAt) / 1_000)),
    processorMsPerCall: {
      mock: Number((seen.mockCpuMs / seen.calls).toFixed(3)),
      soak: Number((process.cpuUsage().user / 1_000 / seen.calls).toFixed(3)),
    },
    startMs: { average: Math.round(seen.startsMs / (seen.kills + 1)), last: seen.startMs },
    longestAnswerMs: seen.longestMs,
    crashes: wrong.crashes.length,
    errorsNotSmartLeads: wrong.errors.length,
    timeouts: wrong.timeouts.length,
    timeoutsWhileMachineWasBusy: seen.waitedInVain,
    stallsOver500Ms: own.length,
    slowWhileMachineWasBusy: stalls.length - own.length,
    lostWrites: wrong.lost.length,
    streamGaps: wrong.gaps.length,
    defects: wrong.defects.length,
  };
  for (const { name, tookMs, starvedMs } of seen.slowest) {
    console.log(`slow: ${tookMs} ms, ${starvedMs} of them without a processor: ${name}`);
  }
  for (const [name, list] of Object.entries({ ...wrong, stalls: own.map((one) => JSON.stringify(one)) })) {
    for (const one of list.slice(0, MAX_EXAMPLES)) console.log(`${name}: ${one}`);
  }
  const bad = ["crashes", "errorsNotSmartLeads", "timeouts", "stallsOver500Ms", "lostWrites", "streamGaps", "defects"];
  return { ...figures, isGood: bad.every((name) => figures[name] === 0) };
}

/** Several runs as one: counts add up, the longest of all counts. */
export function together(runs) {
  const [first, ...others] = runs;
  return others.reduce((all, one) => added(all, one), first);
}

function added(all, one) {
  return Object.fromEntries(
    Object.entries({ ...one, ...all }).map(([name]) => [name, sumOf(name, all[name], one[name])]),
  );
}

function sumOf(name, one, other) {
  if (one === undefined || other === undefined) return one ?? other;
  if (typeof one === "boolean") return one && other;
  if (["seconds", "longestAnswerMs"].includes(name)) return Math.max(one, other);
  if (["processorMsPerCall", "startMs"].includes(name)) return one;
  return typeof one === "object" ? added(one, other) : one + other;
}
