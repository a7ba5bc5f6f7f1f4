import { libraryNames, listLibrary } from "../../harness/scenarios/library.ts";
import { ALL_EVENT_TYPES, EVENT_MEANINGS } from "../../smartlead/events/event-types.ts";
import type { CommandSpec } from "../command.ts";
import { type Candidates, FILES, NOTHING, plainCandidates } from "./candidates.ts";
import { faultKinds } from "./option-values.ts";
import { armedFaults, newestDeliveries, type Place } from "./running-mock.ts";

/** What may be the next argument of a command, behind those that were given. */
export async function argumentValues(spec: CommandSpec, given: readonly string[], place: Place): Promise<Candidates> {
  const argument = spec.args[given.length] ?? (spec.args.at(-1)?.isList === true ? spec.args.at(-1) : undefined);
  if (argument === undefined) return NOTHING;
  if (argument.values !== undefined) return plainCandidates(argument.values);
  const [action] = given;
  if (spec.name === "deliveries") return action === "list" ? NOTHING : newestDeliveries(place);
  if (spec.name === "faults") return action === "arm" ? faultKinds() : armedFaults(place);
  if (spec.name === "run") return scenarios(given);
  if (argument.name === "EVENT") return events();
  return argument.name.includes("FILE") ? FILES : NOTHING;
}

function events(): Candidates {
  return { values: ALL_EVENT_TYPES.map((type) => ({ value: type, description: EVENT_MEANINGS[type] })), files: false };
}

/** Built-in scenarios, `all`, and your own files. */
function scenarios(given: readonly string[]): Candidates {
  const names = libraryNames().filter((name) => !given.includes(name));
  const titles = new Map(listLibrary().map(({ name, title }) => [name, title]));
  const values = names.map((value) => ({ value, description: titles.get(value) ?? "" }));
  return { values: [...values, { value: "all", description: "every built-in scenario" }], files: true };
}
