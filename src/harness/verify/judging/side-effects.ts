import type { Judgement } from "../check.ts";
import type { Sent } from "../context/sent.ts";
import { atLeast, isZero, type Measurement } from "../measuring/measurement.ts";
import { HOW_TO_GIVE_EVIDENCE } from "../measuring/work-measure.ts";
import { type ReceiverProfile, typeProfile } from "../receiver-profile.ts";
import { answerFinding, isAccepted } from "./final-answer.ts";
import { fail, failIf, findingOf, inconclusive, lastAnswer, ok, requestOf, skip, together, warn } from "./findings.ts";
import { missingWork, protocolOf } from "./proof.ts";

export { HOW_TO_GIVE_EVIDENCE };

/** Whether the receiver did its work for an event: seen, counted and missing, or unknown. */
export type Work = "done" | "none" | "unknown";

export function workOf({ work }: Pick<Sent, "work">): Work {
  if (atLeast(work) > 0) return "done";
  return isZero(work) ? "none" : "unknown";
}

/** Why it is unknown, and how to settle it; `null` if it is known. */
export function doubtOf(work: Measurement): { readonly why: string; readonly wouldSettle: string } | null {
  return work.kind === "read" ? null : work;
}

/** The judgement if the work is unknown. */
export function unknownWork(sent: Sent, name: string): Judgement {
  const doubt = doubtOf(sent.work) ?? { why: "nothing shows its work", wouldSettle: HOW_TO_GIVE_EVIDENCE };
  return inconclusive({
    reason: `${name} is answered 2xx, but it is unknown whether it has an effect: ${doubt.why}. ${doubt.wouldSettle}`,
    settle: doubt.wouldSettle,
    evidence: [`${name} is answered ${lastAnswer(sent)}.`],
  });
}

/** An event in unusual circumstances, and one of the same type in usual ones. */
export interface Comparison {
  readonly unusual: Sent;
  readonly usual: Sent;
  /** The unusual circumstance, in words that follow the event's name: `sent before its EMAIL_SENT`; empty if the name says it. */
  readonly circumstance: string;
}

/** The unusual one must be accepted, and processed if the usual one is. */
export function judgeComparisons(all: readonly Comparison[], known: ReceiverProfile): Judgement {
  const judged = all.map((one) => judgeComparison(one, known));
  return { ...together(judged, "Nothing was compared."), evidence: judged.flatMap(({ evidence }) => evidence) };
}

function judgeComparison({ unusual, usual, circumstance }: Comparison, known: ReceiverProfile): Judgement {
  const name = `${unusual.label} ${circumstance}`.trim();
  const request = requestOf(unusual);
  if (!isAccepted(usual)) {
    return skip(`${usual.label} is not accepted under normal circumstances either; see SL-1.`);
  }
  if (!isAccepted(unusual)) {
    const doubt = `${name} got no answer within its timeout.`;
    return failIf(protocolOf(unusual), { findings: [answerFinding({ ...unusual, label: name })], request, doubt });
  }
  if (workOf(unusual) === "done") return ok({ evidence: [`${name} is answered 2xx, and its effect was seen.`] });
  if (workOf(usual) !== "done" && typeProfile(known, usual.type, usual.dialect).kind === "idle") {
    return skip(
      `The receiver does nothing for ${usual.label} under normal circumstances either, so nothing can be lost.`,
    );
  }
  const proof = missingWork(unusual, usual);
  if (proof === null) return unknownWork(unusual, name);
  const finding = findingOf(unusual, `${name} is answered 2xx but has no effect: the event is lost.`, {
    expected: "an effect, as under normal circumstances",
    actual: `no effect; answer: ${lastAnswer(unusual)}`,
  });
  return fail({ findings: [finding], request, proof });
}

/** Variants of events: accepted ones must be processed like plain ones. `null` if nothing is wrong. */
export function judgeIdleVariants(
  changed: readonly Sent[],
  plain: readonly Sent[],
  { asWarning }: { readonly asWarning: boolean },
): Judgement | null {
  const lost = changed.flatMap((sent) => {
    const twin = plain.find(({ type, dialect }) => type === sent.type && dialect === sent.dialect);
    const proof = twin === undefined ? null : missingWork(sent, twin);
    return proof === null ? [] : [{ sent, proof }];
  });
  const [first, ...others] = lost;
  if (first === undefined) return null;
  const findings = lost.map(({ sent }) =>
    findingOf(sent, `${sent.label} is answered 2xx but has no effect, unlike a plain one.`, {
      expected: "an effect, as for the plain one",
      actual: `no effect; answer: ${lastAnswer(sent)}`,
    }),
  );
  const told = { findings, request: requestOf(first.sent) };
  if (asWarning) return warn({ ...told, proof: first.proof });
  return fail({ ...told, proof: [first.proof, ...others.map(({ proof }) => proof)] });
}
