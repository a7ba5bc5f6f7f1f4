/** Checks whether a rule selects a delivery, attempt or call. Pure. */
import type { StartingAttempt } from "../attempt-faults.ts";
import { API_FAULT_KINDS, type FaultKind, SCHEDULE_FAULT_KINDS, WIRE_FAULT_KINDS } from "./fault.ts";
import type { FaultEffect } from "./rule-kinds.ts";

type OfKind<Kind extends FaultEffect["kind"]> = Extract<FaultEffect, { readonly kind: Kind }>;
export type ScheduleEffect = OfKind<(typeof SCHEDULE_FAULT_KINDS)[number]>;
export type WireEffect = OfKind<(typeof WIRE_FAULT_KINDS)[number]>;
export type ApiEffect = OfKind<(typeof API_FAULT_KINDS)[number]>;
/** Effects of wire and content kinds, which apply to one attempt. */
export type AttemptEffect = Exclude<FaultEffect, ScheduleEffect | ApiEffect>;
export type HoldEffect = OfKind<"hold">;
export type ContentEffect = Exclude<AttemptEffect, WireEffect | HoldEffect>;

/** A delivery as selectors see it. */
export type DeliverySubject = Pick<
  StartingAttempt["delivery"],
  "event_id" | "event_type" | "campaign_id" | "lead_email"
> & { readonly webhook: Pick<StartingAttempt["delivery"]["webhook"], "id" | "level"> };

/** A call of SmartLead's API as selectors see it. */
export interface CallSubject {
  /** The operation's id. */
  readonly operation: string;
  readonly method: string;
  /** Below `/api/v1`, without the query. */
  readonly path: string;
}

function isOneOf(kinds: readonly FaultKind[], { kind }: FaultEffect): boolean {
  return kinds.includes(kind);
}

export function isScheduleEffect(effect: FaultEffect): effect is ScheduleEffect {
  return isOneOf(SCHEDULE_FAULT_KINDS, effect);
}

export function isApiEffect(effect: FaultEffect): effect is ApiEffect {
  return isOneOf(API_FAULT_KINDS, effect);
}

export function isWireEffect(effect: FaultEffect): effect is WireEffect {
  return isOneOf(WIRE_FAULT_KINDS, effect);
}

export function isAttemptEffect(effect: FaultEffect): effect is AttemptEffect {
  return !isScheduleEffect(effect) && !isApiEffect(effect);
}

export function selectsDelivery(effect: AttemptEffect | ScheduleEffect, delivery: DeliverySubject): boolean {
  const { event_type, level, campaign_id, lead_email } = effect;
  if (!includes(event_type, delivery.event_type)) return false;
  if (level !== undefined && level !== delivery.webhook.level) return false;
  if (campaign_id !== undefined && campaign_id !== delivery.campaign_id) return false;
  // Email addresses are compared case-insensitively.
  return lead_email === undefined || lead_email.toLowerCase() === delivery.lead_email?.toLowerCase();
}

export function selectsAttempt(effect: AttemptEffect, delivery: DeliverySubject, attemptNumber: number): boolean {
  return includes(effect.attempt, attemptNumber) && selectsDelivery(effect, delivery);
}

function includes<Value>(wanted: Value | readonly Value[] | undefined, value: Value): boolean {
  if (wanted === undefined) return true;
  return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
}

/** The operation of calls to the sink: they are not SmartLead's, so a rule must name it. */
export const SINK_OPERATION = "sink";

/**
 * An operation's id, or a path with or without its method; calls of the sink are `sink`; `*` matches anything, `:name` one path segment.
 * @example selectsCall({ kind: "api-reset", operation: "POST /campaigns/*" }, { operation: "campaigns.status", method: "POST", path: "/campaigns/3/status" })
 */
export function selectsCall({ operation }: ApiEffect, call: CallSubject): boolean {
  if (operation === undefined) return call.operation !== SINK_OPERATION;
  const slash = operation.indexOf("/");
  if (slash === -1) return patternOf(operation).test(call.operation);
  const method = operation.slice(0, slash).trim().toUpperCase();
  const isMethod = method === "" || method === "*" || method === call.method.toUpperCase();
  return isMethod && patternOf(withoutEndSlash(operation.slice(slash))).test(withoutEndSlash(call.path));
}

function withoutEndSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function patternOf(wanted: string): RegExp {
  const parts = wanted.split(/(\*|:\w+)/).map((part) => {
    if (part === "*") return ".*";
    return part.startsWith(":") && part.length > 1 ? "[^/]+" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
