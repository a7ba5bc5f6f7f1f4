import { SmartLeadMockError } from "../../src/base/errors.ts";
import { maskSecrets } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import type { ShownDelivery } from "../../src/delivery/delivery.ts";
import type { FaultRule, FaultView } from "../../src/delivery/faults/fault.ts";
import type { HeldView } from "../../src/delivery/faults/hold/held-attempts.ts";
import type { EmittedEvent, EventPayload, EventView, MockState } from "../../src/mock/mock.ts";
import type { AnyEventType } from "../../src/smartlead/events/event-types.ts";
import type { DialectName } from "../../src/smartlead/payloads/dialect.ts";
import type { EventPlace, LeadView, ThreadView, WorldView } from "./world-answers.ts";

/** Real ms that a call may take; moving the clock plays what falls due, attempts and their timeouts included. */
const CALL_TIMEOUT_MS = 60_000;

/** Leads of one answer: more than anybody scrolls through; typing narrows them. */
const LEADS_SHOWN = 200;

/** What `POST /_mock/events` says of an event. */
export type AcceptedEvent = Omit<EmittedEvent, "explanation">;

/** An effect that was counted for a delivery's request id. */
export interface ReportedEffect {
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly name: string | null;
  readonly source: "beacon" | "sink" | "api" | "log";
}

/** A delivery with its bodies and with what the receiver did about it. */
export interface DetailedDelivery extends ShownDelivery {
  readonly effects?: readonly ReportedEffect[];
}

/** One of what `POST /_mock/clock` takes. */
export type ClockMove =
  | { readonly advance: string }
  | { readonly mode: "real" | "virtual" | "manual" }
  | { readonly speed: number }
  | { readonly next: true };

/** The calls of the control API (PRODUCT §7) that the UI makes. Every one throws a `SmartLeadMockError` with one sentence when it fails. */
export interface ControlClient {
  state(): Promise<MockState>;
  delivery(id: string): Promise<DetailedDelivery>;
  event(id: string): Promise<EventView>;
  /** Makes exactly this event happen, in this campaign and to this lead where they are given. */
  trigger(eventType: AnyEventType, where?: EventPlace): Promise<readonly AcceptedEvent[]>;
  world(): Promise<WorldView>;
  /** Leads by words of address, name and company, of one campaign or all; the first so many. */
  leads(asked: { readonly campaignId?: number | undefined; readonly words: string }): Promise<readonly LeadView[]>;
  thread(leadEmail: string, campaignId: number | null): Promise<ThreadView>;
  /** The body of a delivery's event in another dialect. */
  payload(deliveryId: string, dialect: DialectName): Promise<EventPayload>;
  /** The new delivery's id. A body takes the place of what was sent. */
  resend(deliveryId: string, how: { readonly requestId: "same" | "new"; readonly body?: string }): Promise<string>;
  /** Sends again what had failed; how many. */
  retrigger(): Promise<number>;
  /** How the clock goes afterwards; `now` is ISO 8601. */
  moveClock(move: ClockMove): Promise<{ readonly mode: string; readonly speed: number; readonly now: string }>;
  reset(): Promise<MockState>;
  /** Newest last. */
  faults(): Promise<readonly FaultView[]>;
  arm(rule: FaultRule): Promise<FaultView>;
  disarm(id: string): Promise<void>;
  /** How many there were. */
  disarmAll(): Promise<number>;
  /** The held attempt of this delivery. */
  held(deliveryId: string): Promise<HeldView>;
  /** Lets it go, with another body where one is given. */
  releaseHeld(deliveryId: string, edit: { readonly body?: string }): Promise<void>;
  answerHeld(deliveryId: string, answer: { readonly status: number; readonly body?: string }): Promise<void>;
  dropHeld(deliveryId: string): Promise<void>;
  /** `GET /_mock/openapi.json`: what the calls take, for anyone who asks for it in a form. */
  openApi(): Promise<unknown>;
  /** Events per real second; 0 pauses. */
  setRate(perSecond: number): Promise<void>;
}

