import { SmartLeadMockError } from "../../base/errors.ts";
import { type Random, seededRandom } from "../../base/random.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import type { FaultRule, FaultView } from "./fault.ts";
import type { CheckedFault, FaultEffect } from "./fault-schema.ts";
import { explainFault } from "./fault-sentence.ts";
import type { RuleTime } from "./rule-values.ts";
import { isScheduleEffect, isWireEffect, type ScheduleEffect } from "./selecting.ts";

/** A fault that is applied now. */
export interface ChosenFault<Effect extends FaultEffect = FaultEffect> {
  readonly ruleId: string;
  readonly effect: Effect;
  /** Random values for the fault; the same whenever seed, rule and match are the same. */
  random(): Random;
}

export interface Arming {
  readonly id: string;
  readonly checked: CheckedFault;
  readonly seed: number;
  /** The rule's number, counted from the start or the last reset: random draws depend on it. */
  readonly order: number;
  /** Epoch ms on the mock's clock. */
  readonly now: number;
  /** Number of events that it applies to; `null` = any. */
  readonly eventCount: number | null;
}

/** A rule with its counts, as JSON data. */
export interface SavedRule {
  readonly id: string;
  readonly rule: FaultRule;
  readonly seed: number;
  readonly order: number;
  /** Epoch ms on the mock's clock. */
  readonly armedAt: number;
  readonly eventCount: number | null;
  readonly matched: number;
  readonly performed: number;
  readonly ended: boolean;
}

/** An armed rule with its counts. */
export class ActiveRule {
  readonly id: string;
  readonly effect: FaultEffect;
  readonly #arming: Arming;
  readonly #fromMs: number;
  readonly #untilMs: number;
  /** The events that it applies to, if not all; they are added one by one. */
  readonly events: Set<string> | null;
  #matched = 0;
  #performed = 0;
  #hasEnded = false;

  /** Throws `bad_request` if it ends before it begins. */
  constructor(arming: Arming) {
    const { checked, now, id, eventCount } = arming;
    this.id = id;
    this.effect = checked.effect;
    this.events = eventCount === null ? null : new Set();
    this.#arming = arming;
    this.#fromMs = timeOf(checked.effect.from, now) ?? now;
    this.#untilMs = timeOf(checked.effect.until, now) ?? Number.POSITIVE_INFINITY;
    if (checked.effect.until !== undefined && checked.effect.from !== undefined && this.#untilMs <= this.#fromMs) {
      throw new SmartLeadMockError(
        "bad_request",
        `The fault ${checked.effect.kind} would end at ${isoFromMs(this.#untilMs)}, before it starts at ${isoFromMs(this.#fromMs)}; give a later "until".`,
      );
    }
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Whether the rule's time is over; true once, on the first call after the end. */
  endsBy(now: number): boolean {
    if (this.#hasEnded || now < this.#untilMs) return false;
    this.#hasEnded = true;
    return true;
  }

  isOn(now: number): boolean {
    return !this.#hasEnded && now >= this.#fromMs && now < this.#untilMs;
  }

  /**
   * Counts a match and decides whether the fault is applied. `what` identifies the match within the rule, independent of the order of
   * network events.
   */
  take(what: string): boolean {
    const { first, every, limit, probability } = this.effect;
    this.#matched += 1;
    const isTurn = every === undefined || this.#matched % every === 0;
    const isPerformed = isTurn && (probability === undefined || this.#random(`chance ${what}`).next() < probability);
    if (isPerformed) this.#performed += 1;
    this.#hasEnded = this.#performed === limit || this.#matched === first;
    return isPerformed;
  }

  randomFor(what: string): Random {
    return this.#random(`draws ${what}`);
  }

  #random(name: string): Random {
    const { seed, order } = this.#arming;
    return seededRandom(seed, `fault ${order} ${name}`);
  }

  save(): SavedRule {
    const { id, checked, seed, order, now: armedAt, eventCount } = this.#arming;
    const [matched, performed, ended] = [this.#matched, this.#performed, this.#hasEnded];
    return { id, rule: checked.rule, seed, order, armedAt, eventCount, matched, performed, ended };
  }

  /** Restores the counts of a saved rule. */
  continueFrom({ matched, performed, ended }: Pick<SavedRule, "matched" | "performed" | "ended">): void {
    [this.#matched, this.#performed, this.#hasEnded] = [matched, performed, ended];
  }

  view(): FaultView {
    const { checked, now } = this.#arming;
    const [eventId = null] = this.events ?? [];
    return {
      id: this.id,
      kind: this.effect.kind,
      rule: checked.rule,
      explain: this.#explain(),
      event_id: eventId,
      armed_at: isoFromMs(now),
      matched: this.#matched,
      performed: this.#performed,
      ended: this.#hasEnded,
    };
  }

  #explain(): string {
    const sentence = explainFault(this.effect);
    const { eventCount } = this.#arming;
    if (eventCount === null) return sentence;
    const whose = eventCount === 1 ? "for one event only" : `for ${eventCount} events that were triggered together`;
    return `${sentence.slice(0, -1)}; ${whose}.`;
  }
}

function timeOf(time: RuleTime | undefined, armedAt: number): number | null {
  if (time === undefined) return null;
  return time.isAfterArming ? armedAt + time.ms : time.ms;
}

/** Criteria for finding the active rules that apply to one attempt, delivery or call. */
export interface Match<Effect extends FaultEffect> {
  /** Epoch ms on the mock's clock. */
  readonly now: number;
  readonly selects: (effect: Effect) => boolean;
  /** The key for random draws. */
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
 * Effects that can apply only once: each kind on the wire and in the schedule, and the answer of a call. The rule armed first applies, and
 * the others do not match: three rules with `limit` 1 answer three calls. `null` = several add up.
 */
function slotOf(effect: FaultEffect): string | null {
  if (effect.kind === "api-status" || effect.kind === "api-reset") return "answer";
  if (effect.kind === "hold") return `hold ${effect.at}`;
  return isScheduleEffect(effect) || isWireEffect(effect) ? effect.kind : null;
}

/** The lateness of this delivery, if its rule leaves it open. */
export function withJitter(chosen: ChosenFault<ScheduleEffect>): ChosenFault<ScheduleEffect> {
  const { effect } = chosen;
  if (effect.kind !== "delay" || effect.jitter === undefined) return chosen;
  return { ...chosen, effect: { ...effect, by: effect.by + chosen.random().int(0, effect.jitter) } };
}
