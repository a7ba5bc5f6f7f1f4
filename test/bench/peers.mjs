// `npm run bench:peers [-- ROUNDS]`: the mock beside two tools that start a server and send webhooks, in turns, medians of five rounds.
// Processor time is shown beside each time: other programs on the machine disturb it least. The tools are installed into a folder that is thrown away. Needs a build (`npm run build`) and npm's registry; Linux, which knows memory by process.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { ms, perSecond, times } from "./figures.mjs";
import { bareNodeMs, cpuMsOf, median, startProgram } from "./processes.mjs";

const ROUNDS = Number(process.argv[2] ?? 5);
const TRIGGERS = 1_000;
/** Calls at once, as a test suite makes them. */
const AT_ONCE = 8;
/** Events of one call of the tool that takes many. */
const PER_BATCH = 500;
const BATCHES = 4;
const IDLE_MS = 2_000;
const folder = mkdtempSync(join(tmpdir(), "smartlead-peers-"));
const receiver = await startProgram("receiver.mjs");
const target = `http://127.0.0.1:${receiver.first.port}/hook`;

try {
  const tools = [ours(), emulate(), mockoon()];
  const figures = tools.map(() => []);
  const bare = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareNodeMs());
    for (const [index, tool] of tools.entries()) {
      figures[index].push(await measured(tool));
    }
  }
  const base = median(bare);
  console.table(
    Object.fromEntries(
      tools.map(({ name }, index) => {
        const of = (key) => median(figures[index].map((one) => one[key]));
        return [
          name,
          {
            "command to ready": `${ms(of("readyMs"))}, ${times(of("readyMs") / base)} node -e 0`,
            "its processor time": ms(of("readyCpuMs")),
            "idle memory": `${of("idleMb").toFixed(0)} MB`,
            "webhooks, one call each": perSecond(of("rate")),
            "processor time of one": ms(of("cpuMs")),
            "webhooks, 500 a call": tools[index].batch === undefined ? "-" : perSecond(of("batchRate")),
            "processor time of one there": tools[index].batch === undefined ? "-" : ms(of("batchCpuMs")),
          },
        ];
      }),
    ),
  );
} finally {
  await receiver.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** `prepare` returns the call that makes one webhook leave; `batch` is one that makes many leave. */
function ours() {
  const bin = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
  const args = (port) => ["start", "--ui", "plain", "--port", String(port), "--ephemeral", "--target", target];
  const call = { method: "POST", path: "/_mock/events", body: JSON.stringify({ event_type: "EMAIL_REPLY" }) };
  const batch = { ...call, body: JSON.stringify({ event_type: "EMAIL_REPLY", count: PER_BATCH }) };
  return { name: "smartlead-mock", bin, args, probe: "/_mock/health", prepare: async () => call, batch };
}

/** A webhook of GitHub for each new issue. */
function emulate() {
  const { version, path } = newestThatStarts("emulate", "dist/index.js");
  const authorization = "Bearer test_token_admin";
  const prepare = async (pool) => {
    const post = (at, body) => sent(pool, { method: "POST", path: at, body: JSON.stringify(body), authorization });
    await post("/user/repos", { name: "r" });
    await post("/repos/admin/r/hooks", { config: { url: target, content_type: "json" }, events: ["issues"] });
    return { method: "POST", path: "/repos/admin/r/issues", body: JSON.stringify({ title: "one" }), authorization };
  };
  const args = (port) => ["start", "--service", "github", "--port", String(port)];
  return { name: `emulate ${version}`, bin: path, args, probe: "/", prepare };
}

/** One route with one callback. */
function mockoon() {
  const { version, path } = newestThatStarts("@mockoon/cli", "bin/run.js");
  const uuid = (last) => `00000000-0000-4000-8000-00000000000${last}`;
  const response = {
    uuid: uuid(2),
    body: "{}",
    statusCode: 200,
    headers: [],
    latency: 0,
    label: "",
    rules: [],
    rulesOperator: "OR",
    bodyType: "INLINE",
    filePath: "",
    databucketID: "",
    sendFileAsBody: false,
    disableTemplating: true,
    fallbackTo404: false,
    default: true,
    crudKey: "id",
    callbacks: [{ uuid: uuid(4), latency: 0, enabled: true }],
  };
  const environment = {
    uuid: uuid(1),
    lastMigration: 33,
    name: "peer",
    port: 0,
    hostname: "127.0.0.1",
    endpointPrefix: "",
    latency: 0,
    folders: [],
    headers: [],
    rootChildren: [{ type: "route", uuid: uuid(3) }],
    proxyMode: false,
    proxyHost: "",
    proxyRemovePrefix: false,
    cors: false,
    data: [],
    proxyReqHeaders: [],
    proxyResHeaders: [],
    tlsOptions: { enabled: false, type: "CERT", pfxPath: "", certPath: "", keyPath: "", caPath: "", passphrase: "" },
    routes: [
      {
        uuid: uuid(3),
        type: "http",
        documentation: "",
        method: "post",
        endpoint: "hit",
        responses: [response],
        responseMode: null,
        streamingMode: null,
        streamingInterval: 0,
      },
    ],
    callbacks: [
      {
        uuid: uuid(4),
        id: "one",
        name: "one",
        documentation: "",
        method: "post",
        uri: target,
        headers: [{ key: "content-type", value: "application/json" }],
        body: '{"event":"one"}',
        bodyType: "INLINE",
        filePath: "",
        sendFileAsBody: false,
        databucketID: "",
      },
    ],
  };
  const file = join(folder, "mockoon.json");
  writeFileSync(file, JSON.stringify(environment));
  const args = (port) => ["start", "--data", file, "--port", String(port), "--disable-log-to-file"];
  const call = { method: "POST", path: "/hit", body: "{}" };
  return { name: `@mockoon/cli ${version}`, bin: path, args, probe: "/hit", prepare: async () => call };
}

/** The newest version that runs on this Node; a package that is published under an old name's number has no such file. */
function newestThatStarts(name, file) {
  const versions = JSON.parse(execFileSync("npm", ["view", name, "versions", "--json"], { encoding: "utf8" }));
  const path = join(folder, "node_modules", name, file);
  for (const version of versions.flat().reverse().slice(0, 20)) {
    if (version.includes("-")) continue;
    const flags = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
    if (spawnSync("npm", ["install", ...flags, `${name}@${version}`], { stdio: "ignore" }).status !== 0) continue;
    if (spawnSync(process.execPath, [path, "--help"], { stdio: "ignore" }).status === 0) return { version, path };
  }
  throw new Error(`No version of ${name} starts on Node ${process.version}.`);
}

async function measured({ bin, args, probe, prepare, batch }) {
  const port = await freePort();
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: AT_ONCE });
  const startedAt = performance.now();
  const child = spawn(process.execPath, [bin, ...args(port)], { stdio: "ignore", cwd: folder });
  try {
    while (!(await serves(pool, probe))) await pause(2);
    const readyMs = performance.now() - startedAt;
    const readyCpuMs = cpuMsOf(child.pid);
    await pause(IDLE_MS);
    const idleMb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;
    const call = await prepare(pool);
    // What is compiled by then stays so: the second half counts.
    await triggered(child, pool, { call, calls: TRIGGERS });
    const figures = { readyMs, readyCpuMs, idleMb, ...(await triggered(child, pool, { call, calls: TRIGGERS })) };
    if (batch === undefined) return figures;
    await triggered(child, pool, { call: batch, calls: BATCHES, perCall: PER_BATCH });
    const { rate: batchRate, cpuMs: batchCpuMs } = await triggered(child, pool, {
      call: batch,
      calls: BATCHES,
      perCall: PER_BATCH,
    });
    return { ...figures, batchRate, batchCpuMs };
  } finally {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    await pool.destroy();
  }
}

/** Webhooks a second, from the first call until the last has arrived, and the tool's own processor time of each. */
async function triggered(child, pool, { call, calls, perCall = 1 }) {
  const count = calls * perCall;
  await receiver.ask({ awaitMore: count });
  const arrived = receiver.next();
  const startedAt = performance.now();
  const cpuBefore = cpuMsOf(child.pid);
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await sent(pool, call);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await arrived;
  const rate = count / ((performance.now() - startedAt) / 1_000);
  return { rate, cpuMs: (cpuMsOf(child.pid) - cpuBefore) / count };
}

async function sent(pool, { method, path, body, authorization }) {
  const headers = { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) };
  const answer = await pool.request({ method, path, headers, body });
  await answer.body.dump();
  if (answer.statusCode >= 400) throw new Error(`${path} was answered with ${answer.statusCode}.`);
}

async function serves(pool, path) {
  try {
    const { body } = await pool.request({ method: "GET", path });
    await body.dump();
    return true;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function pause(forMs) {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
