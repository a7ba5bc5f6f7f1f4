import { definedOnly } from "../../../../base/defined-only.ts";
import { type Delivery, DUPLICATE_VERDICTS, type DuplicateVerdict } from "../../../../delivery/delivery.ts";
import { PRINT_IN_ONE_PIECE } from "../../../../delivery/idempotency/attribution.ts";
import { eventsIn, type UsualEffects } from "../../../../delivery/idempotency/usual-effects.ts";
import type { SmartLeadMock } from "../../../../mock/mock.ts";
import type {
  CallsExpectation,
  DuplicatesExpectation,
  EffectsExpectation,
  RequestsExpectation,
} from "../../expectation.ts";
import { describeExpected, isMatch } from "../../value-matchers.ts";
import type { RunContext } from "../run-context.ts";
import { compare, failed, mayStillGrow, type Place, unproven, type Verdict } from "./verdict.ts";

/** Advice for a receiver without evidence. */
export const HOW_TO_GIVE_EVIDENCE =
  "Let the receiver report its work: POST $SMARTLEAD_MOCK_URL/_mock/effects/<X-Request-Id> when it is done, or write to $SMARTLEAD_MOCK_URL/_mock/sink.";

export function judgeEffects(expectation: EffectsExpectation, { context, path }: Place): readonly Verdict[] {
  const { effects: expected, of, named, source } = expectation;
  const keys = of === undefined ? null : requestIdsOf(context, of);
  if (isByProbe(context, expectation)) return judgeProbed(expectation, { context, path });
  const { actual, perhaps } = countEffects(context, { keys, named, source });
  const about = [
    named === undefined ? "" : ` named ${named}`,
    source === undefined ? "" : ` known by ${source}`,
    of === undefined ? "" : ` of ${of}`,
  ].join("");
  const unmeasured = whyUnmeasured(context, { expected, actual, perhaps });
  if (unmeasured !== null) {
    const message = `${unmeasured}, so nothing shows whether there are ${describeExpected(expected)}${about}.`;
    return [{ ...unproven(message, [...path, "effects"]), mayStillCome: mayStillGrow(expected, actual) }];
  }
  return compare({
    what: `The number of effects${about}`,
    expected,
    actual,
    path: [...path, "effects"],
    mayStillCome: mayStillGrow(expected, actual),
    ...firstDelivery(context, of),
  });
}

/** The probe is used if no other evidence ever showed work, or if its own effects are expected. */
function isByProbe({ mock, probed }: RunContext, { named, source }: EffectsExpectation): boolean {
  if (probed === null || source !== undefined) return false;
  if (named !== undefined) return named === PROBE;
  return [...mock.deliveries.all()].every(({ event_type }) => !mock.effects.isCounted(event_type));
}

/** The name of effects that a probe counts. */
const PROBE = "probe";

function judgeProbed(
  { effects: expected, of, named }: EffectsExpectation,
  { context, path }: Place,
): readonly Verdict[] {
  // A scenario of the library cannot know how many rows one event creates.
  const inEvents = (context.loaded.libraryName ?? null) !== null && named === undefined;
  const wanted = of === undefined ? null : new Set(requestIdsOf(context, of));
  const { certain = 0, possible = null } = context.probed?.of(wanted, { inEvents }) ?? {};
  const about = of === undefined ? "" : ` of ${of}`;
  if (possible !== 0) {
    const why = context.probed?.failure ?? "The probe's number rose for several events in progress at once";
    const message = `${why.replace(/\.$/, "")}, so nothing shows whether there are ${describeExpected(expected)} effects${about}.`;
    return [{ ...unproven(message, [...path, "effects"]), mayStillCome: context.observations.openCount > 0 }];
  }
  const isTooMany = typeof expected === "number" && certain > expected;
  if (inEvents && isTooMany && context.probed?.knowsUnitsOf(wanted) === false) {
    const message = `The probe's number rose by ${certain}${about}, and none of these was the only event at the time, so nothing shows whether there are ${describeExpected(expected)} effects${about}.`;
    return [unproven(message, [...path, "effects"])];
  }
  const what = `The number of effects named ${PROBE}${about}`;
  return compare({ what, expected, actual: certain, path: [...path, "effects"], ...firstDelivery(context, of) });
}

interface Counted {
  /** Effects that certainly belong to these events. */
  readonly actual: number;
  /** Possible deviation, up or down. */
  readonly perhaps: number;
}

/**
 * Why the number may differ from the observed one; `null` = it is exact. The scenario itself claims that work is due for these events, so
 * any effect of this run shows that evidence arrives.
 */
