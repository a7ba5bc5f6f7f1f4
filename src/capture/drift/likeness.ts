import { hasType, type JsonType, typeOf } from "../../smartlead/payloads/own/field-schema.ts";
import { eventNameIn, NAME_KEYS } from "./named-event.ts";
import { type DialectShapes, type ShapeKeys, shapeKeysOf } from "./shapes.ts";

/** How much an object looks like one of SmartLead's bodies. */
export interface Likeness {
  /** Its keys that speak for the body, weighed. Of two objects, one inside the other, the heavier is the body. */
  readonly weight: number;
  /** The keys of the shape that it is most like; what stands below another key may be an envelope's content. */
  readonly knows: (key: string) => boolean;
}

/** Words that bodies of any sender have; a key of several words, such as `campaign_id`, says more. */
const ANYBODYS_KEYS: ReadonlySet<string> = new Set(
  "category cc bcc description email error from history lead link message message_id metadata reply subject timestamp title to".split(
    " ",
  ),
);
/** Columns that rows about an event usually have: they say nothing for the row being the body itself. */
const USUAL_COLUMNS: ReadonlySet<string> = new Set(["lead_email", "lead_name", "email", "message_id"]);
/** Weight of a key that bodies of any sender have, of one of SmartLead's, and of one that few of its bodies have. */
const WEIGHTS = { anybodys: 1 / 2, usual: 2, distinctive: 3 } as const;
/** Shapes that have a distinctive key: three events in three dialects. */
const MAX_SHAPES_OF_DISTINCTIVE = 9;
/** Shapes that have a key which tells a body by itself, such as `stats_id` or `time_replied`. */
const MAX_SHAPES_OF_TELLING = 7;

interface Need {
  /** Fields of one shape that must be there, and their weight. */
  readonly fields: number;
  readonly weight: number;
  /** Of all keys that are there, those that the shape has. */
  readonly share: number;
  /** Keys that tell a body by themselves; 0 by default. */
  readonly telling?: number;
}

/** What an object that names one of SmartLead's events must have besides: a row about an event has few of its fields among columns of its own. */
const NAMED: readonly Need[] = [
  { fields: 1, weight: 1 / 2, share: 3 / 4 },
  { fields: 4, weight: 2, share: 1 / 2 },
  // a body with custom fields: one that only SmartLead sends, and another of the same event.
  { fields: 2, weight: 5, share: 1 / 3, telling: 1 },
];
/** What one without such a name must have: an excerpt of a few fields that go together will do. */
const UNNAMED: readonly Need[] = [{ fields: 3, weight: 7, share: 3 / 4 }];

/** An event's name that nobody but SmartLead writes: it is enough, whatever the fields (D403's form of an account event). */
const OWN_NAMES: ReadonlySet<string> = new Set(["email.account.disconnected"]);

/** Whether an object is one of SmartLead's bodies, by its name and top-level keys; `null` for what is not. Pure. */
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
  /** Keys of the shape whose value may be its value. */
  fields: number;
  /** The same, and the names of events. */
  known: number;
  weight: number;
  /** Keys that tell a body by themselves. */
  telling: number;
}

/** The shape that most speaks for, of those asked for, and what does. */
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

/** 1 for a value of the right type, a half for another scalar or null (which drift is about), less than nothing for a list or an object in its place. */
function fitOf(value: unknown, types: readonly JsonType[]): number {
  if (types.length === 0 || types.some((type) => hasType(value, type))) return 1;
  const isNested = (type: JsonType) => type === "object" || type === "array";
  if (value === null) return 1 / 2;
  return isNested(typeOf(value)) || types.every((type) => isNested(type)) ? -1 : 1 / 2;
}
