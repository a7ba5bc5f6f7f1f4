import type { AnyEventType, EventType } from "../events/event-types.ts";
import type { ScopeReading, Webhook, WebhookLevel } from "./webhook.ts";

/** Input of the scope decision. Without `campaignId` it is about no particular campaign. */
export interface ScopeSubject {
  readonly eventType: EventType;
  readonly campaignId: number | null | undefined;
  readonly clientId: number | null;
  /** The new category of LEAD_CATEGORY_UPDATED; undefined if unknown or irrelevant. */
  readonly categoryId?: number | undefined;
}

export interface ShadowedByScope {
  readonly webhook: Webhook;
  readonly reason: string;
}

export interface ScopeDecision {
  readonly receives: readonly Webhook[];
  readonly shadowed: readonly ShadowedByScope[];
  /** The decision in a sentence or two; CLI, UI, REST and reports show the same text. */
  readonly explanation: string;
}

/**
 * Decides which webhooks get an event (PRODUCT §3; smartlead.md §1 "Scope priority").
 *
 * Reading `priority`: a user-level webhook that subscribes to the event type takes precedence over client and campaign level (A1, A2, A3,
 * D402, D403). Reading `unmapped-only`: a user-level webhook serves only campaigns without a client- or campaign-level webhook (D185).
 */
export function decideScope(
  subject: ScopeSubject,
  webhooks: readonly Webhook[],
  reading: ScopeReading = "priority",
): ScopeDecision {
  const inReach = webhooks.filter((webhook) => reaches(webhook, subject));
  const subscribed = inReach.filter((webhook) => webhook.eventTypeMap[subject.eventType] === true);
  const disabled = subscribed.filter((webhook) => webhook.isDisabled);
  const enabled = subscribed.filter((webhook) => !webhook.isDisabled);
  const priority = decidePriority(subject, { enabled, inReach }, reading);
  const passes = (webhook: Webhook) => passesCategoryFilter(webhook, subject);
  const shadowed = [
    ...priority.losers.map((webhook) => ({ webhook, reason: priority.reason })),
    ...priority.winners
      .filter((webhook) => !passes(webhook))
      .map((webhook) => ({ webhook, reason: filterReason(webhook) })),
    ...disabled.map((webhook) => ({ webhook, reason: DISABLED_REASON })),
  ];
  const receives = priority.winners.filter(passes);
  const elsewhere = webhooks.filter(
    (webhook) => webhook.eventTypeMap[subject.eventType] === true && !inReach.includes(webhook),
  );
  return { receives, shadowed, explanation: explain(subject, { receives, shadowed, elsewhere }) };
}

/** The decision for an event of the account: it goes to a separate URL (smartlead.md §1; A2). */
export function explainAccountScope(eventType: AnyEventType, url: string | null): string {
  return url === null
    ? `${eventType} is an event of the account; it goes to account_webhook_url, which is not set.`
    : `${eventType} is an event of the account; it goes to account_webhook_url, past every webhook.`;
}

const DISABLED_REASON =
  "It was switched off after too many failed deliveries in a row; update the webhook to switch it on again.";

interface Priority {
  readonly winners: readonly Webhook[];
  readonly losers: readonly Webhook[];
  readonly reason: string;
}

function decidePriority(
  subject: ScopeSubject,
  { enabled, inReach }: { enabled: readonly Webhook[]; inReach: readonly Webhook[] },
  reading: ScopeReading,
): Priority {
  const users = enabled.filter((webhook) => webhook.level === "user");
  const others = enabled.filter((webhook) => webhook.level !== "user");
  if (reading === "unmapped-only") {
    const mapping = inReach.find((webhook) => webhook.level !== "user" && !webhook.isDisabled);
    if (mapping === undefined) return { winners: users, losers: [], reason: "" };
    return {
      winners: others,
      losers: users,
      reason: `The campaign is mapped to ${nameOf(mapping)} (scope unmapped-only).`,
    };
  }
  const [first] = users;
  if (first === undefined) return { winners: others, losers: [], reason: "" };
  return {
    winners: users,
    losers: others,
    reason: `${nameOf(first)} subscribes to ${subject.eventType} on user level.`,
  };
}

function reaches(webhook: Webhook, { eventType, campaignId, clientId }: ScopeSubject): boolean {
  if (webhook.level === "user") return true;
  // An untracked reply belongs to no campaign (smartlead.md §2 UNTRACKED_REPLIES).
  if (eventType === "UNTRACKED_REPLIES" || campaignId === null) return false;
  if (campaignId === undefined) return true;
  return webhook.level === "client"
    ? clientId !== null && webhook.clientId === clientId
    : webhook.campaignId === campaignId;
}

function passesCategoryFilter(webhook: Webhook, { eventType, categoryId }: ScopeSubject): boolean {
  const wanted = wantedCategories(webhook);
  if (eventType !== "LEAD_CATEGORY_UPDATED" || wanted.length === 0 || categoryId === undefined) return true;
  return wanted.includes(String(categoryId));
}

function wantedCategories(webhook: Webhook): string[] {
  return Object.entries(webhook.categoryIdMap).flatMap(([id, isWanted]) => (isWanted ? [id] : []));
}

function filterReason(webhook: Webhook): string {
  return `Its category_id_map lets only ${wantedCategories(webhook).join(", ")} through.`;
}

function nameOf(webhook: Webhook): string {
  return `webhook ${webhook.id} "${webhook.name}"`;
}

const LEVEL_WORDS: Readonly<Record<WebhookLevel, string>> = {
  user: "user level",
  client: "client level",
  campaign: "campaign level",
};

interface Decided {
  readonly receives: readonly Webhook[];
  readonly shadowed: readonly ShadowedByScope[];
  /** Webhooks that subscribe to the event's type but serve other campaigns. */
  readonly elsewhere: readonly Webhook[];
}

function explain(subject: ScopeSubject, { receives, shadowed, elsewhere }: Decided): string {
  const isOfNoCampaign = subject.campaignId == null || subject.eventType === "UNTRACKED_REPLIES";
  const where = isOfNoCampaign ? subject.eventType : `${subject.eventType} of campaign ${subject.campaignId}`;
  const to = receives.map((webhook) => `${nameOf(webhook)} (${LEVEL_WORDS[webhook.level]})`).join(" and ");
  const got =
    receives.length > 0
      ? `${where} goes to ${to}.`
      : `${where} goes to nobody${shadowed.length === 0 ? `: ${nobodyReason(subject, elsewhere)}.` : "."}`;
  const not = shadowed.map(
    ({ webhook, reason }) => `${capital(nameOf(webhook))} (${LEVEL_WORDS[webhook.level]}) does not get it: ${reason}`,
  );
  return [got, ...not].join(" ");
}

function nobodyReason({ eventType }: ScopeSubject, elsewhere: readonly Webhook[]): string {
  if (eventType === "UNTRACKED_REPLIES") return "it belongs to no campaign, and no user-level webhook subscribes to it";
  const [first, ...others] = elsewhere;
  if (first === undefined) return "no webhook subscribes to it";
  const rest = others.length === 0 ? "" : ` and ${others.length} more`;
  const verb = others.length === 0 ? "subscribes" : "subscribe";
  return `${nameOf(first)} (${placeOf(first)})${rest} ${verb} to it, for other campaigns only`;
}

/** `client 30101` or `campaign 3600001`. */
function placeOf({ level, clientId, campaignId }: Webhook): string {
  return level === "client" ? `client ${clientId}` : `campaign ${campaignId}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
