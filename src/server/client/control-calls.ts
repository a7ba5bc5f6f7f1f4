import type { z } from "zod";
import type { ShownDelivery } from "../../delivery/delivery.ts";
import type { FaultView } from "../../delivery/faults/fault.ts";
import type { HeldView } from "../../delivery/faults/hold/held-attempts.ts";
import type { EffectRecord } from "../../delivery/idempotency/effects.ts";
import type { DeliveryPage } from "../../journal/delivery-search.ts";
import type { JoinedSummary } from "../../mock/joined-load.ts";
import type { EmittedEvent, EventPayload, EventView, MockState, ScopeExplanation } from "../../mock/mock.ts";
import type { Snapshot, SnapshotView } from "../../mock/snapshots/mock-snapshot.ts";
import type * as Inputs from "../control-inputs.ts";
import type { LeadView, ThreadView, WorldView } from "./world-answers.ts";

/**
 * The inputs and answers of each call of the control API. The server's routes and the client share this type: a route or an answer that
 * differs from it does not compile.
 */
export interface ControlCalls {
  "GET /health": { answer: { status: string; version: string; uptime_ms: number } };
  "GET /state": { answer: MockState };
  "POST /events": { body: Body<typeof Inputs.EVENT_BODY>; answer: { events: readonly AcceptedEvent[] } };
  "GET /events/:id": ById & { answer: EventView };
  "GET /deliveries": { query?: Query<typeof Inputs.DELIVERY_QUERY>; answer: DeliveryPage };
  "GET /deliveries/:id": ById & { answer: { data: DetailedDelivery } };
  "GET /deliveries/:id/payload": ById & { query: Query<typeof Inputs.PAYLOAD_QUERY>; answer: EventPayload };
  "POST /deliveries/:id/resend": ById & { body: Body<typeof Inputs.RESEND_BODY>; answer: { delivery_id: string } };
  "GET /explain": { query: Query<typeof Inputs.EXPLAIN_QUERY>; answer: ScopeExplanation };
  "POST /clock": { body: Body<typeof Inputs.CLOCK_BODY>; answer: { mode: string; speed: number; now: string } };
  "POST /traffic": { body: Body<typeof Inputs.TRAFFIC_BODY>; answer: { rate: number } };
  "GET /faults": { answer: { data: readonly FaultView[] } };
  "POST /faults": { body: unknown; answer: FaultView | { data: readonly FaultView[] } };
  "DELETE /faults/:id": ById & { answer: FaultView };
  "DELETE /faults": { answer: { disarmed: number } };
  "GET /held": { answer: { data: readonly HeldView[] } };
  "GET /held/:id": ById & { answer: HeldView };
  "POST /held/:id/release": ById & { body: Body<typeof Inputs.HELD_BODY>; answer: HeldView };
  "POST /held/:id/answer": ById & { body: Body<typeof Inputs.HELD_BODY>; answer: HeldView };
  "POST /held/:id/drop": ById & { body: Body<typeof Inputs.EMPTY_BODY>; answer: HeldView };
  "DELETE /held": { answer: { released: number } };
  "GET /world": { answer: WorldView };
  "GET /world/leads": {
    query?: Query<typeof Inputs.WORLD_LEADS_QUERY>;
    answer: { data: readonly LeadView[]; next_cursor: number | null };
  };
  "GET /world/thread": { query: Query<typeof Inputs.WORLD_THREAD_QUERY>; answer: ThreadView };
  "POST /world/marks": {
    body: Body<typeof Inputs.MARKS_BODY>;
    answer: {
      lead_email: string;
      campaign_id: number;
      important: boolean;
      archived: boolean;
      snoozed_until: string | null;
    };
  };
  "POST /world/campaign-tags": {
    body: Body<typeof Inputs.CAMPAIGN_TAGS_BODY>;
    answer: { campaign_id: number; tags: readonly { id: number; name: string; color: string }[] };
  };
  "POST /retrigger": { body: Body<typeof Inputs.RETRIGGER_BODY>; answer: { retriggered: number } };
  "POST /joined": { body: Body<typeof Inputs.JOINED_EVENTS_BODY>; answer: { joined: number } };
  "POST /joined/answers": { body: Body<typeof Inputs.JOINED_ANSWERS_BODY>; answer: { answers: number } };
  "GET /joined": { answer: JoinedSummary };
  "GET /snapshot": { query?: Query<typeof Inputs.SNAPSHOT_QUERY>; answer: Snapshot };
  "GET /snapshots": { answer: { data: readonly SnapshotView[] } };
  "POST /snapshots": { body: Body<typeof Inputs.SNAPSHOT_BODY>; answer: SnapshotView };
  "POST /snapshots/restore": { body: Body<typeof Inputs.RESTORE_BODY>; answer: SnapshotView };
  "GET /snapshots/:name": ByName & { answer: Snapshot };
  "DELETE /snapshots/:name": ByName & { answer: SnapshotView };
  "POST /effects/:key": {
    params: { key: string };
    body: { name?: string; value?: string | number | boolean };
    answer: { key: string; name: string | null; count: number };
  };
  "GET /effects": { query?: Query<typeof Inputs.EFFECTS_QUERY>; answer: { data: readonly EffectRecord[] } };
  /** Text, in Prometheus's format. */
  "GET /metrics": { answer: string };
  "POST /reset": { body: Body<typeof Inputs.EMPTY_BODY>; answer: MockState };
  /** Always refused: the stream is a WebSocket (`connectStream`). */
  "GET /stream": { answer: never };
  /** OpenAPI 3.1; with `inline` each schema is written where it is used. */
  "GET /openapi.json": { query?: { inline?: "true" }; answer: unknown };
}

export type { EffectRecord };
export type ControlCallName = keyof ControlCalls;
export type AnswerOf<Name extends ControlCallName> = ControlCalls[Name]["answer"];

/** One event in the answer of `POST /_mock/events`. */
export type AcceptedEvent = Omit<EmittedEvent, "explanation">;

/** A delivery with its bodies and the receiver's effects. */
export interface DetailedDelivery extends ShownDelivery {
  readonly effects?: readonly EffectRecord[];
}

type ById = { params: { id: string } };
type ByName = { params: { name: string } };

/** The type that a caller passes for a body's schema. */
type Body<Schema extends z.ZodType> = Given<NonNullable<z.input<Schema>>>;

/** The same for a query, whose numbers become text when it is sent. */
type Query<Schema extends z.ZodType> = Given<{
  [Key in keyof z.input<Schema>]: z.output<Schema>[Key & keyof z.output<Schema>];
}>;

/** Lists may be read-only, and keys that are `undefined` are not sent. */
type Given<Value> = Value extends readonly (infer Item)[]
  ? readonly Given<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Given<Value[Key]> | (object extends Pick<Value, Key> ? undefined : never) }
    : Value;
