import { BoundedMap } from "../base/bounded-map.ts";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import type { Ids } from "../base/ids.ts";
import type { Clock } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { Fact } from "../delivery/facts.ts";
import type { EventScope } from "../delivery/faults/event-rules.ts";
import { type AccountEvent, campaignOf, type Event, type EventCause, leadEmailOf } from "../smartlead/events/event.ts";
import { DIALECTS, type PayloadContext } from "../smartlead/payloads/dialect.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import {
  type BodyChange,
  type BodyForm,
  bodyTextOf,
  type DeliverySettings,
  type PlannedDelivery,
  planDelivery,
} from "./delivery-plan.ts";
import { type EventLog, eventViewOf } from "./event-log.ts";
import type { FaultInjector } from "./fault-injector.ts";
import type { JournalProjections } from "./journal-projections.ts";
import type { EmittedEvent, EventPayload, EventView } from "./mock.ts";
import type { WebhookRouting } from "./webhook-routing.ts";

/** Events held whole, so that their bodies can be made again in another dialect: some 3 MB with usual threads. */
export const MAX_EVENTS_HELD_WHOLE = 500;

export interface EventServiceParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly projections: JournalProjections;
  readonly log: EventLog;
  readonly scope: WebhookRouting;
  readonly webhooks: WebhookRegistry;
  readonly faults: Pick<FaultInjector, "plan" | "accept">;
  readonly settings: DeliverySettings;
}

/** An event as it was taken in; the warnings are reported once and not kept. */
type EmittedView = EventView & EmittedEvent;

/** What someone asked for with an event. */
interface Admission {
  readonly change?: BodyChange;
  /** Faults of this event alone. */
  readonly scope?: EventScope | null;
}

interface Plan {
  readonly delivery: PlannedDelivery;
  readonly warnings: readonly string[];
}

/** Turns what happened in the account into deliveries. */
export class EventService {
  readonly #parts: EventServiceParts;
  readonly #whole = new BoundedMap<string, Event>(MAX_EVENTS_HELD_WHOLE);

  constructor(parts: EventServiceParts) {
    this.#parts = parts;
  }

