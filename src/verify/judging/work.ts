import type { Sent } from "../bench/sent.ts";
import type { Judgement } from "../check.ts";
import type { Known } from "../known.ts";
import { answerFinding, isAccepted } from "./answers.ts";
import { fail, findingOf, inconclusive, lastAnswer, ok, requestOf, skip, together, warn } from "./findings.ts";

/** Whether the receiver did its work for an event: seen, seen to be missing, or nobody can know. */
export type Work = "done" | "none" | "unknown";

export const HOW_TO_GIVE_EVIDENCE =
  "Let the receiver report each piece of work: POST $SMARTLEAD_MOCK_URL/_mock/effects/<X-Request-Id> after it is done; or let it write to $SMARTLEAD_MOCK_URL/_mock/sink; or count its work with --probe or --probe-cmd.";

export function workOf(
  { counts }: Pick<Sent, "counts">,
  { areEffectsCounted }: Pick<Known, "areEffectsCounted">,
): Work {
  if (counts.size > 0) return "done";
  return areEffectsCounted ? "none" : "unknown";
}

/** An event in unusual circumstances, and one of the same type in usual ones. */
export interface Comparison {
  readonly unusual: Sent;
  readonly usual: Sent;
  /** What is unusual, as a sentence goes on after the event's name: `that comes before its mail`; empty where the name says it. */
  readonly circumstance: string;
}

/** The unusual one has to be accepted, and worked on if the usual one is. */
export function judgeComparisons(all: readonly Comparison[], known: Known): Judgement {
  const judged = all.map((one) => judgeComparison(one, known));
  return { ...together(judged, "Nothing was compared."), evidence: judged.flatMap(({ evidence }) => evidence) };
}

function judgeComparison({ unusual, usual, circumstance }: Comparison, known: Known): Judgement {
  const name = `${unusual.label} ${circumstance}`.trim();
  const request = requestOf(unusual);
  if (!isAccepted(unusual) && !isAccepted(usual)) {
    return inconclusive({ reason: `${usual.label} is not accepted in usual circumstances either; see SL-1.` });
  }
  if (!isAccepted(unusual)) return fail({ findings: [answerFinding({ ...unusual, label: name })], request });
  const work = workOf(unusual, known);
  if (work === "done") return ok({ evidence: [`${name} is answered 2xx, and its effect was seen.`] });
  if (work === "unknown") {
    const reason = `${name} is answered 2xx, and nothing shows whether anything is done for it. ${HOW_TO_GIVE_EVIDENCE}`;
    return inconclusive({ reason, evidence: [`${name} is answered ${lastAnswer(unusual)}.`] });
  }
  if (workOf(usual, known) !== "done") {
    return skip(`The receiver does nothing for ${usual.label} in usual circumstances either, so nothing can be lost.`);
  }
  const finding = findingOf(unusual, `${name} is answered 2xx, and then nothing is done for it: the event is lost.`, {
    expected: "an effect, as for the usual one",
    actual: `no effect; the answer is ${lastAnswer(unusual)}`,
  });
  return fail({ findings: [finding], request });
}

/** Texts and sizes: each has to be accepted, and worked on if the plain one is. */
export function judgeTolerance(variants: readonly Sent[], plain: Sent | null, known: Known): Judgement | null {
  if (plain === null || workOf(plain, known) !== "done") return null;
  const idle = variants.filter((sent) => workOf(sent, known) === "none");
  if (idle.length === 0) return null;
  const findings = idle.map((sent) =>
    findingOf(sent, `${sent.label} is answered 2xx, and then nothing is done for it, as is for a plain one.`, {
      expected: "an effect, as for the plain one",
      actual: `no effect; the answer is ${lastAnswer(sent)}`,
    }),
  );
  return warn({ findings, request: requestOf(idle[0]) });
}
