// One receiver with one defect, which DEFECT names; none without it. Each needs a history of its own to show.
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

// STORE is the file that keeps the ids over a restart; without one they are forgotten.
const { DEFECT = "none", STORE, SMARTLEAD_MOCK_URL: mock = "", SMARTLEAD_API_BASE: api = "", PORT = "0" } = process.env;
const REMEMBERED = 100;
const CONNECTIONS = 10;
const AT_ONCE = 12;

const done = new Set(keptIds());
const busy = new Map();
let free = CONNECTIONS;
let present = 0;

/** Ids are appended, and `-` takes one away: `run all` has several of these processes at once. */
function keptIds() {
  const kept = new Set();
  try {
    for (const line of readFileSync(STORE ?? "", "utf8")
      .split("\n")
      .filter(Boolean))
      if (line.startsWith("-")) kept.delete(line.slice(1));
      else kept.add(line);
  } catch {
    // There is none yet.
  }
  return kept;
}

function remember(id) {
  done.add(id);
  keep(id);
}

function forget(id) {
  done.delete(id);
  keep(`-${id}`);
}

function keep(line) {
  if (STORE !== undefined && DEFECT !== "forgets with the process") appendFileSync(STORE, `${line}\n`);
}

async function send(method, url, body, headers = {}) {
  const init = {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, init);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
const post = (...request) => send("POST", ...request);
/** The work: a note in the CRM, for which the mock's sink stands in. */
const work = (id, event) => post(`${mock}/_mock/sink/crm/notes`, { type: event.event_type }, { "x-request-id": id });

/** Works once for each id; a second request waits for the first. Gives whether it was done before. */
async function once(id, act) {
  while (busy.has(id)) await busy.get(id).catch(() => {});
  if (done.has(id)) return true;
  const job = act();
  busy.set(id, job);
  try {
    await job;
    remember(id);
  } finally {
    busy.delete(id);
  }
  return false;
}

const HANDLERS = {
  none: (id, event) => once(id, () => work(id, event)),
  // The others keep their ids in STORE.
  "forgets with the process": (id, event) => once(id, () => work(id, event)),
  "no memory": (id, event) => work(id, event),
  "memory of 100": async (id, event) => {
    const known = await once(id, () => work(id, event));
    if (done.size > REMEMBERED) forget(done.values().next().value);
    return known;
  },
  race: async (id, event) => {
    if (done.has(id)) return true;
    await work(id, event);
    remember(id);
  },
  "recorded before the work": async (id, event) => {
    if (done.has(id)) return true;
    remember(id);
    await work(id, event);
  },
  "acknowledged while in progress": async (id, event) => {
    if (done.has(id)) return true;
    remember(id);
    try {
      await sleep(20);
      await work(id, event);
    } catch (error) {
      forget(id);
      throw error;
    }
  },
  "acknowledged before the work": async (id, event) => {
    void once(id, async () => {
      await sleep(5);
      await work(id, event);
    }).catch(() => {});
  },
  "most of a crowd is dropped": async (id, event) => {
    present += 1;
    const isDropped = present > AT_ONCE;
    await sleep(5);
    present -= 1;
    return isDropped || once(id, () => work(id, event));
  },
  "failures keep a connection": async (id, event) => {
    while (free === 0) await sleep(10);
    free -= 1;
    const known = await once(id, () => work(id, event));
    free += 1;
    return known;
  },
  "a failed call is swallowed": async (id) => {
    await once(id, async () => {
      const response = await fetch(`${api}/leads/?api_key=key&email=ada%40example.com`, {
        headers: { "x-request-id": id },
      });
      await response.arrayBuffer();
    });
  },
  "writes after an unsubscribe": (id, event) =>
    once(id, async () => {
      await work(id, event);
      if (event.event_type !== "EMAIL_REPLY") return;
      const url = `${api}/campaigns/${event.campaign_id}/reply-email-thread?api_key=key`;
      await post(url, { email_stats_id: event.stats_id, email_body: "Thank you" }, { "x-request-id": id }).catch(
        () => {},
      );
    }),
  // An older event that is late overwrites what is newer.
  "last write wins": (id, event) =>
    once(id, async () => {
      const lead = event.sl_lead_email ?? event.to_email ?? event.lead_email;
      if (lead)
        await send("PUT", `${mock}/_mock/sink/crm/leads/${encodeURIComponent(lead)}`, { last: event.event_type });
      await work(id, event);
    }),
};
const handle = HANDLERS[DEFECT];
if (handle === undefined) throw new Error(`DEFECT is none of: ${Object.keys(HANDLERS).join(", ")}`);

async function answerTo(request) {
  if (request.method !== "POST") return [405, {}];
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let event;
  try {
    event = JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return [400, { error: "This is no JSON." }];
  }
  if (typeof event !== "object" || event === null || Array.isArray(event))
    return [400, { error: "This is no object." }];
  const known = await handle(request.headers["x-request-id"], event);
  return [200, { status: known === true ? "already_processed" : "processed" }];
}

createServer(async (request, response) => {
  const [status, body] = await answerTo(request).catch((error) => [500, { error: error.message }]);
  if (!response.destroyed) response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}).listen(Number(PORT), "127.0.0.1");
