import { parsedJson } from "../../../base/json-text.ts";
import type { SeenEventType } from "../../../smartlead/events/event-types.ts";
import type { DeliveryRequest } from "../../delivery.ts";
import { type SignatureForm, signatureOf, signatureText } from "../../outgoing-request.ts";
import type { ChosenFault } from "../active-rule.ts";
import { BODY_FAULT_KINDS } from "../fault.ts";
import type { ContentEffect } from "../selecting.ts";
import { type BodyEffect, withBodyFault } from "./body-faults.ts";

export interface ContentContext {
  readonly signingSecret: string | null;
  /** `sha256` by default. */
  readonly signatureForm?: SignatureForm;
  /** Whether the dialect's schema of this event accepts a body. */
  readonly fits: (eventType: SeenEventType, body: unknown) => boolean;
}

const SIGNATURE = "X-Smartlead-Signature";
/** Query parameters in which receivers' URLs carry a secret. */
const SECRET_PARAMETERS = ["token", "secret"];

const BODY_KINDS: ReadonlySet<string> = new Set(BODY_FAULT_KINDS);

function isBodyFault(fault: ChosenFault<ContentEffect>): fault is ChosenFault<BodyEffect> {
  return BODY_KINDS.has(fault.effect.kind);
}

/**
 * Applies faults to a request: the body's fields first, then its text, then the signature, then the other headers, so that a changed body
 * gets a matching signature. Returns the same object when nothing changes.
 */
export function faultyRequest(
  request: DeliveryRequest,
  faults: readonly ChosenFault<ContentEffect>[],
  { signingSecret, signatureForm, eventType, fits }: ContentContext & { readonly eventType: SeenEventType },
): DeliveryRequest {
  const fitsType = (body: unknown) => fits(eventType, body);
  const body = faultyText(faultyFields(request.body, faults, fitsType), faults);
  const url = faults.reduce(
    (text, fault) => (fault.effect.kind === "wrong-secret" ? wrongUrl(text, fault) : text),
    request.url,
  );
  const signed =
    signingSecret === null
      ? request.headers
      : withHeader(request.headers, SIGNATURE, signatureOf(body, signingSecret, signatureForm));
  const sent = { body, form: signatureForm };
  const headers = faults.reduce((before, fault) => faultyHeaders(before, fault, sent), signed);
  const isSame = body === request.body && url === request.url && sameHeaders(headers, request.headers);
  return isSame ? request : { url, headers, body };
}

function faultyFields(
  text: string,
  faults: readonly ChosenFault<ContentEffect>[],
  fits: (body: unknown) => boolean,
): string {
  const ofBody = faults.filter(isBodyFault);
  const body = ofBody.length === 0 ? null : objectOf(text);
  // A custom body need not be an object; only padding makes sense then.
  if (body === null)
    return ofBody.reduce(
      (padded, { effect }) => (effect.kind === "huge-body" ? padded.padEnd(effect.bytes) : padded),
      text,
    );
  const changed = ofBody.reduce(
    (before, { effect, random }) => withBodyFault(before, effect, { random: random(), fits }),
    body,
  );
  return changed === body ? text : JSON.stringify(changed);
}

/** The share of a body that is left when it is cut off. */
const BROKEN_OFF_SHARE = 0.6;

function faultyText(text: string, faults: readonly ChosenFault<ContentEffect>[]): string {
  if (!faults.some(({ effect }) => effect.kind === "malformed-json")) return text;
  const cut = text.slice(0, Math.floor(text.length * BROKEN_OFF_SHARE)).replace(/[\uD800-\uDBFF]$/, "");
  // The beginning of a number is a valid number, and an empty text is no body at all.
  return parsedJson(cut) !== undefined || cut === "" ? `{${cut}` : cut;
}

function faultyHeaders(
  headers: DeliveryRequest["headers"],
  { effect, random }: ChosenFault<ContentEffect>,
  { body, form }: { readonly body: string; readonly form: SignatureForm | undefined },
): DeliveryRequest["headers"] {
  switch (effect.kind) {
    case "wrong-content-type":
      return withHeader(headers, "Content-Type", effect.value);
    case "missing-header":
      return withoutHeader(headers, effect.header);
    case "bad-signature":
      return withHeader(headers, SIGNATURE, effect.value ?? signatureText(random().hex(64), form));
    case "wrong-secret":
      return nameIn(headers, SIGNATURE) === undefined
        ? headers
        : withHeader(headers, SIGNATURE, signatureOf(body, random().hex(32), form));
    default:
      return headers;
  }
}

function wrongUrl(text: string, { random }: ChosenFault<ContentEffect>): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const present = SECRET_PARAMETERS.filter((name) => url.searchParams.has(name));
  if (present.length === 0) return text;
  const drawn = random();
  for (const name of present) url.searchParams.set(name, drawn.hex(32));
  return url.href;
}

function nameIn(headers: DeliveryRequest["headers"], wanted: string): string | undefined {
  return Object.keys(headers).find((name) => name.toLowerCase() === wanted.toLowerCase());
}

/** Replaces the header in place, or appends it. */
function withHeader(headers: DeliveryRequest["headers"], name: string, value: string): DeliveryRequest["headers"] {
  return { ...headers, [nameIn(headers, name) ?? name]: value };
}

function withoutHeader(headers: DeliveryRequest["headers"], unwanted: string): DeliveryRequest["headers"] {
  const present = nameIn(headers, unwanted);
  if (present === undefined) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== present));
}

function sameHeaders(one: DeliveryRequest["headers"], other: DeliveryRequest["headers"]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  const body = parsedJson(text);
  return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : null;
}
