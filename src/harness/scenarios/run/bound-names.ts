import { didYouMean } from "../../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import type { EmittedEvent, EventView, SmartLeadMock } from "../../../mock/mock.ts";
import { interpolate } from "../interpolate.ts";

/** An event that a step caused, with its deliveries: those of its webhooks, and the copies that a fault made. */
export interface BoundEvent extends Omit<EmittedEvent, "warnings" | "event_type"> {
  readonly event_type: EventView["event_type"];
  readonly campaign_id: number | null;
  readonly lead_email: string | null;
}

/** The value of a name. */
export type Bound =
  | { readonly kind: "value"; readonly value: unknown }
  /** `answer` is the response of the API call that caused them. */
  | {
      readonly kind: "events";
      readonly events: readonly BoundEvent[];
      readonly isMany: boolean;
      readonly answer?: { readonly status: number; readonly body: unknown };
    }
  | { readonly kind: "deliveries"; readonly ids: readonly string[] }
  | { readonly kind: "faults"; readonly ids: readonly string[] };

/** One of the values that a reference refers to, and its name in sentences. */
export interface Named<Thing> {
  readonly label: string;
  readonly thing: Thing;
}

/** The names of a scenario. `${…}` sees their current values. */
export class Names {
  readonly #mock: () => SmartLeadMock;
  readonly #bound = new Map<string, Bound>();
  /** One property for each name, for interpolation. */
  readonly #scope: Record<string, unknown> = {};

  constructor(mock: () => SmartLeadMock) {
    this.#mock = mock;
  }

  bind(name: string, bound: Bound): void {
    this.#bound.set(name, bound);
    this.#define(name, () => this.#view(bound));
  }

  bindValue(name: string, value: unknown): void {
    this.bind(name, { kind: "value", value });
  }

  /** Adds a name of the run itself, whose value is computed on each access. */
  provide(name: string, view: () => unknown): void {
    this.#define(name, view);
  }

  /**
   * Interpolates every `${…}` in a value; a text that is one expression keeps the value's type. Throws `config` for a name that is not
   * bound, and a path that does not exist.
   */
  fill<Value>(value: Value): Value {
    return interpolate(value, this.#scope);
  }

  /** The events that a reference refers to. Throws `config`. */
  eventsOf(reference: string): readonly Named<BoundEvent>[] {
    const { name, places } = readReference(reference);
    const bound = this.#mustKnow(name, reference);
    if (bound.kind !== "events") throw notThat(reference, "no event");
    const named = bound.events.map((thing, index) => ({ label: bound.isMany ? `${name}[${index}]` : name, thing }));
    const [first] = places;
    if (first === undefined) return named;
    if (!bound.isMany) throw notThat(reference, "one event, not a list");
    const found = named[first];
    if (found === undefined) throw notThat(reference, `nothing: ${name} has ${bound.events.length} events`);
    return [found];
  }

  /** The ids of the deliveries that a reference refers to; empty if no webhook gets the event. Throws `config`. */
  deliveriesOf(reference: string): readonly Named<string>[] {
    const { name, places } = readReference(reference);
    const bound = this.#mustKnow(name, reference);
    if (bound.kind === "deliveries") return placed(labelled(name, bound.ids), { places, reference });
    if (bound.kind !== "events") throw notThat(reference, "no delivery");
    if (bound.isMany) {
      const [, ...rest] = places;
      const events = this.eventsOf(places.length === 0 ? name : `${name}[${places[0]}]`);
      return events.flatMap(({ label, thing }) =>
        placed(labelled(label, thing.deliveries), { places: rest, reference }),
      );
    }
    const ids = bound.events.flatMap(({ deliveries }) => deliveries);
    return placed(labelled(name, ids), { places, reference });
  }

  /** The ids of the rules that a reference refers to. Throws `config`. */
  faultsOf(reference: string): readonly string[] {
    const bound = this.#mustKnow(readReference(reference).name, reference);
    if (bound.kind !== "faults") throw notThat(reference, "no fault");
    return bound.ids;
  }

  #mustKnow(name: string, reference: string): Bound {
    const bound = this.#bound.get(name);
    if (bound !== undefined) return bound;
    const known = [...this.#bound].filter(([, { kind }]) => kind !== "value").map(([other]) => other);
    const meant = didYouMean(name, known);
    const hint = meant === null ? "bind it by `as` in an earlier step." : `did you mean ${meant}?`;
    throw new SmartLeadMockError("config", `Nothing is named ${JSON.stringify(reference)} yet; ${hint}`);
  }

  #define(name: string, get: () => unknown): void {
    Object.defineProperty(this.#scope, name, { get, enumerable: true, configurable: true });
  }

  #view(bound: Bound): unknown {
    if (bound.kind === "value") return bound.value;
    if (bound.kind === "faults") return { id: bound.ids[0], ids: bound.ids };
    if (bound.kind === "deliveries") {
      const [first, ...rest] = bound.ids;
      if (first !== undefined && rest.length === 0)
        return { ...this.#deliveryView(first), delivery: this.#deliveryView(first) };
      return bound.ids.map((id) => this.#deliveryView(id));
    }
    const events = bound.events.map((event) => this.#eventView(event));
    if (bound.answer !== undefined) return { ...bound.answer, ...events[0], events };
    return bound.isMany ? events : events[0];
  }

  #eventView({ deliveries, ...event }: BoundEvent): Readonly<Record<string, unknown>> {
    const lead = event.lead_email === null ? undefined : this.#mock().world.leadByEmail(event.lead_email);
    const views = deliveries.map((id) => this.#deliveryView(id));
    return { ...event, lead_id: lead?.id ?? null, deliveries: views, delivery: views[0] };
  }

  #deliveryView(id: string): Readonly<Record<string, unknown>> {
    const delivery = this.#mock().deliveries.get(id);
    return delivery === undefined ? { id } : { ...delivery, payload: payloadOf(delivery) };
  }
}

/** The body sent last, parsed; a text if it is not JSON. */
export function payloadOf(delivery: Delivery): unknown {
  const sent = delivery.attempts.at(-1)?.sent;
  const text = sent === undefined || sent.truncated ? (delivery.request?.body ?? "") : sent.body;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `replies[2]` → the name and its indexes. Throws `config`. */
function readReference(reference: string): { readonly name: string; readonly places: readonly number[] } {
  const match = /^\s*([^[\]\s]+)((?:\[\d{1,6}\])*)\s*$/.exec(reference);
  if (match?.[1] === undefined) throw notThat(reference, "not a name; write it like reply or replies[2]");
  const places = [...(match[2] ?? "").matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return { name: match[1], places };
}

function labelled(label: string, ids: readonly string[]): readonly Named<string>[] {
  return ids.map((thing, index) => ({ label: ids.length === 1 ? label : `${label}[${index}]`, thing }));
}

function placed(
  named: readonly Named<string>[],
  { places, reference }: { readonly places: readonly number[]; readonly reference: string },
): readonly Named<string>[] {
  const [place] = places;
  if (place === undefined) return named;
  const found = named[place];
  if (found === undefined || places.length > 1)
    throw notThat(reference, `nothing: there are ${named.length} deliveries`);
  return [found];
}

function notThat(reference: string, what: string): SmartLeadMockError {
  return new SmartLeadMockError("config", `${JSON.stringify(reference)} refers to ${what}.`);
}
