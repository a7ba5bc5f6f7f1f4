import type { Clock } from "../base/time/clock.ts";
import type { SendableDelivery } from "../delivery/engine.ts";
import type { Fact } from "../delivery/facts.ts";
import { AttemptInterceptor, type ScheduleMark } from "../delivery/faults/attempt-interceptor.ts";
import type { ContentContext } from "../delivery/faults/content/request-faults.ts";
import type { EventScope } from "../delivery/faults/event-rules.ts";
import type { FaultRule } from "../delivery/faults/fault.ts";
import { type FaultChange, FaultRegistry, type FaultState } from "../delivery/faults/fault-registry.ts";
import { type CheckedFault, checkedEventFault, checkedFault } from "../delivery/faults/fault-schema.ts";
import { HeldAttempts } from "../delivery/faults/hold/held-attempts.ts";
import { DelayQueue } from "../delivery/faults/schedule/delay-queue.ts";
import { type Meeting, planSchedule, type Scheduled } from "../delivery/faults/schedule/plan.ts";
import { createGate, type Met } from "../delivery/faults/wire/gate.ts";
import type { Gate, WireSender } from "../delivery/faults/wire-fault.ts";
import type { Sender } from "../delivery/sender.ts";
import type { PlannedDelivery } from "./delivery-plan.ts";

/** The parts of the engine that schedules need. */
export interface DelayEngine {
  accept(delivery: SendableDelivery, how?: { isHeld: boolean }): number;
  release(deliveryId: string): void;
}

export interface FaultInjectorParts {
  readonly seed: number;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly record: (fact: Fact) => void;
  readonly engine: () => DelayEngine;
  /** `canMeet`: its targets have URLs, so that requests can meet at them on their own connections. */
  readonly plain: Sender;
  readonly canMeet: boolean;
  readonly wire: WireSender;
  readonly content: ContentContext;
  /** Attempts in flight at once, to one webhook and in all: no more can meet. */
  readonly concurrency: number;
  /** The same delivery once more, as one of its own. */
  readonly copyOf: (delivery: PlannedDelivery) => PlannedDelivery;
  readonly room: () => number;
  /** Called for requests that met. */
  readonly onMeeting?: ((met: Met) => void) | undefined;
  /** Armed at the start and after each reset. Throws `bad_request` for what is invalid. */
  readonly configured: readonly FaultRule[];
}

/** The state of the faults, as JSON data. */
export interface InjectorState {
  readonly faults: FaultState;
  /** Deliveries that are held, and until when, epoch ms on the mock's clock. */
  readonly held: readonly (readonly [deliveryId: string, until: number])[];
  /** What the first attempt of a delivery is to say of faults of the schedule. */
  readonly marks: readonly (readonly [deliveryId: string, kinds: readonly string[]])[];
}

/** All faults of a mock: the rules, what they do to deliveries, and what to attempts. */
export class FaultInjector {
  readonly book: FaultRegistry;
  readonly attempts: AttemptInterceptor;
  /** Attempts that wait for someone's decision. */
  readonly held: HeldAttempts;
  readonly #parts: FaultInjectorParts;
  readonly #configured: readonly CheckedFault[];
  readonly #pen: DelayQueue;
  readonly #marks = new Map<string, ScheduleMark>();

