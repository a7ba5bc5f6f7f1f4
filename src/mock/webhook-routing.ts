import { BoundedMap } from "../base/bounded-map.ts";
import { definedOnly } from "../base/defined-only.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import type { DeliveryWebhook } from "../delivery/delivery.ts";
import type { World } from "../smartlead/account/world.ts";
import { campaignOf, type Event } from "../smartlead/events/event.ts";
import { type AnyEventType, isEventType } from "../smartlead/events/event-types.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import {
  decideScope,
  explainAccountScope,
  type ScopeDecision,
  type ScopeSubject,
} from "../smartlead/webhooks/scope.ts";
import type { ScopeReading, Webhook } from "../smartlead/webhooks/webhook.ts";
import type { EmitRequest, ScopeExplanation } from "./mock.ts";

type AskedPlace = Pick<EmitRequest, "eventType" | "campaignId" | "leadEmail">;

export interface WebhookRoutingParts {
  readonly webhooks: WebhookRegistry;
  readonly reading: ScopeReading;
  /** Where events of the account go (smartlead.md §1 "Scope priority"; A2). */
  readonly accountUrl: string | null;
  readonly world: () => World;
}

/** The id of the account's own URL, which is no webhook. */
const ACCOUNT_WEBHOOK_ID = 0;

/** Decisions remembered: event types times campaigns times categories of a large account. */
const MAX_KNOWN_DECISIONS = 2_000;

interface Decision {
  readonly webhooks: readonly DeliveryWebhook[];
  readonly explained: ScopeExplanation;
}

/** Decides for this mock's webhooks and world who gets an event. */
export class WebhookRouting {
  readonly #parts: WebhookRoutingParts;
  readonly #known = new BoundedMap<string, Decision>(MAX_KNOWN_DECISIONS);
  #knownFor: readonly Webhook[] = [];

  constructor(parts: WebhookRoutingParts) {
    this.#parts = parts;
  }

  decide(event: Event): Decision {
    if (!isEventType(event.type)) {
      const explained = this.#explainAccountEvent(event.type);
      const webhooks = explained.receives.map(({ webhook_id, ...rest }) => ({ id: webhook_id, ...rest }));
      return { webhooks, explained };
    }
    const campaign = campaignOf(event);
    const subject = {
      eventType: event.type,
      campaignId: campaign?.id ?? null,
      clientId: campaign?.clientId ?? null,
      categoryId: event.type === "LEAD_CATEGORY_UPDATED" ? event.newCategory.id : undefined,
    };
    return this.#decideOnce(subject);
  }

  /** The same question has the same answer until a webhook changes. */
  #decideOnce(subject: ScopeSubject): Decision {
    const webhooks = this.#parts.webhooks.list();
    if (webhooks !== this.#knownFor) this.#known.clear();
    this.#knownFor = webhooks;
    const { eventType, campaignId, clientId, categoryId } = subject;
    const key = `${eventType} ${campaignId} ${clientId} ${categoryId}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const decision = decideScope(subject, webhooks, this.#parts.reading);
    const made = { webhooks: decision.receives.map(deliveryWebhookOf), explained: explanationOf(decision) };
    this.#known.set(key, made);
    return made;
  }

  /** For a campaign, or in general. Throws `not_found` for a campaign that is not there. */
  explain(eventType: AnyEventType, campaignId?: number): ScopeExplanation {
    if (!isEventType(eventType)) return this.#explainAccountEvent(eventType);
    const clientId = campaignId === undefined ? null : this.#mustHaveCampaign(campaignId).clientId;
    const subject = { eventType, campaignId, clientId };
    return explanationOf(decideScope(subject, this.#parts.webhooks.list(), this.#parts.reading));
  }

  /** Where the event may happen: as asked, else where a webhook gets it. */
  placeOf({ eventType, campaignId, leadEmail }: AskedPlace): Parameters<World["apply"]>[1] {
    const lead = definedOnly({ leadEmail });
    if (campaignId !== undefined) return { campaignId, ...lead };
    const campaignIds = this.#campaignsHeard(eventType);
    return campaignIds.length === 0 ? lead : { campaignIds, ...lead };
  }

  /** The campaigns whose events of this type someone gets. */
  #campaignsHeard(eventType: AnyEventType): readonly number[] {
    if (!isEventType(eventType)) return [];
    const webhooks = this.#parts.webhooks.list();
    return this.#parts
      .world()
      .campaigns.filter(({ id, clientId }) => {
        const subject = { eventType, campaignId: id, clientId };
        return decideScope(subject, webhooks, this.#parts.reading).receives.length > 0;
      })
      .map(({ id }) => id);
  }

  #explainAccountEvent(eventType: AnyEventType): ScopeExplanation {
    const url = this.#parts.accountUrl;
    const receiver = { webhook_id: ACCOUNT_WEBHOOK_ID, name: "account", level: "user" } as const;
    const receives = url === null ? [] : [{ ...receiver, url }];
    return { receives, shadowed: [], explanation: explainAccountScope(eventType, url) };
  }

  #mustHaveCampaign(campaignId: number) {
    const { campaigns } = this.#parts.world();
    const campaign = campaigns.find(({ id }) => id === campaignId);
    if (campaign !== undefined) return campaign;
    const known = campaigns.map(({ id }) => id).join(", ");
    throw new SmartLeadMockError("not_found", `There is no campaign ${campaignId}; the campaigns are ${known}.`);
  }
}

export function deliveryWebhookOf({ id, name, level, url }: Webhook): DeliveryWebhook {
  return { id, name, level, url };
}

function explanationOf(decision: ScopeDecision): ScopeExplanation {
  return {
    receives: decision.receives.map(({ id, name, level, url }) => ({ webhook_id: id, name, level, url })),
    shadowed: decision.shadowed.map(({ webhook, reason }) => ({
      webhook_id: webhook.id,
      level: webhook.level,
      reason,
    })),
    explanation: decision.explanation,
  };
}
