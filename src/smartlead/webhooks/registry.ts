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

/** Registrations in all: far more than an account has, little enough that scope stays a scan. */
export const MAX_WEBHOOKS = 1_000;

/** The first id given out; real ones have six digits (smartlead.md §2 common tail). */
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

  /** The same list again as long as nothing has changed. */
  list(): readonly Webhook[] {
    this.#list ??= [...this.#webhooks.values()];
    return this.#list;
  }

  get(id: number): Webhook | undefined {
    return this.#webhooks.get(id);
  }

  /** Throws `conflict` when there are `MAX_WEBHOOKS` already. */
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

  /** Switches it off; says so once. Throws `not_found`. */
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

  /** Puts a webhook in as it is, without a word: one that an earlier process registered or changed. */
  put(webhook: Webhook): void {
    this.#webhooks.set(webhook.id, webhook);
    this.#list = null;
    this.#nextId = Math.max(this.#nextId, webhook.id + 1);
  }

  /** Takes one out without a word. */
  remove(id: number): void {
    this.#webhooks.delete(id);
    this.#list = null;
  }

  /** Its own state: later changes make other webhooks and another list. */
  save(): RegistryState {
    return { nextId: this.#nextId, webhooks: this.list() };
  }

  /** Puts what was saved in place of all there is, without a word. Throws `data_unusable` for an invalid state, and changes nothing then. */
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

  /** Drops every webhook without a word; used by a reset, which announces itself. */
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
  /** The id that the next one gets; ids of deleted ones lie below it too. */
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

/** A part that is added to a webhook and not here does not compile. */
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
  // Older data have neither.
  otherEventNames: (value) => value === undefined || isMapOfFlags(value),
  headers: (value) => value === undefined || (isObject(value) && Object.values(value).every(isText)),
};

function isWebhook(webhook: unknown): boolean {
  return isObject(webhook) && Object.entries(WEBHOOK_PARTS).every(([part, check]) => check(ownValue(webhook, part)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
