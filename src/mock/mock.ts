import type { Ids } from "../base/ids.ts";
import type { MockClock } from "../base/time/clock.ts";
import type { AttemptFaults } from "../delivery/attempt-faults.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Fact, ShadowedWebhook } from "../delivery/facts.ts";
import type { ApiFaultRegistry } from "../delivery/faults/api-fault.ts";
import type { FaultRule, Faults } from "../delivery/faults/fault.ts";
import type { FaultRegistry } from "../delivery/faults/fault-registry.ts";
import type { Held } from "../delivery/faults/hold/held-attempts.ts";
import type { Effects } from "../delivery/idempotency/effects.ts";
import type { ReceiverCalls } from "../delivery/idempotency/receiver-calls.ts";
import type { Recognise } from "../delivery/idempotency/recogniser.ts";
import type { Counters } from "../journal/counters.ts";
import type { DeliveryIndex } from "../journal/delivery-index.ts";
import type { Journal } from "../journal/journal.ts";
import type { EditArgs, EditName, EditValue } from "../smartlead/account/edits/index.ts";
import type { World } from "../smartlead/account/world.ts";
import type { Retriggered } from "../smartlead/api/operation.ts";
import type { EventCause } from "../smartlead/events/event.ts";
import type { AnyEventType, SeenEventType } from "../smartlead/events/event-types.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import type { WebhookLevel, WebhookView } from "../smartlead/webhooks/webhook.ts";
import type { DeliverySettings, PlannedDelivery } from "./delivery-plan.ts";
import type { JoinedLoad } from "./joined-load.ts";
import type { NamedEvent } from "./own-events.ts";
import type { Snapshots } from "./snapshots/mock-snapshot.ts";

export type { EvidenceOptions, MockOptions } from "./options.ts";

/** Asks for exactly the named event (PRODUCT §7 `POST /_mock/events`). */
export interface EmitRequest {
  readonly eventType: AnyEventType;
  readonly campaignId?: number;
  readonly leadEmail?: string;
  /** Dotted path → value, set in the body. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Sent as it is, in place of the world's own body. */
  readonly body?: unknown;
  /** An event type of the custom dialect that is like `eventType`. */
  readonly ownEvent?: string;
  /** A recorded body: its shape is sent, filled from the account. */
  readonly like?: Readonly<Record<string, unknown>>;
  /** What is sent is made from the world's own body; a text is sent as it is. Only within the process. */
  readonly reshape?: (body: Readonly<Record<string, unknown>>) => unknown;
  /** 1 to 10,000. */
  readonly count?: number;
  /** They come in one go with those of the call before. */
  readonly follows?: boolean;
  readonly cause?: EventCause;
  /** For the deliveries of these events only; they end with them. An invalid rule makes no event. */
  readonly faults?: readonly FaultRule[];
}

export interface EmittedEvent {
  readonly event_id: string;
  readonly event_type: AnyEventType;
  readonly deliveries: readonly string[];
  readonly shadowed: readonly ShadowedWebhook[];
  /** The scope decision in a sentence or two. */
  readonly explanation: string;
  /** Where overrides made the body no longer fit its schema, a sentence each. */
  readonly warnings?: readonly string[];
}

export interface EventView extends Omit<EmittedEvent, "event_type"> {
  readonly event_type: SeenEventType;
  readonly campaign_id: number | null;
  readonly lead_email: string | null;
  readonly cause: EventCause;
  readonly at: string;
}

/** A body of an event in one dialect; one of `body` and `withheld` is `null`. */
export interface EventPayload {
  readonly event_type: AnyEventType;
  readonly dialect: string;
  /** JSON. */
  readonly body: string | null;
  readonly withheld: string | null;
}

export interface ScopeExplanation {
  readonly receives: readonly {
    readonly webhook_id: number;
    readonly name: string;
    readonly level: WebhookLevel;
    readonly url: string;
  }[];
  readonly shadowed: readonly ShadowedWebhook[];
  readonly explanation: string;
}

/** `GET /_mock/state`. */
export interface MockState {
  readonly run: string;
  readonly seed: number;
  readonly clock: { readonly mode: string; readonly speed: number; readonly now: string };
  readonly policy: {
    readonly name: string;
    readonly tries: number;
    readonly waits_ms: readonly number[];
    readonly timeout_ms: number | null;
    readonly note: string;
  };
  readonly dialect: string;
  /** Event types that the dialect adds, and what each is like; left out if it adds nothing. */
  readonly own_events?: readonly { readonly name: string; readonly like: AnyEventType }[];
  readonly target: string | null;
  readonly rate: number;
  /** Whether campaigns run by their schedules, and until when on the mock's clock; `null` for either = no. */
  readonly world_time: { readonly until: string | null } | null;
  readonly counters: Counters;
  readonly webhooks: readonly WebhookView[];
  /** The data directory, and what was found wrong in it; `null` when nothing is kept. */
  readonly data: { readonly path: string; readonly notices: readonly string[] } | null;
}

