import { SmartLeadMockError } from "../../base/errors.ts";
import { ActiveRule, type ChosenFault, chosenAmong, type Match, type SavedRule, withJitter } from "./active-rule.ts";
import { EventRules, type EventScope, type SavedScope } from "./event-rules.ts";
import type { FaultKind, FaultRule, Faults, FaultView } from "./fault.ts";
import { type CheckedFault, checkedFault, type FaultEffect } from "./fault-schema.ts";
import {
  type ApiEffect,
  type AttemptEffect,
  type CallSubject,
  type DeliverySubject,
  isApiEffect,
  isAttemptEffect,
  isScheduleEffect,
  type ScheduleEffect,
  selectsAttempt,
  selectsCall,
  selectsDelivery,
} from "./selecting.ts";

/** Maximum number of listed rules: each is checked for every attempt, and more are hard to follow. */
export const MAX_FAULT_RULES = 200;
/** Maximum rules of single events. Each ends with its event; more are refused, so that memory is bounded. */
const MAX_EVENT_RULES = 20_000;

export type FaultChange = "armed" | "disarmed" | "ended";

export interface FaultRegistryOptions {
  readonly seed: number;
  /** Epoch ms on the mock's clock. */
  readonly now: () => number;
  readonly nextId: () => string;
  readonly onChange: (change: FaultChange, fault: FaultView) => void;
  /** The target is a function, which has no socket to break; a URL by default. */
  readonly hasNoSocket?: boolean;
}

/** The armed rules with their counts, and the state of random draws, as JSON data. */
export interface FaultState {
  readonly seed: number;
  readonly armed: number;
  readonly planned: number;
  readonly rules: readonly SavedRule[];
  readonly scopes: readonly SavedScope[];
}

/** Kinds that change the bytes of a request on the wire. */
const NEEDS_A_SOCKET: readonly FaultKind[] = ["reset", "slow-body", "truncated-body"];

/** An attempt, as the registry needs it. */
export interface AttemptSubject {
  readonly delivery: DeliverySubject;
  readonly number: number;
  /** The delivery's number, counted from the start or the last reset: it does not depend on network timing or the run. */
  readonly order: number;
}

/**
 * The armed rules. A rule whose time is over ends at the next lookup: a timer for its end would be a time that a virtual clock jumps to.
 */
export class FaultRegistry implements Faults {
  readonly #options: FaultRegistryOptions;
  readonly #rules = new Map<string, ActiveRule>();
  readonly #eventRules = new EventRules();
  #armed = 0;
  #planned = 0;
  #seed: number;

  constructor(options: FaultRegistryOptions) {
    this.#options = options;
    this.#seed = options.seed;
  }

  /** No rule is armed, so hot paths need not look up faults. */
  get isEmpty(): boolean {
    return this.#rules.size === 0 && this.#eventRules.size === 0;
  }

  arm(rule: FaultRule): FaultView {
    return this.armChecked(checkedFault(rule, "The fault"));
  }

  /** The same for a rule that was checked before. */
  armChecked(checked: CheckedFault): FaultView {
    const armed = this.#newRule(checked, null);
    this.#makeRoom();
    this.#rules.set(armed.id, armed);
    return this.#changed("armed", armed);
  }

  /** Arms rules for events that are about to be emitted; `EventScope.take` adds each. */
  openScope(rules: readonly CheckedFault[], eventCount: number): EventScope {
    if (this.#eventRules.size + rules.length > MAX_EVENT_RULES) {
      const limit = `${MAX_EVENT_RULES} faults of single events are active, which is the limit; wait until their deliveries have settled`;
      throw new SmartLeadMockError("conflict", `${limit}.`);
    }
    return this.#openFor(rules.map((checked) => this.#newRule(checked, eventCount)));
  }

