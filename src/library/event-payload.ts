import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { idsOf } from "../base/ids.ts";
import { seededRandom } from "../base/random.ts";
import { USUAL_NOW } from "../base/time/clock.ts";
import type { EmittedEvent, SmartLeadMock } from "../mock/mock.ts";
import { World } from "../smartlead/account/world.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";
import { buildPayload } from "../smartlead/payloads/build-payload.ts";
import type { DialectName } from "../smartlead/payloads/dialect.ts";
import type { Payload } from "../smartlead/payloads/published.ts";
import { LIBRARY_RUN } from "./library-options.ts";
import { liveDelivery } from "./live-delivery.ts";
import type { SmartLeadDelivery, SmartLeadEvent } from "./smart-lead.ts";

/** An emitted event with its deliveries, which are always current. */
export function emittedEvent(mock: SmartLeadMock, emitted: EmittedEvent): SmartLeadEvent {
  const view = mock.event(emitted.event_id);
  const deliveries = new DeliveriesOfEvent(mock, emitted);
  return {
    event_id: emitted.event_id,
    event_type: emitted.event_type,
    campaign_id: view?.campaign_id ?? null,
    lead_email: view?.lead_email ?? null,
    cause: view?.cause ?? "library",
    at: view?.at ?? "",
    shadowed: emitted.shadowed,
    explanation: emitted.explanation,
    warnings: emitted.warnings ?? [],
    get deliveries() {
      return deliveries.list();
    },
  };
}

/** Those it had at first and those that were sent again since, each made once, so that they stay the same objects. */
class DeliveriesOfEvent {
  readonly #mock: SmartLeadMock;
  readonly #eventId: string;
  readonly #known = new Map<string, SmartLeadDelivery>();

  constructor(mock: SmartLeadMock, { event_id, deliveries }: Pick<EmittedEvent, "event_id" | "deliveries">) {
    this.#mock = mock;
    this.#eventId = event_id;
    this.#take(deliveries);
  }

  list(): readonly SmartLeadDelivery[] {
    this.#take(this.#mock.event(this.#eventId)?.deliveries ?? []);
    return [...this.#known.values()];
  }

  #take(ids: readonly string[]): void {
    for (const id of ids) {
      const delivery = this.#known.has(id) ? undefined : this.#mock.deliveries.get(id);
      if (delivery !== undefined) this.#known.set(id, liveDelivery(this.#mock, delivery));
    }
  }
}

export interface SampleOptions<Dialect extends DialectName = "guide"> {
  /** `guide` by default. */
  readonly dialect?: Dialect;
  /** Seed for people and texts; 1 by default. */
  readonly seed?: number;
  /** Salts the ids; always the same one by default. */
  readonly run?: string;
  /** When it happens; 2026-01-05T09:00:00Z by default. */
  readonly now?: Date;
}

/**
 * A body as the mock sends it: the same for the same options. Throws `bad_request` when the dialect has no such event.
 * @example const body = samplePayload("EMAIL_REPLY", { dialect: "live", seed: 7 });
 */
export function samplePayload<Type extends AnyEventType, Dialect extends DialectName = "guide">(
  type: Type,
  { dialect, seed = 1, run = LIBRARY_RUN, now }: SampleOptions<Dialect> = {},
): Payload<Type, Dialect> {
  const at = now?.getTime() ?? USUAL_NOW;
  const world = new World({ seed, run, clock: { now: () => at } });
  const accountEvent = world.apply(checkedType(type), {});
  const event = { ...accountEvent, id: idsOf(seededRandom(seed, run)).event(), cause: "library" } as const;
  const built = buildPayload(event, dialect ?? "guide", { webhook: null, secretKey: null });
  if (built.kind === "withheld") throw new SmartLeadMockError("bad_request", built.reason);
  // Its schema has passed it; as JSON it is as a receiver gets it.
  return JSON.parse(JSON.stringify(built.body));
}

/** The type itself. Throws `bad_request` for what is invalid: a caller in JavaScript may give any text. */
export function checkedType(type: AnyEventType): AnyEventType {
  if (ALL_EVENT_TYPES.includes(type)) return type;
  const meant = didYouMean(String(type), ALL_EVENT_TYPES);
  const hint = meant === null ? `there are ${ALL_EVENT_TYPES.join(", ")}.` : `did you mean ${meant}?`;
  throw new SmartLeadMockError("bad_request", `${JSON.stringify(type)} is not an event type; ${hint}`);
}