function whyUnmeasured(
  { mock }: RunContext,
  { expected, actual, perhaps }: Counted & { readonly expected: unknown },
): string | null {
  const isAsExpected = isMatch(expected, actual);
  const others = Array.from({ length: perhaps }, (_, index) => actual + index + 1);
  if (others.some((count) => isMatch(expected, count) !== isAsExpected)) {
    return "Some of the receiver's writes may belong to one event or another, because they do not include the X-Request-Id";
  }
  if (!isAsExpected && mock.reactions.areLinesGlued()) {
    return `Lines that the receiver prints run into each other, so one is easily missed. ${PRINT_IN_ONE_PIECE.replace(/\.$/, "")}`;
  }
  const types = new Set([...mock.deliveries.all()].map(({ event_type }) => event_type));
  return [...types].some((type) => mock.effects.isCounted(type)) ? null : "No effect of the receiver was ever seen";
}

interface EffectFilter {
  readonly keys: readonly string[] | null;
  readonly named: string | undefined;
  readonly source: EffectsExpectation["source"];
}

/** An effect that may belong to any of several of these events counts, whichever caused it. */
function countEffects({ mock, options }: RunContext, { keys, named, source }: EffectFilter): Counted {
  const wanted = new Set(keys ?? [...mock.deliveries.all()].map(({ request_id }) => request_id));
  const usual = options.mock?.usualEffects;
  if (usual !== undefined && named === undefined && source === undefined) return inEvents(mock, { wanted, usual });
  const { within, perhaps } = mock.effects.sharedBy([...wanted], definedOnly({ name: named, source }));
  if (source === undefined && keys !== null) {
    const counts = keys.flatMap((key) => [...mock.effects.countsOf(key)]);
    const certain = counts.reduce((sum, [name, count]) => sum + (named === undefined || name === named ? count : 0), 0);
    return { actual: certain + within, perhaps };
  }
  const certain = mock.effects.list().filter((effect) => {
    const isOfName = named === undefined || effect.name === named;
    const isOfKeys = keys === null || wanted.has(effect.key);
    return isOfName && isOfKeys && (source === undefined || effect.source === source);
  }).length;
  return { actual: certain + within, perhaps };
}

/** By event type: the number of events that the observed effects account for. */
function inEvents(
  { deliveries, effects }: SmartLeadMock,
  { wanted, usual }: { readonly wanted: ReadonlySet<string>; readonly usual: UsualEffects },
): Counted {
  const typeOf = new Map([...deliveries.all()].map(({ request_id, event_type }) => [request_id, event_type as string]));
  const counted = [...new Set([...wanted].map((key) => typeOf.get(key) ?? ""))].map((type) => {
    const keys = [...wanted].filter((key) => (typeOf.get(key) ?? "") === type);
    const own = keys.map((key) => effects.countsOf(key));
    const usualOfType = usual.get(type) ?? ONE_EACH;
    const names = new Set([...usualOfType.keys(), ...own.flatMap((counts) => [...counts.keys()])]);
    const sums = [...names].map((name) => {
      const certain = own.reduce((sum, counts) => sum + (counts.get(name) ?? 0), 0);
      return [name, certain + effects.sharedBy(keys, { name }).within] as const;
    });
    return { actual: eventsIn(new Map(sums), usualOfType), perhaps: effects.sharedBy(keys).perhaps };
  });
  const sum = (of: (one: Counted) => number) => counted.reduce((total, one) => total + of(one), 0);
  return { actual: sum(({ actual }) => actual), perhaps: sum(({ perhaps }) => perhaps) };
}

const ONE_EACH: ReadonlyMap<string, number> = new Map();

/** Each request id once: a copy of a delivery has the same id, and its work is due once. */
function requestIdsOf(context: RunContext, reference: string): readonly string[] {
  return [...new Set(deliveriesOf(context, reference).map(({ request_id }) => request_id))];
}

function deliveriesOf({ mock, names }: Pick<RunContext, "mock" | "names">, reference: string): readonly Delivery[] {
  return names.deliveriesOf(reference).flatMap(({ thing }) => mock.deliveries.get(thing) ?? []);
}

/** Bad verdicts: their absence is proven only if every duplicate has a verdict. */
const BAD_VERDICTS: ReadonlySet<string> = new Set(["swallowed", "reprocessed", "refused"]);

