// Asks a mock for its health ten times a second, from a process of its own, and keeps what took long: `{ url, pid }` begins, anything else asks.
import { Agent, get } from "node:http";
import { runDelayMs } from "./run-delay.mjs";

const EVERY_MS = 100;
const LONG_MS = 500;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let mock = null;
let asked = 0;
let longest = 0;
const stalls = [];

process.on("message", (message) => {
  if (message.url !== undefined) mock = message;
  else if (message.isOver) mock = null;
  process.send({ asked, longest: Math.round(longest), stalls: message.isOver || message.url ? undefined : stalls });
});
process.send({});

for (;;) {
  const before = performance.now();
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  const drift = performance.now() - before - EVERY_MS;
  // When this process itself was kept waiting, it cannot tell who else was.
  if (mock !== null && drift < EVERY_MS) await probe(mock);
}

async function probe(probed) {
  const waited = runDelayMs(probed.pid);
  const startedAt = performance.now();
  const isAnswered = await new Promise((resolve) => {
    const request = get(`${probed.url}/_mock/health`, { agent }, (response) => {
      response.resume();
      response.on("end", () => resolve(true));
      response.on("error", () => resolve(false));
    });
    request.on("error", () => resolve(false));
  });
  const tookMs = performance.now() - startedAt;
  // One that was killed meanwhile did not stall.
  if (!isAnswered || mock !== probed) return;
  asked += 1;
  longest = Math.max(longest, tookMs);
  if (tookMs <= LONG_MS) return;
  const starvedMs = Math.max(0, runDelayMs(probed.pid) - waited);
  stalls.push({ tookMs: Math.round(tookMs), starvedMs: Math.round(starvedMs) });
}
