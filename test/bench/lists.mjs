// Every call of the REST API that lists or counts, over 10,000 leads and 100,000 mails.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ms } from "./figures.mjs";
import { median, startMock } from "./processes.mjs";

const CAMPAIGNS = 5;
const LEADS = 2_000;
const MAILBOXES = 100;
const STEPS = 14;
/** Enough for every lead to get its steps. */
const DAYS = 40;
/** Calls of each operation that are measured, and before them calls that are not. */
const CALLS = 60;
const WARM_UP = 5;
const AIM_MS = 20;
const CHANGES = 20;
/** Calls about a message or mailboxes that have to be named: refused here, which is measured too. */
const NEEDS_MORE = /reply-status|tag-list|multi\/fetch-messages/;
/** So many of the slowest are shown. */
const SHOWN = 5;

export async function benchLists(row) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-bench-lists-"));
  const file = join(folder, "world.json");
  writeFileSync(file, JSON.stringify(aWorld()));
  const mock = await startMock(["--target", "none", "--world", file, "--clock", "manual", "--world-time"]);
  await answered(`${mock.url}/_mock/clock`, { method: "POST", body: JSON.stringify({ advance: `${DAYS}d` }) });
  const ids = await idsOf(mock);
  const { paths } = await answered(`${mock.url}/_mock/openapi.json`);
  const figures = [];
  for (const call of callsOf(paths, ids)) figures.push({ name: call.name, ...(await measured(mock, call)) });
  figures.sort((one, other) => other.p95 - one.p95);
  row(`mails of ${CAMPAIGNS * LEADS} leads`, ids.mails.toLocaleString("en"), "-", "-", "-");
  row(
    "calls that list or count, below the aim",
    `${below(figures)} of ${figures.length}`,
    "-",
    "-",
    `under ${AIM_MS} ms`,
  );
  for (const { name, p95, middle, cpu } of figures.slice(0, SHOWN)) {
    row(`${name}, p95`, `${ms(p95)} (median ${ms(middle)}, processor ${ms(cpu)})`, "-", "-", `under ${AIM_MS} ms`);
  }
  const counting = callsOf(paths, ids).filter(({ name }) => /^GET .*(analytics|statistics)/.test(name));
  const afterChange = [];
  for (const call of counting)
    afterChange.push({ name: call.name, cpu: await measuredAfterChange(mock, call, ids.mapId) });
  afterChange.sort((one, other) => other.cpu - one.cpu);
  const [slowest] = afterChange;
  row(`${slowest.name} after each change, processor`, ms(slowest.cpu), "-", "-", `under ${AIM_MS} ms`);
  await mock.stop();
  rmSync(folder, { recursive: true });
  return figures;
}

const below = (figures) => figures.filter(({ p95 }) => p95 < AIM_MS).length;

function aWorld() {
  const mailboxes = Array.from({ length: MAILBOXES }, (_, index) => ({
    email: `sender${index}@agency${index % 7}.example`,
  }));
  const sequence = Array.from({ length: STEPS }, (_, index) => ({
    subject: index === 0 ? "Hello {{first_name}}" : "",
    body: '<p>Hi {{first_name}}, see <a href="https://agency.example/a">this</a></p>',
    delay_days: index === 0 ? 0 : 1,
  }));
  const campaigns = Array.from({ length: CAMPAIGNS }, (_, campaign) => ({
    name: `Campaign ${campaign}`,
    sequence,
    leads: Array.from({ length: LEADS }, (_one, index) => ({
      email: `lead${index}@company${campaign}-${index % 97}.example`,
    })),
    max_leads_per_day: 2_000,
    min_minutes_between_emails: 1,
    days: [0, 1, 2, 3, 4, 5, 6],
  }));
  return { mailboxes, campaigns };
}

