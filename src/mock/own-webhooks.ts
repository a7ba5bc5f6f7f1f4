import type { World } from "../smartlead/account/world.ts";
import { EVENT_TYPES } from "../smartlead/events/event-types.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import type { NewWebhook, Webhook, WebhookLevel } from "../smartlead/webhooks/webhook.ts";
import type { MockOptions } from "./mock.ts";

/** The name of the webhook that a start with --target owns. */
const TARGET_NAME = "target";

/** What the options ask for: the webhooks of the configuration, then the target. */
export function ownWebhooksOf({ webhooks = [], target = null, targetLevel = "user" }: MockOptions, world: World) {
  const ofConfig = webhooks.map((webhook) => ({ ...webhook, origin: "config" as const }));
  return target === null ? ofConfig : [...ofConfig, targetWebhook(target, targetLevel, world)];
}

/**
 * Registers what the options ask for. Those that an earlier start registered keep their ids and are changed where they differ; those
 * that nobody asks for any more are deleted. Returns the ids of the latter.
 */
export function registerOwnWebhooks(registry: WebhookRegistry, wanted: readonly NewWebhook[]): ReadonlySet<number> {
  const earlier = registry.list().filter(({ origin }) => origin !== "api");
  const kept = new Set<number>();
  for (const webhook of wanted) {
    const known = earlier.find((other) => !kept.has(other.id) && isSame(other, webhook));
    if (known === undefined) kept.add(registry.create(webhook).id);
    else {
      kept.add(known.id);
      if (!isUpToDate(known, webhook)) registry.update(known.id, changeOf(webhook));
    }
  }
  const unwanted = earlier.filter(({ id }) => !kept.has(id));
  for (const { id } of unwanted) registry.delete(id);
  return new Set(unwanted.map(({ id }) => id));
}

/** All eleven event types; below user level it is that of the first campaign that has a client. */
function targetWebhook(url: string, level: WebhookLevel, world: World): NewWebhook {
  // A webhook of user level needs nothing of the account, which is then made with the first event.
  const campaign = level === "user" ? undefined : world.campaigns.find(({ clientId }) => clientId !== null);
  return {
    name: TARGET_NAME,
    origin: "target",
    url,
    level,
    clientId: level === "client" ? (campaign?.clientId ?? null) : null,
    campaignId: level === "campaign" ? (campaign?.id ?? null) : null,
    eventTypeMap: Object.fromEntries(EVENT_TYPES.map((type) => [type, true])) as Webhook["eventTypeMap"],
  };
}

/** The target is one, whatever its URL and level are this time; others are known by their names and owners. */
function isSame(known: Webhook, wanted: NewWebhook): boolean {
  if (known.origin !== wanted.origin) return false;
  if (known.origin === "target") return true;
  return known.name === wanted.name && known.level === wanted.level && hasSameOwner(known, wanted);
}

function isUpToDate(known: Webhook, wanted: NewWebhook): boolean {
  return (
    !known.isDisabled &&
    known.url === wanted.url &&
    known.level === wanted.level &&
    hasSameOwner(known, wanted) &&
    isEqual(known.eventTypeMap, wanted.eventTypeMap) &&
    isEqual(known.categoryIdMap, wanted.categoryIdMap ?? {}) &&
    isEqual(known.headers ?? {}, wanted.headers ?? {})
  );
}

function hasSameOwner(known: Webhook, { clientId = null, campaignId = null }: NewWebhook): boolean {
  return known.clientId === clientId && known.campaignId === campaignId;
}

function isEqual(one: object, other: object): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

function changeOf(wanted: NewWebhook) {
  const { url, level, clientId = null, campaignId = null, eventTypeMap, categoryIdMap = {}, headers = {} } = wanted;
  return { url, level, clientId, campaignId, eventTypeMap, categoryIdMap, headers };
}
