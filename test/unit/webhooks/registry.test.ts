import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { MAX_WEBHOOKS, viewOfWebhook, WebhookRegistry } from "../../../src/smartlead/webhooks/registry.ts";
import type { NewWebhook, Webhook } from "../../../src/smartlead/webhooks/webhook.ts";
import { damagedStates, isLackOfKey } from "../world/damaged-states.ts";

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

describe("registrations that were saved", () => {
  const again = () =>
    new WebhookRegistry(
      () => now,
      (change, { id }) => told.push(`again ${change} ${id}`),
    );
  const throughJson = () => JSON.parse(JSON.stringify(registry.save()));

  it("are the same again, in order, without a word, and ids go on", () => {
    for (let count = 0; count < 3; count += 1) registry.create({ ...ASKED, origin: "config" });
    registry.create({ ...ASKED, level: "campaign", campaignId: 3600001, categoryIdMap: { 1: true } });
    registry.disable(670_002);
    registry.delete(670_004);
    const restored = again();
    restored.create(ASKED);
    told.length = 0;
    restored.restore(throughJson());
    expect(restored.list()).toEqual(registry.list());
    expect(told).toEqual([]);
    expect(restored.create(ASKED).id).toBe(670_005);
  });

  it("are not changed by what comes after", () => {
    registry.create(ASKED);
    const state = registry.save();
    const text = JSON.stringify(state);
    registry.update(670_001, { name: "renamed" });
    registry.create(ASKED);
    registry.delete(670_001);
    expect(JSON.stringify(state)).toBe(text);
  });

  it("are followed up by what was announced since, in silence: the same registry again", () => {
    const act = fc.record({ kind: fc.constantFrom("create", "update", "disable", "delete"), which: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(act), fc.array(act), (past, since) => {
        const announced: [string, Webhook][] = [];
        const living = new WebhookRegistry(
          () => now,
          (change, webhook) => announced.push([change, webhook]),
        );
        const live = ({ kind, which }: { kind: string; which: number }) => {
          const id = living.list()[which]?.id;
          if (kind === "create") living.create(ASKED);
          else if (id !== undefined && kind === "update") living.update(id, { name: `named ${which}` });
          else if (id !== undefined && kind === "disable") living.disable(id);
          else if (id !== undefined && kind === "delete") living.delete(id);
        };
        past.forEach(live);
        const state = JSON.parse(JSON.stringify(living.save()));
        announced.length = 0;
        since.forEach(live);
        told.length = 0;
        const replayed = again();
        replayed.restore(state);
        for (const [change, webhook] of JSON.parse(JSON.stringify(announced))) {
          if (change === "deleted") replayed.remove(webhook.id);
          else replayed.put(webhook);
        }
        expect(replayed.save()).toEqual(living.save());
        expect(told).toEqual([]);
      }),
    );
  });

  it("are refused in a sentence when a part is missing, and nothing changes then", () => {
    registry.create({ ...ASKED, level: "client", clientId: 5 });
    registry.create(ASKED);
    const state = throughJson();
    const notReady = damagedStates(state).filter(
      ({ damage }) => isLackOfKey(damage) && damage.path.at(-2) !== "eventTypeMap",
    );
    fc.assert(
      fc.property(notReady, ({ make }) => {
        expect(() => registry.restore(make())).toThrow(
          expect.objectContaining({
            code: "data_unusable",
            message: "The saved webhooks are missing or damaged; choose another --data, or use --ephemeral.",
          }),
        );
        expect(registry.save()).toEqual(state);
      }),
    );
  });

  it("are refused or taken, whatever stands in a part's place", () => {
    registry.create(ASKED);
    const kept = registry.save();
    fc.assert(
      fc.property(damagedStates(throughJson()), ({ make }) => {
        const restored = again();
        restored.restore(kept);
        try {
          restored.restore(make());
        } catch (error) {
          expect(error).toMatchObject({ code: "data_unusable" });
          expect(restored.save()).toEqual(kept);
        }
      }),
    );
  });
});

describe("who registered a webhook", () => {
  it("is the API unless said, outlives changes, and is shown to nobody", () => {
    const own = registry.create({ ...ASKED, origin: "target" });
    expect(registry.create(ASKED).origin).toBe("api");
    const changed = registry.update(own.id, { level: "campaign", campaignId: 3600002 });
    expect(changed).toMatchObject({ origin: "target", level: "campaign", campaignId: 3600002, clientId: null });
    expect(viewOfWebhook(changed)).not.toHaveProperty("origin");
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
