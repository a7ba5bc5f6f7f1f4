import { ownValue } from "../../base/own-value.ts";
import { WEBHOOK_LEVELS, type Webhook } from "./webhook.ts";

/** The registrations as JSON data. */
export interface RegistryState {
  /** The id that the next one gets; ids of deleted ones lie below it too. */
  readonly nextId: number;
  /** In order of registration. */
  readonly webhooks: readonly Webhook[];
}

export function isRegistryState(state: unknown): state is RegistryState {
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
