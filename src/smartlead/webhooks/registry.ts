import { SmartLeadMockError } from "../../base/errors.ts";
import { ownValue } from "../../base/own-value.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import {
  type NewWebhook,
  subscribedTypes,
  WEBHOOK_LEVELS,
  type Webhook,
  type WebhookChange,
  type WebhookView,
} from "./webhook.ts";

/** Maximum registrations: far more than an account has, few enough for scope to scan all. */
export const MAX_WEBHOOKS = 1_000;

/** The first id; real ones have six digits (smartlead.md §2 common tail). */
const FIRST_WEBHOOK_ID = 670_001;

export type WebhookChangeKind = "created" | "updated" | "deleted" | "disabled";

/** The account's webhooks, in order of registration. */
export class WebhookRegistry {
  readonly #webhooks = new Map<number, Webhook>();
  readonly #now: () => number;
  readonly #announce: (change: WebhookChangeKind, webhook: Webhook) => void;
  #list: readonly Webhook[] | null = null;
  #nextId = FIRST_WEBHOOK_ID;

  constructor(now: () => number, announce: (change: WebhookChangeKind, webhook: Webhook) => void = () => {}) {
    this.#now = now;
    this.#announce = announce;
  }

  /** Returns the same list as long as nothing has changed. */
  list(): readonly Webhook[] {
    this.#list ??= [...this.#webhooks.values()];
    return this.#list;
  }

  get(id: number): Webhook | undefined {
    return this.#webhooks.get(id);
  }

  /** Throws `conflict` if there are already `MAX_WEBHOOKS`. */
  create(asked: NewWebhook): Webhook {
    if (this.#webhooks.size >= MAX_WEBHOOKS) {
      throw new SmartLeadMockError("conflict", `There are ${MAX_WEBHOOKS} webhooks already; delete one first.`);
    }
    const now = this.#now();
    const webhook: Webhook = {
      clientId: null,
      campaignId: null,
      categoryIdMap: {},
      origin: "api",
      ...asked,
      id: this.#nextId,
      createdAt: now,
      updatedAt: now,
      isDisabled: false,
    };
    return this.#announced(webhook, "created");
  }

  /** Any update enables a disabled webhook again. Throws `not_found`. */
  update(id: number, change: WebhookChange): Webhook {
    return this.#announced({ ...this.#mustGet(id), ...change, updatedAt: this.#now(), isDisabled: false }, "updated");
  }

  /** Disables it; announces that once. Throws `not_found`. */
  disable(id: number): Webhook {
    const webhook = this.#mustGet(id);
    return webhook.isDisabled ? webhook : this.#announced({ ...webhook, isDisabled: true }, "disabled");
  }

  /** Throws `not_found`. */
  delete(id: number): Webhook {
    const webhook = this.#mustGet(id);
    this.remove(id);
    this.#announce("deleted", webhook);
    return webhook;
  }

  /** Inserts a webhook unchanged and without an entry: one that an earlier process registered or changed. */
  put(webhook: Webhook): void {
    this.#webhooks.set(webhook.id, webhook);
    this.#list = null;
    this.#nextId = Math.max(this.#nextId, webhook.id + 1);
  }

  /** Removes a webhook without an entry. */
  remove(id: number): void {
    this.#webhooks.delete(id);
    this.#list = null;
  }

  /** An independent state: later changes create new webhooks and a new list. */
  save(): RegistryState {
    return { nextId: this.#nextId, webhooks: this.list() };
  }

  /** Replaces all webhooks by the saved ones, without entries. Throws `data_unusable` for an invalid state, and changes nothing then. */
  restore(state: RegistryState): void {
    if (!isRegistryState(state)) {
      throw new SmartLeadMockError(
        "data_unusable",
        "The saved webhooks are missing or damaged; choose another --data, or use --ephemeral.",
      );
    }
    this.clear();
    for (const webhook of state.webhooks) this.put(webhook);
    this.#nextId = Math.max(this.#nextId, state.nextId);
  }

  /** Drops every webhook without entries; used by a reset, which has an entry itself. */
  clear(): void {
    this.#webhooks.clear();
    this.#list = null;
    this.#nextId = FIRST_WEBHOOK_ID;
  }

  #mustGet(id: number): Webhook {
    const webhook = this.#webhooks.get(id);
    if (webhook === undefined) throw new SmartLeadMockError("not_found", `There is no webhook ${id}.`);
    return webhook;
  }

  #announced(webhook: Webhook, change: WebhookChangeKind): Webhook {
    this.put(webhook);
    this.#announce(change, webhook);
    return webhook;
  }
}

export function viewOfWebhook(webhook: Webhook): WebhookView {
  return {
    id: webhook.id,
    name: webhook.name,
    level: webhook.level,
    url: webhook.url,
    client_id: webhook.clientId,
    campaign_id: webhook.campaignId,
    event_types: subscribedTypes(webhook),
    category_ids: Object.entries(webhook.categoryIdMap).flatMap(([id, isWanted]) => (isWanted ? [Number(id)] : [])),
    disabled: webhook.isDisabled,
    created_at: isoFromMs(webhook.createdAt),
  };
}

/** The registrations as JSON data. */
export interface RegistryState {
  /** The id of the next webhook; ids of deleted ones are also below it. */
  readonly nextId: number;
  /** In order of registration. */
  readonly webhooks: readonly Webhook[];
}

function isRegistryState(state: unknown): state is RegistryState {
  return (
    isObject(state) &&
    Number.isInteger(state.nextId) &&
    Array.isArray(state.webhooks) &&
    state.webhooks.every(isWebhook)
  );
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isFlag: Check = (value) => typeof value === "boolean";
const isIdOrNull: Check = (value) => value === null || Number.isInteger(value);
const isMapOfFlags: Check = (value) => isObject(value) && Object.values(value).every(isFlag);

/** A field that is added to a webhook but not here does not compile. */
const WEBHOOK_PARTS: Readonly<Record<keyof Webhook, Check>> = {
  id: Number.isInteger,
  name: isText,
  url: isText,
  level: (value) => WEBHOOK_LEVELS.some((level) => level === value),
  clientId: isIdOrNull,
  campaignId: isIdOrNull,
  eventTypeMap: isMapOfFlags,
  categoryIdMap: isMapOfFlags,
  createdAt: Number.isFinite,
  updatedAt: Number.isFinite,
  isDisabled: isFlag,
  origin: isText,
  // Older data has neither.
  otherEventNames: (value) => value === undefined || isMapOfFlags(value),
  headers: (value) => value === undefined || (isObject(value) && Object.values(value).every(isText)),
};

function isWebhook(webhook: unknown): boolean {
  return isObject(webhook) && Object.entries(WEBHOOK_PARTS).every(([part, check]) => check(ownValue(webhook, part)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
