import { describe, expect, it } from "vitest";
import { answering, open } from "./a-smartlead.ts";

describe("deliveries", () => {
  it("are listed oldest first, and found by parts or by a function", async () => {
    const smartlead = await open({ target: answering(200) });
    await smartlead.emit("EMAIL_OPEN");
    await smartlead.emit("EMAIL_REPLY");
    await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    const { deliveries } = smartlead;
    expect(deliveries.list().map(({ event_type }) => event_type)).toEqual(["EMAIL_OPEN", "EMAIL_REPLY", "EMAIL_REPLY"]);
    expect(deliveries.list({ event_type: "EMAIL_REPLY", webhook: { level: "user" } })).toHaveLength(2);
    expect(deliveries.list({ attempts: [{ status: 200 }] })).toHaveLength(3);
    expect(deliveries.list({ attempts: [] })).toEqual([]);
    expect(deliveries.list({ state: "failed" })).toEqual([]);
    const second = deliveries.list()[1];
    expect(deliveries.find(({ event_type }) => event_type === "EMAIL_REPLY")?.id).toBe(second?.id);
    expect(deliveries.get(second?.id ?? "")?.event_id).toBe(second?.event_id);
    expect(deliveries.get("dlv_none")).toBeUndefined();
  });

  it("are waited for, whether they are there or come later", async () => {
    const smartlead = await open({ target: answering(500, 200) });
    const later = smartlead.deliveries.waitFor({ event_type: "EMAIL_REPLY", state: "delivered" });
    const event = await smartlead.emit("EMAIL_REPLY");
    expect((await later).id).toBe(event.deliveries[0]?.id);
    expect((await later).attempts).toHaveLength(2);
    expect((await smartlead.deliveries.waitFor(({ state }) => state === "delivered")).id).toBe((await later).id);
  });

  it("that never come are told apart from those that did", async () => {
    const smartlead = await open({ target: answering(500) });
    const none = smartlead.deliveries.waitFor({ state: "delivered" }, { within: "5ms" });
    await expect(none).rejects.toThrow(
      'No delivery that has {"state":"delivered"} arrived within 5ms; there are no deliveries',
    );
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    await expect(smartlead.deliveries.waitFor({ state: "delivered" }, { within: 5 })).rejects.toThrow(
      `the deliveries are:\n  EMAIL_REPLY of ${event.lead_email} to the user webhook target: failed, 3 attempts`,
    );
  });

  it("hand on what the caller's own function throws", async () => {
    const smartlead = await open({ target: answering(200) });
    const broken = smartlead.deliveries.waitFor(() => {
      throw new RangeError("mine");
    });
    await smartlead.emit("EMAIL_REPLY");
    await expect(broken).rejects.toThrow("mine");
  });
});

describe("the clock", () => {
  it("moves by hand, and plays what falls due on the way", async () => {
    const smartlead = await open({ clock: "manual", target: answering(500, 500, 200) });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.advance("59s");
    expect(event.deliveries[0]?.attempts).toHaveLength(1);
    await smartlead.advance("1s");
    expect(event.deliveries[0]?.attempts).toHaveLength(2);
    await smartlead.clock.next();
    expect(event.deliveries[0]?.state).toBe("delivered");
    expect(smartlead.clock.now.toISOString()).toBe("2026-01-05T09:06:00.000Z");
  });

  it("moves by hand as far as settling takes", async () => {
    const smartlead = await open({ clock: "manual", target: answering(500) });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event.deliveries[0]).toMatchObject({ state: "failed", settled_at: "2026-01-05T09:06:00.000Z" });
    expect(smartlead.clock.mode).toBe("manual");
    await smartlead.settle();
  });

  it("books a function that never answers as the whole timeout", async () => {
    const smartlead = await open({
      target: () => new Promise<Response>(() => {}),
      minTimeout: 5,
      policy: { tries: 1 },
    });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event.deliveries[0]?.attempts).toMatchObject([
      { outcome: "timeout", ended_at: "2026-01-05T09:00:30.000Z", clipped: true },
    ]);
  });

  it("changes its mode and its speed, and refuses what is not a version", async () => {
    const smartlead = await open({ clock: "manual" });
    smartlead.clock.setSpeed(60);
    expect([smartlead.clock.mode, smartlead.clock.speed]).toEqual(["real", 60]);
    smartlead.clock.setMode("virtual");
    expect([smartlead.clock.mode, smartlead.clock.speed]).toEqual(["virtual", 1]);
    expect(() => smartlead.clock.setSpeed(0)).toThrow("speed must be a number above 0, up to 100000, not 0.");
    // @ts-expect-error no mode
    expect(() => smartlead.clock.setMode("virtul")).toThrow('"virtul" is not a clock mode; did you mean virtual?');
    await expect(smartlead.advance("soon")).rejects.toThrow('"soon" is not a duration; write it like "30m"');
  });
});

