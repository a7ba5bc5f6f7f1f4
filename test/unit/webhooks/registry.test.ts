import { beforeEach, describe, expect, it } from "vitest";
import { MAX_WEBHOOKS, viewOfWebhook, WebhookRegistry } from "../../../src/webhooks/registry.ts";
import type { NewWebhook } from "../../../src/webhooks/webhook.ts";

const ASKED: NewWebhook = { name: "crm", url: "http://localhost/", level: "user", eventTypeMap: { EMAIL_REPLY: true } };

let now: number;
let told: string[];
let registry: WebhookRegistry;

beforeEach(() => {
  now = Date.UTC(2026, 0, 5, 9);
  told = [];
  registry = new WebhookRegistry(
    () => now,
    (change, { id }) => told.push(`${change} ${id}`),
  );
});

describe("WebhookRegistry", () => {
  it("gives ids of six digits in order and keeps the order of registration", () => {
    const ids = [registry.create(ASKED), registry.create(ASKED), registry.create(ASKED)].map(({ id }) => id);
    expect(ids).toEqual([670_001, 670_002, 670_003]);
    registry.update(670_001, { name: "renamed" });
    registry.delete(670_002);
    expect(registry.list().map(({ id, name }) => `${id} ${name}`)).toEqual(["670001 renamed", "670003 crm"]);
    expect(registry.create(ASKED).id).toBe(670_004);
  });

  it("tells of each change", () => {
    const { id } = registry.create(ASKED);
    registry.update(id, { url: "http://localhost/new" });
    registry.disable(id);
    registry.delete(id);
    expect(told).toEqual([`created ${id}`, `updated ${id}`, `disabled ${id}`, `deleted ${id}`]);
  });

  it("switches off once, and on again by any update", () => {
    const { id } = registry.create(ASKED);
    registry.disable(id);
    registry.disable(id);
    expect(told).toEqual([`created ${id}`, `disabled ${id}`]);
    expect(registry.get(id)?.isDisabled).toBe(true);
    now += 1_000;
    expect(registry.update(id, {})).toMatchObject({ isDisabled: false, createdAt: now - 1_000, updatedAt: now });
  });

  it.each(["update", "disable", "delete"] as const)("says that there is none to %s", (call) => {
    const act = {
      update: () => registry.update(7, {}),
      disable: () => registry.disable(7),
      delete: () => registry.delete(7),
    };
    expect(act[call]).toThrow(expect.objectContaining({ code: "not_found", message: "There is no webhook 7." }));
  });

  it("takes no more than its limit", () => {
    for (let count = 0; count < MAX_WEBHOOKS; count += 1) registry.create(ASKED);
    expect(() => registry.create(ASKED)).toThrow(expect.objectContaining({ code: "conflict" }));
    registry.delete(670_001);
    expect(registry.create(ASKED).id).toBe(670_001 + MAX_WEBHOOKS);
  });

  it("is as new after it was cleared, without a word", () => {
    registry.create(ASKED);
    registry.clear();
    expect(registry.list()).toEqual([]);
    expect(registry.create(ASKED).id).toBe(670_001);
    expect(told).toEqual(["created 670001", "created 670001"]);
  });
});

describe("viewOfWebhook", () => {
  it("names what is subscribed and filtered, and leaves out what is false", () => {
    const webhook = registry.create({
      ...ASKED,
      level: "client",
      clientId: 5,
      eventTypeMap: { EMAIL_REPLY: true, EMAIL_OPEN: false, EMAIL_SENT: true },
      categoryIdMap: { 1: true, 2: false },
    });
    expect(viewOfWebhook(webhook)).toEqual({
      id: 670_001,
      name: "crm",
      level: "client",
      url: "http://localhost/",
      client_id: 5,
      campaign_id: null,
      event_types: ["EMAIL_REPLY", "EMAIL_SENT"],
      category_ids: [1],
      disabled: false,
      created_at: "2026-01-05T09:00:00.000Z",
    });
  });
});
