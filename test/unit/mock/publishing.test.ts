import { afterEach, describe, expect, it } from "vitest";
import type { Sender, SendResult } from "../../../src/delivery/sender.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";

const HOOK = "http://127.0.0.1:9/hook";
const CRM = "http://127.0.0.1:9/crm";
const SUCCESS = { outcome: "success", status: 200, error: null, response: null } as const;
const REFUSED = { outcome: "rejected", status: 422, error: null, response: null } as const;

const open: SmartLeadMock[] = [];
afterEach(async () => {
  for (const mock of open.splice(0)) await mock.close(0);
});

/** A mock that sends nowhere: what it would have sent is kept, and answered as is said. */
function aMock(options: MockOptions = {}, answer: () => SendResult = () => SUCCESS) {
  const sent: { readonly url: string; readonly requestId: string; readonly body: string }[] = [];
  const sender: Sender = {
    send: async ({ url, headers, body }) => {
      sent.push({ url, requestId: headers["X-Request-Id"] ?? "", body });
      return answer();
    },
    close: async () => {},
  };
  const mock = createMock({ target: HOOK, clock: "virtual", run: "r", ...options }, sender);
  open.push(mock);
  return { mock, sent };
}

/** The entries' types in order, of those that tell of this event and its deliveries. */
function typesIn(mock: SmartLeadMock): string[] {
  return mock.journal
    .textsAfter(0, 1_000)
    .texts.map((text) => JSON.parse(text).type as string)
    .filter((type) => /^(event|delivery|attempt)\./.test(type));
}

describe("an event that is published", () => {
  it("is in the journal before its deliveries, and each delivery before its attempt", async () => {
    const { mock } = aMock();
    mock.emit({ eventType: "EMAIL_REPLY" });
    await mock.settled();
    expect(typesIn(mock)).toEqual([
      "event.emitted",
      "delivery.created",
      "attempt.started",
      "attempt.finished",
      "delivery.settled",
    ]);
  });

  it("can be looked up with its cause, its lead and the delivery, and is withheld where the dialect has no such body", () => {
    const { mock } = aMock({ dialect: "core" });
    const [event] = mock.emit({ eventType: "UNTRACKED_REPLIES" });
    expect(mock.event(event?.event_id ?? "")).toMatchObject({ cause: "trigger", event_type: "UNTRACKED_REPLIES" });
    expect(mock.deliveries.get(event?.deliveries[0] ?? "")).toMatchObject({ state: "withheld" });
    expect(mock.event("evt_nobody")).toBeNull();
    expect(mock.event('"},{"type":"event.emitted')).toBeNull();
  });

  it("has the body of every dialect as long as it is held", () => {
    const { mock } = aMock();
    const [event] = mock.emit({ eventType: "EMAIL_REPLY" });
    const id = event?.deliveries[0] ?? "";
    const keysOf = (dialect: "guide" | "live") =>
      Object.keys(JSON.parse(mock.payload(id, dialect).body ?? "{}")).length;
    expect(keysOf("live")).toBeGreaterThan(keysOf("guide"));
    expect(() => mock.payload("dlv_nobody", "guide")).toThrow("There is no delivery dlv_nobody.");
  });

  it("refuses nothing half: a wrong override makes no event at all", () => {
    const { mock } = aMock();
    const last = mock.journal.lastSeq;
    expect(() => mock.emit({ eventType: "EMAIL_REPLY", overrides: { "a..b": 1 } })).toThrow();
    expect(mock.journal.lastSeq).toBe(last);
  });
});

