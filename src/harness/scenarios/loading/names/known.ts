/** Facts about names before the run: what they refer to, and which paths are valid. */
import type { Delivery } from "../../../../delivery/delivery.ts";
import type { BoundEvent } from "../../run/bound-names.ts";

/** The known facts about a value: nothing, that it has no parts, its keys, or that it is a list. */
export type Known =
  | { readonly kind: "any" }
  | { readonly kind: "plain" }
  | { readonly kind: "keys"; readonly keys: Readonly<Record<string, Known>> }
  | { readonly kind: "list"; readonly item: Known };

/** One of the values that a name may refer to. */
export interface Possible {
  readonly kind: "value" | "events" | "deliveries" | "faults";
  /** Whether there are several, each with its index; `null` if only the run can tell. */
  readonly isMany: boolean | null;
  /** The value as `${…}` sees it. */
  readonly view: Known;
}

const ANY: Known = { kind: "any" };
const PLAIN: Known = { kind: "plain" };

export const ANY_VALUE: Possible = { kind: "value", isMany: false, view: ANY };
export const PLAIN_VALUE: Possible = { kind: "value", isMany: false, view: PLAIN };

const DELIVERY_PARTS = {
  id: PLAIN,
  event_id: PLAIN,
  request_id: PLAIN,
  resent_from: ANY,
  event_name: PLAIN,
  event_type: PLAIN,
  campaign_id: ANY,
  client_id: ANY,
  lead_email: ANY,
  webhook: { kind: "keys", keys: { id: PLAIN, name: PLAIN, level: PLAIN, url: PLAIN } },
  dialect: PLAIN,
  state: PLAIN,
  reason: ANY,
  attempts: list(ANY),
  duplicate: ANY,
  created_at: PLAIN,
  settled_at: ANY,
  max_attempts: PLAIN,
  withheld_because: PLAIN,
  request: ANY,
  proxied: ANY,
  payload: ANY,
} satisfies Record<keyof Delivery | "payload", Known>;

const DELIVERY: Known = { kind: "keys", keys: DELIVERY_PARTS };

const EVENT_PARTS = {
  event_id: PLAIN,
  event_type: PLAIN,
  campaign_id: ANY,
  lead_email: ANY,
  lead_id: ANY,
  shadowed: list(ANY),
  explanation: PLAIN,
  deliveries: list(DELIVERY),
  delivery: DELIVERY,
} satisfies Record<keyof BoundEvent | "lead_id" | "delivery", Known>;

const EVENT: Known = { kind: "keys", keys: EVENT_PARTS };

export const ONE_EVENT: Possible = { kind: "events", isMany: false, view: EVENT };
export const MANY_EVENTS: Possible = { kind: "events", isMany: true, view: list(EVENT) };
/** An answer of the API, and the events that the call caused. */
export const API_ANSWER: Possible = {
  kind: "events",
  isMany: null,
  view: { kind: "keys", keys: { ...EVENT_PARTS, status: PLAIN, body: ANY, events: list(EVENT) } },
};
export const ONE_DELIVERY: Possible = {
  kind: "deliveries",
  isMany: false,
  view: { kind: "keys", keys: { ...DELIVERY_PARTS, delivery: DELIVERY } },
};
export const MANY_DELIVERIES: Possible = { kind: "deliveries", isMany: true, view: list(DELIVERY) };
export const FAULTS: Possible = {
  kind: "faults",
  isMany: null,
  view: { kind: "keys", keys: { id: PLAIN, ids: list(PLAIN) } },
};

/** Names known before there is a mock. */
export const SETUP_NAMES: Readonly<Record<string, Possible>> = {
  target: PLAIN_VALUE,
  receiver: value({ url: PLAIN }),
  seed: PLAIN_VALUE,
  run: PLAIN_VALUE,
};

/** Names known from the first step on. */
export const STEP_NAMES: Readonly<Record<string, Possible>> = {
  mock: value({ url: PLAIN, api: PLAIN }),
  now: PLAIN_VALUE,
  campaigns: values({ id: PLAIN, name: PLAIN, status: PLAIN, client_id: ANY }),
  leads: values({ id: PLAIN, email: PLAIN, first_name: ANY, last_name: ANY, company_name: ANY }),
};

function value(keys: Readonly<Record<string, Known>>): Possible {
  return { kind: "value", isMany: false, view: { kind: "keys", keys } };
}

function values(keys: Readonly<Record<string, Known>>): Possible {
  return { kind: "value", isMany: true, view: list({ kind: "keys", keys }) };
}

function list(item: Known): Known {
  return { kind: "list", item };
}
