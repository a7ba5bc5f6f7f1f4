import { z } from "zod";
import { definedOnly } from "../base/defined-only.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import type { MockClock } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import { systemTime } from "../base/time/system-clock.ts";
import type { EmitRequest, EmittedEvent, SmartLeadMock } from "../mock/mock.ts";
import { checkedFaults, FAULT_ROUTES, HELD_ROUTES } from "./control-faults.ts";
import {
  BY_ID,
  CLOCK_BODY,
  DELIVERY_QUERY,
  EFFECT_BODY,
  EFFECTS_QUERY,
  EMPTY_BODY,
  EVENT_BODY,
  EXPLAIN_QUERY,
  NO_INPUT,
  PAYLOAD_QUERY,
  RESEND_BODY,
  TRAFFIC_BODY,
} from "./control-inputs.ts";
import { JOINED_ROUTES } from "./control-joined.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";
import { SNAPSHOT_ROUTES } from "./control-snapshots.ts";
import { WORLD_ROUTES } from "./control-world.ts";
import { quoted } from "./input.ts";

/** The control API (PRODUCT §7): every call below `/_mock` except the stream. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  controlRoute("GET /health", {
    summary: "Reports that the mock is running.",
    input: NO_INPUT,
    handle: (_input, { version, uptimeMs }) => ({ status: "ok", version, uptime_ms: Math.round(uptimeMs()) }),
  }),
  controlRoute("GET /state", {
    summary: "Run, seed, clock, policy, dialect, target, rate, counters and webhooks.",
    input: NO_INPUT,
    handle: (_input, { mock }) => mock.state(),
  }),
  controlRoute("POST /events", {
    summary: "Triggers exactly the named event, once or `count` times.",
    status: 202,
    input: z.object({ body: EVENT_BODY }),
    handle: async ({ body }, { mock }) => ({
      events: (await emitInTurns(mock, emitRequestOf(body, mock))).map(acceptedEvent),
    }),
  }),
  controlRoute("GET /events/:id", {
    summary: "One event, and which webhooks got it or did not, with the reason.",
    input: z.object({ params: BY_ID }),
    handle: ({ params }, { mock }) => mock.event(params.id) ?? missing("event", params.id),
  }),
  controlRoute("GET /deliveries", {
    summary:
      "Deliveries, newest first, filtered and paged; `q` is a query as in the console; `next_cursor` continues, also after a short page.",
    input: z.object({ query: DELIVERY_QUERY }),
    handle: ({ query: { cursor, limit, ...filter } }, { mock }) => mock.deliveries.list(filter, { cursor, limit }),
  }),
  controlRoute("GET /deliveries/:id", {
    summary: "One delivery with what was sent and every attempt with its answer.",
    input: z.object({ params: BY_ID }),
    handle: ({ params }, { mock }) => ({ data: shownDelivery(mock, params.id) }),
  }),
  controlRoute("GET /deliveries/:id/payload", {
    summary: "The body of a delivery's event in another dialect, or why that dialect has none.",
    input: z.object({ params: BY_ID, query: PAYLOAD_QUERY }),
    handle: ({ params, query }, { mock }) => mock.payload(params.id, query.dialect),
  }),
  controlRoute("POST /deliveries/:id/resend", {
    summary: "Sends the event of a delivery again, as a new delivery.",
    status: 202,
    input: z.object({ params: BY_ID, body: RESEND_BODY }),
    handle: ({ params, body: { request_id, ...replaced } }, { mock }) => ({
      delivery_id: mock.resend(params.id, { requestId: request_id, ...replaced }).id,
    }),
  }),
  controlRoute("GET /explain", {
    summary: "Which webhooks would get an event of this type, which would be shadowed, and why.",
    input: z.object({ query: EXPLAIN_QUERY }),
    handle: ({ query }, { mock }) => mock.explain(mock.eventNamed(query.event_type).eventType, query.campaign_id),
  }),
  controlRoute("POST /clock", {
    summary: "Moves the clock by a duration or to the next due time, or changes its mode or speed.",
    input: z.object({ body: CLOCK_BODY }),
    handle: ({ body }, { mock }) => movedClock(mock.clock, body),
  }),
  controlRoute("POST /traffic", {
    summary: "Sets how many events the account creates per real second; 0 pauses.",
    input: z.object({ body: TRAFFIC_BODY }),
    handle: ({ body }, { mock }) => {
      mock.setRate(body.rate);
      return { rate: body.rate };
    },
  }),
  ...FAULT_ROUTES,
  ...HELD_ROUTES,
  ...WORLD_ROUTES,
  ...JOINED_ROUTES,
  ...SNAPSHOT_ROUTES,
  controlRoute("POST /effects/:key", {
    summary: "Records a side effect of the receiver; the key is the X-Request-Id.",
    toleratesAnyBody: true,
    input: z.object({ params: z.object({ key: z.string() }), body: EFFECT_BODY }),
    handle: ({ params: { key }, body }, { mock }) => notedEffect(mock, key, body),
  }),
  controlRoute("GET /effects", {
    summary: "The effects, newest last, all or those of one key.",
    input: z.object({ query: EFFECTS_QUERY }),
    handle: ({ query }, { mock }) => ({ data: mock.effects.list(query.key) }),
  }),
  controlRoute("GET /metrics", {
    summary: "Counters, queue and durations in Prometheus's text format; counted from the first call.",
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    input: NO_INPUT,
    handle: async (_input, { mock, version }) => (await import("./telemetry/metrics.ts")).metricsText(mock, version),
  }),
  controlRoute("POST /reset", {
    summary:
      "Creates the account again from the seed and drops all deliveries; the stream's sequence numbers continue.",
    input: z.object({ body: EMPTY_BODY }),
    handle: (_input, { mock }) => {
      mock.reset();
      return mock.state();
    },
  }),
  controlRoute("GET /stream", {
    summary: "The live stream, a WebSocket; an ordinary request gets an error that says so.",
    input: NO_INPUT,
    handle: () => {
      throw new SmartLeadMockError(
        "bad_request",
        "The stream is a WebSocket; connect to this address with ws:// instead.",
      );
    },
  }),
];

function emitRequestOf(asked: z.output<typeof EVENT_BODY>, mock: SmartLeadMock): EmitRequest {
  const { event_type, campaign_id, lead_email, body, faults, ...same } = asked;
  return definedOnly({
    ...same,
    // Serialized here, because many events are emitted over several turns.
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    ...mock.eventNamed(event_type),
    cause: "trigger",
    campaignId: campaign_id,
    leadEmail: lead_email,
    faults: faults === undefined ? undefined : checkedFaults(faults),
  });
}

function acceptedEvent({ event_id, event_type, deliveries, shadowed, warnings }: EmittedEvent) {
  return definedOnly({ event_id, event_type, deliveries, shadowed, warnings });
}

async function movedClock(clock: MockClock, move: z.output<typeof CLOCK_BODY>) {
  if (move.advance !== undefined) await clock.advance(move.advance);
  else if (move.mode !== undefined) clock.setMode(move.mode);
  else if (move.speed !== undefined) clock.setSpeed(move.speed);
  else await clock.next();
  const { mode, speed, now } = clock.state();
  return { mode, speed, now: isoFromMs(now) };
}

/** Adds the receiver's side: the effects that were counted, and the calls that are attributed to the delivery. */
function shownDelivery(mock: SmartLeadMock, id: string) {
  const delivery = mock.deliveries.get(id) ?? missing("delivery", id);
  return { ...delivery, effects: mock.effects.list(delivery.request_id), calls: mock.reactions.calls(id) };
}

