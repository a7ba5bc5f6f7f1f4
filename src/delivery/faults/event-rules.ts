import type { ActiveRule, SavedRule } from "./active-rule.ts";

/** Rules of events that were emitted together. */
export interface EventScope {
  /** Called when one of the events gets its id, before its deliveries are planned. */
  take(eventId: string): void;
  /** Called when all events were emitted. Rules of events without an open delivery end. */
  close(): void;
}

export interface ScopeListener {
  readonly begun: (rule: ActiveRule) => void;
  readonly over: (rule: ActiveRule) => void;
}

/** Rules of events that were emitted together, as JSON data. */
export interface SavedScope {
  readonly rules: readonly SavedRule[];
  /** Open deliveries by event. */
  readonly open: readonly (readonly [eventId: string, deliveries: number])[];
}

interface Scope {
  readonly rules: Set<ActiveRule>;
  /** Open deliveries by event. */
  readonly open: Map<string, number>;
  readonly listener: ScopeListener;
  isClosed: boolean;
}

/** Rules by event, so that an attempt checks only those of its own event. They are removed with its last delivery. */
export class EventRules {
  readonly #scopes = new Map<string, Scope>();
  readonly #rules = new Map<string, ActiveRule>();

  get size(): number {
    return this.#rules.size;
  }

  all(): Iterable<ActiveRule> {
    return this.#rules.values();
  }

  get(id: string): ActiveRule | undefined {
    return this.#rules.get(id);
  }

  of(eventId: string): readonly ActiveRule[] {
    return [...(this.#scopes.get(eventId)?.rules ?? [])];
  }

  remove(rule: ActiveRule): void {
    if (!this.#rules.delete(rule.id)) return;
    for (const eventId of rule.events ?? []) this.#scopes.get(eventId)?.rules.delete(rule);
  }

  open(rules: readonly ActiveRule[], listener: ScopeListener): EventScope {
    const scope: Scope = { rules: new Set(rules), open: new Map(), listener, isClosed: false };
    for (const rule of rules) this.#rules.set(rule.id, rule);
    let hasBegun = false;
    return {
      take: (eventId) => {
        scope.open.set(eventId, 0);
        this.#scopes.set(eventId, scope);
        for (const rule of rules) rule.events?.add(eventId);
        if (!hasBegun) for (const rule of rules) listener.begun(rule);
        hasBegun = true;
      },
      close: () => {
        scope.isClosed = true;
        for (const [eventId, open] of scope.open) if (open === 0) this.#forget(eventId, scope);
        if (hasBegun) this.#endIfOver(scope);
        else for (const rule of rules) this.#rules.delete(rule.id);
      },
    };
  }

  /** Each group of rules with its events and how many deliveries of each are open. */
  save(): readonly SavedScope[] {
    return [...new Set(this.#scopes.values())].map(({ rules, open }) => ({
      rules: [...rules].map((rule) => rule.save()),
      open: [...open],
    }));
  }

  /** A delivery of this event is pending. */
  accepted(eventId: string): void {
    const scope = this.#scopes.get(eventId);
    scope?.open.set(eventId, (scope.open.get(eventId) ?? 0) + 1);
  }

  /** A delivery of this event is no longer pending. */
  settled(eventId: string): void {
    const scope = this.#scopes.get(eventId);
    if (scope === undefined) return;
    const open = (scope.open.get(eventId) ?? 0) - 1;
    scope.open.set(eventId, open);
    if (open > 0 || !scope.isClosed) return;
    this.#forget(eventId, scope);
    this.#endIfOver(scope);
  }

  /** Removes all rules without an entry in the journal. */
  clear(): void {
    this.#scopes.clear();
    this.#rules.clear();
  }

  #forget(eventId: string, scope: Scope): void {
    this.#scopes.delete(eventId);
    scope.open.delete(eventId);
  }

  #endIfOver({ rules, open, listener }: Scope): void {
    if (open.size > 0) return;
    for (const rule of rules) if (this.#rules.delete(rule.id)) listener.over(rule);
    rules.clear();
  }
}
