/**
 * The built command on this platform: it starts, a receiver gets an event, its data is kept, and verify starts and ends a receiver of its
 * own. Prints what failed and ends with 1, else with 0.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const BIN = resolve(import.meta.dirname, "../dist/bin.js");
/** Real ms that a start may take on a busy machine. */
const STARTS_WITHIN_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), "smartlead mock smoke "));
const receiver = createServer((request, response) => request.resume().on("end", () => response.end("ok")));
receiver.listen(0, "127.0.0.1");
await once(receiver, "listening");
const target = `http://127.0.0.1:${receiver.address().port}/hook`;
const failures = [];

function run(...words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...words], { cwd: folder, encoding: "utf8" });
  if (status !== 0) failures.push(`${words.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
}

/** Starts the mock on its data, has it deliver once, and ends it: with a signal where there are such, else hard. */
async function session() {
  const ready = join(folder, "ready.json");
  rmSync(ready, { force: true });
  const words = [
    "start",
    "--target",
    target,
    "--port",
    "0",
    "--ui",
    "plain",
    "--data",
    "kept data",
    "--ready-file",
    ready,
  ];
  const mock = spawn(process.execPath, [BIN, ...words], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(mock, "exit");
  const end = performance.now() + STARTS_WITHIN_MS;
  while (!existsSync(ready) && performance.now() < end && mock.exitCode === null) await pause(20);
  if (!existsSync(ready)) {
    failures.push("start wrote no ready file");
    mock.kill();
    return;
  }
  const { url } = JSON.parse(readFileSync(ready, "utf8"));
  // In a process of its own it would hold up the receiver here.
  const response = await fetch(`${url}/_mock/events`, { method: "POST", body: '{"event_type":"EMAIL_REPLY"}' });
  const [{ deliveries }] = (await response.json()).events;
  let state = "";
  while (state !== "delivered" && performance.now() < end) {
    await pause(20);
    state = (await (await fetch(`${url}/_mock/deliveries/${deliveries[0]}`)).json()).data.state;
  }
  if (state !== "delivered") failures.push(`the delivery is ${state}`);
  mock.kill("SIGTERM");
  const [code] = await ended;
  if (process.platform !== "win32" && code !== 0) failures.push(`start ended with ${code}`);
}

await session();
// The second finds the lock and the journal of the first.
await session();
const server = 'require("http").createServer((q, s) => q.resume().on("end", () => s.end())).listen(process.env.PORT)';
writeFileSync(join(folder, "receiver.cjs"), server);
run("verify", "--only", "SL-1.1", "--", process.execPath, "receiver.cjs");
run("payload", "EMAIL_REPLY");
receiver.close();
receiver.closeAllConnections();
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
for (const failure of failures) console.error(failure);
console.log(failures.length === 0 ? `The command works on ${process.platform}.` : `${failures.length} failed.`);
process.exitCode = failures.length === 0 ? 0 : 1;
