import { assertNever, SmartLeadMockError } from "../../base/errors.ts";
import type { AccountEvent, Category } from "../events/event.ts";
import type { AnyEventType } from "../events/event-types.ts";
import { applyEvent } from "./account-events/apply.ts";
import { AccountReader } from "./account-reader.ts";
import type { AccountStore } from "./account-store.ts";
import { CATEGORIES } from "./categories.ts";
import type { Edit, Edited } from "./edits/edit.ts";
import { EDITS, type EditArgs, type EditName, type EditValue, EVENTFUL_EDITS } from "./edits/index.ts";
import { apart, BY_THE_CLOCK, type EventPace } from "./event-pace.ts";
import type { Life } from "./life.ts";
import { takeStepOfLife } from "./next-step.ts";
import type { Where } from "./place.ts";
import { type SeedOptions, seedAccount } from "./seeding.ts";
import { type LifeScope, liveUntil, nextDueAt } from "./simulation/simulation.ts";
import { type EditCall, type LiveCall, mustBeCall, type WorldCall } from "./world-call.ts";
import { lifeOf, stateOf, type WorldState } from "./world-state.ts";

export type { WorldState } from "./world-state.ts";

export interface WorldOptions extends Pick<SeedOptions, "plan" | "hasLeads" | "drawnFor"> {
  /** Seeds people, texts and events. */
  readonly seed: number;
  /** Salts lead, map, stats and message ids. Campaigns, clients, mailboxes and steps keep theirs. */
  readonly run: string;
  readonly clock: { now(): number };
  /** Decides the times of events; the clock's time by default. */
  readonly pace?: EventPace;
  /** The state saved by an earlier world; the seeded account by default. */
  readonly state?: WorldState;
  /** Called for every call that changes the world, before it runs. */
  readonly onCall?: (call: WorldCall) => void;
  /** Called for an error in a timed change; everything else continues. */
  readonly onDefect?: (error: unknown) => void;
}

/**
 * The simulated account and its life. Same seed, run, clock and calls: the same account, to the byte. Events change the records, so that
 * later reads are consistent with them. Memory is bounded however long it runs: see `MAX_LEADS_PER_CAMPAIGN`, `MAX_THREAD_MESSAGES` and
 * `MAX_UNTRACKED_REPLIES`.
 *
 * @example
 * const world = new World({ seed: 1, run: "demo", clock: { now: () => Date.UTC(2026, 0, 5, 9) } });
 * world.apply("EMAIL_REPLY", { campaignId: 3600001 });
 */
export class World extends AccountReader {
  readonly categories: readonly Category[] = CATEGORIES;
  readonly #clock: { now(): number };
  readonly #onCall: (call: WorldCall) => void;
  readonly #onDefect: (error: unknown) => void;
  /** `null` until first needed, for a faster start; the account is the same whenever it is seeded. */
  #made: Life | null;
  readonly #seed: () => Life;
  readonly #pace: EventPace;
  /** No event may be earlier than this. */
  #revision = 0;
  #latest: number;
  #lastEventAt: number | null;

  /** Throws `data_unusable` for an invalid state. */
  constructor({ seed, run, clock, pace = BY_THE_CLOCK, state, plan = null, ...others }: WorldOptions) {
    super();
    this.#clock = clock;
    this.#pace = pace;
    const { onCall = () => {}, onDefect = () => {}, hasLeads = true, drawnFor = null } = others;
    [this.#onCall, this.#onDefect] = [onCall, onDefect];
    const latest = state?.latest ?? clock.now();
    this.#latest = latest;
    this.#lastEventAt = state?.lastEventAt ?? null;
    this.#seed = () => seedAccount({ seed, run, now: latest, plan, hasLeads, drawnFor });
    if (state !== undefined) this.#made = lifeOf({ seed, run, state });
    else this.#made = plan === null ? null : this.#seed();
  }

  get #life(): Life {
    this.#made ??= this.#seed();
    return this.#made;
  }

  protected get store(): AccountStore {
    return this.#life.store;
  }

