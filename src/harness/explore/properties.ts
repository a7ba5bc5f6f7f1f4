/** Whether the properties hold for a history. Pure: a property looks at what was played, and sends nothing. */
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

/** All that does not hold, worst first. */
export function violationsIn(played: Played): readonly Violation[] {
  if (played.trouble !== null) return [];
  const subjects = [...played.events, ...played.crowds.flatMap(eachOf)];
  const all = allViolations(played, subjects);
  const isSure = ({ property, subject }: Violation) =>
    !(property === "lost" && subject !== null && couldBeDone(played, subjects)) &&
    !(property === "once" && isMixedUp(subjects));
  return all.filter(isSure);
}

/** Some effect may be that of the event that seems to have none. */
function couldBeDone({ stray }: Played, subjects: readonly Subject[]): boolean {
  return stray > 0 || isMixedUp(subjects) || subjects.some(({ sent }) => sent.work.kind === "between");
}

/** By what a write is known to be about one event, and no other. */
const NAMES_ITS_EVENT: ReadonlySet<string> = new Set(["request-id", "lead-and-type", "message"]);

/** An event has more effects than it should, by a write that does not name it, and another has none: the write may be that one's. */
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

/** Names of effects that put a whole record, or a part of it, into its place. */
const SETS = /^(PUT|PATCH) /;

/**
 * Excuse: what is too much are writes of a record, and other events of the lead may have changed what stands in it meanwhile. A retry that
 * writes the record as it is now does no work twice.
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

/** Where only a number that rises shows work, all events together have to raise it by as much as each by itself. */
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

/** SmartLead takes any 4xx as final. */
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

/** Its last try was undisturbed, and answered 5xx all the same. */
function neverAccepted({ name, sent }: Subject, played: Played): Violation | null {
  const { delivery } = sent;
  const last = delivery.attempts.at(-1);
  if (last === undefined || delivery.state !== "failed" || delivery.reason !== "exhausted") return null;
  const proof = protocolProof(last);
  if (proof === null || last.outcome !== "server_error" || last.faults.length > 0) return null;
  // Excuses: what it needs was down at that moment; or it asks for time that only the mock's clock has passed.
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

/** A claim or a lock that ends after real time answers so until then. */
function asksForTime({ status, response }: Attempt): boolean {
  return (
    status === 503 || status === 429 || Object.keys(response?.headers ?? {}).some((name) => /^retry-after$/i.test(name))
  );
}

/** Answered 2xx, and nothing done; or called a duplicate of something else. */
function lost(event: PlayedEvent, { profile }: Played): Violation | null {
  const { name, sent, isOvertaken, saysDuplicate } = event;
  if (sent.delivery.state !== "delivered") return null;
  // Excuse: a receiver that keeps states may leave alone what is older than what it knows.
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

/** Of many, the first that is answered 2xx and not done. */
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

/** Answered 2xx though its call failed, where nothing shows what the call was for. As SL-5.5 of verify: a warning. */
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

/** The same call, made with success. */
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
  // What was cut before its time has to be asked once more with all of it.
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
