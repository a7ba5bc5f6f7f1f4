/** Correct receivers in styles of their own; the one in Node's http is fixtures/receivers/correct.mjs, the one in Python correct.py. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fastify } from "fastify";
import { z } from "zod";
import type { Judged } from "./verify-bench.ts";

const BODY_LIMIT = 8 * 1024 * 1024;
const SMARTLEAD_KEY = "?api_key=key";

/** Remembers what is done, and lets a second request wait for the first. */
function onceEach() {
  const done = new Set<string>();
  const underWay = new Map<string, Promise<void>>();
  return async (id: string, work: () => Promise<void>): Promise<"processed" | "already_processed"> => {
    for (let other = underWay.get(id); other !== undefined; other = underWay.get(id)) await other.catch(() => {});
    if (done.has(id)) return "already_processed";
    const job = work();
    underWay.set(id, job);
    try {
      await job;
      done.add(id);
    } finally {
      underWay.delete(id);
    }
    return "processed";
  };
}

async function must(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}.`);
  return response;
}

/** Writes each event to its CRM, for which the mock's sink stands in; `null` writes nowhere. */
export async function startFastifyReceiver(crmUrl: string | null): Promise<Judged> {
  const app = fastify({ bodyLimit: 4 * 1024 * 1024, forceCloseConnections: true });
  const once = onceEach();
  app.post("/hooks/smartlead", async (request, reply) => {
    const id = request.headers["x-request-id"];
    if (typeof id !== "string" || typeof request.body !== "object" || request.body === null)
      return reply.code(400).send();
    const write = async () => {
      if (crmUrl === null) return;
      const body = JSON.stringify(request.body);
      await must(
        fetch(`${crmUrl}/activities`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-request-id": id },
          body,
        }),
      );
    };
    try {
      return { status: await once(id, write) };
    } catch {
      return reply.code(503).send({ error: "The CRM is down." });
    }
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { url: `${url}/hooks/smartlead`, close: () => app.close() };
}

/** From Request to Response; it works on replies only, by setting the lead's category in SmartLead, and says nothing of duplicates. */
export function fetchStyleHandler(apiBase: string | null): (request: Request) => Promise<Response> {
  const once = onceEach();
  return async (request) => {
    if (request.method !== "POST") return new Response(null, { status: 405 });
    if (!/^application\/json/.test(request.headers.get("content-type") ?? ""))
      return new Response(null, { status: 415 });
    const id = request.headers.get("x-request-id");
    const event = z.looseObject({}).safeParse(await request.json().catch(() => null)).data;
    if (id === null || event === undefined) return new Response(null, { status: 400 });
    const isReply = event.event_type === "EMAIL_REPLY";
    try {
      if (isReply && apiBase !== null) await once(id, () => categorise(apiBase, event));
      return new Response(null, { status: 204 });
    } catch {
      return new Response(null, { status: 503 });
    }
  };
}

async function categorise(apiBase: string, event: Record<string, unknown>): Promise<void> {
  const { sl_lead_email, to_email, campaign_id } = event;
  const email = encodeURIComponent(String(sl_lead_email ?? to_email));
  const found: unknown = await (await must(fetch(`${apiBase}/leads/${SMARTLEAD_KEY}&email=${email}`))).json();
  const leadId = typeof found === "object" && found !== null && "id" in found ? String(found.id) : null;
  if (leadId === null) return;
  const path = `/campaigns/${String(campaign_id)}/leads/${leadId}/category${SMARTLEAD_KEY}`;
  const body = JSON.stringify({ category_id: 1, pause_lead: false });
  await must(fetch(`${apiBase}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body }));
}

/** Serves a function from Request to Response, as frameworks do. */
export async function serveHandler(handle: (request: Request) => Promise<Response>): Promise<Judged> {
  const server = createServer((incoming, outgoing) => {
    // A request that breaks off has nobody to be answered.
    answer(handle, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/api/smartlead`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > BODY_LIMIT) return void outgoing.writeHead(413).end();
    chunks.push(chunk);
  }
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method ?? "GET",
    headers,
    ...(hasBody ? { body: new Uint8Array(Buffer.concat(chunks)) } : {}),
  });
  const response = await handle(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
}