  /** With the deliveries of it that were sent again since. */
  get(id: string): EventView | null {
    const event = this.#parts.log.get(id) ?? this.#readBack(id);
    return event === null ? null : { ...event, deliveries: this.#deliveriesOf(event) };
  }

  /** The body of a delivery's event in a dialect, without what a fault or an override makes of it. Throws `not_found`. */
  payload(deliveryId: string, dialect: string): EventPayload {
    const form = this.#formOf(dialect);
    const delivery = this.#parts.projections.deliveries.get(deliveryId);
    const event = delivery === undefined ? undefined : this.#whole.get(delivery.event_id);
    if (delivery === undefined || event === undefined) throw unknownBody(deliveryId, delivery !== undefined);
    const built = bodyTextOf(event, {}, { ...form, context: this.#contextFor(delivery.webhook) });
    const isBuilt = "text" in built;
    return {
      event_type: event.type,
      dialect,
      body: isBuilt ? built.text : null,
      withheld: isBuilt ? null : built.withheld,
    };
  }

  /** Throws `bad_request` for a dialect that this mock does not know. */
  #formOf(name: string): Pick<BodyForm, "dialect" | "own"> {
    const { ownDialect: own } = this.#parts.settings;
    if (own !== null && name === own.name) return { dialect: own.on, own };
    const dialect = DIALECTS.find((known) => known === name);
    if (dialect !== undefined) return { dialect };
    const known = own === null ? DIALECTS : [...DIALECTS, own.name];
    const meant = didYouMean(name, known);
    const hint = meant === null ? "." : ` (did you mean ${meant}?).`;
    const asked = JSON.stringify(name.slice(0, 60));
    throw new SmartLeadMockError("bad_request", `"dialect" must be one of ${known.join(", ")}, not ${asked}${hint}`);
  }

  /** Those it had at first, and those that were sent again since. */
  #deliveriesOf({ event_id, deliveries }: EventView): readonly string[] {
    return [...new Set([...deliveries, ...this.#parts.projections.deliveries.idsOfEvent(event_id)])];
  }

  #readBack(id: string): EventView | null {
    if (!/^[\w-]{1,60}$/.test(id)) return null;
    const entry = this.#parts.projections.journal.findNewest(`"type":"event.emitted","event_id":"${id}"`);
    return entry?.type === "event.emitted" ? eventViewOf(entry) : null;
  }

  /** Scope decides, payloads are built, faults may copy and hold, the journal takes the event, and the engine its deliveries. */
  publish(accountEvent: AccountEvent, cause: EventCause, { change = {}, scope = null }: Admission = {}): EmittedView {
    // An account event with an id and a cause is an event; the compiler cannot follow the wide union.
    const event = Object.assign(accountEvent, { id: this.#parts.ids.event(), cause }) as Event;
    this.#whole.set(event.id, event);
    scope?.take(event.id);
    const { webhooks, explained } = this.#parts.scope.decide(event);
    const plans = webhooks.map((webhook) => this.#plan(event, webhook, change));
    const planned = this.#parts.faults.plan(plans.map(({ delivery }) => delivery));
    const warnings = [...new Set(plans.flatMap((plan) => plan.warnings))];
    const view: EmittedView = {
      event_id: event.id,
      event_type: event.type,
      campaign_id: campaignOf(event)?.id ?? null,
      lead_email: leadEmailOf(event),
      cause,
      at: isoFromMs(event.at),
      deliveries: planned.map(({ delivery }) => delivery.id),
      shadowed: explained.shadowed,
      explanation: explained.explanation,
    };
    this.#parts.log.add(view);
    this.#parts.projections.record(emittedFact(view));
    this.#parts.faults.accept(planned.filter(({ delivery }) => delivery.state !== "withheld"));
    for (const { delivery } of planned) if (delivery.state === "withheld") this.#withhold(delivery);
    return warnings.length === 0 ? view : { ...view, warnings };
  }

  #plan(event: Event, webhook: PlannedDelivery["webhook"], change: BodyChange): Plan {
    const { dialect, ownDialect: own } = this.#parts.settings;
    const now = this.#parts.clock.now();
    const built = bodyTextOf(event, change, { dialect, own, context: this.#contextFor(webhook) });
    const body = "text" in built ? built.text : "";
    const { ids, settings } = this.#parts;
    const delivery = planDelivery({ event, webhook, body, now, ids, settings, ownEvent: change.ownEvent });
    if ("text" in built) return { delivery, warnings: built.warnings };
    return { delivery: { ...delivery, state: "withheld", withheld_because: built.withheld }, warnings: [] };
  }

  #contextFor(webhook: PlannedDelivery["webhook"]): PayloadContext {
    const createdAt = this.#parts.webhooks.get(webhook.id)?.createdAt ?? this.#parts.clock.now();
    return { webhook: { ...webhook, createdAt }, secretKey: this.#parts.settings.secretKey };
  }

  #withhold(delivery: PlannedDelivery): void {
    this.#parts.projections.record({ type: "delivery.created", delivery });
    this.#parts.projections.record({
      type: "delivery.settled",
      delivery_id: delivery.id,
      state: "withheld",
      reason: null,
    });
  }
}

function unknownBody(id: string, isKnown: boolean): SmartLeadMockError {
  const newest = `only those of the newest ${MAX_EVENTS_HELD_WHOLE} events since the start are available`;
  const sentence = isKnown
    ? `The body of delivery ${id} is not available in other dialects; ${newest}.`
    : `There is no delivery ${id.slice(0, 60)}.`;
  return new SmartLeadMockError("not_found", sentence);
}

function emittedFact(view: EventView): Fact {
  const { event_id, event_type, campaign_id, lead_email, cause, shadowed, explanation } = view;
  return { type: "event.emitted", event_id, event_type, campaign_id, lead_email, cause, shadowed, explanation };
}
