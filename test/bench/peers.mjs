// `npm run bench:peers [-- ROUNDS]`: the mock beside two tools that start a server and send webhooks, in turns, medians of five rounds. They
// are installed into a folder that is thrown away. Needs a build (`npm run build`) and npm's registry; Linux, which knows memory by process.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { ms, perSecond, times } from "./figures.mjs";
import { bareNodeMs, median, startProgram } from "./processes.mjs";

const ROUNDS = Number(process.argv[2] ?? 5);
const TRIGGERS = 1_000;
/** Calls at once, as a test suite makes them. */
const AT_ONCE = 8;
const IDLE_MS = 2_000;
const folder = mkdtempSync(join(tmpdir(), "smartlead-peers-"));
const receiver = await startProgram("receiver.mjs");
const target = `http://127.0.0.1:${receiver.first.port}/hook`;

try {
  const tools = [ours(), emulate(), mockoon()];
  const figures = tools.map(() => ({ readyMs: [], idleMb: [], perSecond: [] }));
  const bare = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareNodeMs());
    for (const [index, tool] of tools.entries()) {
      const { readyMs, idleMb, rate } = await measured(tool);
      figures[index].readyMs.push(readyMs);
      figures[index].idleMb.push(idleMb);
      figures[index].perSecond.push(rate);
    }
  }
  const base = median(bare);
  console.table(
    Object.fromEntries(
      tools.map(({ name }, index) => {
        const ready = median(figures[index].readyMs);
        return [
          name,
          {
            "command to ready": ms(ready),
            "against node -e 0": times(ready / base),
            "idle memory": `${median(figures[index].idleMb).toFixed(0)} MB`,
            "webhooks, one call each": perSecond(median(figures[index].perSecond)),
          },
        ];
      }),
    ),
  );
} finally {
  await receiver.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** `isReady` says by the answer's status that it serves; `prepare` returns the call that makes one webhook leave. */
function ours() {
  const bin = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
  const args = (port) => ["start", "--ui", "plain", "--port", String(port), "--ephemeral", "--target", target];
  const call = { method: "POST", path: "/_mock/events", body: JSON.stringify({ event_type: "EMAIL_REPLY" }) };
  return { name: "smartlead-mock", bin, args, probe: "/_mock/health", prepare: async () => call };
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

async function measured({ bin, args, probe, prepare }) {
  const port = await freePort();
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: AT_ONCE });
  const startedAt = performance.now();
  const child = spawn(process.execPath, [bin, ...args(port)], { stdio: "ignore", cwd: folder });
  try {
    while (!(await serves(pool, probe))) await pause(2);
    const readyMs = performance.now() - startedAt;
    await pause(IDLE_MS);
    const idleMb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;
    const call = await prepare(pool);
    // What is compiled by then stays so: the second half counts.
    await triggered(pool, call, TRIGGERS);
    return { readyMs, idleMb, rate: await triggered(pool, call, TRIGGERS) };
  } finally {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    await pool.destroy();
  }
}

/** Webhooks a second, from the first call until the last has arrived. */
async function triggered(pool, call, count) {
  await receiver.ask({ awaitMore: count });
  const arrived = receiver.next();
  const startedAt = performance.now();
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await sent(pool, call);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await arrived;
  return count / ((performance.now() - startedAt) / 1_000);
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
