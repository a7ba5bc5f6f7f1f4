import type { Delivery, DeliveryRequest, ReceiverCall } from "../delivery/delivery.ts";
import type { FaultRule, Faults } from "../delivery/faults/fault.ts";
import type { Held } from "../delivery/faults/hold/held-attempts.ts";
import type { EffectRecord } from "../delivery/idempotency/effects.ts";
import type { EventView, MockState, ScopeExplanation } from "../mock/mock.ts";
import type { Snapshot } from "../mock/snapshots/mock-snapshot.ts";
import type { AnyEventType } from "../smartlead/events/event-types.ts";
import type { WebhookView } from "../smartlead/webhooks/webhook.ts";
import type { Duration, SmartLeadWebhook } from "./smart-lead-options.ts";
import type { WorldView } from "./world-view.ts";

export type * from "./smart-lead-options.ts";

/** SmartLead in the test's own process. No port is opened until `listen`. */
export interface SmartLead extends AsyncDisposable {
  readonly seed: number;
  readonly run: string;
  /** The account as it is; it is changed through `api`, and by what is emitted. */
  readonly world: WorldView;
  readonly webhooks: SmartLeadWebhooks;
  readonly deliveries: SmartLeadDeliveries;
  /** The faults. */
  readonly faults: Faults;
  /**
   * Attempts that a fault `hold` pauses.
   * @example smartlead.held.release(smartlead.held.list()[0].delivery_id, { body: "{}" })
   */
  readonly held: Held;
  readonly clock: SmartLeadClock;
  readonly effects: SmartLeadEffects;
  /**
   * Triggers exactly this event. `overrides` (dotted path → value) are set in its body.
   * @example await smartlead.emit("EMAIL_REPLY", { preview_text: "yes" }, { lead: "ada@analytical.example" })
   */
  emit(type: AnyEventType, overrides: Overrides | undefined, options: EmitMany): Promise<readonly SmartLeadEvent[]>;
  emit(type: AnyEventType, overrides?: Overrides, options?: EmitOptions): Promise<SmartLeadEvent>;
  /** Waits until no delivery is queued, in flight or waiting. A manual clock is moved as far as that takes. */
  settle(): Promise<void>;
  /** Moves the clock on, playing what becomes due on the way; resolves when that has been played. */
  advance(duration: Duration): Promise<void>;
  /** Which webhooks would get such an event, which are shadowed, and why. */
  explain(type: AnyEventType, campaign?: number | string): ScopeExplanation;
  /** The mock's state, as `GET /_mock/state`. */
  state(): MockState;
  /**
   * Calls SmartLead's API in this process, as `fetch` would: a path below `/api/v1`, a whole URL, or a Request. An `api_key` is added
   * where there is none.
   * @example await (await smartlead.api("/campaigns/")).json()
   */
  api(input: string | URL | Request, init?: ApiInit): Promise<Response>;
  /** Opens a port, for code in other processes: SmartLead's API, the control API and the stream. */
  listen(options?: ListenOptions): Promise<Listening>;
  /**
   * The whole state as it is, as plain JSON data: account, webhooks, time, open deliveries, faults and random generators. What
   * happens afterwards does not change it.
   */
  snapshot(name?: string): Snapshot;
  /**
   * Replaces the whole state with a snapshot: one of `snapshot()`, or a file of `smartlead-mock snapshot save`, read with
   * `JSON.parse`. The same calls then have the same events again. What is in flight ends as `interrupted`. The clock's mode, the target
   * and every other option stay. Throws `bad_request` if it is not a snapshot; nothing has changed then.
   */
  restore(snapshot: Snapshot | object, options?: { readonly ids?: "same" | "new" }): void;
  /** Resets the mock: a new account from the seed, no deliveries, webhooks and faults as at the start. The clock stays. */
  reset(): void;
  /** Cuts what is in flight and closes everything; nothing is left open. A second call does nothing. */
  close(): Promise<void>;
}

/** Dotted path → value: `{ "lead.first_name": "Ada" }`. */
export type Overrides = Readonly<Record<string, unknown>>;

export interface EmitOptions {
  /** Id or name; one where a webhook gets it by default. */
  readonly campaign?: number | string;
  /** Address of a lead of that campaign; drawn by the seed by default. */
  readonly lead?: string;
  /** Sent instead of the generated body: a string byte for byte, anything else as JSON. */
  readonly body?: unknown;
  /** An event type of the dialect of your own, like the one that is emitted. */
  readonly ownEvent?: string;
  /** A recorded body of this event: its shape is sent, filled from the account. */
  readonly like?: Readonly<Record<string, unknown>>;
  /** For the deliveries of this event only. */
  readonly faults?: readonly FaultRule[];
}

