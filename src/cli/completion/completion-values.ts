import { resolve } from "node:path";
import { DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT, type OptionKey, specOf } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { DELIVERY_STATES } from "../../delivery/delivery.ts";
import { FAULT_KINDS } from "../../delivery/faults/fault.ts";
import { FAULT_DESCRIPTIONS } from "../../delivery/faults/fault-sentence.ts";
import { libraryNames, listLibrary } from "../../harness/scenarios/library.ts";
import { isAccepting } from "../../harness/session/port.ts";
import { CHECK_GROUPS } from "../../harness/verify/check.ts";
import { holderOf } from "../../journal/storage/lock-holder.ts";
import { REPORTER_NAMES } from "../../reports/report.ts";
import { type ControlClient, controlClient } from "../../server/client/control-client.ts";
import { ALL_EVENT_TYPES, EVENT_MEANINGS } from "../../smartlead/events/event-types.ts";
import type { CommandSpec } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { type Candidate, type Candidates, FILES, NOTHING, plainCandidates } from "./candidates.ts";

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

/** Candidates for the value of an option. */
export async function valuesOf(key: OptionKey, place: Place): Promise<Candidates> {
  const { choices, placeholder = "" } = specOf(key);
  if (choices !== undefined) return plainCandidates(choices);
  const source = SOURCES.get(key);
  if (source !== undefined) return source(place);
  return /\b(?:FILE|DIR|CMD)\b/.test(placeholder) ? FILES : NOTHING;
}

/** The kinds of faults, each with its description. */
function faultKinds(): Candidates {
  return { values: FAULT_KINDS.map((kind) => ({ value: kind, description: FAULT_DESCRIPTIONS[kind] })), files: false };
}

/** Groups and checks of `verify`. */
async function checks(): Promise<Candidates> {
  const { CATALOGUE } = await import("../../harness/verify/catalogue.ts");
  const all = [...CHECK_GROUPS, ...CATALOGUE].map(({ id, title }) => ({ value: id, description: title }));
  return { values: all, files: false };
}

/** Candidates for the next argument of a command, after the given ones. */
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

/** Real ms that a key press may wait for a mock. */
const PATIENCE_MS = 500;
/** Maximum number of deliveries offered; the newest are. */
const MOST_DELIVERIES = 20;

/** Where the completion takes place. */
export interface Place {
  readonly settings: Settings;
  readonly cwd: string;
}

/** The addresses of running mocks: the one of this folder's data directory, and the one at the default port. */
async function runningMocks({ settings, cwd }: Place): Promise<Candidates> {
  const own = holderOf(resolve(cwd, settings.values.data ?? DEFAULT_DATA))?.url ?? null;
  const usual = `http://${DEFAULT_HOST}:${DEFAULT_PORT}`;
  const isUsualThere = own !== usual && (await isAccepting(new URL(usual), PATIENCE_MS));
  return plainCandidates([...(own === null ? [] : [own]), ...(isUsualThere ? [usual] : [])]);
}

/** The newest deliveries of the running mock. */
function newestDeliveries(place: Place): Promise<Candidates> {
  return asked(place, async (client) => {
    const { data } = await client.call("GET /deliveries", { query: { limit: MOST_DELIVERIES } });
    return data.map(({ id, event_type, state }) => ({ value: id, description: `${event_type} ${state}` }));
  });
}

/** Faults that can be disarmed in the running mock. */
function armedFaults(place: Place): Promise<Candidates> {
  return asked(place, async (client) => {
    const { data } = await client.call("GET /faults");
    const active = data.filter(({ ended }) => !ended).map(({ id, explain }) => ({ value: id, description: explain }));
    return [...active, { value: "all", description: "every fault" }];
  });
}

/** A mock that does not answer has no candidates. */
async function asked(
  { settings, cwd }: Place,
  ask: (client: ControlClient) => Promise<readonly Candidate[]>,
): Promise<Candidates> {
  const own =
    settings.values.connect === undefined ? holderOf(resolve(cwd, settings.values.data ?? DEFAULT_DATA)) : null;
  const usual = connectionOf(settings);
  try {
    return { values: await ask(controlClient({ ...usual, url: own?.url ?? usual.url }, PATIENCE_MS)), files: false };
  } catch {
    return NOTHING;
  }
}
