import { type OptionKey, specOf } from "../../config/option-table.ts";
import { DELIVERY_STATES } from "../../delivery/delivery.ts";
import { FAULT_KINDS } from "../../delivery/faults/fault.ts";
import { FAULT_DESCRIPTIONS } from "../../delivery/faults/fault-sentence.ts";
import { CHECK_GROUPS } from "../../harness/verify/check.ts";
import { REPORTER_NAMES } from "../../reports/report.ts";
import { type Candidates, FILES, NOTHING, plainCandidates } from "./candidates.ts";
import { type Place, runningMocks } from "./running-mock.ts";

type Source = (place: Place) => Candidates | Promise<Candidates>;

/** Options whose values the table of options does not list. */
const SOURCES: ReadonlyMap<OptionKey, Source> = new Map<OptionKey, Source>([
  ["connect", runningMocks],
  ["fault", faultKinds],
  ["chaos", () => plainCandidates(["light", "heavy"])],
  ["state", () => plainCandidates(DELIVERY_STATES)],
  ["report", () => plainCandidates(REPORTER_NAMES)],
  ["only", checks],
  ["skip", checks],
  ["explain", checks],
]);

/** What may be the value of an option. */
export async function valuesOf(key: OptionKey, place: Place): Promise<Candidates> {
  const { choices, placeholder = "" } = specOf(key);
  if (choices !== undefined) return plainCandidates(choices);
  const source = SOURCES.get(key);
  if (source !== undefined) return source(place);
  return /\b(?:FILE|DIR|CMD)\b/.test(placeholder) ? FILES : NOTHING;
}

/** The kinds of faults, each with what it does. */
export function faultKinds(): Candidates {
  return { values: FAULT_KINDS.map((kind) => ({ value: kind, description: FAULT_DESCRIPTIONS[kind] })), files: false };
}

/** Groups and checks of `verify`. */
async function checks(): Promise<Candidates> {
  const { CATALOGUE } = await import("../../harness/verify/catalogue.ts");
  const all = [...CHECK_GROUPS, ...CATALOGUE].map(({ id, title }) => ({ value: id, description: title }));
  return { values: all, files: false };
}