describe("a webhook of a campaign beside one of the account", () => {
  const withBoth = () => {
    const both = aMock({ target: null });
    const campaignId = both.mock.world.campaigns[0]?.id ?? 0;
    const add = (name: string, url: string, level: "user" | "campaign") =>
      both.mock.webhooks.create({
        name,
        url,
        level,
        eventTypeMap: { EMAIL_REPLY: true },
        campaignId: level === "campaign" ? campaignId : null,
      });
    add("crm", CRM, "campaign");
    return { ...both, campaignId, add };
  };

  it("gets the campaign's events by itself, and none of them once the account has its own", async () => {
    const { mock, sent, campaignId, add } = withBoth();
    mock.emit({ eventType: "EMAIL_REPLY", campaignId });
    await mock.settled();
    expect(sent.map(({ url }) => url)).toEqual([CRM]);
    // The decision was remembered; a new webhook makes it anew.
    add("account", HOOK, "user");
    const [event] = mock.emit({ eventType: "EMAIL_REPLY", campaignId });
    await mock.settled();
    expect(sent.map(({ url }) => url)).toEqual([CRM, HOOK]);
    expect(event?.shadowed).toMatchObject([{ level: "campaign" }]);
    expect(mock.explain("EMAIL_REPLY", campaignId)).toMatchObject({
      receives: [{ name: "account", level: "user" }],
      shadowed: [{ level: "campaign" }],
    });
  });

  it("gets nothing of other campaigns and other types, and a campaign that is not there is told so", async () => {
    const { mock, sent, campaignId } = withBoth();
    const other = mock.world.campaigns.find(({ id }) => id !== campaignId)?.id ?? 0;
    mock.emit({ eventType: "EMAIL_REPLY", campaignId: other });
    mock.emit({ eventType: "EMAIL_OPEN", campaignId });
    await mock.settled();
    expect(sent).toEqual([]);
    expect(() => mock.explain("EMAIL_REPLY", 1)).toThrow(/^There is no campaign 1; the campaigns are \d/);
  });
});

describe("a delivery that is sent again", () => {
  it("keeps request id and body, or gets new ones where that is asked for", async () => {
    const { mock, sent } = aMock();
    const [event] = mock.emit({ eventType: "EMAIL_REPLY" });
    const id = event?.deliveries[0] ?? "";
    await mock.settled();
    const same = mock.resend(id);
    mock.resend(id, { requestId: "new", body: { mine: true } });
    await mock.settled();
    expect(same).toMatchObject({ resent_from: id, event_id: event?.event_id });
    const [first, again, other] = sent;
    expect(again).toEqual(first);
    expect([other?.body, other?.requestId === first?.requestId]).toEqual(['{"mine":true}', false]);
    expect(mock.event(event?.event_id ?? "")?.deliveries).toHaveLength(3);
  });

  it("goes where its webhook is registered now", async () => {
    const { mock, sent } = aMock();
    const [event] = mock.emit({ eventType: "EMAIL_REPLY" });
    await mock.settled();
    const [webhook] = mock.webhooks.list();
    mock.webhooks.update(webhook?.id ?? 0, { url: CRM });
    mock.resend(event?.deliveries[0] ?? "");
    await mock.settled();
    expect(sent.map(({ url }) => url)).toEqual([HOOK, CRM]);
  });

  it("is one that there is", () => {
    expect(() => aMock().mock.resend("dlv_nobody")).toThrow("dlv_nobody");
  });

  it("by a retrigger is sent once only, and only if it had failed for the campaign in the window", async () => {
    const answers: SendResult[] = [REFUSED];
    const { mock, sent } = aMock({}, () => answers.shift() ?? SUCCESS);
    const [failed, delivered] = mock.emit({ eventType: "EMAIL_REPLY", count: 2 });
    await mock.settled();
    const campaignId = mock.event(failed?.event_id ?? "")?.campaign_id ?? 0;
    const now = mock.clock.now();
    expect(mock.deliveries.get(delivered?.deliveries[0] ?? "")?.state).toBe("delivered");
    expect(mock.retrigger([campaignId + 1], 0, now + 60_000).count).toBe(0);
    expect(mock.retrigger([campaignId], 0, 1).count).toBe(0);
    expect(mock.retrigger([campaignId], 0, now + 60_000).count).toBe(1);
    await mock.settled();
    expect(mock.retrigger([campaignId], 0, now + 60_000).count).toBe(0);
    expect(sent).toHaveLength(3);
  });
});