  save(): WorldState {
    return stateOf(this.#life, { latest: this.#latest, lastEventAt: this.#lastEventAt });
  }

  /** Incremented by everything that may have changed the account. */
  get revision(): number {
    return this.#revision;
  }

  /** Changes the account as SmartLead's user does. All or nothing: it throws (see {@link EDITS}) before any change. */
  change<Name extends EditName>(name: Name, args: EditArgs<Name>): Edited<EditValue<Name>> {
    const at = EVENTFUL_EDITS.has(name) ? this.#timeOfEvent() : this.#now();
    this.#told({ kind: "edit", at, name, args });
    return this.#edit({ kind: "edit", at, name, args }) as Edited<EditValue<Name>>;
  }

  /** The time of the next timed change, epoch ms on the mock's clock; `null` = none at present. */
  nextDueAt(scope: LifeScope): number | null {
    // An account that only the seed has created has no waiting answers or emails.
    if (scope === "answers" && this.#made === null) return null;
    return nextDueAt(this.#life, scope, this.#latest);
  }

  /** Applies all changes due by now, each at a distinct time; see `MAX_SIMULATED_EVENTS_PER_CALL`. */
  live(scope: LifeScope): AccountEvent[] {
    const call = this.#told({ kind: "live", at: this.#clock.now(), from: this.#latest, scope } as const);
    return this.#live(call, this.#onDefect);
  }

  /**
   * Applies exactly this event, now or at the next time without another event; one that `follows` belongs to the same call as the one
   * before. Lead and campaign are drawn by default. Missing prerequisites (a reply needs a sent email) are written to the thread without
   * events; a named lead whose sequence is finished restarts it, with another map id. MANUAL_STEP_REACHED gives a campaign that has no
   * manual step one, at its end. A campaign's status never blocks an event.
   *
   * Throws `SmartLeadMockError`: `not_found` for a campaign or lead that isn't there, `bad_request` for a campaign without a lead or
   * without an email in its sequence.
   */
  apply(type: AnyEventType, where: Where = {}, { follows = false } = {}): AccountEvent {
    const at = this.#timeOfEvent(follows);
    const accountEvent = applyEvent(this.#life, this.#told({ kind: "happen", at, type, where }));
    this.#noteTimes([accountEvent]);
    this.#seen([accountEvent]);
    return accountEvent;
  }

  /**
   * Takes the next weighted, valid step of the account: one event, or the two of a first send, FIRST_EMAIL_SENT and EMAIL_SENT. There is
   * always a next step.
   */
  nextStep(): AccountEvent[] {
    const { at } = this.#told({ kind: "step", at: this.#timeOfEvent() });
    const accountEvents = this.#apart(takeStepOfLife(this.#life, at));
    this.#seen(accountEvents);
    return accountEvents;
  }

  /**
   * Replays a call that was passed to `onCall`, at its own time and without calling `onCall`. A call that was refused is refused again,
   * silently; a defect occurs again too, and is returned (`null` = none). Throws `data_unusable` if it is not a call.
   */
  replay(call: WorldCall): unknown {
    mustBeCall(call);
    // One `live` call may not apply everything that is due by then, so it keeps its own time.
    if (call.kind !== "live") this.#latest = Math.max(this.#latest, call.at);
    try {
      this.#carryOut(call);
      return null;
    } catch (error) {
      return error instanceof SmartLeadMockError ? null : error;
    }
  }

  #carryOut(call: WorldCall): void {
    this.#revision += 1;
    switch (call.kind) {
      case "happen":
        this.#noteTimes([applyEvent(this.#life, call)]);
        break;
      case "step":
        this.#apart(takeStepOfLife(this.#life, call.at));
        break;
      case "edit":
        this.#edit(call);
        break;
      case "live":
        this.#live(call, () => {});
        break;
      default:
        assertNever(call);
    }
  }

  #told<Call extends WorldCall>(call: Call): Call {
    this.#revision += 1;
    this.#onCall(call);
    return call;
  }

  /** Name and args matched when the call was made; the type is lost once they are data. */
  #edit({ name, args, at }: EditCall): Edited<unknown> {
    const edit = EDITS[name] as Edit<object, unknown>;
    try {
      const { value, accountEvents } = edit(this.#life, args, at);
      return { value, accountEvents: this.#apart(accountEvents) };
    } finally {
      this.#life.living.sendQueues.forget();
    }
  }

  #live({ scope, from, at }: LiveCall, onDefect: (error: unknown) => void): AccountEvent[] {
    const accountEvents = liveUntil(this.#life, { scope, from, until: at, onDefect });
    const next = nextDueAt(this.#life, scope, from);
    const isDone = next === null || next > at;
    this.#latest = Math.max(this.#latest, isDone ? at : (accountEvents.at(-1)?.at ?? from));
    return this.#apart(accountEvents);
  }

  /** Events from outside the clock update the send queues. */
  #seen(accountEvents: readonly AccountEvent[]): readonly AccountEvent[] {
    const { store, living } = this.#life;
    for (const accountEvent of accountEvents) {
      const enrolment = "lead" in accountEvent ? store.enrolmentByMapId(accountEvent.lead.mapId) : undefined;
      if (enrolment === undefined) living.sendQueues.forget();
      else living.sendQueues.touch(enrolment);
    }
    return accountEvents;
  }

  /** The time of the next event; later events cannot be earlier. */
  #timeOfEvent(follows = false): number {
    const now = this.#now();
    this.#latest = Math.max(now, this.#pace({ now, last: this.#lastEventAt, follows }));
    return this.#latest;
  }

  #noteTimes(accountEvents: readonly AccountEvent[]): void {
    const { at = null } = accountEvents.at(-1) ?? {};
    if (at !== null) this.#lastEventAt = Math.max(at, this.#lastEventAt ?? at);
  }

  /** If events have distinct times, so do the events of one call. */
  #apart(accountEvents: readonly AccountEvent[]): AccountEvent[] {
    const spread = this.#pace === BY_THE_CLOCK ? [...accountEvents] : apart(accountEvents, this.#lastEventAt);
    this.#noteTimes(spread);
    return spread;
  }

  /** Never earlier than the latest change, even if the clock is set back. */
  #now(): number {
    this.#latest = Math.max(this.#latest, this.#clock.now());
    return this.#latest;
  }
}
