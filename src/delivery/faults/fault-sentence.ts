import { assertNever } from "../../base/errors.ts";
import { formatDuration } from "../../base/time/duration.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import type { FaultKind } from "./fault.ts";
import type { FaultEffect } from "./rule-kinds.ts";
import type { RuleTime } from "./rule-values.ts";

/** One-line descriptions of the kinds; for help, the picker of the terminal UI, and the docs. */
export const FAULT_DESCRIPTIONS: Readonly<Record<FaultKind, string>> = {
  "lost-response": "the receiver answers, but the answer is lost: a network error",
  timeout: "the receiver gets the whole request, but its answer does not arrive within the timeout",
  reset: "the connection is reset before, during or after the body",
  "slow-body": "the body is sent in pieces, spread over a time",
  "truncated-body": "only a part of the body is sent, less than Content-Length says",
  "override-status": "a gateway's answer replaces the receiver's",
  hold: "the attempt waits until you release, change, answer or drop it",
  duplicate: "the same delivery is sent again, with the same request id, one after the other or at once",
  reorder: "a delivery is held back until later ones have been sent",
  delay: "a delivery is sent later",
  burst: "deliveries are collected and sent at the same time",
  "malformed-json": "the body is cut off, so it is not valid JSON",
  "wrong-content-type": "the Content-Type is not JSON",
  "wrong-secret": "secret_key, the URL's token and the signature are wrong",
  "bad-signature": "X-Smartlead-Signature does not match the body",
  "missing-header": "a header is left out",
  "drop-field": "a field of the body is left out",
  "null-field": "a field of the body is null",
  "extra-field": "the body has an unknown field",
  "wrong-type": "a field of the body has another type: a number as a string, a string as a number",
  "huge-body": "the body is padded to many bytes",
  "stale-timestamp": "every timestamp in the body is old",
  "unknown-event": "the body has an unknown event type",
  "api-status": "a call of SmartLead's API is answered 429, 5xx, an empty 200 or with your own body",
  "api-latency": "a call of SmartLead's API is answered late",
  "api-reset": "the connection of a call of SmartLead's API is reset",
};

