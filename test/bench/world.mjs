// A month of four campaigns with 2,000 leads each, in virtual time, with nobody who listens.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ms, perSecond, times } from "./figures.mjs";
import { startMock } from "./processes.mjs";

const CAMPAIGNS = 4;
const LEADS = 2_000;
const MAILBOXES = 12;

export async function benchWorld(row) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-bench-world-"));
  const file = join(folder, "world.json");
  writeFileSync(file, JSON.stringify(aWorld()));
  const mock = await startMock(["--target", "none", "--world", file, "--clock", "manual", "--world-time", "30d"]);
  const before = mock.residentMb();
  const [startedAt, cpuBefore] = [performance.now(), mock.cpuMs()];
  await call(mock, "/_mock/clock", { advance: "30d" });
  const [elapsed, cpu] = [performance.now() - startedAt, mock.cpuMs() - cpuBefore];
  const { counters } = await (await fetch(`${mock.url}/_mock/state`)).json();
  const bare = bareLoopMs(counters.events);
  row(
    `a month of ${CAMPAIGNS} campaigns with ${LEADS} leads each`,
    `${ms(elapsed)} (processor ${ms(cpu)})`,
    `as many entries written as JSON: ${ms(bare)}`,
    times(elapsed / bare),
    "under 4 s",
  );
  row("events of that month", `${counters.events}, ${perSecond((counters.events * 1_000) / elapsed)}`, "-", "-", "-");
  row("memory before and after", `${before.toFixed(0)}, ${mock.residentMb().toFixed(0)} MB`, "-", "-", "-");
  await mock.stop();
  rmSync(folder, { recursive: true });
}

function aWorld() {
  const mailboxes = Array.from({ length: MAILBOXES }, (_, index) => ({ email: `sender${index}@agency.example` }));
  const sequence = [
    {
      subject: "Hello {{first_name}}",
      body: '<p>Hi {{first_name}}, see <a href="https://agency.example/a">this</a></p>',
    },
    { body: "<p>Did you see my mail?</p>", delay_days: 3 },
    { body: "<p>One last time</p>", delay_days: 5 },
  ];
  const leads = (campaign) =>
    Array.from({ length: LEADS }, (_, index) => ({ email: `lead${index}@company${campaign}-${index % 97}.example` }));
  const campaigns = Array.from({ length: CAMPAIGNS }, (_, index) => ({
    name: `Campaign ${index}`,
    sequence,
    leads: leads(index),
    max_leads_per_day: 200,
    min_minutes_between_emails: 3,
  }));
  return { mailboxes, campaigns };
}

async function call(mock, path, body) {
  const answer = await fetch(`${mock.url}${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

function bareLoopMs(count) {
  const startedAt = performance.now();
  let bytes = 0;
  for (let seq = 0; seq < count; seq += 1) {
    const entry = {
      seq,
      at: new Date(seq).toISOString(),
      type: "event.emitted",
      event_id: crypto.randomUUID(),
      shadowed: [],
    };
    bytes += JSON.stringify(entry).length;
  }
  return bytes === 0 ? 1 : performance.now() - startedAt;
}
