import type {
  CountersExpectation,
  EventExpectation,
  OrderExpectation,
  SummaryExpectation,
  ValueExpectation,
} from "../../expectation.ts";
import { readPath } from "../../value-matchers.ts";
import { campaignIdOf } from "../campaign-id.ts";
import { compare, failed, type Place, type Verdict } from "./verdict.ts";

/** Checks an event: who gets it, and who is shadowed. */
export function judgeEvents(expectation: EventExpectation, { context, path }: Place): readonly Verdict[] {
  const events = context.names.eventsOf(expectation.event);
  if (events.length === 0) return [failed(`${expectation.event} caused no event.`, [...path, "event"])];
  return events.flatMap(({ label, thing }) => {
    const [deliveryId] = thing.deliveries;
    const about = deliveryId === undefined ? {} : { deliveryId };
    const field = (key: "deliveries" | "shadowed", what: string, actual: number) => {
      const expected = expectation[key];
      return expected === undefined ? [] : compare({ what, expected, actual, path: [...path, key], ...about });
    };
    return [
      ...field("deliveries", `The number of deliveries of ${label}`, thing.deliveries.length),
      ...field("shadowed", `The number of webhooks shadowed for ${label}`, thing.shadowed.length),
      ...judgeExplanation(expectation, { label, explanation: thing.explanation, path }),
    ];
  });
}

/** A text must be contained in it; anything else is a matcher. */
function judgeExplanation(
  { explanation: expected }: EventExpectation,
  { label, explanation, path }: { readonly label: string; readonly explanation: string; readonly path: Place["path"] },
): readonly Verdict[] {
  if (expected === undefined) return [];
  const wanted = typeof expected === "string" ? { contains: expected } : expected;
  const what = `The explanation of who gets ${label}`;
  return compare({ what, expected: wanted, actual: explanation, path: [...path, "explanation"] });
}

/** All deliveries of one name must come before all deliveries of the next. */
export function judgeOrder({ order, by = "arrival" }: OrderExpectation, { context, path }: Place): readonly Verdict[] {
  const action = by === "arrival" ? "was sent" : "settled";
  const groups = order.map((reference) => context.names.deliveriesOf(reference));
  const places = groups.map((group) => group.map(({ thing }) => context.observations.placeOf(thing, by)));
  for (const [index, reference] of order.entries()) {
    const at = [...path, "order", index];
    const here = places[index] ?? [];
    const [first] = groups[index] ?? [];
    if (first === undefined) return [failed(`${reference} has no delivery, so it has no position in the order.`, at)];
    if (here.includes(undefined))
      return [failed(`${reference} has not ${by === "arrival" ? "been sent" : "settled"} yet.`, at, first.thing)];
    const before = places[index - 1] ?? [];
    if (index > 0 && latest(before) > earliest(here))
      return [wrongOrder({ order, index, action }, { at, deliveryId: first.thing })];
  }
  return [];
}

function wrongOrder(
  { order, index, action }: { readonly order: readonly string[]; readonly index: number; readonly action: string },
  { at, deliveryId }: { readonly at: Place["path"]; readonly deliveryId: string },
): Verdict {
  const [before = "", after = ""] = order.slice(index - 1, index + 1);
  const verdict = failed(`${after} ${action} before ${before}; expected ${order.join(", then ")}.`, at, deliveryId);
  const diagnostic = {
    ...verdict.diagnostic,
    expected: `${before}, then ${after}`,
    actual: `${after}, then ${before}`,
  };
  return { ...verdict, diagnostic };
}

function latest(places: readonly (number | undefined)[]): number {
  return Math.max(...places.map((place) => place ?? 0));
}

function earliest(places: readonly (number | undefined)[]): number {
  return Math.min(...places.map((place) => place ?? 0));
}

/** Uses the response of SmartLead's own call, over all of the campaign's time. */
export function judgeSummary({ summary, campaign }: SummaryExpectation, { context, path }: Place): readonly Verdict[] {
  const id = campaign === undefined ? context.mock.world.campaigns[0]?.id : campaignIdOf(context.mock.world, campaign);
  const { status, body } = context.stage.call({
    method: "GET",
    path: `/campaigns/${id}/webhooks/summary`,
    query: { fromTime: BEGINNING, toTime: END },
    body: undefined,
  });
  if (status !== 200)
    return [failed(`The webhooks summary of campaign ${id} was answered ${status}.`, [...path, "summary"])];
  return Object.entries(summary).flatMap(([key, expected]) => {
    const what = `${key} in the webhooks summary of campaign ${id}`;
    return compare({ what, expected, actual: readPath(body, key), path: [...path, "summary", key] });
  });
}

/** The start of a window that contains every time on the mock's clock. */
const BEGINNING = "1970-01-01T00:00:00.000Z";
const END = "2100-01-01T00:00:00.000Z";

export function judgeCounters({ counters }: CountersExpectation, { context, path }: Place): readonly Verdict[] {
  const actual = context.mock.state().counters;
  return Object.entries(counters).flatMap(([key, expected]) => {
    const at = [...path, "counters", key];
    return compare({ what: `The mock's counter ${key}`, expected, actual: readPath(actual, key), path: at });
  });
}

export function judgeValue({ value, is }: ValueExpectation, { path }: Place): readonly Verdict[] {
  return compare({ what: "The value", expected: is, actual: value, path: [...path, "value"] });
}
