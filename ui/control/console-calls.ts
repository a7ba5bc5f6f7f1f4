import type { FaultRule, FaultView } from "../../src/delivery/faults/fault.ts";
import type { HeldView } from "../../src/delivery/faults/hold/held-attempts.ts";
import type { EventPayload, EventView, MockState } from "../../src/mock/mock.ts";
import type { AcceptedEvent, DetailedDelivery } from "../../src/server/client/control-calls.ts";
import { type Connection, controlClient } from "../../src/server/client/control-client.ts";
import type { LeadView, ThreadView, WorldView } from "../../src/server/client/world-answers.ts";
import type { DialectName } from "../../src/smartlead/payloads/dialect.ts";

/** Maximum leads in one answer: more than anyone scrolls through; typing filters them. */
const LEADS_SHOWN = 200;

/** Where an event is triggered; the mock draws any value that is omitted. */
export interface EventPlace {
  readonly campaignId?: number | undefined;
  readonly leadEmail?: string | undefined;
  /** The number of events; 1 by default. */
  readonly count?: number | undefined;
}

/** A move that `POST /_mock/clock` accepts. */
export type ClockMove =
  | { readonly advance: string }
  | { readonly mode: "real" | "virtual" | "manual" }
  | { readonly speed: number }
  | { readonly next: true };

/** The control API calls (PRODUCT §7) that the console makes. Each throws the errors of `ControlClient.call`. */
export interface ConsoleCalls {
  state(): Promise<MockState>;
  delivery(id: string): Promise<DetailedDelivery>;
  event(id: string): Promise<EventView>;
  /** Triggers exactly this event, built-in or of the mock's custom dialect, in this campaign and for this lead if they are given. */
  trigger(eventType: string, where?: EventPlace): Promise<readonly AcceptedEvent[]>;
  world(): Promise<WorldView>;
  /** Finds leads by words of address, name and company, in one campaign or all; returns a limited number. */
  leads(asked: { readonly campaignId?: number | undefined; readonly words: string }): Promise<readonly LeadView[]>;
  thread(leadEmail: string, campaignId: number | null): Promise<ThreadView>;
  /** The body of a delivery's event in another dialect. */
  payload(deliveryId: string, dialect: DialectName): Promise<EventPayload>;
  /** Returns the new delivery's id. A given body replaces the original one. */
  resend(deliveryId: string, how: { readonly requestId: "same" | "new"; readonly body?: string }): Promise<string>;
  /** Resends failed deliveries; returns how many. */
  retrigger(): Promise<number>;
  /** Returns the state of the clock after the move; `now` is ISO 8601. */
  moveClock(move: ClockMove): Promise<{ readonly mode: string; readonly speed: number; readonly now: string }>;
  reset(): Promise<MockState>;
  /** Newest last. */
  faults(): Promise<readonly FaultView[]>;
  arm(rule: FaultRule): Promise<FaultView>;
  disarm(id: string): Promise<void>;
  /** Returns how many there were. */
  disarmAll(): Promise<number>;
  /** The held attempt of this delivery. */
  held(deliveryId: string): Promise<HeldView>;
  /** Releases it, optionally with another body. */
  releaseHeld(deliveryId: string, edit: { readonly body?: string }): Promise<void>;
  answerHeld(deliveryId: string, answer: { readonly status: number; readonly body?: string }): Promise<void>;
  dropHeld(deliveryId: string): Promise<void>;
  /** `GET /_mock/openapi.json`: the parameters of the calls, for forms. */
  openApi(): Promise<unknown>;
  /** Events per real second; 0 pauses. */
  setRate(perSecond: number): Promise<void>;
}

export function consoleCalls(connection: Connection): ConsoleCalls {
  const { call } = controlClient(connection);
  const byId = (id: string) => ({ params: { id } });
  return {
    state: () => call("GET /state"),
    delivery: async (id) => (await call("GET /deliveries/:id", byId(id))).data,
    event: (id) => call("GET /events/:id", byId(id)),
    trigger: async (eventType, { campaignId, leadEmail, count } = {}) => {
      const body = { event_type: eventType, campaign_id: campaignId, lead_email: leadEmail, count };
      return (await call("POST /events", { body })).events;
    },
    world: () => call("GET /world"),
    leads: async ({ campaignId, words }) => {
      const query = { q: words, limit: LEADS_SHOWN, campaign_id: campaignId };
      return (await call("GET /world/leads", { query })).data;
    },
    thread: (leadEmail, campaignId) =>
      call("GET /world/thread", { query: { lead_email: leadEmail, campaign_id: campaignId ?? undefined } }),
    payload: (id, dialect) => call("GET /deliveries/:id/payload", { ...byId(id), query: { dialect } }),
    resend: async (id, { requestId, ...edit }) => {
      const body = { request_id: requestId, ...edit };
      return (await call("POST /deliveries/:id/resend", { ...byId(id), body })).delivery_id;
    },
    retrigger: async () => (await call("POST /retrigger", { body: {} })).retriggered,
    moveClock: (move) => call("POST /clock", { body: move }),
    reset: () => call("POST /reset", { body: {} }),
    faults: async () => (await call("GET /faults")).data,
    arm: async (rule) => {
      // One rule returns one fault.
      return (await call("POST /faults", { body: rule })) as FaultView;
    },
    disarm: async (id) => {
      await call("DELETE /faults/:id", byId(id));
    },
    disarmAll: async () => (await call("DELETE /faults")).disarmed,
    held: (id) => call("GET /held/:id", byId(id)),
    releaseHeld: async (id, edit) => {
      await call("POST /held/:id/release", { ...byId(id), body: edit });
    },
    answerHeld: async (id, answer) => {
      await call("POST /held/:id/answer", { ...byId(id), body: answer });
    },
    dropHeld: async (id) => {
      await call("POST /held/:id/drop", { ...byId(id), body: {} });
    },
    openApi: () => call("GET /openapi.json", { query: { inline: "true" } }),
    setRate: async (perSecond) => {
      await call("POST /traffic", { body: { rate: perSecond } });
    },
  };
}
