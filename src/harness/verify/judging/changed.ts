import type { Judgement } from "../check.ts";
import type { ChangedEvents } from "../checks/event-sequences.ts";
import type { CheckContext } from "../context/check-context.ts";
import { works } from "../receiver-profile.ts";
import { judgeBuiltOn } from "./final-answer.ts";
import { count, ok } from "./findings.ts";
import { judgeIdleVariants, unknownWork, workOf } from "./side-effects.ts";

interface ChangedRules {
  /** The grade if one is accepted without work, though a plain event has an effect. */
  readonly ifIdle: "warn" | "fail";
}

/** Each changed event must be accepted, and processed if a plain one is (PRODUCT §8, rules 2 and 3). */
export function judgeChanged(
  { plain, changed }: ChangedEvents,
  context: CheckContext,
  { ifIdle }: ChangedRules,
): Judgement {
  const answered = judgeBuiltOn(changed, context, { noun: "variant" });
  if (answered.grade !== "ok") return answered;
  const idle = judgeIdleVariants(changed, plain, { asWarning: ifIdle === "warn" });
  if (idle !== null) return idle;
  const counted = changed.filter(({ type, dialect }) => works(context.known, type, dialect));
  const unclear = counted.find((sent) => workOf(sent) !== "done");
  if (unclear !== undefined) return unknownWork(unclear, unclear.label);
  const done = counted.length === 0 ? [] : [`${count(counted.length, "variant")} had an effect, like plain events.`];
  const [first = "All were answered 2xx.", ...others] = [...answered.evidence, ...done];
  return ok({ evidence: [first, ...others] });
}