export function judgeDuplicates(expectation: DuplicatesExpectation, { context, path }: Place): readonly Verdict[] {
  const { duplicates, of } = expectation;
  const counts = countVerdicts(context, of);
  const about = of === undefined ? "" : ` of ${of}`;
  const hasDoubts = counts.unproven > 0 && duplicates.unproven === undefined;
  return DUPLICATE_VERDICTS.flatMap((verdict): readonly Verdict[] => {
    const expected = duplicates[verdict];
    if (expected === undefined) return [];
    const [actual, at] = [counts[verdict], [...path, "duplicates", verdict]];
    // An unproven duplicate may be an undetected bad one, or an unobserved good one.
    if (hasDoubts && isMatch(expected, actual) === BAD_VERDICTS.has(verdict)) {
      const message = `${counts.unproven} of the duplicates${about} are unproven, so nothing shows whether ${describeExpected(expected)} are ${verdict}.`;
      const { deliveryId } = deliveryWith(context, { of, verdict: "unproven" });
      return [unproven(message, at, deliveryId)];
    }
    const what = `The number of duplicates${about} that are ${verdict}`;
    return compare({ what, expected, actual, path: at, ...deliveryWith(context, { of, verdict }) });
  });
}

function countVerdicts(context: RunContext, of: string | undefined): Readonly<Record<DuplicateVerdict, number>> {
  if (of === undefined) return context.mock.state().counters.duplicates;
  const counts = { swallowed: 0, reprocessed: 0, refused: 0, unproven: 0, "effect-once": 0, acknowledged: 0 };
  for (const { thing } of context.names.deliveriesOf(of)) {
    for (const { duplicate } of context.mock.deliveries.get(thing)?.attempts ?? []) {
      if (duplicate !== null) counts[duplicate.verdict] += 1;
    }
  }
  return counts;
}

/** A delivery with this verdict, to illustrate it, if there is one. */
function deliveryWith(
  context: RunContext,
  { of, verdict }: { readonly of: string | undefined; readonly verdict: DuplicateVerdict },
): { readonly deliveryId?: string } {
  const candidates =
    of === undefined
      ? [...context.mock.deliveries.all()].map(({ id }) => id)
      : context.names.deliveriesOf(of).map(({ thing }) => thing);
  const found = candidates.find((id) =>
    context.mock.deliveries.get(id)?.attempts.some(({ duplicate }) => duplicate?.verdict === verdict),
  );
  return found === undefined ? {} : { deliveryId: found };
}

export function judgeCalls(expectation: CallsExpectation, { context, path }: Place): readonly Verdict[] {
  const { calls: expected, of, operation, source } = expectation;
  const ids = of === undefined ? null : new Set(context.names.deliveriesOf(of).map(({ thing }) => thing));
  const calls = context.mock.reactions.calls().filter((call) => call.source !== "log");
  const actual = calls.filter((call) => {
    const isOfName = ids === null || (call.delivery_id !== null && ids.has(call.delivery_id));
    const isOperation = operation === undefined || call.operation === operation;
    return isOfName && isOperation && (source === undefined || call.source === source);
  }).length;
  const about = [
    operation === undefined ? "" : ` to ${operation}`,
    source === undefined ? "" : source === "api" ? " to SmartLead's API" : " to the sink",
    of === undefined ? "" : ` because of ${of}`,
  ].join("");
  return compare({
    what: `The number of the receiver's calls${about}`,
    expected,
    actual,
    path: [...path, "calls"],
    mayStillCome: mayStillGrow(expected, actual),
    ...firstDelivery(context, of),
  });
}

export function judgeRequests(expectation: RequestsExpectation, { context, path }: Place): readonly Verdict[] {
  const { requests: expected, of } = expectation;
  const seen = context.stage.receiver.requests();
  if (seen === null) {
    const message =
      "The mock cannot see what your own receiver got; requests are counted only for the built-in receiver and for functions.";
    return [failed(message, [...path, "requests"])];
  }
  const keys = of === undefined ? null : new Set(requestIdsOf(context, of));
  const actual = keys === null ? seen.length : seen.filter((id) => keys.has(id)).length;
  return compare({
    what: `The number of requests${of === undefined ? "" : ` of ${of}`} that the receiver got`,
    expected,
    actual,
    path: [...path, "requests"],
    mayStillCome: mayStillGrow(expected, actual),
    ...firstDelivery(context, of),
  });
}

function firstDelivery(context: RunContext, of: string | undefined): { readonly deliveryId?: string } {
  const [first] = of === undefined ? [] : context.names.deliveriesOf(of);
  return first === undefined ? {} : { deliveryId: first.thing };
}
