import { hasType, type JsonType, typeOf } from "../../smartlead/payloads/own/field-schema.ts";
import { eventNameIn, NAME_KEYS } from "./named-event.ts";
import { type DialectShapes, type ShapeKeys, shapeKeysOf } from "./shapes.ts";

/** How much an object looks like one of SmartLead's bodies. */
export interface Likeness {
  /** The weighted sum of the keys that suggest a body. If one object contains the other, the heavier one is the body. */
  readonly weight: number;
  /** Whether the most similar shape has this key; the value of any other key may be an envelope's content. */
  readonly knows: (key: string) => boolean;
}

/** Keys that bodies of any sender have; a compound key such as `campaign_id` is stronger evidence. */
const ANYBODYS_KEYS: ReadonlySet<string> = new Set(
  "category cc bcc description email error from history lead link message message_id metadata reply subject timestamp title to".split(
    " ",
  ),
);
/** Columns that rows about an event usually have: they do not suggest that the row itself is the body. */
const USUAL_COLUMNS: ReadonlySet<string> = new Set(["lead_email", "lead_name", "email", "message_id"]);
/** Weight of a key that any sender's bodies have, of a key of SmartLead's, and of a key that few of its bodies have. */
const WEIGHTS = { anybodys: 1 / 2, usual: 2, distinctive: 3 } as const;
/** A distinctive key appears in at most this many shapes: three events in three dialects. */
const MAX_SHAPES_OF_DISTINCTIVE = 9;
/** A key that identifies a body alone, such as `stats_id` or `time_replied`, appears in at most this many shapes. */
const MAX_SHAPES_OF_TELLING = 7;

interface Need {
  /** Number of fields of one shape that must be present, and their weight. */
  readonly fields: number;
  readonly weight: number;
  /** Minimum share of the present keys that the shape has. */
  readonly share: number;
  /** Number of keys that identify a body alone; 0 by default. */
  readonly telling?: number;
}

/** Requirements for an object that names a SmartLead event: a row about an event has few of its fields among other columns. */
const NAMED: readonly Need[] = [
  { fields: 1, weight: 1 / 2, share: 3 / 4 },
  { fields: 4, weight: 2, share: 1 / 2 },
  // A body with custom fields: one field that only SmartLead sends, and another of the same event.
  { fields: 2, weight: 5, share: 1 / 3, telling: 1 },
];
/** Requirements for an object without such a name: a few fields that belong together are enough. */
const UNNAMED: readonly Need[] = [{ fields: 3, weight: 7, share: 3 / 4 }];

/** Event names that only SmartLead uses: one is enough, whatever the fields (D403's form of an account event). */
const OWN_NAMES: ReadonlySet<string> = new Set(["email.account.disconnected"]);

/** Decides by name and top-level keys whether an object is a SmartLead body; returns `null` if it is not. Pure. */
export function likenessOf(
  value: Readonly<Record<string, unknown>>,
  dialects: readonly DialectShapes[],
): Likeness | null {
  const known = shapeKeysOf(dialects);
  const { name, eventType } = eventNameIn(value);
  const shapes = eventType === null ? null : new Set(known.byEvent.get(eventType));
  const { shape, tally, keys } = heaviest(value, known, shapes);
  const needs = eventType === null ? UNNAMED : NAMED;
  const isBody =
    (name !== null && OWN_NAMES.has(name)) ||
    needs.some(
      ({ fields, weight, share, telling = 0 }) =>
        tally.fields >= fields && tally.weight >= weight && tally.known / keys >= share && tally.telling >= telling,
    );
  if (!isBody) return null;
  const properties = known.shapes[shape]?.schema.properties ?? {};
  return { weight: tally.weight, knows: (key) => Object.hasOwn(properties, key) };
}

interface Tally {
  /** Number of keys of the shape whose value has a plausible type. */
  fields: number;
  /** The same plus the keys that name events. */
  known: number;
  weight: number;
  /** Number of keys that identify a body alone. */
  telling: number;
}

/** Returns the requested shape with the strongest evidence, and that evidence. */
function heaviest(
  value: Readonly<Record<string, unknown>>,
  { byKey, shapes }: ShapeKeys,
  asked: ReadonlySet<number> | null,
): { readonly shape: number; readonly tally: Tally; readonly keys: number } {
  const tallies = shapes.map((): Tally => ({ fields: 0, known: 0, weight: 0, telling: 0 }));
  const fields = Object.entries(value);
  for (const [key, field] of fields) {
    const isName = NAME_KEYS.some((one) => one === key) && typeof field === "string";
    const holders = byKey.get(key) ?? [];
    if (isName) for (const tally of tallies) tally.known += 1;
    else
      for (const { shape, types } of holders)
        note(tallies[shape], fitOf(field, types), {
          weight: weightOf(key, holders.length),
          tells: tells(key, holders),
        });
  }
  let best = -1;
  for (const [shape, { weight }] of tallies.entries()) {
    if (asked !== null && !asked.has(shape)) continue;
    if (best === -1 || weight > (tallies[best]?.weight ?? 0)) best = shape;
  }
  return { shape: best, tally: tallies[best] ?? { fields: 0, known: 0, weight: 0, telling: 0 }, keys: fields.length };
}

function note(
  tally: Tally | undefined,
  fit: number,
  { weight, tells }: { readonly weight: number; readonly tells: boolean },
): void {
  if (tally === undefined) return;
  if (tells && fit === 1) tally.telling += 1;
  tally.weight += fit * weight;
  if (fit <= 0) return;
  tally.fields += 1;
  tally.known += 1;
}

function tells(key: string, { length }: readonly unknown[]): boolean {
  return length <= MAX_SHAPES_OF_TELLING && !ANYBODYS_KEYS.has(key) && !USUAL_COLUMNS.has(key);
}

function weightOf(key: string, holders: number): number {
  if (ANYBODYS_KEYS.has(key)) return WEIGHTS.anybodys;
  return holders <= MAX_SHAPES_OF_DISTINCTIVE ? WEIGHTS.distinctive : WEIGHTS.usual;
}

/** Scores a value: 1 for the right type, a half for another scalar or null (drift is about those), a negative score for an unexpected list or object. */
function fitOf(value: unknown, types: readonly JsonType[]): number {
  if (types.length === 0 || types.some((type) => hasType(value, type))) return 1;
  const isNested = (type: JsonType) => type === "object" || type === "array";
  if (value === null) return 1 / 2;
  return isNested(typeOf(value)) || types.every((type) => isNested(type)) ? -1 : 1 / 2;
}
