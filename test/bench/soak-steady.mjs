// The steady half of `npm run soak`: a mock that keeps everything, under steady traffic, against a receiver that fails in every way. Says how memory
// and open files develop, and whether the mock's counters are the receiver's own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMock, startProgram } from "./processes.mjs";

const LOOK_EVERY_MS = 30_000;

/** Runs for so many minutes at so many events a second; says whether everything was right. */
export async function soakSteadily(minutes, rate) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-soak-"));
  const config = join(folder, "smartlead-mock.config.json");
  // Short waits, so that every delivery settles within the soak.
  writeFileSync(config, JSON.stringify({ policy: { tries: 3, waits: ["1s", "2s"], timeout: "2s" } }));
  const receiver = await startProgram("faulty-receiver.mjs");
  const target = `http://127.0.0.1:${receiver.first.port}/hook`;
  const mock = await startMock(["--target", target, "--rate", String(rate), "--config", config], join(folder, "data"));
  const reader = await startProgram("stream-client.mjs", [mock.stream]);

  const looks = [];
  const endsAt = performance.now() + minutes * 60_000;
  while (performance.now() < endsAt) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_EVERY_MS, endsAt - performance.now())));
    const { counters } = await state(mock.url);
    looks.push({
      deliveries: counters.deliveries,
      residentMb: Math.round(mock.residentMb()),
      openFiles: mock.openFiles(),
    });
    console.log(JSON.stringify(looks.at(-1)));
  }
  await post(`${mock.url}/_mock/traffic`, { rate: 0 });
  const { counters } = await untilSettled(mock.url);
  const theirs = await receiver.ask({});
  const { frames } = await reader.ask({});
  const comparisons = {
    "attempts = requests": [counters.attempts, theirs.requests],
    "deliveries = request ids": [counters.deliveries, theirs.ids],
    "delivered = ids accepted": [counters.delivered, theirs.idsAccepted],
    "failed = ids never accepted": [counters.failed, theirs.ids - theirs.idsAccepted],
  };
  console.table(
    Object.fromEntries(
      Object.entries(comparisons).map(([what, [ours, its]]) => [what, { ours, its, equal: ours === its }]),
    ),
  );
  console.log(
    JSON.stringify({
      receiver: theirs,
      framesRead: frames,
      openFilesAtRest: mock.openFiles(),
      residentMbAtRest: Math.round(mock.residentMb()),
    }),
  );
  await reader.stop();
  await mock.stop();
  await receiver.stop();
  rmSync(folder, { recursive: true, force: true });
  return Object.values(comparisons).every(([ours, its]) => ours === its);
}

async function state(url) {
  return (await fetch(`${url}/_mock/state`)).json();
}

async function post(url, body) {
  await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function untilSettled(url) {
  for (;;) {
    const now = await state(url);
    const { deliveries, delivered, failed } = now.counters;
    if (deliveries === delivered + failed) return now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
