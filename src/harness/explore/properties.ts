/** Checks whether the properties hold for a history. Pure: a property examines the played history, and sends nothing. */
import type { Attempt, ReceiverCall } from "../../delivery/delivery.ts";
import { isOwnAnswer } from "../../delivery/idempotency/duplicate-facts.ts";
import { attemptsOf, type Sent } from "../verify/context/sent.ts";
import { answerText } from "../verify/judging/findings.ts";
import { missingWork, protocolProof, secondEffect } from "../verify/judging/proof.ts";
import { atLeast, isZero } from "../verify/measuring/measurement.ts";
import { typeProfile } from "../verify/receiver-profile.ts";
import { ownTypeViolations } from "./history-space.ts";
import type { Played, PlayedCrowd, PlayedEvent } from "./played.ts";
import { writtenTo } from "./quiet.ts";
import type { Subject, Violation } from "./violation.ts";

/** All violations, worst first. */
export function violationsIn(played: Played): readonly Violation[] {
  if (played.trouble !== null) return [];
  const subjects = [...played.events, ...played.crowds.flatMap(eachOf)];
  const all = allViolations(played, subjects);
  const isSure = ({ property, subject }: Violation) =>
    !(property === "lost" && subject !== null && couldBeDone(played, subjects)) &&
    !(property === "once" && isMixedUp(subjects));
  return all.filter(isSure);
}

/** Whether an unattributed effect may belong to the event that seems to have none. */
function couldBeDone({ stray }: Played, subjects: readonly Subject[]): boolean {
  return stray > 0 || isMixedUp(subjects) || subjects.some(({ sent }) => sent.work.kind === "between");
}

/** Attributions that connect a write with one event only. */
const NAMES_ITS_EVENT: ReadonlySet<string> = new Set(["request-id", "lead-and-type", "message"]);

/** One event has too many effects, by a write that does not name it, and another has none: the write may belong to the other one. */
function isMixedUp(subjects: readonly Subject[]): boolean {
  const isGuessed = ({ calls }: Sent) =>
    calls.some(({ is_effect: isEffect, attributed_by: by }) => isEffect && !NAMES_ITS_EVENT.has(by ?? ""));
  const isTooMuch = subjects.some(({ sent }) => atLeast(sent.work) > 1 && isGuessed(sent));
  return isTooMuch && subjects.some(({ sent }) => sent.delivery.state === "delivered" && isZero(sent.work));
}

function allViolations(played: Played, subjects: readonly Subject[]): readonly Violation[] {
  return [
    ...subjects.flatMap((one) => (isRecordAgain(one, played) ? [] : (doubled(one) ?? []))),
    ...totalViolations(played),
    ...subjects.flatMap((one) => refused(one) ?? neverAccepted(one, played) ?? []),
    ...played.events.flatMap((one) => lost(one, played) ?? []),
    ...played.crowds.flatMap((one) => lostOfMany(one, played) ?? []),
    ...(notRecovered(played) ?? []),
    ...played.events.flatMap((one) => writtenTo(one, played) ?? []),
    ...ownTypeViolations(played),
    ...played.events.flatMap((one) => callLost(one, played) ?? []),
  ];
}

function eachOf({ name, sent }: PlayedCrowd): readonly Subject[] {
  return sent.map((one) => ({ name, sent: one }));
}

/** Names of effects that replace a record, or a part of it. */
const SETS = /^(PUT|PATCH) /;

/**
 * Excuse: the surplus effects write a record, and other events of the lead may have changed its content meanwhile. A retry that writes the
 * current record does no work twice.
 */
function isRecordAgain({ name, sent }: Subject, { events, profile }: Played): boolean {
  const mine = events.find((one) => one.name === name);
  const lead = mine?.planned.lead ?? null;
  if (lead === null || !events.some((other) => other !== mine && other.planned.lead === lead)) return false;
  const known = typeProfile(profile, sent.type);
  const usual = (effect: string) => (known.kind === "works" ? (known.units.get(effect) ?? 1) : 1);
  const tooMany = [...sent.counts].filter(([effect, count]) => count > usual(effect));
  return tooMany.length > 0 && tooMany.every(([effect]) => SETS.test(effect));
}

