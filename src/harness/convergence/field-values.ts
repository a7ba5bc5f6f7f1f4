/**
 * The lead fields that a receiver's effects report as set. A missing field proves nothing: a receiver may ignore an event that is older
 * than what it knows, and then sets less. Only if both events have set a field can it be shown that the older one overwrote the newer.
 * Pure.
 */

/** One effect that sets a field. */
export interface FieldEffect {
  /** The event's request id. */
  readonly key: string;
  /** The field. */
  readonly name: string | null;
  readonly value?: string | undefined;
}

/** The values that one field was set to. */
export interface FieldHistory {
  /** Keyed by the event that set it. Only the first report counts, since an effect may be reported again. */
  readonly values: ReadonlyMap<string, string>;
  /** The event that set it last. */
  readonly lastBy: string;
}

/** Field → its values. */
export type FieldValues = ReadonlyMap<string, FieldHistory>;

/** An event, and its request id. */
export interface NamedEvent {
  readonly name: string;
  readonly requestId: string;
}

/** Fields of the lead of these events; `effects` are in order of their reports. */
export function fieldValues(effects: readonly FieldEffect[], events: readonly NamedEvent[]): FieldValues {
  const names = new Map(events.map(({ name, requestId }) => [requestId.toLowerCase(), name]));
  const fields = new Map<string, { values: Map<string, string>; lastBy: string }>();
  for (const { key, name: field, value } of effects) {
    const event = names.get(key);
    if (field === null || value === undefined || event === undefined) continue;
    const known = fields.get(field) ?? { values: new Map<string, string>(), lastBy: event };
    if (known.values.has(event)) continue;
    known.values.set(event, value);
    known.lastBy = event;
    fields.set(field, known);
  }
  return fields;
}

/** A field in which an older event overwrote a newer one. */
export interface Overwritten {
  readonly field: string;
  /** `replied (by reply)`: the last value in chronological order, and the one here. */
  readonly inOrder: string;
  readonly here: string;
}

export interface ComparedFields {
  /** The same events in chronological order. */
  readonly control: FieldValues;
  readonly subject: FieldValues;
  /** Names of the events, oldest first. */
  readonly order: readonly string[];
}

/**
 * Fields whose newest value was also set here, but was overwritten by an older event's value. Values are compared by their marks, so values
 * from the bodies of two leads are equal.
 */
export function overwrittenFields({ control, subject, order }: ComparedFields): readonly Overwritten[] {
  return sharedFields(control, subject).flatMap(({ field, inOrder, here }) => {
    const [newest, last] = [inOrder.lastBy, here.lastBy];
    const [expected, actual] = [inOrder.values.get(newest), here.values.get(last)];
    const isOlder = order.indexOf(last) < order.indexOf(newest);
    if (!isOlder || expected === undefined || actual === expected || here.values.get(newest) !== expected) return [];
    return [{ field, inOrder: `${expected} (by ${newest})`, here: `${actual} (by ${last})` }];
  });
}

/** The same as texts: the last values in chronological order, and a diff; `null` if no field was overwritten. */
export function fieldsDifference(
  compared: ComparedFields,
): { readonly expected: string; readonly actual: string } | null {
  const overwritten = overwrittenFields(compared);
  if (overwritten.length === 0) return null;
  const expected = overwritten.map(({ field, inOrder }) => `${field}: ${inOrder}`);
  const actual = overwritten.map(({ field, here }) => `${field}: ${here}`);
  const diff = [...expected.map((line) => `- ${line}`), ...actual.map((line) => `+ ${line}`)];
  return { expected: expected.join("\n"), actual: diff.join("\n") };
}

/** Whether some field could show an overwrite: two events set it to different values, and it ends with the same value here. */
export function isAnyFieldKept({ control, subject }: Pick<ComparedFields, "control" | "subject">): boolean {
  return sharedFields(control, subject).some(
    ({ inOrder, here }) =>
      new Set(inOrder.values.values()).size > 1 && here.values.get(here.lastBy) === inOrder.values.get(inOrder.lastBy),
  );
}

/** Whether each field ends with the same value in both. */
export function areSameFields(control: FieldValues, again: FieldValues): boolean {
  const last = ({ values, lastBy }: FieldHistory) => values.get(lastBy);
  return (
    control.size === again.size &&
    sharedFields(control, again).length === control.size &&
    sharedFields(control, again).every(({ inOrder, here }) => last(inOrder) === last(here))
  );
}

function sharedFields(control: FieldValues, subject: FieldValues) {
  return [...control].flatMap(([field, inOrder]) => {
    const here = subject.get(field);
    return here === undefined ? [] : [{ field, inOrder, here }];
  });
}

/** Replaces values from bodies with their marks, as in a state that is read. */
export function namedFields(fields: FieldValues, named: (text: string) => string): FieldValues {
  const ofOne = ({ values, lastBy }: FieldHistory): FieldHistory => ({
    values: new Map([...values].map(([event, value]) => [event, named(value)])),
    lastBy,
  });
  return new Map([...fields].map(([field, history]) => [field, ofOne(history)]));
}

/** Each field with its last value, a line each. */
export function fieldsText(fields: FieldValues): string {
  const lines = [...fields].map(([field, { values, lastBy }]) => `${field}: ${values.get(lastBy)}`);
  return lines.sort().join("\n");
}
