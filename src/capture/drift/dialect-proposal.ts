import { definedOnly } from "../../base/defined-only.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import type { FieldSchema } from "../../smartlead/payloads/own/field-schema.ts";
import { mergedShape } from "../../smartlead/payloads/own/value-shape.ts";
import type { DriftSummary, EventChange } from "./drift-summary.ts";

/** A dialect file (`dialect-file.ts`) with which the bodies would no longer differ. */
export interface DialectProposal {
  readonly name: string;
  readonly on: DialectName;
  readonly events: Readonly<Record<string, ProposedChanges>>;
}

interface ProposedChanges {
  readonly name?: string;
  readonly fields?: Readonly<Record<string, FieldSchema | null>>;
  readonly optional?: readonly string[];
}

type Changed = EventChange["differences"][number];

/** Returns one proposal for each built-in dialect that is nearest to some bodies and differs from them; the one with most bodies comes first. */
export function proposalsOf(book: DriftSummary): readonly DialectProposal[] {
  const all = book.changes();
  const proposals = DIALECTS.flatMap((on) => {
    const changes = all.filter(({ dialect, differences }) => dialect === on && differences.length > 0);
    if (changes.length === 0) return [];
    const events: Record<string, ProposedChanges> = {};
    for (const change of changes) {
      const isOnlyName = all.filter(({ shape, dialect }) => shape === change.shape && dialect === on).length === 1;
      events[change.shape] = mergedChanges(events[change.shape], changesOf(change, isOnlyName));
    }
    return [{ name: `${on}-as-seen`, on, events, bodies: changes.reduce((sum, { bodies }) => sum + bodies, 0) }];
  });
  return proposals.sort((one, other) => other.bodies - one.bodies).map(({ bodies: _, ...proposal }) => proposal);
}

/** Keys under which bodies name their event. */
const NAME_PATHS = ["event_type", "event", "eventType"];

/**
 * A field missing in all bodies is removed; one missing in some, or present only in some, becomes optional. If all bodies show the same
 * type, that type is used.
 */
function changesOf({ name, bodies, differences }: EventChange, isOnlyName: boolean): ProposedChanges {
  const fields = new Map<string, FieldSchema | null>();
  const optional: string[] = [];
  let named: string | null = null;
  for (const one of differences) {
    const isInAll = one.bodies === bodies && !one.path.includes("[]");
    if (one.kind === "format" && NAME_PATHS.includes(one.path) && isOnlyName && name !== null) named = name;
    else if (one.kind === "missing" && isInAll) fields.set(one.path, null);
    else {
      const schema = schemaOf(one, isInAll);
      if (schema !== null) fields.set(one.path, schema);
      if (one.kind === "missing" || (one.kind === "extra" && !isInAll)) optional.push(one.path);
    }
  }
  return definedOnly({
    name: named ?? undefined,
    fields: fields.size === 0 ? undefined : Object.fromEntries(fields),
    optional: optional.length === 0 ? undefined : optional,
  });
}

function schemaOf({ kind, schema, seen }: Changed, isInAll: boolean): FieldSchema | null {
  if (schema === null || seen === null) return schema;
  if (kind === "extra" || (kind === "type" && isInAll)) return seen;
  return kind === "type" ? mergedShape(schema, seen) : schema;
}

function mergedChanges(before: ProposedChanges | undefined, next: ProposedChanges): ProposedChanges {
  if (before === undefined) return next;
  const fields = { ...before.fields, ...next.fields };
  const optional = [...new Set([...(before.optional ?? []), ...(next.optional ?? [])])];
  return definedOnly({
    ...before,
    ...next,
    fields: Object.keys(fields).length === 0 ? undefined : fields,
    optional: optional.length === 0 ? undefined : optional,
  });
}
