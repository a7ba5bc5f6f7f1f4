import { guarded } from "../base/errors.ts";
import { isoFromMs } from "../base/time/iso.ts";
import { cutAttempt, interrupted, interruptedUnlessOver, newAttempt, STOPPED, UNWRITTEN } from "./attempts.ts";
import type { Attempt } from "./delivery.ts";
import type { EngineOptions, Flight, OpenDelivery, SendableDelivery } from "./engine-parts.ts";
import { type Effect, type Input, phaseOf, transition } from "./lifecycle.ts";
import { OpenDeliveries } from "./open-deliveries.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { AbortHandle, type SendResult } from "./sender.ts";
import { endOf, failedAtSending, interrupt, touchOf, transmit } from "./transmission.ts";

export type { EngineOptions, SendableDelivery } from "./engine-parts.ts";

/** How a delivery is resumed. */
interface Resuming {
  /** It waits for `release`, if no attempt was made yet. */
  readonly isHeld?: boolean;
  /** Its number; the next one by default. */
  readonly order?: number;
  /** Why an attempt in flight has no end; by default because the mock was killed. */
  readonly why?: string;
}

/** Stores and sends deliveries: runs the effects of the lifecycle through its ports. */
export class DeliveryEngine {
  readonly #options: EngineOptions;
  readonly #ready: ReadyQueue<OpenDelivery>;
  readonly #open = new OpenDeliveries();
  #isStopping = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#ready = new ReadyQueue(options.limits);
  }

  /** Number of open deliveries. */
  get openCount(): number {
    return this.#open.count;
  }

  /**
   * Accepts a delivery, due at once, or held until it is released. It is recorded either way: an engine that continues after a restart has
   * no holds and sends it at once. Returns its number, counted from the start or the last `dropAll`.
   */
  accept(delivery: SendableDelivery, { isHeld = false } = {}): number {
    this.#options.record({ type: "delivery.created", delivery });
    const open = this.#open.take(delivery, { kind: "queued", dueAt: this.#options.clock.now() });
    open.isHeld = isHeld;
    if (!isHeld) this.#makeReady(open);
    return open.order;
  }

  /** Makes a held delivery due now. */
  release(deliveryId: string): void {
    const open = this.#open.get(deliveryId);
    if (open?.isHeld !== true) return;
    open.isHeld = false;
    this.#makeReady(open);
  }

  /**
   * Continues with a delivery that an earlier process left open. An attempt that was in flight then is `interrupted`; an attempt whose end
   * was recorded, but not its consequences, is not repeated.
   */
  resume(delivery: SendableDelivery, { isHeld = false, order, why }: Resuming = {}): void {
    const phase = phaseOf(delivery, this.#options.clock.now());
    const open = this.#open.take(delivery, phase, order);
    open.isHeld = isHeld && phase.kind === "queued";
    if (open.isHeld) return;
    if (phase.kind === "queued") this.#makeReady(open);
    else if (phase.kind === "waiting") this.#wakeAt(open, phase.dueAt);
    else this.#landAfterAll(open, delivery.attempts.at(-1), why);
  }

  /** How many deliveries were accepted since the start or the last `dropAll`: random draws depend on it. */
  get taken(): number {
    return this.#open.taken;
  }

  /** Continues counting from there. */
  countFrom(taken: number): void {
    this.#open.countFrom(taken);
  }

  /** The open deliveries with their numbers. */
  orders(): ReadonlyMap<string, number> {
    return new Map(this.#open.all().map(({ id, order }) => [id, order]));
  }

  /** Ends a delivery that an earlier process left open and that no webhook gets any more. */
  abandon(delivery: SendableDelivery): void {
    const open = this.#open.take(delivery, phaseOf(delivery, this.#options.clock.now()));
    if (open.phase.kind === "in_flight") this.#landAfterAll(open, delivery.attempts.at(-1));
    if (this.#open.has(open)) this.#giveUp(open);
  }

  #landAfterAll(open: OpenDelivery, last: Attempt | undefined, why?: string): void {
    if (last === undefined) return;
    if (last.outcome !== null) this.#follow(open, this.#effectsOfEnd(open, last));
    else this.#book(open, cutAttempt(last, this.#options.clock.now(), why));
  }

  /** Resolves when every delivery is settled, or nothing more will be sent. Moves no clock. */
  idle(): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => this.#open.whenIdle(resolve));
  }

  /** Drops every open delivery; attempts in flight are aborted, and their end is recorded only if a reason is given. */
  dropAll(why: string | null = null): void {
    if (why !== null) for (const open of this.#open.inFlight()) this.#noteCut(open, why);
    const dropped = this.#open.clear();
    this.#ready.clear();
    this.#options.streaks.clear();
    for (const open of dropped) {
      open.cancelWake?.();
      interrupt(open);
    }
    this.#open.noteIdle();
  }

  #noteCut({ id, flight }: OpenDelivery, why: string): void {
    if (flight === null) return;
    const ended = cutAttempt(flight.attempt, this.#options.clock.now(), why);
    this.#options.record({ type: "attempt.finished", delivery_id: id, attempt: ended });
  }

  /** Starts no more attempts; those in flight end normally. Waiting deliveries are unchanged. */
  halt(): void {
    this.#isStopping = true;
    for (const open of this.#open.all()) open.cancelWake?.();
    this.#open.whenLanded(() => this.#open.endWaiting());
  }

  /** Starts no more attempts and aborts those in flight when `isOver` resolves; they end as `interrupted`. */
  async stop(isOver: Promise<void>): Promise<void> {
    this.halt();
    const landed = new Promise<void>((resolve) => this.#open.whenLanded(resolve));
    await Promise.race([landed, isOver]);
    for (const open of this.#open.inFlight()) interrupt(open);
    await landed;
  }

  #makeReady(open: OpenDelivery): void {
    open.cancelWake = null;
    this.#ready.push(open.webhookId, open);
    this.#pump();
  }

  #pump(): void {
    if (this.#isStopping) return;
    for (let open = this.#ready.take(); open !== null; open = this.#ready.take()) {
      if (this.#open.has(open) && open.phase.kind !== "settled") this.#apply(open, { kind: "start" });
      else this.#ready.release(open.webhookId);
    }
  }

  #apply(open: OpenDelivery, input: Input, now = this.#options.clock.now()): readonly Effect[] {
    const next = transition(open.phase, input, { policy: this.#options.policy, now });
    open.phase = next.phase;
    for (const effect of next.effects) if (effect.kind === "send") this.#send(open, effect.attemptNumber);
    return next.effects;
  }

  #send(open: OpenDelivery, attemptNumber: number): void {
    const { clock, record, whenKept } = this.#options;
    const hold = clock.hold();
    const startedAt = clock.now();
    const touched = touchOf(this.#options, open, attemptNumber);
    const attempt = newAttempt(attemptNumber, startedAt, touched?.names);
    const cut = new AbortHandle();
    const flight: Flight = { open, hold, startedAt, attempt, touched, cut, isInterrupted: false, isAside: false };
    open.flight = flight;
    this.#open.took(open);
    record({ type: "attempt.started", delivery_id: open.id, attempt });
    whenKept(
      () => this.#transmit(flight),
      () => this.#landed(flight, interrupted(UNWRITTEN)),
    );
  }

  /** Any outcome is a result; this never rejects. */
  #transmit(flight: Flight): void {
    if (flight.isInterrupted) this.#landed(flight, interrupted(STOPPED));
    else {
      void transmit(this.#options, flight, () => this.#givePlace(flight)).then(
        (result) => this.#landed(flight, flight.isInterrupted ? interruptedUnlessOver(result) : result),
        (error) => this.#landed(flight, failedAtSending(error, this.#options.onDefect)),
      );
    }
  }

  /** The attempt is held or has ended, so its slot is free for others. */
  #givePlace(flight: Flight): void {
    if (!flight.isAside) this.#ready.release(flight.open.webhookId);
    flight.isAside = true;
    this.#pump();
  }

  #landed(flight: Flight, result: SendResult): void {
    const { open, hold } = flight;
    open.flight = null;
    this.#open.landed(open);
    if (this.#open.has(open))
      guarded(() => this.#book(open, endOf(flight, result, this.#options)), this.#options.onDefect);
    hold.release();
    this.#givePlace(flight);
    this.#open.noteLanded();
  }

  /** Records the end of the attempt, the duplicate verdicts that follow, and the next phase. */
  #book(open: OpenDelivery, ended: Attempt): void {
    const { record, judge } = this.#options;
    const effects = this.#effectsOfEnd(open, ended);
    const wake = effects.find((effect) => effect.kind === "wake");
    const finding = judge(open.requestId, open.id, ended);
    const next_attempt_at = wake === undefined ? null : isoFromMs(wake.at);
    const saysSo = ended.duplicate === finding && ended.next_attempt_at === next_attempt_at;
    const attempt = saysSo ? ended : { ...ended, duplicate: finding, next_attempt_at };
    record({ type: "attempt.finished", delivery_id: open.id, attempt });
    if (finding !== null) {
      record({ type: "delivery.duplicate", delivery_id: open.id, attempt_number: ended.number, ...finding });
    }
    this.#follow(open, effects);
    this.#options.onRecorded(open.requestId);
    if (ended.number === 1) this.#options.onFirstAttempt?.(open.webhookId, open.order);
  }

  #follow(open: OpenDelivery, effects: readonly Effect[]): void {
    const wake = effects.find((effect) => effect.kind === "wake");
    if (wake !== undefined) this.#wakeAt(open, wake.at);
    this.#settleIfAsked(open, effects);
  }

  #wakeAt(open: OpenDelivery, at: number): void {
    if (!this.#isStopping) open.cancelWake = this.#options.clock.wakeAt(at, () => this.#makeReady(open));
  }

  /** Retry waits count from the attempt's recorded end. */
  #effectsOfEnd(open: OpenDelivery, ended: Attempt): readonly Effect[] {
    const endedAt = ended.ended_at === null ? this.#options.clock.now() : Date.parse(ended.ended_at);
    const effects = this.#apply(open, { kind: "ended", outcome: ended.outcome ?? "interrupted" }, endedAt);
    const isOff = open.isLastAttempt && open.phase.kind === "waiting";
    return isOff ? this.#apply(open, { kind: "disabled" }) : effects;
  }

  #settleIfAsked(open: OpenDelivery, effects: readonly Effect[]): void {
    const settle = effects.find((effect) => effect.kind === "settle");
    if (settle === undefined) return;
    this.#open.remove(open);
    this.#options.record({
      type: "delivery.settled",
      delivery_id: open.id,
      state: settle.state,
      reason: settle.reason,
    });
    this.#options.onSettled?.(open.delivery);
    if (settle.reason !== "disabled") this.#countFailures(open.webhookId, settle.state === "failed");
    this.#open.noteIdle();
  }

  #countFailures(webhookId: number, hasFailed: boolean): void {
    const limit = this.#options.policy.disableAfterFailures;
    if (limit === null) return;
    if (!this.#options.streaks.note(webhookId, hasFailed, limit)) return;
    this.#options.onDisable(webhookId);
    for (const open of this.#open.all().filter((other) => other.webhookId === webhookId)) this.#giveUp(open);
  }

  /** A delivery whose attempt is in flight may still succeed. */
  #giveUp(open: OpenDelivery): void {
    open.cancelWake?.();
    open.isLastAttempt = open.phase.kind === "in_flight";
    this.#settleIfAsked(open, this.#apply(open, { kind: "disabled" }));
  }
}
