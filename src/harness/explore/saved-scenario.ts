import { Document, visit } from "yaml";
import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { ReceiverCall } from "../../delivery/delivery.ts";
import type { Expectation } from "../scenarios/expectation.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Step } from "../scenarios/step.ts";
import { PROBE_EFFECT } from "../verify/measuring/work-measure.ts";
import { typeProfile } from "../verify/receiver-profile.ts";
import { type History, inOrderOfTime } from "./history.ts";
import {
  CONTROL_NAME,
  controlSteps,
  emailOf,
  type Person,
  personOf,
  type ScenarioSetting,
  type ScenarioWords,
  scenarioOf,
  stepsOf,
} from "./history-scenario.ts";
import { controlTypeOf } from "./history-space.ts";
import type { PlayedEvent } from "./played.ts";
import type { Found } from "./violation.ts";

/** A history in the form that `run` plays, with the expectation that fails. */
export interface SavedScenario {
  readonly scenario: Scenario;
  /** The text of the file. */
  readonly yaml: string;
  /** Only its steps, for reports. */
  readonly stepsYaml: string;
}

/** The scenario of a finding: it fails in `run` for the same reason. */
export function savedScenario(found: Found, setting: ScenarioSetting): SavedScenario {
  const { violation } = found;
  const history =
    violation.property === "order" ? withItsCategories(found.history, found.played.events) : found.history;
  const scenario = scenarioOf(history, setting, {
    name: `explored: ${violation.message.replace(/[.:].*$/s, "")}`.slice(0, 120),
    description: `${violation.message} The shortest history that explore found.`,
    ...endOf(found, history, setting),
  });
  return { scenario, yaml: yamlOf(scenario), stepsYaml: yamlOf({ steps: scenario.steps }) };
}

/** The steps after the history, and the final expectations. */
function endOf(found: Found, history: History, setting: ScenarioSetting) {
  const { subject, property } = found.violation;
  const lead = found.played.events.find(({ name }) => name === subject?.name)?.planned.lead ?? 0;
  if (property === "order") return orderWords(history, lead, setting);
  const after = needsControl(found) ? controlSteps(history, controlTypeOf(found.played.profile), setting) : [];
  return { after, expect: expectationsOf(found) };
}

/** Maximum columns of a line before it is folded. */
const LINE_WIDTH = 120;

/** Short mappings are on one line, as in the scenarios of the library. */
function yamlOf(scenario: Pick<Scenario, "steps">): string {
  const document = new Document(scenario);
  visit(document, {
    Collection: (_key, node, path) => {
      if (path.length > 2 && JSON.stringify(node.toJSON()).length < LINE_WIDTH - 20) node.flow = true;
    },
  });
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}

/** If work is missing, a plain event of the same run shows whether work is visible at all. */
function needsControl({ violation }: Found): boolean {
  // A rising number was read for all of them, including the plain event.
  return violation.property === "recovers" || violation.property === "lost" || violation.subject === null;
}

function expectationsOf(found: Found): readonly Expectation[] {
  const { violation, played } = found;
  const { property, subject, call } = violation;
  if (subject === null) return played.total === null ? [] : [{ effects: played.total.expected }];
  const of = subject.name;
  const crowd = played.crowds.find(({ name }) => name === of);
  const unit = violation.units ?? unitsOf(played, subject.sent.type);
  // A stream has no name in a scenario: its work is counted with the rest.
  if (crowd?.item.kind === "stream")
    return property === "accepted" ? [{ counters: { failed: 0 } }] : [{ effects: allUnits(played) }];
  const effects: Expectation = { effects: unit * (crowd?.sent.length ?? 1), of };
  if (property === "quiet") return [{ calls: 0, of, operation: call?.operation ?? "" }];
  if (call !== undefined) return [{ delivery: of, state: "delivered" }, callAgain(found, call)];
  switch (property) {
    case "once":
      return [effects];
    case "lost":
      // If a copy is acknowledged the event is done, whatever happened to the first delivery.
      return [...(isEachDelivered(found) ? [{ delivery: of, state: "delivered" } as const] : []), effects];
    case "order":
      throw new SmartLeadMockError("internal", "An end state is compared with that of another lead.");
    case "accepted":
      return [{ delivery: of, state: "delivered" }];
    case "recovers":
      return [
        { delivery: CONTROL_NAME, state: "delivered" },
        ...(isWorkSeen(played) ? [{ ...effects, of: CONTROL_NAME }] : []),
      ];
  }
}

