/** The evidence of a play: its events with their work, its crowds, the end states and the total. */
import { pause } from "../../base/time/real-waits.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { Recognise } from "../../delivery/idempotency/recogniser.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { ProbeMeter } from "../probe/probe-meter.ts";
import { campaignIdOf } from "../scenarios/run/campaign-id.ts";
import type { RunContext } from "../scenarios/run/run-context.ts";
import type { EvidenceWatch } from "../verify/context/evidence-watch.ts";
import type { Sent } from "../verify/context/sent.ts";
import { duplicateWords } from "../verify/judging/final-answer.ts";
import { measuredWork, PROBE_EFFECT } from "../verify/measuring/work-measure.ts";
import { type ReceiverProfile, typeProfile } from "../verify/receiver-profile.ts";
import { type EndStates, endStates } from "./end-states.ts";
import { type History, isCrowd, type PlannedEvent } from "./history.ts";
import { CONTROL_NAME, CROWD_CAMPAIGN, namesOf, type ScenarioSetting } from "./history-scenario.ts";
import type { Played, PlayedCrowd, PlayedEvent } from "./played.ts";

/** Real ms to wait for a second effect, if work is done before the answer. */
const AT_ONCE_LINGER_MS = 15;
/** Real ms to wait for calls in a patient look, if calls are the only evidence of work. */
const LATE_CALLS_MS = 3_000;

export interface EvidenceParts {
  readonly profile: ReceiverProfile;
  readonly setting: ScenarioSetting;
  /** Reads the state that the receiver keeps of a lead. */
  readonly endStates: EndStates;
  /** Reads `--probe`; `null` without one. */
  readonly meter: ProbeMeter | null;
}

/** How long to wait for missing effects. */
export interface Patience {
  /** Longer: a second look before the receiver is blamed. */
  readonly isPatient?: boolean;
}

/** Collects the receiver's work in a play. */
export class PlayEvidence {
  readonly #parts: EvidenceParts;
  readonly #recognise: Recognise;

  constructor(parts: EvidenceParts, recognise: Recognise) {
    this.#parts = parts;
    this.#recognise = recognise;
  }

  /** All evidence of the play, after every due effect has arrived. */
  async seen(
    history: History,
    {
      context,
      watch,
      requested,
    }: { readonly context: RunContext; readonly watch: EvidenceWatch; readonly requested: Patience },
  ): Promise<Omit<Played, "mockMs">> {
    const { profile } = this.#parts;
    const waitedMs = await this.#awaitEffects(context, watch, requested);
    const total = await this.#total(context, requested);
    const read = (deliveries: readonly Delivery[]) => this.#sentOf(context, { deliveries, waitedMs });
    const names = namesOf(history);
    const events: PlayedEvent[] = [];
    const own: PlayedEvent[] = [];
    const crowds: PlayedCrowd[] = [];
    for (const [index, item] of history.items.entries()) {
      const name = names[index] ?? null;
      if (name === null || item.kind === "resend") continue;
      if (isCrowd(item)) {
        crowds.push({ name, item, sent: crowdOf(context).map((one) => read([one])) });
        continue;
      }
      const deliveries = deliveriesOf(context, name);
      if (item.kind !== "event" || deliveries.length === 0) continue;
      const sent = read(deliveries);
      const saysDuplicate = deliveries.length === 1 && this.#saysDuplicate(sent);
      const event = { planned: item, index, name, sent, ...NO_ORDER, saysDuplicate };
      if (item.ownEvent === undefined) events.push(event);
      else own.push({ ...event, sent: { ...sent, label: item.ownEvent } });
    }
    const control = deliveriesOf(context, CONTROL_NAME);
    const ordered = events.map((one) => ({ ...one, ...orderOf(context, one, events) }));
    const all = [...events, ...own];
    return {
      history,
      events: ordered,
      own: own.map((one) => ({ ...one, ...orderOf(context, one, all) })),
      states: await endStates(this.#parts.endStates, {
        history,
        events: ordered,
        lags: profile.lags,
        effects: context.mock.effects.list(),
        isPatient: requested.isPatient === true,
      }),
      crowds,
      control: control.length === 0 ? null : read(control),
      total,
      stray: context.mock.reactions.unattributed(),
      profile,
      trouble: null,
    };
  }

  /** Waits until every due effect has arrived, and long enough to see unexpected ones. Returns the real ms of the wait. */
  async #awaitEffects({ mock }: RunContext, watch: EvidenceWatch, { isPatient = false }: Patience): Promise<number> {
    const { lags } = this.#parts.profile;
    const due = new Map<string, ReadonlyMap<string, number>>();
    for (const { request_id, event_type, state } of mock.deliveries.all()) {
      const units = this.#namedUnits(event_type);
      if (state === "delivered" && units.size > 0) due.set(request_id, units);
    }
    const patienceMs = lags.patienceMs({ isPatient }, "effects");
    await watch.seen(due, patienceMs);
    // The delay of calls that are not evidence of work is unknown.
    if (isPatient && due.size === 0 && this.#parts.profile.makesCalls) await pause(LATE_CALLS_MS);
    await pause(Math.max(AT_ONCE_LINGER_MS, lags.lingerMs("effects")));
    return patienceMs;
  }

  async #total({ mock }: RunContext, { isPatient = false }: Patience): Promise<Played["total"]> {
    const { meter, profile } = this.#parts;
    if (meter === null) return null;
    const types = new Map<string, string>();
    for (const { request_id, event_type, state } of mock.deliveries.all())
      if (state === "delivered") types.set(request_id, event_type);
    const units = [...types.values()].map((type) => this.#unitsOf(type).get(PROBE_EFFECT) ?? null);
    const expected = units.reduce((sum: number, unit) => sum + (unit ?? 0), 0);
    const seen = await meter.risen({ expected, patienceMs: profile.lags.patienceMs({ isPatient }, "probe") });
    return units.includes(null) ? null : { seen, expected };
  }

  #unitsOf(type: string): ReadonlyMap<string, number> {
    const { profile } = this.#parts;
    const known = [...(profile.types.get(profile.dialect) ?? [])].find(([name]) => name === type)?.[1];
    return known?.kind === "works" ? known.units : NO_UNITS;
  }

  #namedUnits(type: string): ReadonlyMap<string, number> {
    return new Map([...this.#unitsOf(type)].filter(([name]) => name !== PROBE_EFFECT));
  }

  #saysDuplicate({ delivery: { attempts } }: Sent): boolean {
    const [first] = attempts;
    return first?.outcome === "success" && duplicateWords(first, this.#recognise) !== null;
  }

  #sentOf({ mock }: RunContext, { deliveries, waitedMs }: SentParts): Sent {
    const { profile, setting } = this.#parts;
    const [first] = deliveries;
    if (first === undefined) throw new RangeError("An event without a delivery was not seen.");
    const { request_id: id } = first;
    const all = mock.deliveries.withRequestId(id);
    const counts = new Map(mock.effects.countsOf(id));
    // Its type is one of those that explore generates.
    const type = first.event_type as EventType;
    const work = measuredWork({
      profile: typeProfile(profile, type),
      counts,
      possible: mock.effects.possibleOf(id),
      isProbedAlone: false,
      total: null,
      isAwaited: true,
      areLinesGlued: mock.reactions.areLinesGlued(),
    });
    return {
      label: type,
      type,
      dialect: setting.dialect,
      // The delivery with the best outcome represents the event: a copy may succeed if the first one is lost.
      delivery: all.find(({ state }) => state === "delivered") ?? first,
      deliveries: all,
      counts,
      work,
      total: null,
      waitedMs,
      effects: mock.effects.list(id),
      calls: all.flatMap((one) => mock.reactions.calls(one.id)),
    };
  }
}

