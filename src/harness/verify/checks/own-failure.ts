/** Checks that make the receiver itself fail: SmartLead's API and the sink, which it calls, are down for a moment. */

import { definedOnly } from "../../../base/defined-only.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Outage } from "../context/outage.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { judgeRepeated } from "../judging/duplicates.ts";
import { answerFinding, answerOfAttempt, isAccepted } from "../judging/final-answer.ts";
import {
  answerText,
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
import {
  type Breakdown,
  cannotBreak,
  duringOutage,
  isAcknowledged,
  judgedOnceFailed,
  type OwnFailure,
  ownFailure,
  recovered,
} from "./breakdown.ts";
import { IS_SURVIVED } from "./failure-storm.ts";

/** Number of times that a retry arrives during the first attempt: several, because a race does not occur every time. */
const BUSY_ROUNDS = 3;

const LABEL = "that was answered 5xx before";

interface Swallowing {
  readonly failure: OwnFailure | string;
  /** Retries that arrived during the first attempt, and failed. */
  readonly busy: readonly Breakdown[];
}

async function swallowing(context: CheckContext): Promise<Swallowing> {
  const failure = await ownFailure(context);
  // An event that is acknowledged during the outage is the subject of SL-5.5.
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

/** A receiver whose attempts all fail is the subject of SL-5.3. */
function judgeLost(sent: Sent, context: CheckContext, waitedMs: number): Judgement {
  if (!isAccepted(sent)) return skip("No later attempt is accepted, so none is dropped as a duplicate; see SL-5.3.");
  return judgeRepeated(
    [sent],
    context,
    definedOnly({ circumstance: LABEL, waitedMs: waitedMs > sent.waitedMs ? waitedMs : undefined }),
  );
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

/** A 5xx asks SmartLead to retry; any other answer loses the event, unless the work is done anyway. */
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
  isSurvived: IS_SURVIVED,
} satisfies Record<string, Check>;
