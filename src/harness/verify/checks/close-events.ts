/** Two events of one email at the same time: a receiver that collects the events of a lead may process only the last of them. */
import type { Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Sent } from "../context/sent.ts";
import { findingOf, ok, requestOf, warn } from "../judging/findings.ts";
import { missingWork } from "../judging/proof.ts";
import { workOf } from "../judging/side-effects.ts";

const CLOSE = ["EMAIL_OPEN", "EMAIL_LINK_CLICK"] as const;
/** Writes that set a state: one write for two events is as good as two. */
const SETS_STATE: ReadonlySet<string> = new Set(["PUT", "PATCH"]);

/** An event sent close to another, and one of its type sent alone. */
export interface CloseEvent {
  readonly sent: Sent;
  readonly twin: Sent;
}

/**
 * Needed only if work comes after the answer: otherwise other checks already send events this close. `alone`: events that had their effect
 * before the next one was sent.
 */
export async function closeEvents(context: CheckContext, alone: readonly Sent[]): Promise<readonly CloseEvent[]> {
  const { known } = context;
  const twins = CLOSE.flatMap((type) => alone.find((one) => isTwin(one, type, context)) ?? []);
  if (!known.lags.areLate || twins.length < CLOSE.length) return [];
  const account = context.account();
  const lead = account.newLead();
  await account.send({ type: "EMAIL_SENT", lead });
  const label = `${CLOSE.join(" and ")} of one email in the same moment`;
  const sent = await account.sendAll(CLOSE.map((type) => ({ type, lead, label })));
  const isMissing = sent.some((one) => workOf(one) === "none");
  const patienceMs = known.lags.patienceMs({ isPatient: true }, "effects");
  const seen = isMissing ? await account.waitForEffects(sent, patienceMs) : sent;
  return seen.flatMap((one, index) => {
    const twin = twins[index];
    return twin === undefined ? [] : [{ sent: one, twin }];
  });
}

function isTwin(sent: Sent, type: (typeof CLOSE)[number], { known }: CheckContext): boolean {
  const effects = sent.calls.filter(({ is_effect: isEffect }) => isEffect);
  const areStates = effects.length > 0 && effects.every(({ method }) => SETS_STATE.has(method));
  return sent.type === type && sent.dialect === known.dialect && workOf(sent) === "done" && !areStates;
}

/** Whether a receiver merges two events on purpose is unknown, so it is a warning; `null` if nothing is wrong, or it is unknown. */
export function judgeCloseEvents(close: readonly CloseEvent[]): Judgement | null {
  const lost = close.flatMap(({ sent, twin }) => {
    const proof = missingWork(sent, twin);
    return proof === null ? [] : [{ sent, proof }];
  });
  const [first] = lost;
  if (first === undefined) {
    const areAllDone = close.length > 0 && close.every(({ sent }) => workOf(sent) === "done");
    return areAllDone ? ok({ evidence: [`${close[0]?.sent.label} each have an effect.`] }) : null;
  }
  const { sent, proof } = first;
  const message = `${sent.label}: only ${close.length - lost.length} of ${close.length} has an effect, and each has one on its own. Unless your receiver merges the events of a lead on purpose, one is lost.`;
  const parts = {
    expected: "an effect for each",
    actual: `none for ${lost.map(({ sent: one }) => one.type).join(", ")}`,
  };
  const hint =
    "If your receiver waits for further events of a lead before it works, let it work on all that it collected.";
  return warn({ findings: [findingOf(sent, message, parts)], request: requestOf(sent), proof, hint });
}
