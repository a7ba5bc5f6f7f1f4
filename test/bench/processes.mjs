import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const bin = here("../../dist/bin.js");

/** Starts a bench program and gives its first message with a way to ask for more. */
export async function startProgram(name, args = []) {
  const child = fork(here(name), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [first] = await once(child, "message");
  const next = async () => (await once(child, "message"))[0];
  const ask = (message) => {
    const answer = next();
    child.send(message);
    return answer;
  };
  return { first, ask, next, stop: () => stop(child) };
}

/**
 * Starts the mock, headless, and waits until it accepts requests. `readyMs` is from the spawn to the ready file. With `data` it
 * keeps everything there, otherwise nothing.
 */
export async function startMock(args = [], data = null) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-bench-"));
  const file = join(folder, "ready.json");
  const startedAt = performance.now();
  const isReady = new Promise((resolve) => {
    const watcher = watch(folder, () => {
      const text = readIfThere(file);
      if (!text.endsWith("}") && !text.endsWith("}\n")) return;
      watcher.close();
      resolve({ ready: JSON.parse(text), readyMs: performance.now() - startedAt });
    });
  });
  const keeping = data === null ? ["--ephemeral"] : ["--data", data];
  const flags = ["start", "--ui", "plain", "--port", "0", ...keeping, "--ready-file", file, ...args];
  const child = spawn(process.execPath, [bin, ...flags], { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  let said = "";
  child.stderr.on("data", (data) => {
    process.stderr.write(data);
    said = `${said}${data}`.slice(-MAX_SAID);
  });
  const ended = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  const early = ended.then(({ code }) => {
    throw new Error(`The mock ended with ${code} before it was ready.`);
  });
  const { ready, readyMs } = await Promise.race([isReady, early]);
  early.catch(() => {});
  const end = async (signal) => {
    await stop(child, signal);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    ...ready,
    readyMs,
    /** Resolves with its exit code and signal, however it ends. */
    ended,
    /** What it wrote to standard error, the last of it. */
    said: () => said,
    residentMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024,
    /** Processor time so far, of all its threads. */
    cpuMs: () => cpuMsOf(child.pid),
    openFiles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

/** Characters of standard error that are kept. */
const MAX_SAID = 4_000;

/** Linux counts a process's time in hundredths of a second. */
export const MS_PER_TICK = 10;

/** Processor time so far of a process, of all its threads. */
export function cpuMsOf(pid) {
  return cpuTicks(pid) * MS_PER_TICK;
}

function cpuTicks(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Milliseconds from the spawn of a bare Node to its end. */
export async function bareNodeMs() {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["-e", "0"], { stdio: "ignore" });
  await once(child, "exit");
  return performance.now() - startedAt;
}

async function stop(child, signal = "SIGTERM") {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
