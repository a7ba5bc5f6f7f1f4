/** The result of a held attempt, according to the decision. */
import { interrupted, notSent, STOPPED } from "../../attempts.ts";
import type { AttemptResponse, DeliveryRequest } from "../../delivery.ts";
import { type SignatureForm, sentRequest, signatureOf } from "../../outgoing-request.ts";
import type { SendResult } from "../../sender.ts";
import { outcomeOf } from "../../undici-handler.ts";
import type { HoldEffect } from "../selecting.ts";
import { MOCK_FAULT_HEADER } from "../wire/gateway-answer.ts";
import type { Transmit } from "../wire-fault.ts";
import type { AnswerEdit, Decision, HeldAttempts, Holding, RequestEdit } from "./held-attempts.ts";

/** The receiver never saw the request (`idempotency/reach.ts` knows this value). */
const NEVER_SENT = "hold";
const ANSWER_REPLACED = "hold-answer";

export interface HoldPlace {
  readonly held: HeldAttempts;
  readonly effect: HoldEffect;
  readonly subject: Pick<Holding, "delivery" | "number">;
  /** Settings for signing a changed body. */
  readonly signing: { readonly signingSecret: string | null; readonly signatureForm: SignatureForm };
}

/** Wraps a sender so that it holds the attempt where the rule says. */
export function holding(place: HoldPlace, send: Transmit): Transmit {
  return place.effect.at === "request" ? holdingRequest(place, send) : holdingAnswer(place, send);
}

function holdingRequest({ held, effect, subject, signing }: HoldPlace, send: Transmit): Transmit {
  return async (request, sending) => {
    if (!held.hasRoom) return send(request, sending);
    const goOn = sending.pause?.() ?? (() => {});
    const decision = await held.wait({ ...subject, forMs: effect.for, request, result: null, cut: sending.cut });
    const instead = insteadOfRequest(decision);
    if (instead !== null) return instead;
    goOn();
    const edit = decision.kind === "released" ? decision.edit : {};
    const edited = editedRequest(request, edit, signing);
    const result = await send(edited, sending);
    return edited === request ? result : { ...result, sent: result.sent ?? sentRequest(edited) };
  };
}

/** `null` = it is sent. */
function insteadOfRequest(decision: Decision): SendResult | null {
  switch (decision.kind) {
    case "answered":
      return answered(decision.answer, null, NEVER_SENT);
    case "dropped":
      return broken("FAULT_RESET: the connection was reset while the request was held, before anything was sent");
    case "cut":
      return notSent(STOPPED);
    default:
      return null;
  }
}

function holdingAnswer({ held, effect, subject }: HoldPlace, send: Transmit): Transmit {
  return async (request, sending) => {
    const result = await send(request, sending);
    if (!held.hasRoom || sending.cut.aborted) return result;
    sending.pause?.();
    const decision = await held.wait({ ...subject, forMs: effect.for, request, result, cut: sending.cut });
    const changed = changedAnswer(result, decision);
    return result.sent === undefined ? changed : { ...changed, sent: result.sent };
  };
}

function changedAnswer(result: SendResult, decision: Decision): SendResult {
  switch (decision.kind) {
    case "answered":
      return answered(decision.answer, null, ANSWER_REPLACED);
    case "dropped":
      return broken("FAULT_LOST_RESPONSE: the connection was reset while the answer was held");
    case "cut":
      return interrupted(STOPPED);
    case "released":
      return Object.keys(decision.edit).length === 0 ? result : answered(decision.edit, result, ANSWER_REPLACED);
    default:
      return result;
  }
}

function broken(error: string): SendResult {
  return { outcome: "network_error", status: null, error, response: null };
}

/** 200 `{}` by default, or the previous answer. */
function answered(edit: AnswerEdit, before: SendResult | null, mark: string): SendResult {
  const status = edit.status ?? before?.status ?? 200;
  const body = edit.body ?? before?.response?.body ?? "{}";
  const given = before?.response?.headers ?? { "content-type": "application/json" };
  const headers = withEdits(given, edit.headers);
  const bytes = new TextEncoder().encode(body).length;
  const response: AttemptResponse = {
    headers: { ...headers, [MOCK_FAULT_HEADER]: mark },
    body,
    bytes,
    truncated: false,
  };
  return { outcome: outcomeOf(status), status, error: null, response };
}

/** A body that was changed is signed again, unless the signature itself was changed. */
function editedRequest(
  request: DeliveryRequest,
  { headers: edits, body }: RequestEdit,
  { signingSecret, signatureForm }: HoldPlace["signing"],
): DeliveryRequest {
  if (edits === undefined && body === undefined) return request;
  const { body_base64: _, ...plain } = request;
  const isSigned = signingSecret !== null && signatureForm !== "none" && body !== undefined;
  const headers = isSigned
    ? withEdits(request.headers, { [SIGNATURE]: signatureOf(body, signingSecret, signatureForm) })
    : request.headers;
  const base = body === undefined ? request : { ...plain, body };
  return { ...base, headers: withEdits(headers, edits) };
}

const SIGNATURE = "X-Smartlead-Signature";

/** Header names are case-insensitive. */
function withEdits<Value>(
  headers: Readonly<Record<string, Value>>,
  edits: Readonly<Record<string, string | null>> = {},
): Record<string, Value | string> {
  const changed = new Set(Object.keys(edits).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !changed.has(name.toLowerCase()));
  const set = Object.entries(edits).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return Object.fromEntries([...kept, ...set]);
}
