import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { deliveryDetail } from "../../../src/cli/deliveries/delivery-text.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { registerRestRoutes } from "../../../src/server/rest-routes.ts";
import { type RunningServer, startServer } from "../../../src/server/server.ts";
import { call, QUIET } from "./control-bench.ts";

/** What came: parsed bodies of the sample receivers. */
type Json = ReturnType<typeof JSON.parse>;

let mock: SmartLeadMock;
let server: RunningServer;
let receiver: Server;
/** What the receiver does before it answers, and after it. */
let work: (body: Json, requestId: string) => Promise<void>;
let workLater: (body: Json, requestId: string) => Promise<void>;
/** What it answers: the last one again and again. */
let statuses: number[];

beforeEach(async () => {
  work = async () => {};
  workLater = async () => {};
  statuses = [200];
  receiver = createServer((request: IncomingMessage, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", async () => {
      const body = JSON.parse(Buffer.concat(parts).toString());
      await work(body, String(request.headers["x-request-id"]));
      response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end("{}");
      await workLater(body, String(request.headers["x-request-id"]));
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  mock = createMock({ seed: 1, run: "t", clock: "manual", dialect: "live", target });
  const context = operationContext(mock);
  server = await startServer({
    ...QUIET,
    mock,
    restRoutes: (app, apiKey) =>
      registerRestRoutes(app, {
        context,
        apiKey,
        observe: ({ operation, request: { method, url, headers }, ...rest }) =>
          mock.reactions.see({ ...rest, source: "api", method, url, headers, operation: operation.id }),
      }),
  });
});

afterEach(async () => {
  await server.close();
  await mock.close(0);
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

/** Emits one event, lets its delivery settle, and shows it as the control API does. */
async function delivered(eventType: "EMAIL_REPLY" | "EMAIL_OPEN" = "EMAIL_REPLY"): Promise<Json> {
  const [event] = mock.emit({ eventType });
  await mock.settled();
  return (await call(`${server.url}/_mock/deliveries/${event?.deliveries[0]}`)).json.data;
}

async function again(id: string): Promise<Json> {
  const { json } = await call(`${server.url}/_mock/deliveries/${id}/resend`, { body: { request_id: "same" } });
  await mock.settled();
  return (await call(`${server.url}/_mock/deliveries/${json.delivery_id}`)).json.data;
}

const sink = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call(`${server.url}/_mock/sink${path}`, { body, headers });

it("A write to the sink that passes on the request id is an effect of that delivery, and shown with it", async () => {
  work = async (_body, requestId) => void (await sink("/contacts/17", { a: 1 }, { "x-request-id": requestId }));
  const delivery = await delivered();
  expect(delivery.calls).toEqual([
    expect.objectContaining({
      source: "sink",
      method: "POST",
      path: "/_mock/sink/contacts/17",
      status: 200,
      delivery_id: delivery.id,
      attributed_by: "request-id",
      is_effect: true,
    }),
  ]);
  expect(delivery.effects).toEqual([
    expect.objectContaining({ key: delivery.request_id, name: "POST /contacts/:id", source: "sink" }),
  ]);
});

it("Without it the lead's address tells, and a second write for a request id is found out", async () => {
  work = async (body) => void (await sink("/contacts", { email: body.sl_lead_email }));
  const first = await delivered();
  expect(first.calls[0]).toMatchObject({ attributed_by: "lead", is_effect: true });
  expect((await again(first.id)).duplicate).toBe("reprocessed");
});

it("Work that comes after the answer is waited for before a retry is called swallowed, and a verdict follows what comes", async () => {
  const write = async (body: Json) => void (await sink("/contacts", { email: body.sl_lead_email }));
  const verdictOf = (id: string) => () => mock.deliveries.get(id)?.duplicate;
  workLater = write;
  await delivered();
  await expect.poll(() => mock.effects.isCounted("EMAIL_REPLY"), { interval: 5 }).toBe(true);
  mock.reactions.expectLag(200);
  workLater = async () => {};
  statuses = [500, 200];
  const [lost] = mock.emit({ eventType: "EMAIL_REPLY" });
  const lostId = lost?.deliveries[0] ?? "";
  await expect.poll(() => mock.deliveries.get(lostId)?.state, { interval: 5 }).toBe("waiting");
  await mock.clock.advance(3_600_000);
  await mock.settled();
  expect(verdictOf(lostId)()).toBe("unproven");
  await expect.poll(verdictOf(lostId), { interval: 5 }).toBe("swallowed");
  mock.effects.add(mock.deliveries.get(lostId)?.request_id ?? "", "crm");
  expect(verdictOf(lostId)()).toBe("effect-once");
});

it("A receiver that writes once is effect-once", async () => {
  const done = new Set<string>();
  work = async (body, requestId) => {
    if (!done.has(requestId)) await sink("/contacts", { email: body.sl_lead_email });
    done.add(requestId);
  };
  const first = await delivered();
  expect((await again(first.id)).duplicate).toBe("effect-once");
});

it("A call of SmartLead's API in reaction to a delivery is attributed by the ids in it; reading is no effect", async () => {
  const api = (method: string, path: string, body?: unknown) =>
    call(`${server.url}/api/v1${path}?api_key=hunter2`, { method, ...(body === undefined ? {} : { body }) });
  work = async (body) => {
    if (body.event_type !== "EMAIL_REPLY") return;
    const path = `/campaigns/${body.campaign_id}/leads/${body.sl_email_lead_id}`;
    await api("GET", `${path}/message-history`);
    await api("POST", `${path}/category`, { category_id: 1 });
  };
  const delivery = await delivered();
  expect(
    delivery.calls.map(({ operation, is_effect, attributed_by }: Json) => [operation, is_effect, attributed_by]),
  ).toEqual([
    ["message-history.get", false, "lead"],
    ["campaign-leads.category", true, "lead"],
  ]);
  expect(JSON.stringify(delivery.calls)).not.toContain("hunter2");
  expect(delivery.effects).toEqual([expect.objectContaining({ name: "campaign-leads.category", source: "api" })]);
});

it("A write that names nobody is an effect of the only delivery that is open", async () => {
  work = async () => void (await sink("/log", { message: "hello" }));
  const delivery = await delivered("EMAIL_OPEN");
  expect(delivery.calls).toEqual([expect.objectContaining({ attributed_by: "alone", is_effect: true })]);
  expect(delivery.effects).toEqual([expect.objectContaining({ name: "POST /log" })]);
});

it("A write that names another lead, and a call that fails, are nobody's effect", async () => {
  work = async (body) => {
    const other = mock.world.leads.find(({ email }) => email !== body.sl_lead_email);
    await sink("/log", { message: `hello ${other?.email}` });
    await call(`${server.url}/api/v1/campaigns/99/status?api_key=x`, { method: "POST", body: { status: "START" } });
  };
  const delivery = await delivered("EMAIL_OPEN");
  expect(delivery.effects).toEqual([]);
  expect(mock.reactions.calls().map(({ is_effect }) => is_effect)).toEqual([false, false]);
  expect(mock.reactions.unattributed()).toBe(1);
});

it("The sink answers every method as it was told to", async () => {
  for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
    const { status, json } = await call(`${server.url}/_mock/sink/anything/at/all`, { method });
    expect({ status, json }).toEqual({ status: 200, json: {} });
  }
});

it("The CLI's and the UI's details of a delivery show the calls", async () => {
  work = async (body) => void (await sink("/contacts", { email: body.sl_lead_email }));
  const delivery = await delivered();
  const text = deliveryDetail(delivery, (_tone, shown) => shown).join("\n");
  expect(text).toContain("POST /_mock/sink/contacts  200  known by its lead, an effect");
});

it("breaks what is written to the sink only by rules that name it", async () => {
  const write = () => fetch(`${server.url}/_mock/sink/crm/notes`, { method: "POST", body: "{}" });
  mock.faults.arm({ kind: "api-status", status: 500 });
  expect((await write()).status).toBe(200);
  mock.faults.arm({ kind: "api-status", status: 503, operation: "sink", limit: 1 });
  expect((await write()).status).toBe(503);
  expect((await write()).status).toBe(200);
  mock.faults.arm({ kind: "api-reset", operation: "POST /sink/*", limit: 1 });
  await expect(write()).rejects.toThrow();
  expect(mock.reactions.calls().map(({ status }) => status)).toEqual([200, 503, 200, 0]);
});
