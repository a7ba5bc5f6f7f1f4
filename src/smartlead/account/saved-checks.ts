import { ownValue } from "../../base/own-value.ts";
import type { ReplyMessage, SentMessage } from "../events/event.ts";
import type { MessageActivity } from "./account.ts";

/** Whether a value is valid at its place in a saved account. */
export type Check = (value: unknown) => boolean;

/** A check for each field of a record: a field that is added to the record but not here does not compile. */
type Checks<Saved> = { readonly [Part in keyof Saved]-?: Check };

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export const isText: Check = (value) => typeof value === "string";
export const isFlag: Check = (value) => typeof value === "boolean";

export function orNull(check: Check): Check {
  return (value) => value === null || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

export function pairOf(first: Check, second: Check): Check {
  return (value) => Array.isArray(value) && value.length === 2 && first(value[0]) && second(value[1]);
}

/** A record with arbitrary keys. */
export function mapOf(check: Check): Check {
  return (value) => isObject(value) && Object.values(value).every(check);
}

export function whole<Saved>(checks: Checks<Saved>): Check {
  const entries = Object.entries<Check>(checks);
  return (value) => isObject(value) && entries.every(([part, check]) => check(ownValue(value, part)));
}

const MAIL_PARTS = {
  statsId: isText,
  messageId: isText,
  at: isNumber,
  subject: isText,
  html: isText,
  text: isText,
  from: isText,
  to: isText,
  cc: listOf(isText),
};

const isSent = whole<SentMessage>({
  ...MAIL_PARTS,
  kind: (kind) => kind === "SENT",
  bcc: listOf(isText),
  sequenceNumber: orNull(isNumber),
});

const isReply = whole<ReplyMessage>({
  ...MAIL_PARTS,
  kind: (kind) => kind === "REPLY",
  fromName: isText,
});

export function isThreadMessage(message: unknown): boolean {
  return isSent(message) || isReply(message);
}

export const isActivity = whole<MessageActivity>({
  openCount: isNumber,
  clickCount: isNumber,
  clickedLinks: mapOf(isNumber),
  isBounced: isFlag,
  openedAt: orNull(isNumber),
  clickedAt: orNull(isNumber),
});