  constructor(parts: FaultInjectorParts) {
    const { seed, clock, nextId, record, plain, canMeet, wire, content, configured } = parts;
    this.#parts = parts;
    this.#configured = configured.map((rule, at) => checkedFault(rule, `faults[${at}]`));
    this.book = new FaultRegistry({
      seed,
      nextId,
      now: () => clock.now(),
      onChange: (change: FaultChange, fault) => record({ type: "fault.changed", change, fault }),
      hasNoSocket: !canMeet,
    });
    this.#pen = new DelayQueue({ clock, release: (id) => parts.engine().release(id) });
    this.held = new HeldAttempts(record);
    const { book, held } = this;
    this.attempts = new AttemptInterceptor({ book, marks: this.#marks, plain, wire, content, held });
  }

  armConfigured(): void {
    for (const checked of this.#configured) this.book.armChecked(checked);
  }

  /** Checks the rules of an emit, before anything happens. Throws `bad_request`. */
  checked(rules: readonly FaultRule[] = []): readonly CheckedFault[] {
    return rules.map((rule, at) => checkedEventFault(rule, `faults[${at}]`));
  }

  /** Lets so many events happen with their own rules; `null` where there are none. */
  during<Value>(rules: readonly CheckedFault[], count: number, act: (scope: EventScope | null) => Value): Value {
    if (rules.length === 0) return act(null);
    const scope = this.book.openScope(rules, count);
    try {
      return act(scope);
    } finally {
      scope.close();
    }
  }

  /** What becomes of an event's deliveries: they, and copies of them. */
  plan(deliveries: readonly PlannedDelivery[]): readonly Scheduled<PlannedDelivery>[] {
    if (this.book.isEmpty) {
      for (const { state } of deliveries) if (state !== "withheld") this.book.passed(1);
      return deliveries.map(asPlanned);
    }
    return planSchedule(deliveries, {
      now: this.#parts.clock.now(),
      faultsOf: (delivery) => this.#faultsOf(delivery),
      copyOf: this.#parts.copyOf,
      room: this.#parts.room(),
    });
  }

  /** Hands planned deliveries to the engine, held where a fault says so. */
  accept(planned: readonly Scheduled<PlannedDelivery>[]): void {
    const gates = new Map<Meeting, Gate>();
    for (const { delivery, kinds, meeting } of planned) {
      this.book.accepted(delivery.event_id);
      if (kinds.length === 0) continue;
      this.#marks.set(delivery.id, { kinds, gate: this.#gateOf(meeting, gates) });
    }
    for (const { delivery, holds } of planned) {
      const order = this.#parts.engine().accept(delivery, { isHeld: holds.length > 0 });
      if (holds.length > 0) this.#pen.hold({ id: delivery.id, webhookId: delivery.webhook.id, order }, holds);
    }
  }

  /** One that is sent again on demand has nothing to do with the schedule. */
  acceptAsIs(delivery: PlannedDelivery): void {
    this.accept([{ delivery, kinds: [], holds: [], meeting: null }]);
  }

  settled({ id, event_id }: Pick<SendableDelivery, "id" | "event_id">): void {
    this.book.settled(event_id);
    this.#pen.forget(id);
    const mark = this.#marks.get(id);
    this.#marks.delete(id);
    mark?.gate?.leave();
  }

  wasSent(webhookId: number, order: number): void {
    this.#pen.wasSent({ webhookId, order });
  }

  save(): InjectorState {
    return {
      faults: this.book.save(),
      held: this.#pen.save(),
      marks: [...this.#marks].map(([id, { kinds }]) => [id, kinds]),
    };
  }

  /** Throws `bad_request` for rules that `restore` could not take. */
  mustTake({ faults }: InjectorState): void {
    const { seed, clock, nextId, canMeet } = this.#parts;
    new FaultRegistry({
      seed,
      nextId,
      now: () => clock.now(),
      onChange: () => {},
      hasNoSocket: !canMeet,
    }).restore(faults);
  }

  /** Puts rules and marks that were saved in place of all there is; `holdAgain` follows for each delivery that is held. */
  restore({ faults, marks }: InjectorState): void {
    this.#pen.clear();
    this.#marks.clear();
    this.book.restore(faults);
    // Requests that were to meet have lost each other: each goes when it is due.
    for (const [id, kinds] of marks) this.#marks.set(id, { kinds, gate: null });
  }

  holdAgain({ id, webhook }: SendableDelivery, order: number, until: number): void {
    this.#pen.hold({ id, webhookId: webhook.id, order }, [{ kind: "until", at: until }]);
  }

  /** As at the start. */
  reset(): void {
    this.#pen.clear();
    this.#marks.clear();
    this.book.reset();
    this.armConfigured();
  }

  #faultsOf(delivery: PlannedDelivery) {
    if (delivery.state === "withheld") return [];
    // While one waits for later ones, those are not held back themselves: otherwise none would ever go first.
    const isReordering = this.#pen.isReordering(delivery.webhook.id);
    return this.book.forDelivery(delivery, ({ kind }) => kind === "reorder" && isReordering);
  }

  #gateOf(meeting: Meeting | null, gates: Map<Meeting, Gate>): Gate | null {
    if (meeting === null || !this.#parts.canMeet) return null;
    const { concurrency, onMeeting } = this.#parts;
    const gate = gates.get(meeting) ?? createGate(Math.min(meeting.size, concurrency), undefined, onMeeting);
    gates.set(meeting, gate);
    return gate;
  }
}

function asPlanned(delivery: PlannedDelivery): Scheduled<PlannedDelivery> {
  return { delivery, kinds: NONE, holds: NONE, meeting: null };
}

const NONE: readonly never[] = [];

/** Deliveries that rules of a single event add to each of its own at most. */
export function copiesOf(rules: readonly CheckedFault[]): number {
  return rules.reduce((most, { effect }) => Math.max(most, effect.kind === "duplicate" ? effect.copies : 0), 0);
}
