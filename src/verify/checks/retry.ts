import type { Bench } from "../bench/bench.ts";
import type { Sent } from "../bench/sent.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import { answerFinding, answerOf, judgeBuiltOn } from "../judging/answers.ts";
import { judgeRepeated } from "../judging/duplicates.ts";
import { fail, ok, requestOf, skip } from "../judging/findings.ts";
import { workOf } from "../judging/work.ts";
import { hasRetries, NO_RETRIES, naturally } from "./conversation.ts";
import { OWN_FAILURE } from "./own-failure.ts";

/** Real time that a slow body takes: long enough to be in pieces, short enough for a whole run of five seconds. */
const SLOW_BODY = "400ms";

/** The receiver never had the whole request, so what comes then is the first that it sees. */
function judgeFirstSight(sent: Sent, bench: Bench, what: string): Judgement {
  const answer = answerOf(sent);
  if (answer !== "accepted" && answer !== "late") {
    return fail({ findings: [answerFinding({ ...sent, label: `${sent.label} ${what}` })], request: requestOf(sent) });
  }
  const isTwice = [...sent.counts].some(([name, times]) => times > (bench.known.units.get(name) ?? 1));
  if (isTwice) return judgeRepeated([sent], bench, { circumstance: what });
  const seen = workOf(sent, bench.known) === "done" ? ", and its effect was seen once" : "";
  return ok({ evidence: [`${sent.label} ${what} is answered 2xx on try ${sent.delivery.attempts.length}${seen}.`] });
}

export const RETRY: readonly Check[] = [
  defineCheck<Sent | string>({
    id: "SL-5.1",
    title: "a request that broke off in mid-body does no harm",
    how: "The connection is reset half-way through the body of the first try; the second is whole. Not accepted: fail. Worked on twice: fail.",
    source: "smartlead.md §1: what is not answered is tried again (A1, B3)",
    hint: "Work only on bodies that have come whole: JSON that parses, as long as Content-Length says.",
    isRough: true,
    arrange: async (bench) =>
      hasRetries(bench)
        ? naturally(bench.account(), bench, { faults: [{ kind: "reset", at: "during", attempt: 1 }] })
        : NO_RETRIES,
    judge: (seen, bench) =>
      typeof seen === "string" ? skip(seen) : judgeFirstSight(seen, bench, "whose first try broke off in mid-body"),
  }),
  defineCheck({
    id: "SL-5.2",
    title: "a body that comes slowly is taken",
    how: "The body comes in eight pieces over 0.4 s. Not accepted: fail.",
    source: "smartlead.md §1 Timeout: 30 s (A1, B3)",
    hint: "Do not set a timeout for reading the body below some seconds.",
    isRough: true,
    arrange: (bench) =>
      naturally(bench.account(), bench, {
        label: `${bench.known.workType} whose body comes slowly`,
        faults: [{ kind: "slow-body", over: SLOW_BODY }],
      }),
    judge: (sent, bench) => judgeBuiltOn([sent], bench),
  }),
  OWN_FAILURE.isRecoveredFrom,
  defineCheck<Sent | string>({
    id: "SL-5.4",
    title: "an event whose last try is the first to arrive is taken",
    how: "Every try but the last breaks off before the body. The last one, minutes after the event, is the first that the receiver sees. Not accepted: fail.",
    source: "smartlead.md §1: retries after minutes; EMAIL_BOUNCE carries the send time (A1, E1)",
    hint: "Do not refuse events for their age: SmartLead's own retries are minutes to hours late.",
    arrange: async (bench) => {
      if (!hasRetries(bench)) return NO_RETRIES;
      const attempt = Array.from({ length: bench.settings.policy.tries - 1 }, (_, index) => index + 1);
      return naturally(bench.account(), bench, { faults: [{ kind: "reset", at: "before", attempt }] });
    },
    judge: (seen, bench) =>
      typeof seen === "string" ? skip(seen) : judgeFirstSight(seen, bench, "that arrives on its last try"),
  }),
  OWN_FAILURE.isTold,
];
