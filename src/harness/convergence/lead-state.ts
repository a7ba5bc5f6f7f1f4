import { pause } from "../../base/time/real-waits.ts";
import { type FieldEffect, type FieldValues, fieldValues, type NamedEvent, namedFields } from "./field-values.ts";
import type { StateSource } from "./state-source.ts";
import { marksOf, namedText, partAbout } from "./state-text.ts";

/** Real ms between two readings that must agree, if work is done before the answer. */
const QUIET_MS = 30;
/** Maximum readings; a state that keeps changing is then used as it is. */
const MOST_READINGS = 20;

export interface LeadStateParts {
  /** `null` = the last writes to the sink. */
  readonly source: StateSource | null;
  /** JSON; `null` if no write names the lead. */
  readonly lastWritesOf: (email: string) => string | null;
  /** Real ms in which effects may still arrive. */
  readonly lingerMs: number;
  /** One reading is enough: a later, patient reading checks anything wrong with it. */
  readonly isHasty?: boolean;
  /** Waits between two readings; real time by default. */
  readonly rest?: (wait: () => Promise<void>) => Promise<void>;
}

/** A lead, and the bodies of its history by event name. */
export interface ToldLead {
  readonly email: string;
  readonly bodies: readonly { readonly name: string; readonly body: unknown }[];
}

/**
 * The state that a receiver keeps of a lead, with values that depend on time or lead replaced by names; `null` if it has nothing about the
 * lead. It is read until two readings agree.
 */
export async function leadState(parts: LeadStateParts, lead: ToldLead): Promise<string | null> {
  const { rest = (wait) => wait(), isHasty = false } = parts;
  const quietMs = Math.max(QUIET_MS, parts.lingerMs);
  const read = readerOf(parts, lead);
  let last = await read();
  if (isHasty) return last;
  for (let readings = 0; readings < MOST_READINGS; readings += 1) {
    await rest(() => pause(quietMs));
    const now = await read();
    if (now === last) return now;
    last = now;
  }
  return last;
}

/** The fields that effects report as set, with values that depend on time or lead replaced by names. */
export function leadFields(
  effects: readonly FieldEffect[],
  { email, bodies, events }: ToldLead & { readonly events: readonly NamedEvent[] },
): FieldValues {
  const marks = marksOf([{ name: "lead", body: { email } }, ...bodies]);
  return namedFields(fieldValues(effects, events), (value) => namedText(value, marks));
}

function readerOf({ source, lastWritesOf }: LeadStateParts, { email, bodies }: ToldLead): () => Promise<string | null> {
  const marks = marksOf([{ name: "lead", body: { email } }, ...bodies]);
  return async () => {
    const text = source === null ? lastWritesOf(email) : await source.read(email);
    const part = text === null ? null : partAbout(text, email, source === null || source.isOfLead);
    return part === null ? null : namedText(part, marks);
  };
}
