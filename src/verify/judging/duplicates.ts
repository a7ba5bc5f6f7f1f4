import { type Attempt, DUPLICATE_VERDICTS, type DuplicateFinding } from "../../delivery/delivery.ts";
import { judgeDuplicate } from "../../evidence/duplicate-verdict.ts";
import { createRecogniser, type Recognise } from "../../evidence/recogniser.ts";
import type { Bench } from "../bench/bench.ts";
import { attemptsOf, type Sent } from "../bench/sent.ts";
import type { Judgement } from "../check.ts";
import type { Known } from "../known.ts";
import { answerFinding, duplicateWords, isAccepted } from "./answers.ts";
import { fail, findingOf, inconclusive, lastAnswer, ok, requestOf, skip, together } from "./findings.ts";
import { HOW_TO_GIVE_EVIDENCE, workOf } from "./work.ts";

interface RepeatedRules {
  /** How the request came again, as a sentence goes on after the event's name: `after its answer was lost`. */
  readonly circumstance: string;
  /** All came at the same moment: which of them was first is the receiver's choice. */
  readonly isSimultaneous?: boolean;
  /** More that was seen. */
  readonly evidence?: readonly string[];
}

/** A request that came more than once has to be worked on once, and accepted each time. */
export function judgeRepeated(all: readonly Sent[], bench: Bench, rules: RepeatedRules): Judgement {
  const worst = together(
    all.map((sent) => judgeOne(sent, bench, rules)),
    "Nothing was sent again.",
  );
  return { ...worst, evidence: [...(rules.evidence ?? []), ...worst.evidence] };
}

function judgeOne(sent: Sent, bench: Bench, { circumstance, isSimultaneous = false }: RepeatedRules): Judgement {
  const { known, settings } = bench;
  const recognise = createRecogniser(settings.recogniser);
  const attempts = attemptsOf(sent);
  const saysSo = (attempt: Attempt) => duplicateWords(attempt, recognise) !== null;
  // Of simultaneous ones the first is whichever the receiver took for new.
  const ordered = isSimultaneous ? [...attempts].sort((a, b) => Number(saysSo(a)) - Number(saysSo(b))) : attempts;
  const finding = worstVerdict(sent, ordered, { known, recognise });
  const name = `${sent.label} ${circumstance}`;
  const request = requestOf(sent);
  const refused = sent.deliveries.find(({ state }) => state === "failed");
  if (finding === null) {
    if (refused === undefined) return inconclusive({ reason: `No duplicate of ${name} reached the receiver.` });
    return fail({ findings: [answerFinding({ ...sent, label: name, delivery: refused })], request });
  }
  return judgedBy(finding, { sent, name, known, request });
}

interface Subject {
  readonly sent: Sent;
  readonly name: string;
  readonly known: Known;
  readonly request: Judgement["request"];
}

function judgedBy(finding: DuplicateFinding, { sent, name, known, request }: Subject): Judgement {
  const { verdict, explanation } = finding;
  const evidence = [`${name}: ${verdict}.`, ...finding.evidence];
  switch (verdict) {
    case "reprocessed":
    case "swallowed":
    case "refused": {
      const message = `${name} ${WHAT_IS_WRONG[verdict]}.`;
      const parts = { expected: "2xx, with the work done once", actual: actualOf(sent) };
      return fail({ findings: [findingOf(sent, message, parts)], evidence, request });
    }
    case "unproven":
      return inconclusive({ reason: `${name}: ${explanation}`, evidence });
    default:
      return judgedGood({ sent, name, known, request }, evidence);
  }
}

const WHAT_IS_WRONG = {
  reprocessed: "is worked on again",
  swallowed: "is called done, though nothing was ever done for it: the event is lost",
  refused: "is refused, which SmartLead takes as final: it calls the event failed",
} as const;

/** Good words are believed unless the receiver says them to everybody, and unless the work is known to be missing. */
function judgedGood({ sent, name, known, request }: Subject, evidence: readonly string[]): Judgement {
  const isLost = workOf(sent, known) === "none" && known.works.get(sent.type) === true;
  if (isLost) {
    const message = `${name} is called done, and no effect was ever seen: the event is lost.`;
    return fail({
      findings: [findingOf(sent, message, { expected: "one effect", actual: actualOf(sent) })],
      evidence,
      request,
    });
  }
  if (known.callsAllDuplicates && workOf(sent, known) !== "done") {
    const reason = `${name} is called a duplicate, but so is a request that never came before: its words prove nothing. ${HOW_TO_GIVE_EVIDENCE}`;
    return inconclusive({ reason, evidence });
  }
  return ok({ evidence });
}

function actualOf(sent: Sent): string {
  const counts = [...sent.counts].map(([name, times]) => `${name || "unnamed"} ${times}`).join(", ");
  return `effects: ${counts || "none seen"}; the last answer is ${lastAnswer(sent)}`;
}

interface Judging {
  readonly known: Known;
  readonly recognise: Recognise;
}

/** The worst that is to be said of any attempt that came after another. */
function worstVerdict(
  sent: Sent,
  attempts: readonly Attempt[],
  { known, recognise }: Judging,
): DuplicateFinding | null {
  const counts = countsInUnits(sent, known);
  const effects = { areCounted: () => known.areEffectsCounted, countsOf: () => counts };
  const requestId = sent.delivery.request_id;
  const verdicts = attempts.flatMap((attempt, index) => {
    const earlier = attempts.slice(0, index);
    return judgeDuplicate({ attempt, earlier, requestId, effects, recognise }) ?? [];
  });
  const rank = ({ verdict }: DuplicateFinding) => DUPLICATE_VERDICTS.indexOf(verdict);
  return [...verdicts].sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

/** Where one event rightly has an effect twice, four of them are two events. */
function countsInUnits({ counts, type }: Sent, { units, workType }: Known): ReadonlyMap<string, number> {
  if (type !== workType) return counts;
  return new Map([...counts].map(([name, times]) => [name, Math.ceil(times / (units.get(name) ?? 1))]));
}

/** A request id that comes for the first time is new, whatever else it has in common with another. */
export function judgeNotTakenForAnother(sent: Sent, control: Sent, bench: Bench): Judgement {
  const { known, settings } = bench;
  if (!isAccepted(sent)) return fail({ findings: [answerFinding(sent)], request: requestOf(sent) });
  const work = workOf(sent, known);
  if (work === "done") return ok({ evidence: [`${sent.label} has an effect of its own.`] });
  const words = duplicateWords(sent.delivery.attempts.at(-1), createRecogniser(settings.recogniser));
  if (words !== null && !known.callsAllDuplicates) return lost(sent, "is called a duplicate", [words]);
  if (work === "none") {
    if (workOf(control, known) === "done") return lost(sent, "is answered 2xx, and nothing is done for it", []);
    return skip(`The receiver does nothing for ${control.label} by itself either, so nothing can be lost.`);
  }
  if (known.tellsDuplicates)
    return ok({ evidence: [`The receiver says so when a request comes again, and did not say it of ${sent.label}.`] });
  const reason = `${sent.label} is answered 2xx, and nothing shows whether it was taken for a new event. ${HOW_TO_GIVE_EVIDENCE}`;
  return inconclusive({ reason });
}

function lost(sent: Sent, how: string, evidence: readonly string[]): Judgement {
  const message = `${sent.label} ${how}, though its X-Request-Id never came before: the event is lost.`;
  const finding = findingOf(sent, message, { expected: "taken for a new event", actual: actualOf(sent) });
  return fail({ findings: [finding], evidence, request: requestOf(sent) });
}