/** An effect without a name is counted under the empty name. */
function notedEffect({ effects }: SmartLeadMock, key: string, { name, value }: z.output<typeof EFFECT_BODY>) {
  effects.add(
    key,
    name || null,
    "beacon",
    definedOnly({ value: name === "" || value === undefined ? undefined : String(value) }),
  );
  return { key, name: name || null, count: effects.countsOf(key).get(name) ?? 0 };
}

function missing(what: "event" | "delivery", id: string): never {
  throw new SmartLeadMockError(
    "not_found",
    `There is no ${what} ${quoted(id)}; it may have been dropped to make room.`,
  );
}

/** Events emitted before the event loop gets a turn: some 20 ms, so that no attempt in flight times out late and no stream falls behind. */
const EVENTS_PER_TURN = 100;

/**
 * Emits many events without blocking the process. Under `virtual` they are emitted in one go: an attempt that times out in between would
 * move the clock, and the same call would give other times. Throws the mock's errors; once some events were emitted, the message says how
 * many.
 */
async function emitInTurns(mock: SmartLeadMock, request: EmitRequest): Promise<EmittedEvent[]> {
  const { count = 1, faults = [] } = request;
  // The call's rules count over all of its events ("the first three"), so they are armed once for all.
  const isOneGo = mock.clock.state().mode === "virtual" || faults.length > 0;
  const perTurn = isOneGo ? count : EVENTS_PER_TURN;
  const emitted: EmittedEvent[] = [];
  const emitSome = () => {
    const turn = { count: Math.min(count - emitted.length, perTurn), follows: emitted.length > 0 };
    emitted.push(...mock.emit({ ...request, ...turn }));
  };
  emitSome();
  try {
    while (emitted.length < count) {
      await new Promise<void>((resolve) => systemTime.soon(resolve));
      emitSome();
    }
  } catch (error) {
    throw cutShort(error, `${emitted.length} of ${count} events had been triggered by then.`);
  }
  return emitted;
}

function cutShort(error: unknown, progress: string): unknown {
  if (!(error instanceof SmartLeadMockError)) return error;
  return new SmartLeadMockError(error.code, `${error.message} ${progress}`, { cause: error });
}