/** This many events at the same moment, 1 to 10,000; `emit` then returns a list. */
export interface EmitMany extends EmitOptions {
  readonly count: number;
}

/** An event with its deliveries, which are always current. */
export interface SmartLeadEvent extends Omit<EventView, "deliveries" | "warnings"> {
  /** In order of their creation; those that were sent again since come last. */
  readonly deliveries: readonly SmartLeadDelivery[];
  /** Warnings about overrides that no longer match the schema, a sentence each. */
  readonly warnings: readonly string[];
}

/** A delivery as it is: each reading shows the present; once the mock has dropped it (reset), what was read last. */
export interface SmartLeadDelivery extends Omit<Delivery, "withheld_because" | "request"> {
  /** `null` unless the state is `withheld`. */
  readonly withheld_because: string | null;
  /** `null` for one that is withheld. */
  readonly request: DeliveryRequest | null;
  /** What the receiver called while it handled this, or soon after. */
  readonly calls: readonly ReceiverCall[];
  /** What is known to have been done for its request id. */
  readonly effects: readonly EffectRecord[];
  /**
   * The body that is sent, parsed; `null` when it is not JSON.
   * @example event.deliveries[0].json<LivePayloads["EMAIL_REPLY"]>().preview_text
   */
  json<Body = unknown>(): Body;
}

/** A predicate, or the properties that a delivery must have: `{ event_type: "EMAIL_REPLY", state: "delivered" }`. */
export type DeliveryMatch = ((delivery: SmartLeadDelivery) => boolean) | DeliveryParts;
/** Parts of a delivery, at any depth: `{ webhook: { level: "user" } }`. */
export type DeliveryParts = { readonly [Key in keyof Delivery]?: unknown };

export interface SmartLeadDeliveries {
  /** Oldest first: all, or those that match. */
  list(match?: DeliveryMatch): readonly SmartLeadDelivery[];
  /** The oldest that matches. */
  find(match: DeliveryMatch): SmartLeadDelivery | undefined;
  get(id: string): SmartLeadDelivery | undefined;
  /** The oldest that matches, as soon as there is one. Fails after so much real time, 4 s by default, and says what there is instead. */
  waitFor(match: DeliveryMatch, options?: { readonly within?: Duration }): Promise<SmartLeadDelivery>;
  /** Sends it again, with the same request id unless a new one is asked for. */
  resend(
    delivery: string | { readonly id: string },
    options?: { readonly request_id?: "same" | "new"; readonly body?: unknown },
  ): SmartLeadDelivery;
}

export interface SmartLeadWebhooks {
  list(): readonly WebhookView[];
  get(id: number): WebhookView | undefined;
  create(webhook: SmartLeadWebhook): WebhookView;
  /** What is left out stays. A disabled webhook is enabled again. */
  update(id: number, change: Omit<SmartLeadWebhook, "level" | "client_id" | "campaign_id">): WebhookView;
  delete(id: number): void;
}

export interface SmartLeadClock {
  /** The mock's time. */
  readonly now: Date;
  readonly mode: "real" | "virtual" | "manual";
  readonly speed: number;
  advance(duration: Duration): Promise<void>;
  /** Jumps to the next due time, if any. */
  next(): Promise<void>;
  setMode(mode: "real" | "virtual" | "manual"): void;
  /** Makes it a real clock of this speed. */
  setSpeed(speed: number): void;
}

/** What the receiver has done, as evidence for the verdict on duplicates. */
export interface SmartLeadEffects {
  /**
   * Call it from the receiver after its work, with the `X-Request-Id`. With a value, `name` is a field of the lead, and the value is
   * what the receiver keeps in it now.
   */
  add(requestId: string, name?: string, value?: string | number | boolean): void;
  list(requestId?: string): readonly EffectRecord[];
  /** Name → how often; an unnamed one counts under the empty name. */
  countsOf(requestId: string): Readonly<Record<string, number>>;
}

/** As for `fetch`, and `json` in place of a body: sent as JSON, by POST unless a method is given. */
export interface ApiInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | null;
  readonly json?: unknown;
}

export interface ListenOptions {
  /** A free one by default. */
  readonly port?: number;
  /** Loopback by default; anything else requires a token, and an `apiKey` of `createSmartLead`. */
  readonly host?: string;
  /** Token for the control API and the stream. */
  readonly token?: string;
}

export interface Listening {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The base of SmartLead's API: `http://127.0.0.1:PORT/api/v1`. */
  readonly apiBase: string;
  readonly streamUrl: string;
  readonly port: number;
  close(): Promise<void>;
}
