import { definedOnly } from "../../../base/defined-only.ts";
import { seededRandom } from "../../../base/random.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { judgeRepeated } from "../judging/duplicates.ts";
import { answerFinding, isAccepted } from "../judging/final-answer.ts";
import { count, fail, findingOf, inconclusive, lastAnswer, ok, requestOf, skip } from "../judging/findings.ts";
import { missingWork, type Proof, protocolOf, secondEffect } from "../judging/proof.ts";
import { unknownWork, workOf } from "../judging/side-effects.ts";
import { works } from "../receiver-profile.ts";
import { hasRetries, leadsReadyFor, NO_RETRIES } from "./event-sequences.ts";

/** Number of events under chaos: with `light`, some eight of them are disturbed. */
const EVENTS = 100;
/** If effects name no event, each event is measured alone, which takes time. */
const EVENTS_ONE_BY_ONE = 20;
const NOT_ASKED = "This check runs only with --chaos light, heavy or KIND=RATE.";

interface Disturbed {
  readonly sent: readonly Sent[];
  /** Number of events for which each kind of fault was chosen. */
  readonly drawn: ReadonlyMap<string, number>;
}

/** Each event chooses separately which rules apply to it, so that the same seed disturbs the same events in the same way. */
async function underChaos(context: CheckContext): Promise<Disturbed | string> {
  const { known, settings } = context;
  const { chaos = [] } = settings;
  if (chaos.length === 0) return NOT_ASKED;
  if (!hasRetries(context)) return NO_RETRIES;
  const account = context.account({ mayBeCut: true });
  const type = works(known, known.plainType) ? known.plainType : known.workType;
  const leads = await leadsReadyFor(account, type, known.areEffectsNamed ? EVENTS : EVENTS_ONE_BY_ONE);
  const random = seededRandom(settings.seed, "chaos of verify");
  const drawn = new Map<string, number>();
  const orders = leads.map((lead) => {
    const faults = chaos.filter(({ probability = 1 }) => random.next() < probability).map(withoutChance);
    for (const { kind } of faults) drawn.set(kind, (drawn.get(kind) ?? 0) + 1);
    return definedOnly({ type, lead, faults: faults.length === 0 ? undefined : faults });
  });
  return { sent: await account.sendApart(orders), drawn };
}

/** A chosen fault certainly happens. */
function withoutChance(rule: FaultRule): FaultRule {
  const { probability: _probability, ...certain } = rule;
  return certain;
}

/** Every acknowledged event must be processed exactly once. */
function judgeChaos(seen: Disturbed | string, context: CheckContext): Judgement {
  if (typeof seen === "string") return skip(seen);
  const { sent } = seen;
  const evidence = [evidenceOf(seen)] as const;
  const accused = sent.flatMap((one) => accusationOf(one, context) ?? []);
  const [first, ...others] = accused;
  if (first !== undefined) {
    const findings = accused.map(({ sent: one, message, proof }) => {
      return proof.kind === "protocol" ? answerFinding(one) : findingOf(one, message, partsOf(one));
    });
    const proof = [first.proof, ...others.map((one) => one.proof)] as const;
    return fail({ findings, evidence, request: requestOf(first.sent), proof });
  }
  if (seen.drawn.size === 0) {
    return inconclusive({
      reason: "The rates are so low that no event was disturbed; give --chaos higher rates.",
      evidence,
    });
  }
  const unanswered = sent.find((one) => !isAccepted(one));
  if (unanswered !== undefined) {
    return inconclusive({ reason: `${unanswered.label} got no answer within its timeout.`, evidence });
  }
  if (!sent.some((one) => works(context.known, one.type, one.dialect))) return judgeByWords(sent, context, evidence);
  const unclear = sent.find((one) => workOf(one) !== "done");
  if (unclear === undefined)
    return ok({ evidence: [...evidence, `Each of the ${sent.length} events had its effect once.`] });
  const unknown = unknownWork(unclear, `${unclear.label} under chaos`);
  return { ...unknown, evidence: [...evidence, ...unknown.evidence] };
}

/** If no work is visible, the answers to repeated requests are judged. */
function judgeByWords(sent: readonly Sent[], context: CheckContext, evidence: readonly string[]): Judgement {
  const repeated = sent.filter((one) => attemptsOf(one).length > 1);
  return judgeRepeated(repeated, context, {
    circumstance: "sent again under chaos",
    // A copy may overtake the original.
    isSimultaneous: true,
    evidence,
  });
}

interface Accusation {
  readonly sent: Sent;
  readonly message: string;
  readonly proof: Proof;
}

function accusationOf(sent: Sent, { known }: CheckContext): Accusation | null {
  const twice = secondEffect(sent);
  if (twice !== null) return { sent, message: `${sent.label} under chaos is processed more than once.`, proof: twice };
  if (!isAccepted(sent)) {
    const refused = protocolOf(sent);
    return refused === null ? null : { sent, message: "", proof: refused };
  }
  const missing = missingWork(sent, known);
  if (missing === null) return null;
  const message = `${sent.label} under chaos is answered 2xx but has no effect: the event is lost.`;
  return { sent, message, proof: missing };
}

function partsOf(sent: Sent): { readonly expected: string; readonly actual: string } {
  const counts = [...sent.counts].map(([name, times]) => `${name || "unnamed"} ${times}`).join(", ");
  return {
    expected: "its effect, once",
    actual: `effects: ${counts || "none"}; last answer: ${lastAnswer(sent)}`,
  };
}

function evidenceOf({ sent, drawn }: Disturbed): string {
  const kinds = [...drawn].map(([kind, events]) => `${kind} ${events}`).join(", ");
  return `${count(sent.length, "event")} in ${count(attemptsSent(sent), "request")}; disturbed: ${kinds || "none"}.`;
}

function attemptsSent(sent: readonly Sent[]): number {
  return sent.reduce((sum, one) => sum + attemptsOf(one).length, 0);
}

/** The disturbance round of `--chaos`. */
export const CHAOS: readonly Check[] = [
  defineCheck({
    id: "SL-6.5",
    title: "each event of a batch under chaos is processed once",
    how: `With --chaos: ${EVENTS} events (${EVENTS_ONE_BY_ONE}, one after the other, if effects do not name their event), disturbed at random by the rates and the seed. A second effect, a refusal, or a 2xx with no effect though a plain one has one: fail. Effects not counted, or nothing disturbed: inconclusive. Skipped without --chaos.`,
    source: "smartlead.md §1 Order: not guaranteed; X-Request-Id and Deduplication (A1, B1)",
    hint: "Run it again with the same --seed for the same disturbances, or with one kind at a time, such as --chaos duplicate=10%.",
    isRough: true,
    arrange: underChaos,
    judge: judgeChaos,
  }),
];
