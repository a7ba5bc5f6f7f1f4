import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import type { Difference } from "../../smartlead/payloads/own/differences.ts";
import type { FieldSchema } from "../../smartlead/payloads/own/field-schema.ts";
import type { DriftSummary } from "./drift-summary.ts";

/** A dialect file (`own-dialect.ts`) under which the bodies would differ no more. */
export interface DialectProposal {
  readonly name: string;
  readonly on: DialectName;
  readonly events: Readonly<Record<string, ProposedChanges>>;
}

interface ProposedChanges {
  readonly fields?: Readonly<Record<string, FieldSchema>>;
  readonly optional?: readonly string[];
}

/** One for each built-in dialect that bodies are nearest to and differ from. */
export function proposalsOf(book: DriftSummary): readonly DialectProposal[] {
  return DIALECTS.flatMap((on) => {
    const changes = book.changes().filter(({ dialect, differences }) => dialect === on && differences.length > 0);
    if (changes.length === 0) return [];
    const events: Record<string, ProposedChanges> = {};
    for (const { shape, differences } of changes) events[shape] = changesOf(differences);
    return [{ name: `${on}-as-seen`, on, events }];
  });
}

/** What only some bodies have may be left out; nothing here says of how many a body was seen, so what is new may be too. */
function changesOf(differences: readonly Difference[]): ProposedChanges {
  const fields = new Map<string, FieldSchema>();
  const optional: string[] = [];
  for (const { path, kind, schema } of differences) {
    if (schema !== null) fields.set(path, schema);
    if (kind === "missing" || kind === "extra") optional.push(path);
  }
  return {
    ...(fields.size === 0 ? {} : { fields: Object.fromEntries(fields) }),
    ...(optional.length === 0 ? {} : { optional }),
  };
}
