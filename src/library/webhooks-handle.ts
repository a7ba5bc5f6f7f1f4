import { definedOnly } from "../base/defined-only.ts";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { type OwnHeaders, problemOfHeaders } from "../delivery/own-headers.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { CATEGORIES } from "../smartlead/account/categories.ts";
import { EVENT_TYPES, type EventType, isEventType } from "../smartlead/events/event-types.ts";
import { viewOfWebhook } from "../smartlead/webhooks/registry.ts";
import { type NewWebhook, WEBHOOK_LEVELS } from "../smartlead/webhooks/webhook.ts";
import type { SmartLeadWebhook, SmartLeadWebhooks } from "./smart-lead.ts";

/** The webhooks of a mock in the words of the configuration. `defaultUrl` is the target's; `null` without one. */
export function webhooksOf(mock: SmartLeadMock, defaultUrl: string | null): SmartLeadWebhooks {
  const view = (id: number) => {
    const webhook = mock.webhooks.get(id);
    return webhook === undefined ? undefined : viewOfWebhook(webhook);
  };
  return {
    list: () => mock.webhooks.list().map(viewOfWebhook),
    get: view,
    create: (asked) => {
      const webhook = newWebhook(asked, { defaultUrl, name: `library ${mock.webhooks.list().length + 1}` });
      checkOwner(webhook, mock);
      return viewOfWebhook(mock.webhooks.create(webhook));
    },
    update: (id, { name, url, events, categories, headers }) =>
      viewOfWebhook(
        mock.webhooks.update(
          id,
          definedOnly({
            name,
            url: url === undefined ? undefined : checkedUrl(url),
            eventTypeMap: events === undefined ? undefined : eventMap(events),
            categoryIdMap: categories === undefined ? undefined : categoryMap(categories),
            headers: headers === undefined ? undefined : checkedHeaders(headers),
          }),
        ),
      ),
    delete: (id) => void mock.webhooks.delete(id),
  };
}

interface Defaults {
  readonly defaultUrl: string | null;
  readonly name: string;
}

/** The same as it comes out of a check, which says `undefined` for what was left out. */
export type AskedWebhook = { readonly [Key in keyof SmartLeadWebhook]?: SmartLeadWebhook[Key] | undefined };

/** A webhook as it was asked for, with what was left out. Throws `bad_request` for what does not fit together. */
export function newWebhook(asked: AskedWebhook, { defaultUrl, name }: Defaults): NewWebhook {
  const { level = "user", client_id: clientId = null, campaign_id: campaignId = null } = asked;
  const url = asked.url ?? defaultUrl;
  if (!WEBHOOK_LEVELS.includes(level))
    throw wrong(`level must be one of ${WEBHOOK_LEVELS.join(", ")}, not ${JSON.stringify(level)}`);
  if (url === null) throw wrong("it has no target; set url");
  if ((level === "client") !== (clientId !== null))
    throw wrong("client_id is required with level client, and allowed only there");
  if ((level === "campaign") !== (campaignId !== null)) {
    throw wrong("campaign_id is required with level campaign, and allowed only there");
  }
  return definedOnly({
    name: asked.name ?? name,
    url: checkedUrl(url),
    level,
    clientId,
    campaignId,
    eventTypeMap: eventMap(asked.events ?? EVENT_TYPES),
    categoryIdMap: categoryMap(asked.categories ?? []),
    headers: asked.headers === undefined ? undefined : checkedHeaders(asked.headers),
  });
}

/** Throws `not_found` when the client or campaign is not in the account. */
export function checkOwner({ clientId, campaignId }: NewWebhook, { world }: Pick<SmartLeadMock, "world">): void {
  const missing = (what: string, id: number, known: readonly { readonly id: number }[]) =>
    new SmartLeadMockError(
      "not_found",
      `A webhook is for ${what} ${id}, which is not in the account; it has ${known.map((one) => one.id).join(", ") || "none"}.`,
    );
  if (typeof clientId === "number" && world.client(clientId) === undefined) {
    throw missing("client", clientId, world.clients);
  }
  if (typeof campaignId === "number" && world.campaign(campaignId) === undefined) {
    throw missing("campaign", campaignId, world.campaigns);
  }
}

function eventMap(events: readonly EventType[]): NewWebhook["eventTypeMap"] {
  const map: Partial<Record<EventType, boolean>> = {};
  for (const type of events) {
    if (!isEventType(type)) throw wrong(`${JSON.stringify(type)} is not an event type${hintFor(type)}`);
    map[type] = true;
  }
  return map;
}

function hintFor(type: string): string {
  const meant = didYouMean(String(type), EVENT_TYPES);
  return meant === null ? ` that a webhook can subscribe to` : `; did you mean ${meant}`;
}

function checkedUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol === "http:" || parsed?.protocol === "https:") return url;
  throw wrong(`url must begin with http:// or https://, not ${JSON.stringify(url)}`);
}

function checkedHeaders(headers: OwnHeaders): OwnHeaders {
  const problem = problemOfHeaders(Object.entries(headers));
  if (problem !== null) throw wrong(`in headers, ${problem}`);
  return { ...headers };
}

function wrong(what: string): SmartLeadMockError {
  return new SmartLeadMockError("bad_request", `This webhook is not valid: ${what}.`);
}

/** Category id → true, for names or ids. Throws `bad_request` for one that no account has. */
function categoryMap(asked: readonly (string | number)[]): Record<string, boolean> {
  return Object.fromEntries(asked.map((category) => [categoryId(category), true]));
}

function categoryId(asked: string | number): string {
  const wanted = String(asked).toLowerCase();
  const found = CATEGORIES.find(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted);
  if (found !== undefined) return String(found.id);
  const names = CATEGORIES.map(({ name }) => name);
  const meant = didYouMean(wanted, names);
  const hint = meant === null ? `there are ${names.join(", ")}.` : `did you mean ${meant}?`;
  throw new SmartLeadMockError("bad_request", `${JSON.stringify(asked)} is not a category; ${hint}`);
}