function isEachDelivered({ violation: { subject } }: Found): boolean {
  return subject?.sent.deliveries.every(({ state }) => state === "delivered") === true;
}

/** The failed call must be repeated. */
function callAgain({ violation: { subject } }: Found, call: ReceiverCall): Expectation {
  const isSame = ({ source, operation }: ReceiverCall) => source === call.source && operation === call.operation;
  const failed = subject?.sent.calls.filter(isSame).length ?? 1;
  const { source, operation } = call;
  return definedOnly({
    calls: { at_least: failed + 1 },
    of: subject?.name ?? "",
    operation: operation ?? undefined,
    source: source === "log" ? undefined : source,
  });
}

/** The expected effects of everything that was accepted, including the final plain event. */
function allUnits(played: Found["played"]): number {
  const all = [...played.events.map(({ sent }) => sent), ...played.crowds.flatMap(({ sent }) => sent)];
  const accepted = [...all, ...(played.control === null ? [] : [played.control])];
  return accepted.reduce((sum, { type, delivery }) => {
    const isDone = delivery.state === "delivered" && typeProfile(played.profile, type).kind === "works";
    return sum + (isDone ? unitsOf(played, type) : 0);
  }, 0);
}

/** The expected number of effects for one event of this type. */
function unitsOf({ profile }: Found["played"], type: Parameters<typeof typeProfile>[1]): number {
  const known = typeProfile(profile, type);
  if (known.kind !== "works") return 1;
  const named = [...known.units].filter(([name]) => name !== PROBE_EFFECT);
  return (named.length > 0 ? named : [...known.units]).reduce((sum, [, unit]) => sum + unit, 0);
}

function isWorkSeen({ profile }: Found["played"]): boolean {
  return typeProfile(profile, controlTypeOf(profile)).kind === "works";
}

/** A history whose end depends on the order of arrival, as a scenario: a second lead gets the same events in chronological order. */

/** The fields that distinguish changes of a category; in the bodies of either dialect. */
const CATEGORY_PATHS = ["category", "lead_category_id", "lead_category.new_id", "lead_category.new_name"] as const;

/** The history with the categories that it was played with, because a seed may draw others for another lead. */
function withItsCategories(history: History, events: readonly PlayedEvent[]): History {
  const items = history.items.map((item, index) => {
    const played = events.find((one) => one.index === index);
    return item.kind === "event" && item.type === "LEAD_CATEGORY_UPDATED" && played !== undefined
      ? { ...item, set: { ...categoryIn(played), ...item.set } }
      : item;
  });
  return { ...history, items };
}

function categoryIn({ sent }: PlayedEvent): Readonly<Record<string, unknown>> {
  const body: unknown = JSON.parse(sent.deliveries[0]?.request?.body ?? "{}");
  const pairs = CATEGORY_PATHS.map((path) => [path, valueAt(body, path.split("."))] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return valueAt(Reflect.get(value, key), rest);
}

/** The steps after the history that allow comparing its lead with another one. */
function orderWords(
  history: History,
  lead: number,
  setting: ScenarioSetting,
): Required<Pick<ScenarioWords, "after" | "expect" | "others">> {
  const { local, ...names } = personOf(lead);
  // The same name, so that texts derived from it are equal.
  const other: Person = { local: `${local}.in-order`, ...names };
  const own = history.items.filter((item) => item.kind === "event" && item.lead === lead);
  const steps = stepsOf(inOrderOfTime({ ...history, items: own }), setting);
  return {
    after: [...steps.map((step) => ofOther(step, other)), { settle: "all" }],
    expect: [{ lead: emailOf(local), same_state_as: emailOf(other.local) }],
    others: [other],
  };
}

function ofOther(step: Step, { local }: Person): Step {
  return "emit" in step ? { ...step, as: `${step.as ?? "event"}_in_order`, lead: emailOf(local) } : step;
}
