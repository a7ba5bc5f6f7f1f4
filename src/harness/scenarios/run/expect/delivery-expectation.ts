import { formatDuration, parseDuration } from "../../../../base/time/duration.ts";
import type { Delivery } from "../../../../delivery/delivery.ts";
import type { DeliveryExpectation } from "../../expectation.ts";
import { readPath, shownValue } from "../../value-matchers.ts";
import { payloadOf } from "../bound-names.ts";
import type { StepPath } from "../run-options.ts";
import { type Compared, compare, failed, mismatch, type Place, unproven, type Verdict } from "./verdict.ts";

/** With a running clock, the machine starts a retry a little late: real ms that a wait may be longer. */
const LATE_BY_MS = 1_000;
/** Maximum deliveries of one name whose failures are listed individually; the rest is counted. */
const TOLD_DELIVERIES = 3;

/** Every delivery that the name refers to must match. */
export function judgeDeliveries(expectation: DeliveryExpectation, { context, path }: Place): readonly Verdict[] {
  const named = context.names.deliveriesOf(expectation.delivery);
  if (named.length === 0) return [nobodyGetsIt(expectation, { context, path })];
  const wrong: Verdict[][] = [];
  for (const { label, thing: id } of named) {
    const delivery = context.mock.deliveries.get(id);
    const verdicts =
      delivery === undefined
        ? [
            failed(
              `The delivery of ${label} is no longer in the mock: the mock was reset, or evicted it to make room.`,
              path,
            ),
          ]
        : judgeOne(expectation, { delivery, label, context, path });
    if (verdicts.length > 0) wrong.push([...verdicts]);
  }
  const told = wrong.slice(0, TOLD_DELIVERIES).flat();
  if (wrong.length <= TOLD_DELIVERIES) return told;
  const rest = wrong.length - TOLD_DELIVERIES;
  const message = `${rest} more of the ${named.length} deliveries of ${expectation.delivery} are not as expected.`;
  const isFailure = wrong
    .slice(TOLD_DELIVERIES)
    .flat()
    .some(({ kind }) => kind === "failed");
  return [...told, isFailure ? failed(message, path) : unproven(message, path)];
}

interface Subject extends Place {
  readonly delivery: Delivery;
  readonly label: string;
}

function judgeOne(expectation: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  return [
    ...judgeState(expectation, subject),
    ...judgeAttempts(expectation, subject),
    ...judgeDuplicate(expectation, subject),
    ...judgeTimes(expectation, subject),
    ...judgeFaults(expectation, subject),
    ...judgeRequest(expectation, subject),
  ];
}

/** Checks one field, if the expectation has it. */
function field(
  key: keyof DeliveryExpectation,
  words: Pick<Compared, "what" | "actual"> & Partial<Compared>,
  { expectation, subject }: { readonly expectation: DeliveryExpectation; readonly subject: Subject },
): readonly Verdict[] {
  const expected = expectation[key];
  if (expected === undefined) return [];
  const { delivery, label, path } = subject;
  const what = `${words.what} of ${label}`;
  return compare({ expected, ...words, what, path: [...path, key], deliveryId: delivery.id });
}

function judgeState(expectation: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  const { state, reason, webhook, attempts, withheld_because } = subject.delivery;
  const last = attempts.at(-1);
  const why = [
    reason,
    withheld_because,
    last?.outcome === null ? "an attempt is in flight" : last?.outcome,
    last?.status === null ? null : last?.status,
  ].filter((part) => part !== null && part !== undefined);
  const about = { expectation, subject };
  return [
    ...field(
      "state",
      { what: "The state", actual: state, actualText: `${state} (${why.join(", ") || "not sent yet"})` },
      about,
    ),
    ...field("reason", { what: "The reason", actual: reason }, about),
    ...field("level", { what: "The level", actual: webhook.level }, about),
  ];
}

function judgeAttempts(expectation: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  const { attempts } = subject.delivery;
  const about = { expectation, subject };
  const list = (values: unknown) =>
    Array.isArray(values) && values.length > 0 ? values.map(shownValue).join(", ") : "none";
  const outcomes = attempts.map(({ outcome }) => outcome);
  const statuses = attempts.map(({ status }) => status);
  const lists = (key: "outcomes" | "statuses", actual: readonly unknown[]) => ({
    verb: "are" as const,
    actual,
    actualText: list(actual),
    expectedText: list(expectation[key]),
  });
  return [
    ...field("attempts", { what: "The number of attempts", actual: attempts.length }, about),
    ...field("outcomes", { what: "The outcomes", ...lists("outcomes", outcomes) }, about),
    ...field("statuses", { what: "The statuses", ...lists("statuses", statuses) }, about),
  ];
}

/** `unproven` proves nothing, unless exactly that is expected. */
function judgeDuplicate(expectation: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  const { duplicate: expected } = expectation;
  const { delivery, label, path } = subject;
  if (expected === undefined) return [];
  const compared: Compared = {
    what: `The verdict on the duplicates of ${label}`,
    expected,
    actual: delivery.duplicate,
    actualText: delivery.duplicate ?? "none: no request id was sent twice",
    path: [...path, "duplicate"],
    deliveryId: delivery.id,
  };
  if (delivery.duplicate === "unproven" && !isUnprovenNamed(expected)) return [mismatch(compared, "unproven")];
  return compare(compared);
}

