// What it costs a test to begin from a snapshot: the library in this process, then a running mock over HTTP.
import { createSmartLead } from "../../dist/index.js";
import { ms, times } from "./figures.mjs";
import { median, startMock } from "./processes.mjs";

const ROUNDS = 50;
/** Events of the account's past: 600 over some 400 leads' worth of conversations. */
const PAST_EVENTS = 600;

export async function benchSnapshots(row) {
  const fresh = await timed(async () => {
    const one = await createSmartLead({ clock: "manual" });
    await one.close();
  });
  const smartlead = await createSmartLead({ clock: "manual", target: () => new Response("{}") });
  await restoresOf(smartlead, "the seeded account");
  await smartlead.emit("EMAIL_REPLY", {}, { count: PAST_EVENTS });
  await smartlead.settle();
  await restoresOf(smartlead, `an account after ${PAST_EVENTS} replies`);
  await smartlead.close();
  await overHttp(row);

  async function restoresOf(one, what) {
    const taken = await timed(() => one.snapshot());
    const snapshot = one.snapshot();
    const restored = await timed(() => one.restore(snapshot));
    const kb = Math.round(JSON.stringify(snapshot).length / 1024);
    row(
      `a restore in a test, ${what} (${kb} KB)`,
      ms(restored),
      `createSmartLead: ${ms(fresh)}`,
      times(restored / fresh),
      "under 20 ms",
    );
    row(`a snapshot of ${what}`, ms(taken), "-", "-", "-");
  }
}

async function overHttp(row) {
  const mock = await startMock(["--target", "none"]);
  const call = async (path, body) => {
    const answer = await fetch(`${mock.url}/_mock${path}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  await call("/snapshots", { name: "bench" });
  const restored = await timed(() => call("/snapshots/restore", { name: "bench" }));
  row("a restore by name over the control API", ms(restored), "-", "-", "under 20 ms");
  await mock.stop();
}

async function timed(act) {
  const took = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await act();
    took.push(performance.now() - startedAt);
  }
  return median(took);
}