function doubled({ name, sent }: Subject): Violation | null {
  const proof = secondEffect(sent);
  if (proof === null) return null;
  const { work } = sent;
  const times = work.kind === "read" ? `${work.value} times` : "more than once";
  return {
    property: "once",
    cause: "once",
    message: `${sent.label} was processed ${times}: ${howOften(sent)} with one X-Request-Id.`,
    expected: "processed once",
    actual: `effects: ${[...sent.counts].map(([effect, count]) => `${effect || "unnamed"} ${count}`).join(", ")}`,
    proof,
    subject: { name, sent },
    twin: null,
  };
}

function howOften(sent: Sent): string {
  const number = attemptsOf(sent).length;
  return number === 1 ? "it was sent once" : `it was sent ${number} times`;
}

/** If only a rising number shows work, all events together must raise it by the sum of their single increases. */
function totalViolations({ total, events, crowds }: Played): readonly Violation[] {
  if (total === null || total.seen === total.expected) return [];
  const isMore = total.seen > total.expected;
  const [first] = events;
  if (first === undefined || (!isMore && crowds.length > 0)) return [];
  return [
    {
      property: isMore ? "once" : "lost",
      cause: isMore ? "once" : "lost",
      message: `The probe rose by ${total.seen} for events that raise it by ${total.expected} when each is processed once.`,
      expected: `a rise of ${total.expected}`,
      actual: `a rise of ${total.seen}`,
      proof: isMore ? { kind: "second-effect", subject: first.sent } : null,
      subject: null,
      twin: isMore ? null : "without faults",
    },
  ];
}

/** SmartLead treats any 4xx as final. */
function refused({ name, sent }: Subject): Violation | null {
  const refusal = attemptsOf(sent).find((one) => one.outcome === "rejected" && isOwnAnswer(one));
  const proof = protocolProof(refusal);
  if (refusal === undefined || proof === null) return null;
  return {
    property: "accepted",
    cause: `accepted ${refusal.status}`,
    message: `${sent.label} is answered ${refusal.status}, which SmartLead treats as final: the event is lost.`,
    expected: "2xx, or 5xx for a temporary failure",
    actual: answerText(refusal),
    proof,
    subject: { name, sent },
    twin: null,
  };
}

/** Its last attempt was undisturbed, and was still answered 5xx. */
function neverAccepted({ name, sent }: Subject, played: Played): Violation | null {
  const { delivery } = sent;
  const last = delivery.attempts.at(-1);
  if (last === undefined || delivery.state !== "failed" || delivery.reason !== "exhausted") return null;
  const proof = protocolProof(last);
  if (proof === null || last.outcome !== "server_error" || last.faults.length > 0) return null;
  // Excuses: a service that it needs was down at that time; or it waits for real time, while only the mock's clock has advanced.
  if (hasTrouble(played) || asksForTime(last)) return null;
  return {
    property: "accepted",
    cause: "accepted 5xx",
    message: `${sent.label} is answered ${last.status} on every attempt, the last one without a fault: the event is lost.`,
    expected: "2xx on a later attempt",
    actual: answerText(last),
    proof,
    subject: { name, sent },
    twin: null,
  };
}

function hasTrouble({ history }: Played): boolean {
  return history.items.some(({ kind }) => kind === "trouble");
}

/** A claim or a lock that expires in real time causes this answer until then. */
function asksForTime({ status, response }: Attempt): boolean {
  return (
    status === 503 || status === 429 || Object.keys(response?.headers ?? {}).some((name) => /^retry-after$/i.test(name))
  );
}

/** Answered 2xx without any work; or called a duplicate of something else. */
function lost(event: PlayedEvent, { profile }: Played): Violation | null {
  const { name, sent, isOvertaken, saysDuplicate } = event;
  if (sent.delivery.state !== "delivered") return null;
  // Excuse: a receiver that keeps states may ignore an event that is older than what it knows.
  if (isOvertaken) return null;
  const kind = typeProfile(profile, sent.type).kind;
  const isMissing = kind === "works" && isZero(sent.work);
  const isMistaken = kind === "idle" && saysDuplicate && !profile.callsAllDuplicates;
  if (!isMissing && !isMistaken) return null;
  const answer = answerText(sent.delivery.attempts.at(-1) ?? NO_ATTEMPT);
  const what = isMissing
    ? "is answered 2xx but has no effect"
    : "is reported as a duplicate, though its X-Request-Id was never sent before";
  return {
    property: "lost",
    cause: isMissing ? "lost" : "lost: taken for another",
    message: `${sent.label} ${what}: the event is lost.`,
    expected: "processed once",
    actual: `no effect; the answer is ${answer}`,
    proof: null,
    subject: { name, sent },
    twin: isMissing ? "without faults" : "alone",
  };
}