/** Describes in one sentence what a rule does, to which deliveries, how often and until when. */
export function explainFault(effect: FaultEffect): string {
  const parts = [whatOf(effect), whomOf(effect), ...howOften(effect), ...whenOf(effect)];
  const sentence = parts.filter((part) => part !== "").join(", ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

type Of<Kind extends FaultKind> = Extract<FaultEffect, { readonly kind: Kind }>;

const RESET_AT = {
  before: "before the first byte of the body",
  during: "half-way through the body",
  after: "right after the body's last byte",
} as const;

function whatOf(effect: FaultEffect): string {
  switch (effect.kind) {
    case "reset":
      return `the connection is reset ${RESET_AT[effect.at]}`;
    case "slow-body":
      return `the body is sent in ${effect.pieces} pieces over ${formatDuration(effect.over)} of real time`;
    case "truncated-body":
      return `only ${Math.round(effect.share * 100)} % of the body's bytes are sent, fewer than Content-Length says`;
    case "override-status":
      return `a gateway's ${effect.status} replaces the receiver's answer`;
    case "hold":
      return `${effect.at === "request" ? "the request waits before it is sent" : "the answer waits before it counts"}, until you decide or for ${formatDuration(effect.for)} of real time`;
    case "duplicate":
      return duplicated(effect);
    case "reorder":
      return `the delivery waits until ${many(effect.behind, "later one")} to the same webhook ${effect.behind === 1 ? "has" : "have"} been sent, for at most ${formatDuration(effect.within)}`;
    case "delay":
      return effect.jitter === undefined
        ? `the delivery is sent ${formatDuration(effect.by)} later`
        : `the delivery is sent ${formatDuration(effect.by)} to ${formatDuration(effect.by + effect.jitter)} later`;
    case "burst":
      return `deliveries are collected until there are ${effect.size}, for at most ${formatDuration(effect.within)}, and sent at the same time`;
    default:
      return whatOfContent(effect);
  }
}

function duplicated({ copies, spacing, concurrent }: Of<"duplicate">): string {
  const what = `the delivery is sent ${many(copies, "more time")} with the same request id`;
  if (spacing > 0) return `${what}, ${formatDuration(spacing)} apart`;
  return (concurrent ?? true) ? `${what}, at the same moment` : `${what}, one after the other`;
}

type Content = Exclude<
  FaultEffect,
  Of<
    "reset" | "slow-body" | "truncated-body" | "override-status" | "hold" | "duplicate" | "reorder" | "delay" | "burst"
  >
>;

function whatOfContent(effect: Content): string {
  switch (effect.kind) {
    case "wrong-content-type":
      return `Content-Type says ${effect.value}`;
    case "missing-header":
      return `the header ${effect.header} is left out`;
    case "drop-field":
      return `${fieldOf(effect.path)} is left out of the body`;
    case "null-field":
      return `${fieldOf(effect.path)} is null in the body`;
    case "extra-field":
      return `the body has an unknown field ${effect.path}`;
    case "wrong-type":
      return `${effect.path ?? "a field chosen by the seed"} has another type in the body`;
    case "huge-body":
      return `the body is padded to ${sizeOf(effect.bytes)}`;
    case "stale-timestamp":
      return `every timestamp in the body is ${formatDuration(effect.by)} older`;
    case "unknown-event":
      return `the body has the event type ${effect.name}`;
    default:
      return whatOfRest(effect);
  }
}

type Rest = Exclude<
  Content,
  Of<
    | "wrong-content-type"
    | "missing-header"
    | "drop-field"
    | "null-field"
    | "extra-field"
    | "wrong-type"
    | "huge-body"
    | "stale-timestamp"
    | "unknown-event"
  >
>;

function whatOfRest(effect: Rest): string {
  switch (effect.kind) {
    case "lost-response":
    case "timeout":
    case "malformed-json":
    case "wrong-secret":
    case "bad-signature":
    case "api-reset":
      return FAULT_DESCRIPTIONS[effect.kind];
    case "api-latency":
      return `a call of SmartLead's API is answered ${formatDuration(effect.by)} late, in real time`;
    case "api-status":
      return answered(effect);
    default:
      return assertNever(effect);
  }
}

function answered({ status, retry_after, empty, body }: Of<"api-status">): string {
  if (empty) return "a call of SmartLead's API is answered 200 with an empty {}";
  const wait = retry_after ?? (status === 429 ? 1 : null);
  return `a call of SmartLead's API is answered ${status}${wait === null ? "" : ` with Retry-After ${wait} s`}${body === undefined ? "" : wait === null ? " with your own body" : " and your own body"}`;
}

function fieldOf(path: string | undefined): string {
  return path ?? "an optional field, chosen by the seed,";
}

/** The subject of the rule: every attempt, delivery or call unless the rule says which. */
function whomOf(effect: FaultEffect): string {
  if ("operation" in effect) return `for calls of ${effect.operation}`;
  if (effect.kind === "api-status" || effect.kind === "api-latency" || effect.kind === "api-reset")
    return "for every call";
  const attempt = "attempt" in effect && effect.attempt !== undefined ? `attempt ${listed(effect.attempt)} of ` : "";
  const whose = [
    effect.event_type === undefined ? "every delivery" : `${listed(effect.event_type)} deliveries`,
    effect.level === undefined ? "" : `to ${effect.level}-level webhooks`,
    effect.campaign_id === undefined ? "" : `of campaign ${effect.campaign_id}`,
    effect.lead_email === undefined ? "" : `of the lead ${effect.lead_email}`,
  ].filter((part) => part !== "");
  return `for ${attempt}${whose.join(" ")}`;
}

function howOften({ probability, first, every, limit }: FaultEffect): string[] {
  return [
    first === undefined ? "" : first === 1 ? "only the first match" : `only the first ${first} matches`,
    every === undefined || every === 1 ? "" : `every ${every}${ordinal(every)} match`,
    probability === undefined ? "" : `with a probability of ${probability}`,
    limit === undefined ? "" : limit === 1 ? "once in total" : `${limit} times in total`,
  ];
}

function whenOf({ from, until }: FaultEffect): string[] {
  return [from === undefined ? "" : `from ${timeOf(from)} on`, until === undefined ? "" : `until ${timeOf(until)}`];
}

function timeOf({ isAfterArming, ms }: RuleTime): string {
  return isAfterArming ? `${formatDuration(ms)} after arming` : isoFromMs(ms);
}

function listed(one: string | number | readonly (string | number)[]): string {
  const words = (Array.isArray(one) ? one : [one]).map(String);
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function ordinal(count: number): string {
  const tens = count % 100;
  if (tens >= 11 && tens <= 13) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[count % 10] ?? "th";
}

function sizeOf(bytes: number): string {
  const mebi = bytes / (1024 * 1024);
  if (mebi >= 1) return `${Math.round(mebi * 10) / 10} MiB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} bytes`;
}