  #openFor(armed: readonly ActiveRule[]): EventScope {
    return this.#eventRules.open(armed, {
      begun: (rule) => this.#changed("armed", rule),
      over: (rule) => this.#changed(rule.hasEnded ? "ended" : "disarmed", rule),
    });
  }

  /** Counts pending deliveries: the rules of an event are removed with its last one. */
  accepted(eventId: string): void {
    if (this.#eventRules.size > 0) this.#eventRules.accepted(eventId);
  }

  settled(eventId: string): void {
    if (this.#eventRules.size > 0) this.#eventRules.settled(eventId);
  }

  list(): readonly FaultView[] {
    this.#endThoseThatAreOver();
    return [...this.#rules.values(), ...this.#eventRules.all()].map((rule) => rule.view());
  }

  get(id: string): FaultView | null {
    this.#endThoseThatAreOver();
    return (this.#rules.get(id) ?? this.#eventRules.get(id))?.view() ?? null;
  }

  disarm(id: string): FaultView {
    const rule = this.#rules.get(id) ?? this.#eventRules.get(id);
    if (rule === undefined) {
      throw new SmartLeadMockError(
        "not_found",
        `There is no fault ${id.slice(0, 60)}; list them to see which are active.`,
      );
    }
    this.#rules.delete(id);
    this.#eventRules.remove(rule);
    return this.#changed("disarmed", rule);
  }

  clear(): void {
    for (const { id } of this.list()) this.disarm(id);
  }

  /** Resets random draws to the state at the start. */
  reset(): void {
    this.clear();
    this.#eventRules.clear();
    this.#armed = 0;
    this.#planned = 0;
    this.#seed = this.#options.seed;
  }

  save(): FaultState {
    this.#endThoseThatAreOver();
    return {
      seed: this.#seed,
      armed: this.#armed,
      planned: this.#planned,
      rules: [...this.#rules.values()].map((rule) => rule.save()),
      scopes: this.#eventRules.save(),
    };
  }

  /**
   * Replaces the armed rules by saved ones; each continues with its counts and random draws. Throws `bad_request` for an invalid rule;
   * those before it stay armed.
   */
  restore({ seed, armed, planned, rules, scopes }: FaultState): void {
    this.reset();
    [this.#seed, this.#planned] = [seed, planned];
    for (const saved of rules) {
      const rule = this.#restored(saved);
      this.#rules.set(rule.id, rule);
      this.#changed("armed", rule);
    }
    for (const saved of scopes) {
      const scope = this.#openFor(saved.rules.map((rule) => this.#restored(rule)));
      for (const [eventId, deliveries] of saved.open) {
        scope.take(eventId);
        for (let owed = 0; owed < deliveries; owed += 1) this.#eventRules.accepted(eventId);
      }
      scope.close();
    }
    this.#armed = armed;
  }

  #restored(saved: SavedRule): ActiveRule {
    const { id, seed, order, armedAt: now, eventCount } = saved;
    const checked = checkedFault(saved.rule, `The fault ${id}`);
    if (this.#options.hasNoSocket === true) mustNotNeedSocket(checked.rule.kind);
    const rule = new ActiveRule({ id, checked, seed, order, now, eventCount });
    rule.continueFrom(saved);
    return rule;
  }

  /** The faults of one attempt; called once as it begins. */
  forAttempt({ delivery, number, order }: AttemptSubject): readonly ChosenFault<AttemptEffect>[] {
    if (this.isEmpty) return [];
    return this.#chosen(delivery.event_id, isAttemptEffect, {
      selects: (effect) => selectsAttempt(effect, delivery, number),
      what: () => `${order}#${number}`,
    });
  }

  /** The faults of the schedule for a delivery that is about to be accepted; deliveries that are spared do not count as matches. */
  forDelivery(
    delivery: DeliverySubject,
    isSpared: (effect: ScheduleEffect) => boolean = () => false,
  ): readonly ChosenFault<ScheduleEffect>[] {
    this.#planned += 1;
    if (this.isEmpty) return [];
    const chosen = this.#chosen(delivery.event_id, isScheduleEffect, {
      selects: (effect) => selectsDelivery(effect, delivery) && !isSpared(effect),
      what: () => `delivery ${this.#planned}`,
    });
    return chosen.map(withJitter);
  }

  /** Counts deliveries accepted while no rule was armed, since random draws depend on the number. */
  passed(count: number): void {
    this.#planned += count;
  }

  /** The faults of a call of SmartLead's API. */
  forCall(call: CallSubject): readonly ApiEffect[] {
    if (this.isEmpty) return [];
    const chosen = this.#chosen(null, isApiEffect, {
      selects: (effect) => selectsCall(effect, call),
      what: (rule) => `call ${rule.view().matched}`,
    });
    return chosen.map(({ effect }) => effect);
  }

  #chosen<Effect extends FaultEffect>(
    eventId: string | null,
    isOurs: (effect: FaultEffect) => effect is Effect,
    match: Pick<Match<Effect>, "selects" | "what">,
  ): ChosenFault<Effect>[] {
    return chosenAmong(this.#candidates(eventId), isOurs, {
      ...match,
      now: this.#options.now(),
      onEnded: (rule) => this.#changed("ended", rule),
    });
  }

  #candidates(eventId: string | null): Iterable<ActiveRule> {
    const ofEvent = eventId === null ? [] : this.#eventRules.of(eventId);
    return ofEvent.length === 0 ? this.#rules.values() : [...this.#rules.values(), ...ofEvent];
  }

  #newRule(checked: CheckedFault, eventCount: number | null): ActiveRule {
    const { now, nextId, hasNoSocket = false } = this.#options;
    if (hasNoSocket) mustNotNeedSocket(checked.rule.kind);
    this.#armed += 1;
    return new ActiveRule({ id: nextId(), checked, seed: this.#seed, order: this.#armed, now: now(), eventCount });
  }

  #makeRoom(): void {
    if (this.#rules.size < MAX_FAULT_RULES) return;
    this.#endThoseThatAreOver();
    for (const [id, rule] of this.#rules) {
      if (!rule.hasEnded) continue;
      this.#rules.delete(id);
      return;
    }
    throw new SmartLeadMockError(
      "conflict",
      `${MAX_FAULT_RULES} faults are active, which is the limit; disarm some first.`,
    );
  }

  #endThoseThatAreOver(): void {
    const now = this.#options.now();
    for (const rule of this.#rules.values()) if (rule.endsBy(now)) this.#changed("ended", rule);
  }

  #changed(change: FaultChange, rule: ActiveRule): FaultView {
    const view = rule.view();
    this.#options.onChange(change, view);
    return view;
  }
}

function mustNotNeedSocket(kind: FaultKind): void {
  if (!NEEDS_A_SOCKET.includes(kind)) return;
  throw new SmartLeadMockError(
    "bad_request",
    `The fault ${kind} works on a socket, and a function as target has none; use the receiver's URL as target.`,
  );
}
