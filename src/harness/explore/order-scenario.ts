/** A history whose end depends on the order of arrival, as a scenario: a second lead has the same events in order of time. */
import type { Step } from "../scenarios/step.ts";
import { type History, inOrderOfTime } from "./history.ts";
import {
  emailOf,
  type Person,
  personOf,
  type ScenarioSetting,
  type ScenarioWords,
  stepsOf,
} from "./history-scenario.ts";
import type { PlayedEvent } from "./played.ts";

/** The part of a category's change that tells one from another; in the bodies of either dialect. */
const CATEGORY_PATHS = ["category", "lead_category_id", "lead_category.new_id", "lead_category.new_name"] as const;

/** The history with the categories that it was played with: what a seed draws for one lead it need not draw for another. */
export function withItsCategories(history: History, events: readonly PlayedEvent[]): History {
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

/** What follows the history, so that its lead and another one can be compared. */
export function orderWords(
  history: History,
  lead: number,
  setting: ScenarioSetting,
): Required<Pick<ScenarioWords, "after" | "expect" | "others">> {
  const { local, ...names } = personOf(lead);
  // The same name, so that texts made from it are the same.
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
