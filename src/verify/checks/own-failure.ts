/** Checks that make the receiver fail by itself: SmartLead's API and the sink, which it works with, are down for a moment. */
import type { Attempt } from "../../delivery/delivery.ts";
import type { Account } from "../bench/account.ts";
import type { Bench } from "../bench/bench.ts";
import type { Sent } from "../bench/sent.ts";
import { defineCheck, type Judgement } from "../check.ts";
import { answerFinding, answerOf, answerOfAttempt } from "../judging/answers.ts";
import { judgeRepeated } from "../judging/duplicates.ts";
import { answerText, fail, findingOf, inconclusive, ok, requestOf, skip, together } from "../judging/findings.ts";
import { HOW_TO_GIVE_EVIDENCE, workOf } from "../judging/work.ts";
import { hasRetries, NO_RETRIES } from "./conversation.ts";

interface Breakdown {
  readonly sent: Sent;
  /** What the API and the sink answered meanwhile. */
  readonly status: number;
  /** The receiver ran into it. */
  readonly isFelt: boolean;
}

const CANNOT_BREAK =
  "The receiver calls neither SmartLead's API nor the sink while it works, so nothing behind it can be made to fail: let it call $SMARTLEAD_API_BASE, or write to $SMARTLEAD_MOCK_URL/_mock/sink.";

/** An event at whose first try everything behind the receiver is down, and works again for the second. */
async function duringBreakdown(bench: Bench, status: number): Promise<Breakdown> {
  const account = bench.account();
  const lead = account.newLead();
  if (bench.known.workType !== "EMAIL_SENT") await account.introduce(lead);
  const callsBefore = account.mock.reactions.calls().length;
  const repair = breakDown(account, bench, status);
  try {
    const sent = await account.send({ type: bench.known.workType, lead });
    const calls = account.mock.reactions.calls().slice(callsBefore);
    return { sent, status, isFelt: calls.some((call) => call.status === status) };
  } finally {
    repair();
  }
}

function breakDown({ mock }: Account, { front }: Bench, status: number): () => void {
  const { id } = mock.faults.arm({ kind: "api-status", status });
  front.setSink(status);
  const repair = () => {
    front.setSink(200);
    mock.faults.clear();
    release();
  };
  const release = mock.journal.subscribe((entry) => {
    if (entry.type === "attempt.finished" && mock.faults.get(id) !== null) repair();
  });
  return repair;
}

interface OwnFailure {
  readonly down: Breakdown;
  readonly first: Attempt | undefined;
  readonly answer: ReturnType<typeof answerOfAttempt>;
}

async function ownFailure(bench: Bench): Promise<OwnFailure | string> {
  if (!hasRetries(bench)) return NO_RETRIES;
  const down = await duringBreakdown(bench, 503);
  const first = down.sent.delivery.attempts[0];
  return { down, first, answer: answerOfAttempt(first) };
}

/** Where the receiver did fail by itself it is judged by what it did then. */
function judgedOnceFailed(seen: OwnFailure | string, judge: (failure: OwnFailure) => Judgement): Judgement {
  if (typeof seen === "string") return skip(seen);
  if (seen.answer === "failed") return judge(seen);
  if (!seen.down.isFelt) return inconclusive({ reason: CANNOT_BREAK });
  const said = seen.first === undefined ? "nothing" : answerText(seen.first);
  return skip(`It did not answer 5xx when what it works with was down, but ${said}; see SL-5.5.`);
}

const LABEL = "that it had answered 5xx before";

function judgeSwallowed(seen: OwnFailure | string, bench: Bench): Judgement {
  return judgedOnceFailed(seen, ({ down }) => judgeRepeated([down.sent], bench, { circumstance: LABEL }));
}

function judgeRecovery({ down: { sent }, first }: OwnFailure): Judgement {
  const tries = sent.delivery.attempts.length;
  if (answerOf(sent) === "late")
    return ok({ evidence: [`${sent.label} is answered ${first?.status} first, and 2xx on try ${tries}.`] });
  return fail({ findings: [answerFinding({ ...sent, label: `${sent.label} ${LABEL}` })], request: requestOf(sent) });
}

/** A 5xx asks SmartLead to come again; anything else loses the event, unless the work is done all the same. */
function judgeWords(all: readonly Breakdown[], { known }: Bench): Judgement {
  return together(
    all.map((down) => judgeWord(down, known)),
    CANNOT_BREAK,
  );
}

function judgeWord({ sent, status, isFelt }: Breakdown, known: Bench["known"]): Judgement {
  const first = sent.delivery.attempts[0];
  const answer = answerOfAttempt(first);
  const said = first === undefined ? "nothing" : answerText(first);
  const what = `${sent.label} while what it works with answers ${status}`;
  const request = requestOf(sent);
  if (answer === "failed" || answer === "silent" || answer === "broken")
    return ok({ evidence: [`${what} is answered ${said}, so it comes again.`] });
  if (!isFelt) return inconclusive({ reason: CANNOT_BREAK });
  if (answer === "refused" || answer === "redirected") {
    const message = `${what} is answered ${first?.status}, which SmartLead takes as final: the event is lost, though the trouble was only temporary.`;
    return fail({ findings: [findingOf(sent, message, { expected: "5xx", actual: said })], request });
  }
  const work = workOf(sent, known);
  if (work === "done") return ok({ evidence: [`${what} is answered ${said}, and its effect was seen all the same.`] });
  if (work === "unknown")
    return inconclusive({
      reason: `${what} is answered ${said}, and nothing shows whether the work is done later. ${HOW_TO_GIVE_EVIDENCE}`,
    });
  const message = `${what} is answered ${first?.status}, and nothing was done for it: the event is lost.`;
  return fail({
    findings: [findingOf(sent, message, { expected: "5xx, so that it comes again", actual: said })],
    request,
  });
}

const HOW = "SmartLead's API and the sink answer 503 during the first try, and work again afterwards.";

export const OWN_FAILURE = {
  isNotSwallowed: defineCheck({
    id: "SL-4.5",
    title: "an event that it failed at is not swallowed when it comes again",
    how: `${HOW} The receiver answers 5xx; the next try is to be worked on. Called a duplicate, and nothing done: fail.`,
    source: "smartlead.md §1 5xx is temporary and retried (A1, D403, D417); Deduplication",
    hint: "Record the X-Request-Id together with the work or after it, never before: SmartLead's own sample does it before.",
    arrange: ownFailure,
    judge: judgeSwallowed,
  }),
  isRecoveredFrom: defineCheck({
    id: "SL-5.3",
    title: "an event that it answered 5xx is accepted on a later try",
    how: `${HOW} Not accepted on any later try: fail.`,
    source: "smartlead.md §1 5xx is temporary and retried (A1, D403, D417)",
    hint: "Keep nothing of a try that failed that would make the next one fail.",
    arrange: ownFailure,
    judge: (seen) => judgedOnceFailed(seen, judgeRecovery),
  }),
  isTold: defineCheck<readonly Breakdown[]>({
    id: "SL-5.5",
    title: "trouble that is only temporary is answered 5xx",
    how: "SmartLead's API and the sink answer 503, and in another event 429, during the first try. 4xx: fail. 2xx with nothing done: fail.",
    source:
      "smartlead.md §1 4xx is permanent, 5xx temporary (A1); §5: fear of retry storms, many answer 200 to everything (E1)",
    hint: "Answer 503 when what you work with is down or busy: SmartLead comes again. A 4xx, or a 200 for work that failed, loses the event.",
    arrange: async (bench) => [await duringBreakdown(bench, 503), await duringBreakdown(bench, 429)],
    judge: judgeWords,
  }),
};