interface SentParts {
  readonly deliveries: readonly Delivery[];
  readonly waitedMs: number;
}

const NO_ORDER = { isOvertaken: false, isEarly: false, unsubscribedAt: null } as const;
const NO_UNITS: ReadonlyMap<string, number> = new Map();
function deliveriesOf(context: RunContext, name: string): readonly Delivery[] {
  return context.names.deliveriesOf(name).flatMap(({ thing }) => context.mock.deliveries.get(thing) ?? []);
}

/** Deliveries of the campaign for leads without a name: a history has at most one crowd. */
function crowdOf({ mock }: RunContext): readonly Delivery[] {
  const campaign = campaignIdOf(mock.world, CROWD_CAMPAIGN);
  return [...mock.deliveries.all()].filter(
    ({ campaign_id, resent_from }) => campaign_id === campaign && resent_from === null,
  );
}

/** Its order of arrival relative to the other events of its lead. */
function orderOf(
  { observations }: RunContext,
  { planned, index, sent }: PlayedEvent,
  all: readonly PlayedEvent[],
): Pick<PlayedEvent, "isOvertaken" | "isEarly" | "unsubscribedAt"> {
  const arrival = ({ deliveries }: Sent) => earliest(deliveries.map(({ id }) => observations.placeOf(id, "arrival")));
  const mine = arrival(sent);
  const ofLead = all.filter((other) => other.index !== index && isOfLead(other.planned, planned));
  const goodbye = ofLead.find((other) => other.sent.type === "LEAD_UNSUBSCRIBED")?.sent.delivery;
  return {
    unsubscribedAt: goodbye?.state === "delivered" ? goodbye.settled_at : null,
    isOvertaken: ofLead.some((other) => other.index > index && arrival(other.sent) < mine),
    isEarly: ofLead.some((other) => other.index < index && arrival(other.sent) > mine),
  };
}

function isOfLead({ lead }: PlannedEvent, other: PlannedEvent): boolean {
  return lead !== null && lead === other.lead;
}

function earliest(places: readonly (number | undefined)[]): number {
  return Math.min(...places.map((place) => place ?? Number.POSITIVE_INFINITY));
}
