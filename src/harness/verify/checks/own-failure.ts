/** Checks that make the receiver fail by itself: SmartLead's API and the sink, which it works with, are down for a moment. */

import { pause } from "../../../base/time/real-waits.ts";
import type { Attempt } from "../../../delivery/delivery.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import { type CheckContext, patienceFor } from "../context/check-context.ts";
import { Outage, type Recovery, recoveredInTime } from "../context/outage.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { judgeRepeated } from "../judging/duplicates.ts";
import { answerFinding, answerOf, answerOfAttempt, isAccepted } from "../judging/final-answer.ts";
import {
  answerText,
  count,
  fail,
  failIf,
  findingOf,
  inconclusive,
  ok,
  requestOf,
  skip,
  together,
  warn,
} from "../judging/findings.ts";
import { missingWork, protocolOf, protocolProof } from "../judging/proof.ts";
import { unknownWork, workOf } from "../judging/side-effects.ts";
import { fullTimeoutOf } from "../verify-settings.ts";
import { type Breakdown, cannotBreak, duringOutage, isAcknowledged, recovered } from "./breakdown.ts";
import { hasRetries, leadReadyFor, NO_RETRIES } from "./event-sequences.ts";

/** SmartLead's first wait, in real ms: what a lease or a claim has before the next try (PRODUCT §8, rule 9). */
const REAL_WAIT_MS = 60_000;
/** Times that a retry comes while the first try is in progress: a race that is lost now and then is found in some of them. */
const BUSY_ROUNDS = 3;
/** Events that fail, one after the other, before a plain one has to be accepted. */
const FAILURES = 50;
/** Of them, those that are not answered at all before no more are sent. */
const MAX_SILENT = 2;

interface OwnFailure {
  readonly down: Breakdown;
  readonly first: Attempt | undefined;
  readonly answer: ReturnType<typeof answerOfAttempt>;
  /** Accepted only when it was sent again after SmartLead's wait in real time. */
  readonly isLeased: boolean;
}

async function ownFailure(context: CheckContext): Promise<OwnFailure | string> {
  if (!hasRetries(context)) return NO_RETRIES;
  return shared(context, async () => {
    const down = await duringOutage(context, 503);
    const first = attemptsOf(down.sent)[0];
    const leased = await afterRealWait(context, down);
    const seen = leased ?? down;
    return { down: seen, first, answer: answerOfAttempt(first), isLeased: leased !== null && isAccepted(leased.sent) };
  });
}

/** Three checks look at the same failure: a run makes it once, and once more when it is patient. */
const FAILURES_OF_RUNS = new WeakMap<object, Map<boolean, Promise<OwnFailure>>>();

function shared(context: CheckContext, act: () => Promise<OwnFailure>): Promise<OwnFailure> {
  const ofRun = FAILURES_OF_RUNS.get(context.run) ?? new Map<boolean, Promise<OwnFailure>>();
  FAILURES_OF_RUNS.set(context.run, ofRun);
  const known = ofRun.get(context.pace.isPatient) ?? act();
  ofRun.set(context.pace.isPatient, known);
  return known;
}

/** Where every try is answered 5xx, the receiver may hold a claim that ends with real time: it is asked once more then. */
async function afterRealWait(context: CheckContext, { account, sent, outage }: Breakdown): Promise<Breakdown | null> {
  const attempts = attemptsOf(sent);
  const isHeld =
    outage.felt.length > 0 && attempts.length > 1 && attempts.every(({ outcome }) => outcome === "server_error");
  if (!isHeld) return null;
  const waitMs = Math.min(context.settings.policy.waitsMs[0] ?? REAL_WAIT_MS, REAL_WAIT_MS);
  context.sayWaiting(
    `${Math.round(waitMs / 1_000)} s of real time, in case the receiver still holds a claim on an event that failed`,
  );
  await pause(waitMs);
  const again = await account.again(sent);
  return { account, sent: again, outage, waitedMs: again.waitedMs };
}

/** Why a receiver that did not fail by itself cannot be judged by what it did then; `null` for one that did. */
function unlessFailed(seen: OwnFailure, context: CheckContext): Judgement | null {
  if (seen.answer === "failed") return null;
  if (seen.down.outage.felt.length === 0) return inconclusive({ reason: cannotBreak(context) });
  const said = seen.first === undefined ? "nothing" : answerText(seen.first);
  return skip(`It did not answer 5xx when a service that it depends on was down, but ${said}; see SL-5.5.`);
}

/** Where the receiver did fail by itself it is judged by what it did then. */
function judgedOnceFailed(
  seen: OwnFailure | string,
  context: CheckContext,
  judge: (failure: OwnFailure) => Judgement,
): Judgement {
  if (typeof seen === "string") return skip(seen);
  return unlessFailed(seen, context) ?? judge(seen);
}

const LABEL = "that was answered 5xx before";

interface Swallowing {
  readonly failure: OwnFailure | string;
  /** Retries that came while the first try was still in progress, and that failed. */
  readonly busy: readonly Breakdown[];
}

