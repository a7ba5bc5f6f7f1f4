import { isObject } from "../../base/json-text.ts";
import { decodedText } from "./captures/decoded-text.ts";
import { eventNameIn, NAME_KEYS } from "./named-event.ts";
import { type DialectShapes, shapesOf } from "./shapes.ts";

/** An object that names a SmartLead event but has too few of its fields to count as its body. */
export interface NearMiss {
  /** The event name as the object has it. */
  readonly name: string;
  /** Its top-level fields that bodies of this event have in some dialect. */
  readonly known: readonly string[];
  /** Its other top-level fields. */
  readonly others: readonly string[];
}

/** Maximum levels and values that are searched. */
const [MAX_DEPTH, MAX_VALUES] = [12, 2_000];

/** Finds the object with most of an event's fields in a capture without a body; `null` if no object names an event. Pure. */
export function nearMissIn(content: unknown, dialects: readonly DialectShapes[]): NearMiss | null {
  let best: NearMiss | null = null;
  let left = MAX_VALUES;
  const walk = (value: unknown, depth: number): void => {
    left -= 1;
    if (left < 0 || depth > MAX_DEPTH) return;
    if (typeof value === "string") for (const { value: inner } of decodedText(value)) walk(inner, depth + 1);
    if (Array.isArray(value)) for (const item of value) walk(item, depth + 1);
    if (!isObject(value)) return;
    const here = missOf(value, dialects);
    if (here !== null && (best === null || here.known.length > best.known.length)) best = here;
    for (const inner of Object.values(value)) walk(inner, depth + 1);
  };
  walk(content, 0);
  return best;
}

function missOf(value: Readonly<Record<string, unknown>>, dialects: readonly DialectShapes[]): NearMiss | null {
  const { name, eventType } = eventNameIn(value);
  if (name === null || eventType === null) return null;
  const shapes = shapesOf(dialects, eventType);
  const fields = Object.keys(value).filter((key) => !NAME_KEYS.some((one) => one === key));
  const isKnown = (key: string) => shapes.some(({ schema }) => Object.hasOwn(schema.properties ?? {}, key));
  return { name, known: fields.filter(isKnown), others: fields.filter((key) => !isKnown(key)) };
}

/** Maximum fields that a sentence names. */
const MAX_NAMED = 6;

/** A sentence, appended to another, that says why the object does not count as a body and what to do. */
export function nearMissText({ name, known, others }: NearMiss): string {
  if (known.length === 0)
    return `An object has the event type ${name} and none of its fields; pass the whole body, as your endpoint got it.`;
  const has = `An object has the event type ${name} and ${counted(known, "of its fields")}`;
  if (others.length === 0) return `${has}, whose values are of other types; pass the body as your endpoint got it.`;
  return `${has}, too few beside ${counted(others, "that SmartLead does not send")}: remove those, or add fields of ${name} until it has four or more, at least as many as others.`;
}

function counted(fields: readonly string[], what: string): string {
  const more = fields.length > MAX_NAMED ? `, and ${fields.length - MAX_NAMED} more` : "";
  return `${fields.length} ${what} (${fields.slice(0, MAX_NAMED).join(", ")}${more})`;
}