/** The whole mock, without a port or a terminal. */
export interface SmartLeadMock {
  readonly run: string;
  readonly seed: number;
  readonly clock: MockClock;
  readonly world: World;
  readonly webhooks: WebhookRegistry;
  readonly journal: Journal;
  readonly deliveries: DeliveryIndex;
  readonly effects: Effects;
  /** What the receiver calls while it handles deliveries. */
  readonly reactions: ReceiverCalls;
  /** Events that load generators send from other machines. */
  readonly joined: JoinedLoad;
  /** For anyone who records deliveries that the world did not cause. */
  readonly internals: MockInternals;
  readonly data: MockState["data"];
  /** The faults. Anyone who answers calls of SmartLead's API asks it about each (`decideApiFaults`). */
  readonly faults: Faults & ApiFaultRegistry;
  /** Attempts that a fault `hold` keeps from going on, and what may be decided of them. */
  readonly held: Held;
  /** Whether campaigns run by their schedules. */
  readonly isWorldTime: boolean;
  /** Whether SmartLead's API refuses query keys that it does not document. */
  readonly isStrictQuery: boolean;
  /** Changes the account as SmartLead's user does and sends out the events that this causes. Throws what the edit throws. */
  change<Name extends EditName>(name: Name, args: EditArgs<Name>): EditValue<Name>;
  /** What the sink answers. */
  readonly sink: { readonly status: number; readonly body: unknown };
  /** Triggers the events and passes them to their webhooks. Throws `bad_request` or `not_found` when it cannot. */
  emit(request: EmitRequest): EmittedEvent[];
  /** What a name stands for, also one of the custom dialect. Throws `bad_request` for an unknown one. */
  eventNamed(name: string): NamedEvent;
  /** Lets the world take its next valid step: one event, or the pair of a first send. */
  step(): EmittedEvent[];
  event(id: string): EventView | null;
  /**
   * What the event of a delivery looks like in a dialect, as the world makes it, or why the dialect has no such body. Throws `not_found`
   * for a delivery that is not known, and for one whose event is no longer held.
   */
  payload(deliveryId: string, dialect: string): EventPayload;
  /** A new delivery of the same event, `resent_from` the old. `body` replaces what is sent. */
  resend(deliveryId: string, options?: { requestId?: "same" | "new"; body?: unknown }): Delivery;
  /** SmartLead's retrigger: sends again what had failed for these campaigns and was created in the window (epoch ms), many in several turns of the event loop. */
  retrigger(campaignIds: readonly number[], from: number, to: number): Retriggered;
  explain(eventType: AnyEventType, campaignId?: number): ScopeExplanation;
  state(): MockState;
  /** Events per real second; 0 pauses. */
  setRate(perSecond: number): void;
  /** The world as the seed makes it; deliveries are dropped, `seq` continues. */
  reset(): void;
  /** States as they were: taken, kept by name, restored. */
  readonly snapshots: Snapshots;
  /** Stops emitting, lets what is in flight finish for at most `graceMs` of real time, closes every socket. */
  close(graceMs?: number): Promise<void>;
  /** Ends as by kill -9: nothing is written any more, connections break, nothing is saved. A mock on the same data directory continues. */
  crash(): Promise<void>;
  /** Resolves when no delivery is queued, in flight or waiting. Moves no clock. */
  settled(): Promise<void>;
}

/**
 * The inside of a mock, for anyone who records deliveries that the world did not cause: the proxy passes on what the real SmartLead sends,
 * `replay` sends what was recorded.
 */
export interface MockInternals {
  readonly ids: Ids;
  readonly settings: DeliverySettings;
  readonly recognise: Recognise;
  /** The armed rules, as far as they say when a delivery is sent, and how often. */
  readonly schedule: Pick<FaultRegistry, "forDelivery">;
  /** The same for what happens to an attempt. */
  readonly attempts: AttemptFaults;
  /** Appends a fact to the journal and brings every view up to date. */
  record(fact: Fact): void;
  /** Shows the user a sentence as a notice, once. */
  notice(sentence: string): void;
  /** Tells of an error that belongs to no caller, as a notice; `where` completes "failed at". */
  defect(where: string, error: unknown): void;
  /** Concludes again of every attempt that carried this request id, now that one more has ended. */
  judgeAgain(requestId: string): void;
  /** Enqueues a delivery, which is sent according to the policy. */
  accept(delivery: PlannedDelivery): void;
}
