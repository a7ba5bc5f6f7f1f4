import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, type EventType } from "../../../src/smartlead/events/event-types.ts";
import { decideScope, explainAccountScope, type ScopeSubject } from "../../../src/smartlead/webhooks/scope.ts";
import {
  SCOPE_READINGS,
  type ScopeReading,
  WEBHOOK_LEVELS,
  type Webhook,
} from "../../../src/smartlead/webhooks/webhook.ts";

/** PRODUCT §3 said about one webhook at a time, without regard to cost. */
function getsIt(webhook: Webhook, all: readonly Webhook[], subject: ScopeSubject, reading: ScopeReading): boolean {
  if (!wouldGetIt(webhook, subject) || webhook.isDisabled) return false;
  const others = all.filter((other) => !other.isDisabled && concerns(other, subject));
  if (reading === "priority" && webhook.level !== "user") {
    if (others.some((other) => other.level === "user" && other.eventTypeMap[subject.eventType] === true)) return false;
  }
  if (reading === "unmapped-only" && webhook.level === "user") {
    if (others.some((other) => other.level !== "user")) return false;
  }
  if (subject.eventType !== "LEAD_CATEGORY_UPDATED" || subject.categoryId === undefined) return true;
  const wanted = Object.entries(webhook.categoryIdMap).flatMap(([id, isWanted]) => (isWanted ? [Number(id)] : []));
  return wanted.length === 0 || wanted.includes(subject.categoryId);
}

function concerns(webhook: Webhook, { eventType, campaignId, clientId }: ScopeSubject): boolean {
  switch (webhook.level) {
    case "user":
      return true;
    case "client":
      return (
        eventType !== "UNTRACKED_REPLIES" &&
        campaignId !== null &&
        (campaignId === undefined || (clientId !== null && webhook.clientId === clientId))
      );
    case "campaign":
      return (
        eventType !== "UNTRACKED_REPLIES" &&
        campaignId !== null &&
        (campaignId === undefined || webhook.campaignId === campaignId)
      );
  }
}

function wouldGetIt(webhook: Webhook, subject: ScopeSubject): boolean {
  return concerns(webhook, subject) && webhook.eventTypeMap[subject.eventType] === true;
}

const FEW_TYPES = ["EMAIL_REPLY", "LEAD_CATEGORY_UPDATED", "UNTRACKED_REPLIES"] as const satisfies readonly EventType[];
const CAMPAIGNS = [
  { campaignId: 1, clientId: 10 },
  { campaignId: 2, clientId: 20 },
  { campaignId: 3, clientId: null },
  { campaignId: null, clientId: null },
  { campaignId: undefined, clientId: null },
] as const;

const webhooks: fc.Arbitrary<Webhook[]> = fc
  .array(
    fc.record({
      level: fc.constantFrom(...WEBHOOK_LEVELS),
      clientId: fc.constantFrom(10, 20),
      campaignId: fc.constantFrom(1, 2, 3),
      types: fc.subarray([...FEW_TYPES]),
      off: fc.subarray([...FEW_TYPES]),
      categories: fc.dictionary(fc.constantFrom("1", "2", "3"), fc.boolean(), { maxKeys: 3 }),
      isDisabled: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
    }),
    { maxLength: 7 },
  )
  .map((drawn) =>
    drawn.map(({ level, clientId, campaignId, types, off, categories, isDisabled }, index) => {
      const eventTypeMap = Object.fromEntries([
        ...off.map((type) => [type, false]),
        ...types.map((type) => [type, true]),
      ]);
      return aWebhook(index + 1, {
        level,
        clientId: level === "client" ? clientId : null,
        campaignId: level === "campaign" ? campaignId : null,
        eventTypeMap,
        categoryIdMap: categories,
        isDisabled,
      });
    }),
  );

const subject: fc.Arbitrary<ScopeSubject> = fc
  .record({
    eventType: fc.constantFrom(...FEW_TYPES),
    where: fc.constantFrom(...CAMPAIGNS),
    categoryId: fc.constantFrom(undefined, 1, 2, 3),
  })
  .map(({ eventType, where, categoryId }) => ({ eventType, ...where, categoryId }));

