/** Which of the active rules apply to one attempt, delivery or call. */
import type { ActiveRule, ChosenFault } from "./active-rule.ts";
import type { FaultEffect } from "./fault-schema.ts";
import { isScheduleEffect, isWireEffect, type ScheduleEffect } from "./selecting.ts";

export interface Match<Effect extends FaultEffect> {
  /** Epoch ms on the mock's clock. */
  readonly now: number;
  readonly selects: (effect: Effect) => boolean;
  /** What chance is drawn for. */
  readonly what: (rule: ActiveRule) => string;
  readonly onEnded: (rule: ActiveRule) => void;
}

/** In the order in which the rules were armed. */
export function chosenAmong<Effect extends FaultEffect>(
  rules: Iterable<ActiveRule>,
  isOurs: (effect: FaultEffect) => effect is Effect,
  { now, selects, what, onEnded }: Match<Effect>,
): ChosenFault<Effect>[] {
  const chosen: ChosenFault<Effect>[] = [];
  for (const rule of rules) {
    const { effect } = rule;
    if (rule.endsBy(now)) onEnded(rule);
    if (!isOurs(effect) || !rule.isOn(now) || !selects(effect)) continue;
    const slot = slotOf(effect);
    if (slot !== null && chosen.some((other) => slotOf(other.effect) === slot)) continue;
    const draw = what(rule);
    if (rule.take(draw)) chosen.push({ ruleId: rule.id, effect, random: () => rule.randomFor(draw) });
    if (rule.hasEnded && rule.events === null) onEnded(rule);
  }
  return chosen;
}

/**
 * What can happen once only: a kind on the wire and in the schedule, and how a call is answered. The rule that was armed first counts,
 * and for the others it is no match: three rules for one call each answer three calls. `null` = several add up.
 */
function slotOf(effect: FaultEffect): string | null {
  if (effect.kind === "api-status" || effect.kind === "api-reset") return "answer";
  if (effect.kind === "hold") return `hold ${effect.at}`;
  return isScheduleEffect(effect) || isWireEffect(effect) ? effect.kind : null;
}

/** How late this delivery is, where its rule leaves that open. */
export function withJitter(chosen: ChosenFault<ScheduleEffect>): ChosenFault<ScheduleEffect> {
  const { effect } = chosen;
  if (effect.kind !== "delay" || effect.jitter === undefined) return chosen;
  return { ...chosen, effect: { ...effect, by: effect.by + chosen.random().int(0, effect.jitter) } };
}
