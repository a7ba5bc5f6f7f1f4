// What the proxy adds to a delivery: the same posts, in turn to the receiver and through the proxy to the same receiver.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { ms, perSecond, times } from "./figures.mjs";
import { startProgram } from "./processes.mjs";

const bin = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const body = readFileSync(new URL("../../fixtures/payloads/live/EMAIL_REPLY.json", import.meta.url));

const POSTS = 3_000;
const WARM_UP = 500;
const AT_ONCE = 50;

export async function benchProxy(row) {
  const receiver = await startProgram("receiver.mjs");
  const target = `http://127.0.0.1:${receiver.first.port}/hook`;
  for (const flags of [[], ["--record"]]) {
    const proxy = await startProxy(target, flags);
    const [direct, through] = [
      new Pool(new URL(target).origin, { connections: 1 }),
      new Pool(new URL(proxy.url).origin, { connections: 1 }),
    ];
    const took = { direct: [], through: [] };
    for (let index = -WARM_UP; index < POSTS; index += 1) {
      const [base, ours] = [await timed(direct), await timed(through)];
      if (index < 0) continue;
      took.direct.push(base);
      took.through.push(ours);
    }
    const what = flags.length === 0 ? "a delivery through the proxy" : "the same, recorded";
    for (const [name, share] of [
      ["p50", 0.5],
      ["p95", 0.95],
    ]) {
      const [base, ours] = [at(took.direct, share), at(took.through, share)];
      row(
        `${what}, ${name}`,
        ms(ours),
        `direct: ${ms(base)}`,
        `+${ms(ours - base)}`,
        name === "p50" ? "under +2 ms" : "-",
      );
    }
    if (flags.length === 0) {
      const [ours, base] = [await rate(proxy.url), await rate(target)];
      row(
        `deliveries through the proxy, ${AT_ONCE} at once`,
        perSecond(ours),
        `direct: ${perSecond(base)}`,
        times(ours / base),
        "-",
      );
    }
    await Promise.all([direct.close(), through.close()]);
    await proxy.stop();
  }
  await receiver.stop();
}

let count = 0;

async function post(pool) {
  count += 1;
  const headers = { "Content-Type": "application/json", "X-Request-Id": `bench-${count}` };
  const answer = await pool.request({ path: "/hook", method: "POST", headers, body });
  await answer.body.dump();
}

async function timed(pool) {
  const startedAt = performance.now();
  await post(pool);
  return performance.now() - startedAt;
}

async function rate(url) {
  const pool = new Pool(new URL(url).origin, { connections: AT_ONCE });
  let left = POSTS;
  const startedAt = performance.now();
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await post(pool);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const perSecondOfIt = (POSTS * 1_000) / (performance.now() - startedAt);
  await pool.close();
  return perSecondOfIt;
}

function at(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)];
}

async function startProxy(target, flags) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-bench-proxy-"));
  const file = join(folder, "ready.json");
  const own = ["--target", target, "--port", "0", "--listen", "0", "--ui", "plain", "--ready-file", file];
  const more = flags.flatMap((flag) => [flag, join(folder, "session.ndjson")]);
  const child = spawn(process.execPath, [bin, "proxy", ...own, ...more], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: folder,
  });
  const { proxy } = await read(file, child);
  return {
    url: proxy,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function read(file, child) {
  for (;;) {
    if (child.exitCode !== null) throw new Error("The proxy did not start; npm run build first.");
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
