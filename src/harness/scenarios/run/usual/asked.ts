/** Derives what a scenario's problems require of the receiver: for which event types, and in which respect. */
import type { Delivery } from "../../../../delivery/delivery.ts";
import { type EventType, isEventType } from "../../../../smartlead/events/event-types.ts";
import type { Diagnostic, RunContext } from "../run-context.ts";
import type { StepPath } from "../run-options.ts";

/** That it accepts the type at all; that it shows its work; that it calls SmartLead's API. */
export type Need = "accepted" | "effects" | "calls";

export interface Asked {
  readonly message: string;
  readonly types: readonly EventType[];
  readonly needs: ReadonlySet<Need>;
  /** Whether the missing effect belongs to an event whose lead had earlier events in the scenario: it may have changed nothing. */
  readonly mayChangeNothing: boolean;
}

const EFFECT_KEYS: ReadonlySet<string | number> = new Set(["effects", "duplicate", "duplicates"]);

/** `null` if the scenario is the user's own, or its receiver is built in: those must meet every expectation. */
export function askedOf(context: RunContext, diagnostics: readonly Diagnostic[]): readonly Asked[] | null {
  if ((context.loaded.libraryName ?? null) === null || !context.hasEnvironment) return null;
  if (context.stage.receiver.kind === "built-in") return null;
  const hasApiFaults = namesApiFault(context.loaded.scenario);
  return diagnostics.map(({ message, path, actual }) => ({
    message,
    types: typesOf(deliveriesAt(context, path)),
    needs: needsAt(path, hasApiFaults),
    mayChangeNothing: path.includes("effects") && actual === "0" && areLater(context, deliveriesAt(context, path)),
  }));
}

/** Each was the first request of its event, and not the first event of its lead. */
function areLater({ mock }: RunContext, deliveries: readonly Delivery[]): boolean {
  const all = [...mock.deliveries.all()];
  return deliveries.every(
    ({ attempts, request_id: id, lead_email: lead, created_at: at }) =>
      attempts.length === 1 &&
      lead !== null &&
      all.some((one) => one.lead_email === lead && one.request_id !== id && one.created_at < at),
  );
}

function needsAt(path: StepPath, hasApiFaults: boolean): ReadonlySet<Need> {
  const needs = new Set<Need>(["accepted"]);
  if (path.some((key) => EFFECT_KEYS.has(key))) needs.add("effects");
  if (hasApiFaults || path.includes("calls")) needs.add("calls");
  return needs;
}

/** The deliveries that the expectation names; if it names none, all that were sent. */
function deliveriesAt({ loaded, names, mock }: RunContext, path: StepPath): readonly Delivery[] {
  const reference = referenceAt(loaded.scenario, path);
  const all = [...mock.deliveries.all()];
  const ids = reference === null ? null : new Set(names.deliveriesOf(names.fill(reference)).map(({ thing }) => thing));
  return all.filter(({ id }) => ids === null || ids.has(id));
}

function typesOf(deliveries: readonly Delivery[]): readonly EventType[] {
  return [...new Set(deliveries.map(({ event_type: type }) => type))].filter(isEventType);
}

function referenceAt(scenario: unknown, path: StepPath): string | null {
  let reference: string | null = null;
  let value = scenario;
  for (const key of path) {
    if (typeof value !== "object" || value === null) break;
    value = new Map(Object.entries(value)).get(String(key));
    reference = referenceIn(value) ?? reference;
  }
  return reference;
}

function referenceIn(value: unknown): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries = new Map(Object.entries(value));
  // `of` in an emit step would mean something else; only expectations have these keys.
  const reference = entries.get("of") ?? entries.get("delivery");
  return typeof reference === "string" ? reference : null;
}

function namesApiFault(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) =>
    key === "kind" && typeof inner === "string" ? inner.startsWith("api-") : namesApiFault(inner),
  );
}