/** Ids that are there, by the names of parameters. */
async function idsOf(mock) {
  const api = (path) => answered(`${mock.url}/api/v1${path}${path.includes("?") ? "&" : "?"}api_key=x`);
  const campaigns = await api("/campaigns/");
  const campaign = campaigns[0].id;
  const { data } = await api(`/campaigns/${campaign}/leads?limit=1&offset=700`);
  const [mailbox] = await api("/email-accounts/");
  const counts = await Promise.all(campaigns.map(({ id }) => api(`/campaigns/${id}/analytics`)));
  const [{ campaign_lead_map_id: map, lead }] = data;
  const post = (path, body) =>
    answered(`${mock.url}/api/v1${path}?api_key=x`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const webhook = await post("/webhook/create", {
    ...{ webhook_url: "http://127.0.0.1:9/hook", event_type_map: { EMAIL_REPLY: true }, association_type: 1 },
  });
  const list = await post("/lead-list/", { listName: "Mine" });
  return {
    mails: counts.reduce((sum, { sent_count }) => sum + Number(sent_count), 0),
    email: lead.email,
    byName: {
      campaign_id: campaign,
      lead_id: lead.id,
      lead_map_id: map,
      email_account_id: mailbox.id,
      account_id: mailbox.id,
      webhook_id: webhook.webhook_id,
    },
    listId: list.data.id,
    mapId: map,
    from: campaigns[0].created_at.slice(0, 10),
  };
}

function callsOf(paths, { byName, email, mapId, listId, from }) {
  const calls = [];
  for (const [path, methods] of Object.entries(paths)) {
    if (!path.startsWith("/api/v1")) continue;
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      const isView =
        method === "post" && /master-inbox\/(?!block|create|set|push|update|change)|tag-list|fetch-messages/.test(path);
      if (method !== "get" && !isView) continue;
      const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
        String(
          byName[name] ??
            (/lead-list/.test(path) ? listId : null) ??
            (/email-accounts/.test(path)
              ? byName.email_account_id
              : /map/i.test(name) || /master-inbox/.test(path)
                ? mapId
                : byName.lead_id),
        ),
      );
      const usual = {
        api_key: "x",
        email,
        client_ids: "",
        ...datesFrom(from),
        limit: "100",
        emailLeadMapId: String(mapId),
        ...(path.endsWith("/leads-statistics") && { event_time_gt: from }),
        ...(path.endsWith("/mailbox-statistics") && { limit: "20" }),
      };
      const names = parameters.filter((one) => one.in === "query").map(({ name }) => name);
      const query = new URLSearchParams(
        Object.entries(usual).filter(([name]) => name === "api_key" || names.includes(name)),
      );
      const body = isView && !/master-inbox/.test(path) ? { limit: 100 } : {};
      calls.push({
        name: `${method.toUpperCase()} ${path.slice("/api/v1".length)}`,
        method,
        path: `${filled}?${query}`,
        body,
      });
    }
  }
  return calls;
}

function datesFrom(from) {
  const at = (days) => new Date(Date.parse(from) + days * 86_400_000).toISOString();
  const [start, end] = [at(0), at(29)];
  return {
    ...{ start_date: start.slice(0, 10), end_date: end.slice(0, 10), time_zone: "UTC", timezone: "UTC" },
    ...{ fromTime: start, toTime: end, event_time_gt: start },
  };
}

/** Figures are kept until something changes: this is what they cost then, without the call that changes something. */
async function measuredAfterChange({ url, cpuMs }, { path }, mapId) {
  let cpu = 0;
  for (let call = 0; call < CHANGES; call += 1) {
    const body = JSON.stringify({ email_lead_map_id: mapId, read_status: call % 2 === 0 });
    const headers = { "content-type": "application/json" };
    await answered(`${url}/api/v1/master-inbox/change-read-status?api_key=x`, { method: "PATCH", headers, body });
    const before = cpuMs();
    await answered(`${url}${path}`);
    cpu += cpuMs() - before;
  }
  return cpu / CHANGES;
}

async function measured({ url, cpuMs }, { method, path, body }) {
  const took = [];
  let bytes = 0;
  let cpu = 0;
  for (let call = 0; call < WARM_UP + CALLS; call += 1) {
    if (call === WARM_UP) cpu = cpuMs();
    const before = performance.now();
    const sent =
      method === "get" ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = await fetch(`${url}${path}`, { method: method.toUpperCase(), ...sent });
    bytes = (await answer.text()).length;
    if (call >= WARM_UP) took.push(performance.now() - before);
    if (answer.status >= 400 && !NEEDS_MORE.test(path)) throw new Error(`${method} ${path}: ${answer.status}`);
  }
  took.sort((one, other) => one - other);
  return { p95: took[Math.floor(took.length * 0.95)], middle: median(took), bytes, cpu: (cpuMs() - cpu) / CALLS };
}

async function answered(url, init) {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}