async function swallowing(context: CheckContext): Promise<Swallowing> {
  const failure = await ownFailure(context);
  // What is acknowledged while all is down is a matter of SL-5.5.
  const hasFailed = typeof failure !== "string" && failure.answer === "failed" && !failure.isLeased;
  if (!hasFailed) return { failure, busy: [] };
  const busy: Breakdown[] = [];
  for (let round = 0; round < BUSY_ROUNDS; round += 1) busy.push(await duringOutage(context, 503, true));
  return { failure, busy: await recovered(context, busy) };
}

function judgeSwallowed({ failure, busy }: Swallowing, context: CheckContext): Judgement {
  const judged = judgedOnceFailed(failure, context, ({ down }) => judgeLost(down.sent, context, down.waitedMs));
  const lost = busy.flatMap(({ sent, waitedMs, outage }) => {
    const proof =
      isAcknowledged(sent) && outage.felt.length > 0
        ? missingWork(sent, context.known, { waitedMs, isFinal: true })
        : null;
    return proof === null ? [] : [{ sent, proof }];
  });
  const [first] = lost;
  if (first === undefined || judged.grade === "fail") return judged;
  const message = `${first.sent.label}, retried while the first attempt is in progress, is acknowledged, and then the first attempt fails: the event is lost.`;
  const parts = { expected: "5xx, or the work done once", actual: "2xx, and no effect" };
  return fail({
    findings: [findingOf(first.sent, message, parts)],
    request: requestOf(first.sent),
    proof: first.proof,
  });
}

/** A receiver whose tries all fail is a matter of SL-5.3. */
function judgeLost(sent: Sent, context: CheckContext, waitedMs: number): Judgement {
  if (!isAccepted(sent)) return skip("No later attempt is accepted, so none is dropped as a duplicate; see SL-5.3.");
  return judgeRepeated([sent], context, { circumstance: LABEL, ...(waitedMs > sent.waitedMs ? { waitedMs } : {}) });
}

function judgeRecovery({ down: { sent }, first, isLeased }: OwnFailure): Judgement {
  const tries = attemptsOf(sent).length;
  if (isAccepted(sent)) {
    const real = isLeased ? " after SmartLead's wait in real time" : "";
    return ok({ evidence: [`${sent.label} is first answered ${first?.status}, then 2xx on attempt ${tries}${real}.`] });
  }
  return failIf(protocolOf(sent), {
    findings: [answerFinding({ ...sent, label: `${sent.label} ${LABEL}` })],
    request: requestOf(sent),
    doubt: `${sent.label} ${LABEL} got no answer within its timeout.`,
  });
}

/** A 5xx asks SmartLead to come again; anything else loses the event, unless the work is done all the same. */
function judgeWords(all: readonly Breakdown[], context: CheckContext): Judgement {
  return together(
    all.map((down) => judgeWord(down, context)),
    cannotBreak(context),
  );
}

function judgeWord({ sent, outage, waitedMs }: Breakdown, context: CheckContext): Judgement {
  const first = sent.delivery.attempts[0];
  const answer = answerOfAttempt(first);
  const said = first === undefined ? "nothing" : answerText(first);
  const what = `${sent.label} while a service that the receiver depends on answers ${outage.status}`;
  const request = requestOf(sent);
  if (answer === "failed" || answer === "silent" || answer === "broken")
    return ok({ evidence: [`${what} is answered ${said}, so it is retried.`] });
  if (outage.felt.length === 0) return inconclusive({ reason: cannotBreak(context) });
  if (answer === "refused" || answer === "redirected") {
    const message = `${what} is answered ${first?.status}, which SmartLead treats as final: the event is lost, though the failure was only temporary.`;
    const findings = [findingOf(sent, message, { expected: "5xx", actual: said })];
    return failIf(protocolProof(first), { findings, request, doubt: message });
  }
  if (workOf(sent) === "done")
    return ok({ evidence: [`${what} is answered ${said}, and its effect was seen nevertheless.`] });
  const proof = missingWork(sent, context.known, { waitedMs, isFinal: true });
  const message = `${what} is answered ${first?.status} but has no effect: the event is lost.`;
  const findings = [findingOf(sent, message, { expected: "5xx, so that it is retried", actual: said })];
  if (proof !== null) return fail({ findings, request, proof });
  if (outage.hasCallSucceeded || sent.work.kind === "between") return unknownWork(sent, what);
  const lost = findingOf(sent, callLost(sent, outage), { expected: "5xx, so that it is retried", actual: said });
  return warn({ findings: [lost], request, proof: protocolProof(first) });
}

function callLost({ label, delivery }: Sent, { felt, status }: Outage): string {
  const [call] = felt;
  const name = call === undefined ? "its call" : `${call.method} ${call.path.split("?")[0]}`;
  return `${label} is answered ${delivery.attempts[0]?.status} though ${name} was answered ${status}, and the call is not repeated: whatever it was for is missing.`;
}

interface Storm {
  readonly failures: number;
  readonly afterwards: Recovery;
}

