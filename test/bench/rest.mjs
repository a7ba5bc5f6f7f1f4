// SmartLead's REST API under load: leads added in calls of 400, and list calls over what was added.
import fastify from "fastify";
import { ms, perSecond, times } from "./figures.mjs";
import { median, startMock } from "./processes.mjs";

const LEADS = 10_000;
const LEADS_PER_CALL = 400;
const LIST_CALLS = 500;
const WARM_UP_CALLS = 50;

export async function benchRest(row) {
  const mock = await startMock(["--target", "none"]);
  const api = apiOf(mock.url);
  const { id } = await api("POST", "/campaigns/create", { name: "Bench" });
  const startedAt = performance.now();
  const calls = [];
  for (let from = 0; from < LEADS; from += LEADS_PER_CALL) {
    const before = performance.now();
    const { upload_count } = await api("POST", `/campaigns/${id}/leads`, { lead_list: leadsFrom(from) });
    if (upload_count !== LEADS_PER_CALL) throw new Error(`${upload_count} leads were taken.`);
    calls.push(performance.now() - before);
  }
  const elapsed = performance.now() - startedAt;
  row(`${LEADS} leads in calls of ${LEADS_PER_CALL}`, ms(elapsed), "-", "-", "-");
  row("one such call, median and slowest", `${ms(median(calls))}, ${ms(Math.max(...calls))}`, "-", "-", "-");
  row("leads a second", perSecond((LEADS * 1_000) / elapsed), "-", "-", "-");
  const page = `/campaigns/${id}/leads`;
  const offsets = Array.from({ length: LIST_CALLS }, (_, index) => `offset=${(index * 97) % (LEADS - 100)}&limit=100`);
  const ours = await p95(offsets.map((query) => `${mock.url}/api/v1${page}?api_key=x&${query}`));
  const answer = await (await fetch(`${mock.url}/api/v1${page}?api_key=x`)).text();
  const bare = fastify();
  bare.get("/", (_request, reply) => reply.type("application/json").send(JSON.parse(answer)));
  const bareUrl = await bare.listen({ host: "127.0.0.1", port: 0 });
  const base = await p95(offsets.map((query) => `${bareUrl}/?${query}`));
  await bare.close();
  row("list of 100 leads of 10,000, p95", ms(ours), `bare fastify: ${ms(base)}`, times(ours / base), "under 15 ms");
  await mock.stop();
}

function apiOf(url) {
  return async (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/api/v1${path}?api_key=x`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

function leadsFrom(from) {
  return Array.from({ length: LEADS_PER_CALL }, (_, index) => ({
    email: `lead${from + index}@company${(from + index) % 997}.example`,
    first_name: "Lead",
    last_name: String(from + index),
    company_name: `Company ${(from + index) % 997}`,
    custom_fields: { job_title: "CTO", city: "Leeds" },
  }));
}

async function p95(urls) {
  for (const url of urls.slice(0, WARM_UP_CALLS)) await (await fetch(url)).text();
  const took = [];
  for (const url of urls) {
    const before = performance.now();
    await (await fetch(url)).text();
    took.push(performance.now() - before);
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)];
}