function isUnprovenNamed(expected: unknown): boolean {
  if (expected === "unproven") return true;
  if (typeof expected !== "object" || expected === null || !("one_of" in expected)) return false;
  return Array.isArray(expected.one_of) && expected.one_of.includes("unproven");
}

function judgeTimes(expectation: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  const { delivery, label, path } = subject;
  const verdicts: Verdict[] = [];
  if (expectation.waits !== undefined) {
    const actual = waitsOf(delivery);
    const expected = expectation.waits.map((text) => parseDuration(text) ?? Number.NaN);
    const compared: Compared = {
      what: `The waits of ${label}`,
      verb: "are",
      expected: expectation.waits,
      actual,
      actualText: actual.map(formatDuration).join(", ") || "none",
      expectedText: expectation.waits.join(", ") || "none",
      path: [...path, "waits"],
      deliveryId: delivery.id,
    };
    if (!areWaits(expected, actual, lateness(subject))) verdicts.push(mismatch(compared));
  }
  return [...verdicts, ...judgeSettling(expectation, subject)];
}

function judgeSettling({ settled_within: within }: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  if (within === undefined) return [];
  const { delivery, label, path } = subject;
  const limit = parseDuration(within) ?? Number.NaN;
  const took = delivery.settled_at === null ? null : Date.parse(delivery.settled_at) - Date.parse(delivery.created_at);
  if (took !== null && took <= limit + lateness(subject)) return [];
  const compared = {
    what: `The time that ${label} took to settle`,
    expected: within,
    actual: took,
    actualText: took === null ? `open: it has not settled, its state is ${delivery.state}` : formatDuration(took),
    expectedText: `at most ${within}`,
    path: [...path, "settled_within"],
    deliveryId: delivery.id,
  };
  return [mismatch(compared)];
}

function waitsOf({ attempts }: Delivery): readonly number[] {
  return attempts.slice(1).map((attempt, index) => {
    const endedBefore = attempts[index]?.ended_at ?? attempt.started_at;
    return Date.parse(attempt.started_at) - Date.parse(endedBefore);
  });
}

function areWaits(expected: readonly number[], actual: readonly number[], lateMs: number): boolean {
  if (expected.length !== actual.length) return false;
  return expected.every((ms, index) => {
    const late = (actual[index] ?? 0) - ms;
    return late >= 0 && late <= lateMs;
  });
}

/** A clock that is paused while nothing is due is exact. */
function lateness({ context }: Subject): number {
  const { mode, speed } = context.mock.clock.state();
  return mode === "real" ? LATE_BY_MS * speed : 0;
}

function judgeFaults({ faults: expected }: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  if (expected === undefined) return [];
  const { delivery, label, path } = subject;
  const actual = [...new Set(delivery.attempts.flatMap(({ faults }) => faults))];
  const isRight = expected.length === 0 ? actual.length === 0 : expected.every((kind) => actual.includes(kind));
  if (isRight) return [];
  const compared = {
    what: `The faults that affected ${label}`,
    verb: "are" as const,
    expected,
    actual,
    actualText: actual.join(", ") || "none",
    expectedText: expected.join(", ") || "none",
    path: [...path, "faults"],
    deliveryId: delivery.id,
  };
  return [mismatch(compared)];
}

function judgeRequest({ payload, headers }: DeliveryExpectation, subject: Subject): readonly Verdict[] {
  const { delivery, label, path } = subject;
  const at = (...more: StepPath) => ({ path: [...path, ...more], deliveryId: delivery.id });
  const body = payload === undefined ? undefined : payloadOf(delivery);
  const ofBody = Object.entries(payload ?? {}).flatMap(([key, expected]) =>
    compare({
      what: `${key} in the payload of ${label}`,
      expected,
      actual: readPath(body, key),
      ...at("payload", key),
    }),
  );
  const sent = headersOf(delivery);
  const ofHeaders = Object.entries(headers ?? {}).flatMap(([name, expected]) => {
    const actual = sent.get(name.toLowerCase());
    return compare({ what: `The header ${name} of ${label}`, expected, actual, ...at("headers", name) });
  });
  return [...ofBody, ...ofHeaders];
}

function headersOf({ request, attempts }: Delivery): ReadonlyMap<string, string> {
  const headers = attempts.at(-1)?.sent?.headers ?? request?.headers ?? {};
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** If an event has no delivery, its scope says why. */
function nobodyGetsIt({ delivery: reference }: DeliveryExpectation, { context, path }: Place): Verdict {
  const events = context.names.eventsOf(reference).map(({ thing }) => thing.explanation);
  const why = events.length === 0 ? "it caused no event." : (events[0] ?? "");
  return failed(`${reference} has no delivery: ${why}`, [...path, "delivery"]);
}
