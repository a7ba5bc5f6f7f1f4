import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import type { NewWebhook } from "../../../src/smartlead/webhooks/webhook.ts";
import { type HttpReceiver, startHttpReceiver } from "./http-receiver.ts";

const ALL = Object.fromEntries(EVENT_TYPES.map((type) => [type, true]));

let receiver: HttpReceiver;
let mocks: SmartLeadMock[];

beforeEach(async () => {
  mocks = [];
  receiver = await startHttpReceiver(() => 200);
});

afterEach(async () => {
  for (const mock of mocks) await mock.close(0);
  await receiver.close();
});

function aMock(options: MockOptions = {}): SmartLeadMock {
  const mock = createMock({ clock: "virtual", seed: 1, run: "r", ...options });
  mocks.push(mock);
  return mock;
}

/** The campaign with a client, and what stands for it on each level. */
function onAllLevels(mock: SmartLeadMock, given: Partial<NewWebhook> = {}) {
  const campaign = mock.world.campaigns.find(({ clientId }) => clientId !== null);
  const create = (level: NewWebhook["level"], where: Partial<NewWebhook>) =>
    mock.webhooks.create({
      name: level,
      url: receiver.url.replace("/hook", `/${level}`),
      level,
      eventTypeMap: ALL,
      ...where,
      ...given,
    });
  return {
    campaignId: campaign?.id ?? 0,
    user: create("user", {}),
    client: create("client", { clientId: campaign?.clientId ?? null }),
    campaign: create("campaign", { campaignId: campaign?.id ?? null }),
  };
}

async function reached(mock: SmartLeadMock): Promise<string[]> {
  await mock.settled();
  return receiver.received.map(({ path, headers }) => `${path} ${headers["x-webhook-level"]}`).sort();
}

describe("an event that webhooks of all levels subscribe to", () => {
  it("reaches just the user's, and the explanation names the shadowed ones", async () => {
    const mock = aMock();
    const { campaignId, client, campaign } = onAllLevels(mock);
    const [event] = mock.emit({ eventType: "EMAIL_REPLY", campaignId });
    expect(await reached(mock)).toEqual(["/user user"]);
    expect(event?.shadowed.map(({ webhook_id, level }) => `${webhook_id} ${level}`)).toEqual([
      `${client.id} client`,
      `${campaign.id} campaign`,
    ]);
    expect(mock.explain("EMAIL_REPLY", campaignId)).toMatchObject({
      receives: [{ level: "user" }],
      shadowed: [{ webhook_id: client.id }, { webhook_id: campaign.id }],
      explanation: event?.explanation,
    });
    expect(event?.explanation).toContain(`Webhook ${client.id} "client" (client level) does not get it`);
  });

  it("reaches the client's and the campaign's where the user's does not subscribe to it", async () => {
    const mock = aMock();
    const { campaignId, user } = onAllLevels(mock);
    mock.webhooks.update(user.id, { eventTypeMap: { ...ALL, EMAIL_REPLY: false } });
    const [event] = mock.emit({ eventType: "EMAIL_REPLY", campaignId });
    expect(await reached(mock)).toEqual(["/campaign campaign", "/client client"]);
    expect(event?.shadowed).toEqual([]);
  });

  it("reaches the campaign's and the client's and not the user's by the other reading", async () => {
    const mock = aMock({ scope: "unmapped-only" });
    const { campaignId } = onAllLevels(mock);
    mock.emit({ eventType: "EMAIL_REPLY", campaignId });
    expect(await reached(mock)).toEqual(["/campaign campaign", "/client client"]);
    const unmapped = mock.world.campaigns.find(({ clientId }) => clientId === null);
    mock.emit({ eventType: "EMAIL_REPLY", campaignId: unmapped?.id ?? 0 });
    expect(await reached(mock)).toEqual(["/campaign campaign", "/client client", "/user user"]);
  });

  it("reaches only the user's as an untracked reply, which belongs to no campaign", async () => {
    const mock = aMock();
    const { user } = onAllLevels(mock);
    mock.emit({ eventType: "UNTRACKED_REPLIES" });
    expect(await reached(mock)).toEqual(["/user user"]);
    mock.webhooks.delete(user.id);
    const [event] = mock.emit({ eventType: "UNTRACKED_REPLIES" });
    expect(event?.deliveries).toEqual([]);
    expect(event?.explanation).toContain("goes to nobody");
  });

  it("has a request id for each webhook, and the same body where both get it", async () => {
    const mock = aMock();
    const { campaignId, user } = onAllLevels(mock);
    mock.webhooks.delete(user.id);
    mock.emit({ eventType: "EMAIL_REPLY", campaignId });
    await mock.settled();
    const [one, other] = receiver.received;
    expect(one?.headers["x-request-id"]).not.toBe(other?.headers["x-request-id"]);
    expect(one?.body).toBe(other?.body);
  });
});

describe("pending deliveries", () => {
  it("follow their webhook's current URL", async () => {
    const down = await startHttpReceiver(() => 500);
    const mock = aMock({ clock: "manual", target: down.url });
    mock.emit({ eventType: "EMAIL_REPLY" });
    await down.got(1);
    const [target] = mock.webhooks.list();
    mock.webhooks.update(target?.id ?? 0, { url: receiver.url });
    await mock.clock.advance(60_000);
    expect([down.received.length, receiver.received.length]).toEqual([1, 1]);
    await down.close();
  });
});

describe("events of the account", () => {
  it("go to the account's own URL, past every webhook", async () => {
    const mock = aMock({ accountWebhookUrl: receiver.url.replace("/hook", "/account") });
    onAllLevels(mock);
    mock.emit({ eventType: "EMAIL_ACCOUNT_DISCONNECTED" });
    mock.emit({ eventType: "CAMPAIGN_BOUNCE_BREACH" });
    mock.emit({ eventType: "LINKEDIN_DISCONNECTED" });
    await mock.settled();
    expect(receiver.received.map(({ path }) => path)).toEqual(["/account", "/account", "/account"]);
  });
});
