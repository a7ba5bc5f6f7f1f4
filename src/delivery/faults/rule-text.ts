/** A rule in one word of the command line: `reset:at=during,attempt=1|2`. */
import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { FAULT_KINDS, type FaultKind, type FaultRule } from "./fault.ts";

/** Fields that take several values: `attempt=1|2`. */
const LISTS: ReadonlySet<string> = new Set(["attempt", "event_type"]);
/** Characters of foreign text that an error repeats. */
const MAX_SHOWN = 80;

/**
 * Reads `KIND[:field=value[,field=value…]]`, or a whole rule as JSON. A value is JSON where it parses as JSON, else the text itself; commas
 * within quotes and brackets do not separate. The schema checks later whether the fields fit the kind. Throws `usage` with one sentence.
 *
 * @example parseFaultText("lost-response:attempt=1") // { kind: "lost-response", attempt: 1 }
 */
export function parseFaultText(text: string): FaultRule {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return ruleOfJson(trimmed);
  const colon = trimmed.indexOf(":");
  const kind = kindNamed(colon < 0 ? trimmed : trimmed.slice(0, colon));
  const fields = colon < 0 ? "" : trimmed.slice(colon + 1);
  const entries = partsOf(fields).map((part) => fieldOf(part, kind));
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usage(`The fault ${kind} names ${shown(twice)} twice; give it once.`);
  return { ...Object.fromEntries(entries), kind };
}

/** The same rule as `parseFaultText` reads it: the kind first, then the fields in their order. */
export function faultText({ kind, ...fields }: FaultRule): string {
  const parts = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${valueText(name, value)}`);
  return parts.length === 0 ? kind : `${kind}:${parts.join(",")}`;
}

function ruleOfJson(text: string): FaultRule {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SmartLeadMockError(
      "usage",
      `The fault ${shown(text)} starts like JSON but is not valid JSON; write KIND:field=value, or {"kind":"…"}.`,
      { cause },
    );
  }
  const fields = typeof value === "object" && value !== null ? value : {};
  const kind = "kind" in fields && typeof fields.kind === "string" ? fields.kind : null;
  if (kind === null) throw usage(`The fault ${shown(text)} has no "kind"; give it one, such as "lost-response".`);
  return { ...fields, kind: kindNamed(kind) };
}

function kindNamed(text: string): FaultKind {
  const name = text.trim().toLowerCase().replaceAll("_", "-");
  const kind = FAULT_KINDS.find((known) => known === name);
  if (kind !== undefined) return kind;
  const meant = didYouMean(name.slice(0, MAX_SHOWN), FAULT_KINDS);
  const hint = meant === null ? `; the kinds are ${FAULT_KINDS.join(", ")}.` : `; did you mean ${meant}?`;
  throw usage(`There is no fault ${shown(text.trim())}${hint}`);
}

function fieldOf(part: string, kind: FaultKind): readonly [string, unknown] {
  const equals = part.indexOf("=");
  const name = part.slice(0, Math.max(0, equals)).trim();
  if (name === "")
    throw usage(
      `The fault ${kind} has ${shown(part.trim())}, which is not field=value; write it like ${kind}:attempt=1.`,
    );
  const value = part.slice(equals + 1).trim();
  if (LISTS.has(name) && value.includes("|")) return [name, value.split("|").map((item) => jsonOrText(item.trim()))];
  return [name, jsonOrText(value)];
}

/** Splits at commas outside quotes and brackets. */
function partsOf(text: string): string[] {
  if (text.trim() === "") return [];
  const parts = [""];
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  for (const character of text) {
    const isParting = character === "," && depth === 0 && !isQuoted;
    if (isParting) parts.push("");
    else parts[parts.length - 1] += character;
    if (character === '"' && !isEscaped) isQuoted = !isQuoted;
    if (!isQuoted && "[{".includes(character)) depth += 1;
    if (!isQuoted && "]}".includes(character)) depth = Math.max(0, depth - 1);
    isEscaped = isQuoted && character === "\\" && !isEscaped;
  }
  return parts;
}

function valueText(name: string, value: unknown): string {
  if (LISTS.has(name) && Array.isArray(value)) return value.join("|");
  if (typeof value !== "string") return JSON.stringify(value);
  // A text that would be read as something else is quoted.
  const isPlain = jsonOrText(value) === value && !/[,[\]{}"]/.test(value) && value.trim() === value && value !== "";
  return isPlain && !(LISTS.has(name) && value.includes("|")) ? value : JSON.stringify(value);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function shown(text: string): string {
  return JSON.stringify(printable(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text));
}

function usage(message: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", message);
}
