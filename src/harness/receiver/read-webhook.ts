import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { parsedJson } from "../../base/json-text.ts";
import { ownValue } from "../../base/own-value.ts";

/** The parts of a webhook request that a receiver needs. */
export interface Webhook {
  readonly requestId: string;
  readonly eventType: string | null;
  /** The event's lead, from the field that holds it in this dialect; `null` if none exists. */
  readonly leadEmail: string | null;
}

/** A parsed request; `refusal` says why it must not be processed. */
export interface Reading {
  readonly webhook: Webhook;
  readonly refusal: { readonly status: number; readonly body: { readonly error: string } } | null;
}

export interface ReadingRules {
  readonly secret: string | null;
  readonly secretKey: string | null;
}

/** Maximum bytes of a body that are read: the history of a long thread stays well below. */
const BODY_LIMIT_BYTES = 5 * 1024 * 1024;
/** Maximum characters of a request id; a UUID has 36. */
const REQUEST_ID_LIMIT = 200;

/** Checks a request as a careful receiver does: method, request id, size, type, signature, JSON, `secret_key`. Never rejects. */
export async function readWebhook(request: IncomingMessage, rules: ReadingRules): Promise<Reading> {
  const bytes = await bodyOf(request);
  const requestId = String(request.headers["x-request-id"] ?? "");
  const json = bytes === null ? null : parsedJson(bytes.toString("utf8"));
  const webhook: Webhook = {
    requestId,
    eventType: textIn(json, ["event_type"]),
    leadEmail: textIn(json, ["sl_lead_email", "to_email", "lead_email"]),
  };
  const problem = refusalOf(request, { bytes, requestId, json, rules });
  return { webhook, refusal: problem === null ? null : { status: problem[0], body: { error: problem[1] } } };
}

interface Read {
  /** `null` = larger than the limit, or interrupted. */
  readonly bytes: Buffer | null;
  readonly requestId: string;
  /** `undefined` = not JSON. */
  readonly json: unknown;
  readonly rules: ReadingRules;
}

function refusalOf({ method, headers }: IncomingMessage, read: Read): readonly [number, string] | null {
  const { bytes, requestId, json, rules } = read;
  if (method !== "POST") return [405, "Webhooks are POST requests."];
  if (bytes === null) return [413, "The body is too large."];
  if (requestId === "" || requestId.length > REQUEST_ID_LIMIT) return [400, "X-Request-Id is missing or too long."];
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) return [415, "Webhooks are JSON."];
  if (rules.secret !== null && !isSigned(bytes, headers["x-smartlead-signature"], rules.secret))
    return [401, "The signature is wrong."];
  if (json === undefined) return [400, "The body is not JSON."];
  const key = textIn(json, ["secret_key"]);
  return rules.secretKey !== null && key !== null && key !== rules.secretKey ? [401, "The secret_key is wrong."] : null;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return size > BODY_LIMIT_BYTES ? null : Buffer.concat(chunks);
}

function isSigned(bytes: Buffer, signature: string | string[] | undefined, secret: string): boolean {
  const wanted = Buffer.from(createHmac("sha256", secret).update(bytes).digest("hex"));
  // With or without the prefix: SmartLead documents both (A1, B1).
  const given = Buffer.from(String(signature ?? "").replace(/^sha256=/, ""));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function textIn(json: unknown, keys: readonly string[]): string | null {
  if (typeof json !== "object" || json === null) return null;
  const values: Readonly<Record<string, unknown>> = { ...json };
  for (const key of keys) {
    const value = ownValue(values, key);
    if (typeof value === "string") return value;
  }
  return null;
}
