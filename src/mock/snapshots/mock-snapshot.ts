import type { IdsState } from "../../base/ids.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { ShadowedWebhook } from "../../delivery/facts.ts";
import type { EffectState } from "../../delivery/idempotency/effect-state.ts";
import type { CounterState } from "../../journal/counters.ts";
import type { EvictedState } from "../../journal/evicted-counts.ts";
import type { EventCause } from "../../smartlead/events/event.ts";
import type { SeenEventType } from "../../smartlead/events/event-types.ts";
import type { AccountState } from "../durable-account.ts";
import type { InjectorState } from "../fault-injector.ts";

/** The version of what a snapshot holds; another one is refused. */
export const SNAPSHOT_FORMAT = 1;
/** Bytes of a snapshot as JSON: an account of thousands of leads with full threads. */
export const MAX_SNAPSHOT_BYTES = 64 * 1024 * 1024;
/** Open deliveries that a snapshot takes along: more is a receiver that is down, and nothing to begin a test from. */
export const MAX_SNAPSHOT_DELIVERIES = 10_000;
/** The newest failed deliveries that it takes along, so that they can be sent again. */
export const MAX_SNAPSHOT_FAILURES = 1_000;
/** Snapshots that a mock keeps by name. */
export const MAX_SNAPSHOTS = 50;

/** What a list shows of a snapshot. */
export interface SnapshotView {
  /** `null` for one that was taken without a name. */
  readonly name: string | null;
  readonly format: number;
  /** ISO 8601: where the mock's clock stood. */
  readonly now: string;
  /** What the account was made with. */
  readonly seed: number;
  readonly run: string;
  readonly campaigns: number;
  readonly leads: number;
  readonly webhooks: number;
  readonly open_deliveries: number;
  readonly failed_deliveries: number;
  readonly faults: number;
}

/** A mock's state as JSON data: plain, so that it can be written to a file and read back with `JSON.parse`. */
export interface Snapshot extends SnapshotView {
  readonly smartlead_mock: "snapshot";
  /** Over `state`: a file that was cut short or changed is not believed. */
  readonly sum: number;
  readonly state: SnapshotState;
}

/** What is restored. Times are epoch ms on the mock's clock. */
export interface SnapshotState {
  readonly now: number;
  /** Without what a reset makes the account from: that is a matter of the mock. */
  readonly account: Omit<AccountState, "plan">;
  readonly ids: IdsState;
  readonly counters: CounterState;
  readonly evicted: EvictedState;
  readonly effects: EffectState;
  readonly streaks: readonly (readonly [webhookId: number, inARow: number])[];
  /** How many deliveries the engine has counted. */
  readonly taken: number;
  readonly events: readonly SavedEvent[];
  /** Oldest first. */
  readonly deliveries: readonly SavedDelivery[];
  readonly faults: InjectorState;
}

/** A delivery; headers are created again when it is restored, so that no secret of theirs is in the file. */
export interface SavedDelivery {
  readonly delivery: Omit<Delivery, "request">;
  readonly body: string;
  /** Which delivery it is by the engine's count; `null` for one that has ended. */
  readonly order: number | null;
}

/** An event of which deliveries are taken along. */
export interface SavedEvent {
  readonly event_id: string;
  readonly event_type: SeenEventType;
  readonly campaign_id: number | null;
  readonly lead_email: string | null;
  readonly cause: EventCause;
  readonly at: string;
  readonly deliveries: readonly string[];
  readonly shadowed: readonly ShadowedWebhook[];
  readonly explanation: string;
}

export interface RestoreOptions {
  /**
   * `same` (by default): the same continuation gets the same ids. `new`: events, deliveries and requests from now on have ids of
   * their own, for a receiver that remembers those it has seen.
   */
  readonly ids?: "same" | "new" | undefined;
}

/** A mock's states as they were: taken, kept by name, and restored. */
export interface Snapshots {
  /** The present state, kept nowhere. Throws `bad_request` for what is not a name, `conflict` for a state that is too large. */
  take(name?: string | null): Snapshot;
  /** Replaces the whole state. Throws `bad_request` if it is not a snapshot, or not whole; nothing has changed then. */
  restore(snapshot: unknown, options?: RestoreOptions): SnapshotView;
  /** Takes one and keeps it: in the data directory, or as long as the process lives. One of the same name is replaced. */
  save(name: string): SnapshotView;
  list(): readonly SnapshotView[];
  /** One that was kept. Throws `not_found`. */
  read(name: string): Snapshot;
  /** Throws `not_found`. */
  remove(name: string): SnapshotView;
}

/** What the journal says once a snapshot has been restored. */
export function restoredText(name: string | null): string {
  return name === null ? RESTORED : `${RESTORED}: ${name}`;
}

export function isRestoredText(change: string): boolean {
  return change === RESTORED || change.startsWith(`${RESTORED}: `);
}

const RESTORED = "snapshot restored";

/** Stands in the file for the `secret_key` of bodies, which is put in again from the mock that it is restored into. */
export const SECRET_KEY_PLACE = "00000000-0000-4000-8000-5ec4e75ec4e7";
