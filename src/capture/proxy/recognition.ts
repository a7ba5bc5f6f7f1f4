import { type SeenEventType, UNKNOWN_EVENT } from "../../smartlead/events/event-types.ts";
import { comparedBody } from "../drift/nearest.ts";
import type { DialectShapes } from "../drift/shapes.ts";

/** The facts that a body states about itself. */
export interface Recognised {
  /** The parsed body; `undefined` if it is not JSON. */
  readonly body: unknown;
  readonly eventType: SeenEventType;
  /** The event name in the body. */
  readonly eventName: string | null;
  /** The nearest dialect; `unknown` if it is not a SmartLead body. */
  readonly dialect: string;
  readonly campaignId: number | null;
  readonly clientId: number | null;
  readonly leadEmail: string | null;
  /** Remarks for the user, one sentence each. */
  readonly remarks: readonly string[];
}

/** The fields that hold the lead, the most reliable first: `to_email` of a reply may be a colleague's (smartlead.md §2 "Reply cases", §5; E3, E11). */
const LEAD_FIELDS = ["sl_lead_email", "lead_email", "lead_data.email", "lead.email", "to_email"] as const;

/** Maximum characters of a name or an address that are shown. */
const MAX_SHOWN = 200;

export function recognise(text: string, dialects: readonly DialectShapes[]): Recognised {
  const body = parsed(text);
  const { name, eventType, nearest, differences } = comparedBody(body, dialects);
  const isKeyed = isObject(body) && !Array.isArray(body);
  const remarks = [
    ...(isKeyed ? [] : [noObject(body)]),
    ...(isKeyed && eventType === null ? [unknownName(name)] : []),
    ...(differences.length === 0 ? [] : [differs(differences.length, nearest?.dialect ?? "")]),
  ];
  return {
    body,
    eventType: eventType ?? UNKNOWN_EVENT,
    eventName: name?.slice(0, MAX_SHOWN) ?? null,
    dialect: nearest?.dialect ?? "unknown",
    campaignId: idAt(body, "campaign_id") ?? idAt(body, "campaignId"),
    clientId: idAt(body, "client_id"),
    leadEmail: LEAD_FIELDS.map((path) => addressAt(body, path)).find((address) => address !== null) ?? null,
    remarks,
  };
}

/** Returns the value of a field by its dotted path. */
export function valueAt(body: unknown, path: string): unknown {
  let value: unknown = body;
  for (const key of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function addressAt(body: unknown, path: string): string | null {
  const value = valueAt(body, path);
  return typeof value === "string" && value.includes("@") ? value.slice(0, MAX_SHOWN) : null;
}

/** Ids are numbers or strings (smartlead.md §2; E1, E2). */
function idAt(body: unknown, path: string): number | null {
  const value = valueAt(body, path);
  const id = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) ? id : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noObject(body: unknown): string {
  if (body === undefined) return "The body is not JSON; it was passed on unchanged.";
  const what = Array.isArray(body) ? "a list" : "no object";
  return `The body is JSON, but ${what}; it was passed on as it is.`;
}

function unknownName(name: string | null): string {
  return name === null
    ? "The body has no event type."
    : `SmartLead has no event ${JSON.stringify(name.slice(0, MAX_SHOWN))}.`;
}

function differs(count: number, dialect: string): string {
  const fields = count === 1 ? "1 field" : `${count} fields`;
  return `The body differs from ${dialect} in ${fields}; smartlead-mock drift on the recording shows them.`;
}