/** Events that fail one after the other, and then a plain one, with all in order again. */
async function storm(context: CheckContext): Promise<Storm | Judgement> {
  const failure = await ownFailure(context);
  const obstacle = typeof failure === "string" ? skip(failure) : unlessFailed(failure, context);
  if (obstacle !== null) return obstacle;
  const timeoutAtFirstMs = patienceFor(context.known, context.settings);
  const account = context.account({ tries: 1, mayBeCut: true, timeoutMs: timeoutAtFirstMs });
  const type = context.known.workType;
  const lead = await leadReadyFor(account, type);
  const outage = new Outage(account, context.front, 503);
  let failures = 0;
  let silent = 0;
  try {
    while (failures + silent < FAILURES && silent < MAX_SILENT) {
      const sent = await account.send({ type, lead }, { answersOnly: true });
      if (answerOf(sent) === "silent") silent += 1;
      else failures += 1;
    }
  } finally {
    outage.end();
  }
  const label = `a plain ${type} after ${count(failures, "failure")}`;
  const timeoutMs = fullTimeoutOf(context.settings);
  const next = context.account({ tries: context.known.usualTries, timeoutMs });
  // Where nothing is answered any more, an email before it would have to wait for its own timeout.
  const nextLead = silent > 0 ? next.newLead() : await leadReadyFor(next, type);
  const afterwards = () => next.send({ type, lead: nextLead, label });
  return { failures, afterwards: await recoveredInTime(afterwards, (sentence) => context.sayWaiting(sentence)) };
}

function judgeStorm(seen: Storm | Judgement): Judgement {
  if ("grade" in seen) return seen;
  const {
    failures,
    afterwards: { sent, waitedMs },
  } = seen;
  const waited = waitedMs === 0 ? "" : `, after ${waitedMs / 1_000} s of real time`;
  if (isAccepted(sent)) {
    return ok({ evidence: [`After ${count(failures, "event")} answered 5xx, a plain one is answered 2xx${waited}.`] });
  }
  const message = `After ${count(failures, "failed event")}, a plain event is no longer accepted${waited}: a failure holds on to something that the next event needs.`;
  const actual = answerText(sent.delivery.attempts.at(-1) ?? NO_ANSWER);
  return failIf(protocolOf(sent), {
    findings: [findingOf(sent, message, { expected: "2xx", actual })],
    request: requestOf(sent),
    doubt: `${sent.label} got no answer within its timeout.`,
  });
}

const NO_ANSWER = { status: null, error: "no answer", outcome: null, response: null };
const HOW = "SmartLead's API and the sink answer 503 during the first attempt, and work again afterwards.";

export const OWN_FAILURE = {
  isNotSwallowed: defineCheck({
    id: "SL-4.5",
    title: "a retry after a failure is processed, not dropped as a duplicate",
    how: `${HOW} The receiver answers 5xx; the next attempt must be processed. Answered 2xx with no effect: fail. Also tested with a retry that arrives while the first attempt is in progress and then fails.`,
    source: "smartlead.md §1 5xx is temporary and retried (A1, D403, D417); Deduplication",
    hint: "Store the X-Request-Id together with the work or after it, never before it, unlike SmartLead's own sample.",
    isRough: true,
    arrange: swallowing,
    judge: judgeSwallowed,
  }),
  isRecoveredFrom: defineCheck({
    id: "SL-5.3",
    title: "an event that was answered 5xx is accepted on a later attempt",
    how: `${HOW} Not accepted on any later attempt, even after SmartLead's wait of a minute in real time: fail.`,
    source: "smartlead.md §1 5xx is temporary and retried (A1, D403, D417)",
    hint: "After a failed attempt, leave nothing behind that makes the next one fail.",
    isRough: true,
    arrange: ownFailure,
    judge: (seen, context) => judgedOnceFailed(seen, context, judgeRecovery),
  }),
  isTold: defineCheck<readonly Breakdown[]>({
    id: "SL-5.5",
    title: "a temporary failure is answered 5xx",
    how: "SmartLead's API and the sink answer 503, and for another event 429, during the first attempt. 4xx: fail. 2xx with no effect, not even later: fail. 2xx after a failed call and no other evidence: warn.",
    source:
      "smartlead.md §1 4xx is permanent, 5xx temporary (A1); §5: for fear of retry storms, many answer 200 to everything (E1)",
    hint: "Answer 503 when a service that you depend on is down or busy: SmartLead retries. A 4xx, or a 200 for work that failed, loses the event.",
    isRough: true,
    isAboutLoad: true,
    arrange: async (context) =>
      recovered(context, [await duringOutage(context, 503), await duringOutage(context, 429)]),
    judge: judgeWords,
  }),
  isSurvived: defineCheck<Storm | Judgement>({
    id: "SL-5.6",
    title: "a plain event is accepted after 50 failures",
    how: `${FAILURES} events while SmartLead's API and the sink answer 503, then one while they work, and others for a minute of real time while it is answered 5xx. Not accepted: fail.`,
    source: "smartlead.md §1 5xx is temporary and retried (A1, D403, D417)",
    hint: "Release connections, locks and pool slots when work fails, too, in a `finally`.",
    isRough: true,
    arrange: storm,
    judge: judgeStorm,
  }),
} satisfies Record<string, Check>;