describe("webhooks", () => {
  it("are created, changed and deleted in the words of the configuration", async () => {
    const smartlead = await open({ target: answering(200), webhooks: [] });
    const { webhooks } = smartlead;
    const made = webhooks.create({ events: ["LEAD_CATEGORY_UPDATED"], categories: ["interested", 3] });
    expect(made).toMatchObject({ level: "user", event_types: ["LEAD_CATEGORY_UPDATED"], category_ids: [1, 3] });
    expect(webhooks.update(made.id, { name: "mine", events: ["EMAIL_OPEN"], categories: [] })).toMatchObject({
      name: "mine",
      event_types: ["EMAIL_OPEN"],
      category_ids: [],
      url: made.url,
    });
    expect(webhooks.list()).toEqual([webhooks.get(made.id)]);
    webhooks.delete(made.id);
    expect(webhooks.list()).toEqual([]);
    expect(() => webhooks.delete(made.id)).toThrow(`There is no webhook ${made.id}.`);
  });

  it.each([
    [{ events: ["EMAIL_REPLAY"] }, '"EMAIL_REPLAY" is not an event type; did you mean EMAIL_REPLY'],
    [{ level: "usr" }, 'level must be one of user, client, campaign, not "usr"'],
    [{ url: "ftp://x.test" }, 'url must begin with http:// or https://, not "ftp://x.test"'],
    [{ categories: ["Intrested"] }, '"Intrested" is not a category; did you mean Interested?'],
    [{ level: "client", client_id: 1 }, "A webhook is for client 1, which is not in the account"],
    [{ campaign_id: 1 }, "campaign_id is required with level campaign"],
  ])("that cannot be so are refused: %o", async (asked, message) => {
    const smartlead = await open({ target: answering(200) });
    // biome-ignore lint/suspicious/noExplicitAny: mistakes that only JavaScript can make
    expect(() => smartlead.webhooks.create(asked as any)).toThrow(message);
    expect(smartlead.webhooks.list()).toHaveLength(1);
  });
});

describe("effects", () => {
  it("that the receiver reports are counted by name", async () => {
    const smartlead = await open({ target: answering(200) });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    const id = event.deliveries[0]?.request_id ?? "";
    smartlead.effects.add(id, "crm");
    smartlead.effects.add(id);
    expect(smartlead.effects.countsOf(id)).toEqual({ crm: 1, "": 1 });
    expect(smartlead.effects.list(id)).toMatchObject([{ name: "crm", source: "beacon" }, { name: null }]);
    expect(event.deliveries[0]?.effects).toEqual(smartlead.effects.list());
  });
});

describe("the world", () => {
  it("shows the account as events and calls change it", async () => {
    const smartlead = await open();
    const { world } = smartlead;
    const campaign = world.campaigns.find(({ client_id }) => client_id !== null);
    expect(world.campaign(campaign?.name ?? "")).toEqual(campaign);
    expect(world.clients.map(({ id }) => id)).toContain(campaign?.client_id);
    expect(world.mailboxes[0]?.email).toContain("@");
    const [lead] = world.leadsOf(campaign?.id ?? 0);
    expect(world.lead(lead?.email.toUpperCase() ?? "")).toEqual(lead);
    await smartlead.emit("LEAD_UNSUBSCRIBED", {}, { campaign: campaign?.id ?? 0, lead: lead?.email ?? "" });
    expect(world.lead(lead?.email ?? "")?.is_unsubscribed).not.toBe(lead?.is_unsubscribed);
    expect(world.leadsOf("No such campaign")).toEqual([]);
  });
});