describe("scope", () => {
  it("decides as the rules say of each webhook alone, in both readings, at every level", () => {
    fc.assert(
      fc.property(webhooks, subject, fc.constantFrom(...SCOPE_READINGS), (all, about, reading) => {
        const { receives, shadowed } = decideScope(about, all, reading);
        expect(receives).toEqual(all.filter((webhook) => getsIt(webhook, all, about, reading)));
        const without = all.filter((webhook) => wouldGetIt(webhook, about) && !receives.includes(webhook));
        expect(new Set(shadowed.map(({ webhook }) => webhook))).toEqual(new Set(without));
        expect(shadowed).toHaveLength(without.length);
      }),
      { numRuns: 3_000 },
    );
  });

  it("says in its explanation who gets it and who does not, with the reason", () => {
    fc.assert(
      fc.property(webhooks, subject, fc.constantFrom(...SCOPE_READINGS), (all, about, reading) => {
        const { receives, shadowed, explanation } = decideScope(about, all, reading);
        const [first = "", ...rest] = explanation.split(/(?<=\.) (?=Webhook \d)/);
        for (const { id } of receives) expect(first).toContain(`webhook ${id} `);
        if (receives.length === 0) expect(first).toContain("goes to nobody");
        for (const { webhook, reason } of shadowed) {
          expect(reason).toMatch(/\.$/);
          expect(rest.join(" ")).toContain(
            `Webhook ${webhook.id} "w${webhook.id}" (${webhook.level} level) does not get it: ${reason}`,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives an event that a user-level webhook subscribes to just to user level", () => {
    const all = [
      aWebhook(1, { level: "user" }),
      aWebhook(2, { level: "client", clientId: 10 }),
      aWebhook(3, { level: "campaign", campaignId: 1 }),
    ];
    expect(
      decideScope({ eventType: "EMAIL_REPLY", campaignId: 1, clientId: 10 }, all).explanation,
    ).toMatchInlineSnapshot(
      `"EMAIL_REPLY of campaign 1 goes to webhook 1 "w1" (user level). Webhook 2 "w2" (client level) does not get it: webhook 1 "w1" subscribes to EMAIL_REPLY on user level. Webhook 3 "w3" (campaign level) does not get it: webhook 1 "w1" subscribes to EMAIL_REPLY on user level."`,
    );
  });

  it("lets a user-level webhook without that event shadow nothing", () => {
    const all = [
      aWebhook(1, { level: "user", eventTypeMap: { EMAIL_OPEN: true, EMAIL_REPLY: false } }),
      aWebhook(2, { level: "campaign", campaignId: 1 }),
    ];
    const decision = decideScope({ eventType: "EMAIL_REPLY", campaignId: 1, clientId: null }, all);
    expect(decision.receives.map(({ id }) => id)).toEqual([2]);
    expect(decision.shadowed).toEqual([]);
  });

  it("filters by category nothing but a change of category", () => {
    const filtered = aWebhook(1, { level: "user", categoryIdMap: { 1: true }, eventTypeMap: allTypes() });
    for (const eventType of EVENT_TYPES) {
      const { receives } = decideScope({ eventType, campaignId: 1, clientId: null, categoryId: 2 }, [filtered]);
      expect([eventType, receives.length]).toEqual([eventType, eventType === "LEAD_CATEGORY_UPDATED" ? 0 : 1]);
    }
  });

  it("tells why in each case", () => {
    const about = { eventType: "LEAD_CATEGORY_UPDATED", campaignId: 1, clientId: 10, categoryId: 3 } as const;
    const subscribed = { eventTypeMap: { LEAD_CATEGORY_UPDATED: true } };
    const filtered = decideScope(about, [
      aWebhook(1, { level: "user", categoryIdMap: { 1: true, 2: true, 3: false }, ...subscribed }),
    ]);
    expect(filtered.shadowed[0]?.reason).toBe("Its category_id_map lets only 1, 2 through.");
    const off = decideScope(about, [aWebhook(1, { level: "user", isDisabled: true, ...subscribed })]);
    expect(off.shadowed[0]?.reason).toContain("switched off after too many failed deliveries");
    const mapped = [aWebhook(1, { level: "user", ...subscribed }), aWebhook(2, { level: "client", clientId: 10 })];
    expect(decideScope(about, mapped, "unmapped-only").shadowed[0]?.reason).toBe(
      'The campaign is mapped to webhook 2 "w2" (scope unmapped-only).',
    );
    expect(decideScope(about, []).explanation).toBe(
      "LEAD_CATEGORY_UPDATED of campaign 1 goes to nobody: no webhook subscribes to it.",
    );
  });

  it("tells that an untracked reply belongs to no campaign, so that a subscription below user level gets none", () => {
    const below = aWebhook(1, { level: "campaign", campaignId: 1, eventTypeMap: { UNTRACKED_REPLIES: true } });
    const about = { eventType: "UNTRACKED_REPLIES", campaignId: 1, clientId: 10 } as const;
    expect(decideScope(about, [below]).explanation).toBe(
      "UNTRACKED_REPLIES goes to nobody: it belongs to no campaign, and no user-level webhook subscribes to it.",
    );
  });

  it("sends events of the account past every webhook", () => {
    expect(explainAccountScope("EMAIL_ACCOUNT_DISCONNECTED", "http://localhost/a")).toContain("past every webhook");
    expect(explainAccountScope("CAMPAIGN_BOUNCE_BREACH", null)).toContain("account_webhook_url, which is not set");
  });
});

function allTypes(): Webhook["eventTypeMap"] {
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, true]));
}

function aWebhook(id: number, given: Partial<Webhook>): Webhook {
  return {
    id,
    name: `w${id}`,
    url: `http://localhost/${id}`,
    level: "user",
    clientId: null,
    campaignId: null,
    origin: "api",
    eventTypeMap: { EMAIL_REPLY: true },
    categoryIdMap: {},
    createdAt: 0,
    updatedAt: 0,
    isDisabled: false,
    ...given,
  };
}
