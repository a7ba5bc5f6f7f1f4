import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

const NOW = Date.UTC(2026, 0, 5, 9);

let statusToAnswer: number;
let requestIds: (string | undefined)[];
let receiver: Server;
let mock: SmartLeadMock;
let server: RestServer;
let campaignId: number;

beforeEach(async () => {
  statusToAnswer = 200;
  requestIds = [];
  receiver = createServer((request, response) => {
    requestIds.push(request.headers["x-request-id"]?.toString());
    request.resume();
    response.writeHead(statusToAnswer).end("{}");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  mock = createMock({ seed: 1, run: "t", clock: "virtual", now: NOW });
  server = await startRestServer(operationContext(mock));
  campaignId = mock.world.campaigns[0]?.id ?? 0;
  const { status } = await server.call("POST", `/campaigns/${campaignId}/webhooks`, {
    name: "crm",
    webhook_url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
    event_types: ["EMAIL_REPLY", "EMAIL_OPEN"],
    categories: ["Interested"],
  });
  expect(status).toBe(200);
});

afterEach(async () => {
  await server.close();
  await mock.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function summary(): Promise<unknown> {
  const window = "fromTime=2026-01-05T00:00:00Z&toTime=2026-01-06T00:00:00Z";
  return (await server.call("GET", `/campaigns/${campaignId}/webhooks/summary?${window}`)).body;
}

async function retrigger(): Promise<unknown> {
  const window = { fromTime: "2026-01-05T00:00:00Z", toTime: "2026-01-06T00:00:00Z" };
  return (await server.call("POST", `/campaigns/${campaignId}/webhooks/retrigger-failed-events`, window)).body;
}

it("A webhook registered over REST gets events; what failed is counted by the summary and sent again by a retrigger, once", async () => {
  mock.emit({ eventType: "EMAIL_OPEN", campaignId });
  await mock.settled();
  statusToAnswer = 500;
  mock.emit({ eventType: "EMAIL_REPLY", campaignId });
  await mock.settled();
  expect(await summary()).toMatchObject({
    total_calls: 2,
    successful_calls: 1,
    failed_calls: 1,
    success_rate: 50,
    data: {
      retroactively_failed_count: 0,
      event_types: {
        EMAIL_REPLY: { sent_count: 1, failed_count: 1 },
        EMAIL_OPEN: { sent_count: 1, successful_count: 1 },
      },
    },
  });

  statusToAnswer = 200;
  expect(await retrigger()).toMatchObject({ success: true, retriggered_count: 1 });
  await mock.settled();
  expect(await summary()).toMatchObject({
    total_calls: 3,
    successful_calls: 2,
    failed_calls: 1,
    data: { retroactively_failed_count: 1, event_types: { EMAIL_REPLY: { sent_count: 2, successful_count: 1 } } },
  });
  expect(await retrigger()).toMatchObject({ success: true, retriggered_count: 0 });
  expect(requestIds).toHaveLength(1 + 3 + 1);
  expect(new Set(requestIds).size).toBe(2);
});

it("A webhook deleted over REST gets nothing more, and a public address is not registered", async () => {
  const [webhook] = mock.webhooks.list();
  await server.call("DELETE", `/campaigns/${campaignId}/webhooks`, { id: webhook?.id });
  mock.emit({ eventType: "EMAIL_REPLY", campaignId });
  await mock.settled();
  expect(requestIds).toEqual([]);
  const body = { webhook_url: "http://203.0.113.9/hook", association_type: "user" };
  const answer = await server.call("POST", "/webhook/create", body);
  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining("--allow-target 203.0.113.9") } });
});

it("The changes that REST makes to webhooks are in the journal", async () => {
  const { id } = (
    await server.call("POST", "/webhook/create", { webhook_url: "http://localhost/", association_type: 1 })
  ).body as { id: number };
  await server.call("PUT", `/webhook/update/${id}`, { name: "n" });
  await server.call("DELETE", `/webhook/delete/${id}`);
  const changes = mock.journal.since(0).flatMap((entry) => (entry.type === "webhook.changed" ? [entry] : []));
  expect(changes.map(({ change, webhook }) => `${change} ${webhook.level}`)).toEqual([
    "created campaign",
    "created user",
    "updated user",
    "deleted user",
  ]);
});
