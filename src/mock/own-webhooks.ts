import type { WebhookRegistry } from "../webhooks/registry.ts";
import type { NewWebhook, Webhook } from "../webhooks/webhook.ts";

/**
 * Registers what the options ask for: the webhooks of the configuration and the target. Those that an earlier start registered
 * keep their ids and are changed where they differ; those that nobody asks for any more are deleted. Returns the ids of the latter.
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
    isEqual(known.categoryIdMap, wanted.categoryIdMap ?? {})
  );
}

function hasSameOwner(known: Webhook, { clientId = null, campaignId = null }: NewWebhook): boolean {
  return known.clientId === clientId && known.campaignId === campaignId;
}

function isEqual(one: object, other: object): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

function changeOf({ url, level, clientId = null, campaignId = null, eventTypeMap, categoryIdMap = {} }: NewWebhook) {
  return { url, level, clientId, campaignId, eventTypeMap, categoryIdMap };
}