/** The first of many events that is answered 2xx without work. */
function lostOfMany({ name, item, sent }: PlayedCrowd, { profile }: Played): Violation | null {
  const missed = sent.flatMap((one) => {
    const proof = one.delivery.state === "delivered" ? missingWork(one, profile) : null;
    return proof === null ? [] : [{ sent: one, proof }];
  });
  const [first] = missed;
  if (first === undefined) return null;
  const circumstance = item.kind === "crowd" ? "at the same moment" : "one after the other";
  const answered = missed.length === 1 ? "is answered 2xx but has" : "are answered 2xx but have";
  return {
    property: "lost",
    cause: "lost",
    message: `${missed.length} of ${sent.length} ${item.type} ${circumstance} ${answered} no effect: the events are lost.`,
    expected: "each processed once",
    actual: `no effect of ${missed.length}`,
    proof: first.proof,
    subject: { name, sent: first.sent },
    twin: null,
  };
}

/** Answered 2xx although its call failed, without evidence of the call's purpose. A warning, as in SL-5.5 of verify. */
function callLost({ name, sent, isOvertaken }: PlayedEvent, { profile }: Played): Violation | null {
  if (sent.delivery.state !== "delivered" || isOvertaken) return null;
  if (typeProfile(profile, sent.type).kind === "works") return null;
  const mine = sent.calls.filter(({ is_ambiguous: isAmbiguous }) => !isAmbiguous);
  const call = mine.find((one) => hasFailed(one) && !mine.some((other) => isAgain(other, one)));
  if (call === undefined) return null;
  return {
    property: "lost",
    cause: "lost: a call that failed",
    message: `${sent.label} is answered 2xx though its ${nameOfCall(call)} was answered ${call.status}, and the call is not repeated: whatever it was for is missing.`,
    expected: "5xx, so that it is retried, or the call repeated",
    actual: `the answer is ${answerText(sent.delivery.attempts.at(-1) ?? NO_ATTEMPT)}`,
    proof: null,
    subject: { name, sent },
    twin: "without faults",
    isWarning: true,
    call,
  };
}

function hasFailed({ source, status }: ReceiverCall): boolean {
  return source !== "log" && (status >= 500 || status === 429);
}

/** The same call, repeated with success. */
export function isAgain({ source, status, operation, method, path }: ReceiverCall, failed: ReceiverCall): boolean {
  const isSame = operation === null ? path === failed.path : operation === failed.operation;
  return isSame && source === failed.source && method === failed.method && status > 0 && status < 400;
}

function nameOfCall({ method, path }: ReceiverCall): string {
  return `${method} ${path.split("?")[0]}`;
}

const NO_ATTEMPT = { status: null, error: null, outcome: null, response: null } as const;

function notRecovered({ control, profile }: Played): readonly Violation[] | null {
  if (control === null) return null;
  const works = typeProfile(profile, control.type).kind === "works";
  const isDone = control.delivery.state === "delivered" && !(works && isZero(control.work));
  if (isDone) return null;
  const last = control.delivery.attempts.at(-1);
  const isSilent = control.delivery.state === "delivered";
  const proof = isSilent ? null : protocolProof(last);
  // An answer that was cut off early must be checked again with the full timeout.
  const isCut = last?.clipped === true;
  if (!isSilent && !isCut && (proof === null || (last !== undefined && asksForTime(last)))) return null;
  const answer = answerText(last ?? NO_ATTEMPT);
  const what = isCut ? "is not answered" : `is answered ${answer}`;
  return [
    {
      property: "recovers",
      cause: "recovers",
      message: `After all faults have ended, a plain ${control.label} ${isSilent ? "is answered 2xx but has no effect" : what}.`,
      expected: "processed, as before",
      actual: isSilent ? "no effect" : answer,
      proof,
      subject: { name: "control", sent: control },
      twin: "control",
      isCut,
    },
  ];
}