export function controlClient(url: string, token: string | null): ControlClient {
  const call = <Answer>(method: Call["method"], path: string, body?: unknown): Promise<Answer> =>
    callMock<Answer>({ url, token, method, path, body });
  const withId = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;
  return {
    state: () => call("GET", "/state"),
    delivery: async (id) => (await call<{ data: DetailedDelivery }>("GET", withId("/deliveries", id))).data,
    event: (id) => call("GET", withId("/events", id)),
    trigger: async (eventType, { campaignId, leadEmail, count } = {}) => {
      const where = {
        ...(campaignId === undefined ? {} : { campaign_id: campaignId }),
        ...(leadEmail === undefined ? {} : { lead_email: leadEmail }),
        ...(count === undefined ? {} : { count }),
      };
      const answer = await call<{ events: readonly AcceptedEvent[] }>("POST", "/events", {
        event_type: eventType,
        ...where,
      });
      return answer.events;
    },
    world: () => call("GET", "/world"),
    leads: async ({ campaignId, words }) => {
      const query = new URLSearchParams({ q: words, limit: String(LEADS_SHOWN) });
      if (campaignId !== undefined) query.set("campaign_id", String(campaignId));
      return (await call<{ data: readonly LeadView[] }>("GET", `/world/leads?${query}`)).data;
    },
    thread: (leadEmail, campaignId) => {
      const query = new URLSearchParams({ lead_email: leadEmail });
      if (campaignId !== null) query.set("campaign_id", String(campaignId));
      return call("GET", `/world/thread?${query}`);
    },
    payload: (id, dialect) => call("GET", `${withId("/deliveries", id)}/payload?dialect=${dialect}`),
    resend: async (id, { requestId, ...body }) => {
      const asked = { request_id: requestId, ...body };
      return (await call<{ delivery_id: string }>("POST", `${withId("/deliveries", id)}/resend`, asked)).delivery_id;
    },
    retrigger: async () => (await call<{ retriggered: number }>("POST", "/retrigger", {})).retriggered,
    moveClock: (move) => call("POST", "/clock", move),
    reset: () => call("POST", "/reset", {}),
    faults: async () => (await call<{ data: readonly FaultView[] }>("GET", "/faults")).data,
    arm: (rule) => call("POST", "/faults", rule),
    disarm: async (id) => {
      await call("DELETE", withId("/faults", id));
    },
    disarmAll: async () => (await call<{ disarmed: number }>("DELETE", "/faults")).disarmed,
    held: (id) => call("GET", withId("/held", id)),
    releaseHeld: async (id, edit) => {
      await call("POST", `${withId("/held", id)}/release`, edit);
    },
    answerHeld: async (id, answer) => {
      await call("POST", `${withId("/held", id)}/answer`, answer);
    },
    dropHeld: async (id) => {
      await call("POST", `${withId("/held", id)}/drop`, {});
    },
    openApi: () => call("GET", "/openapi.json?inline=true"),
    setRate: async (perSecond) => {
      await call("POST", "/traffic", { rate: perSecond });
    },
  };
}

interface Call {
  readonly url: string;
  readonly token: string | null;
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body: unknown;
}

async function callMock<Answer>({ url, token, method, path, body }: Call): Promise<Answer> {
  const address = `${url.replace(/\/+$/, "")}/_mock${path}`;
  const response = await fetch(address, {
    method,
    redirect: "error",
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  const answer = await response.json().catch((cause: unknown) => {
    throw notTheMock(url, cause);
  });
  if (!response.ok) throw refusal({ url, status: response.status, answer });
  // The control API's own shapes (PRODUCT §7) hold here; a second schema for them would only drift from the first.
  return answer as Answer;
}

function refusal({ url, status, answer }: { url: string; status: number; answer: unknown }): SmartLeadMockError {
  const message = messageOf(answer);
  if (message === null) return notTheMock(url);
  if (status === 401 || status === 403) return new SmartLeadMockError("forbidden", message);
  return new SmartLeadMockError(status === 404 ? "not_found" : "bad_request", message);
}

function messageOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null;
  const { error } = answer;
  if (typeof error !== "object" || error === null || !("message" in error)) return null;
  return typeof error.message === "string" ? printable(error.message) : null;
}

function unreachable(url: string, cause: unknown): SmartLeadMockError {
  return new SmartLeadMockError(
    "unreachable",
    `No mock answers at ${shown(url)}; start one with \`smartlead-mock start\`, or name another with --connect URL.`,
    { cause },
  );
}

function notTheMock(url: string, cause?: unknown): SmartLeadMockError {
  return new SmartLeadMockError(
    "unreachable",
    `What answers at ${shown(url)} is not a smartlead-mock; name its URL with --connect URL.`,
    { cause },
  );
}

function shown(url: string): string {
  return printable(maskSecrets(url));
}
