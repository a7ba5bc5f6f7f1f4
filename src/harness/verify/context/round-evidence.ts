/** The results of a round of events: due effects are waited for, the probe is read, and each event gets its own share. */
import { SmartLeadMockError } from "../../../base/errors.ts";
import { pause } from "../../../base/time/real-waits.ts";
import type { Delivery, ReceiverCall } from "../../../delivery/delivery.ts";
import { PRINTED_EFFECT } from "../../../delivery/idempotency/log-lines.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import { NOT_PROBED, type Risen, type WorkMeter } from "../../probe/probe-meter.ts";
import { atLeast, read } from "../measuring/measurement.ts";
import { type Measured, namedUnitsOf, totalOf, type Units, unitsOf } from "../measuring/units.ts";
import { measuredWork, PASS_ID_ON, PROBE_EFFECT, type Total } from "../measuring/work-measure.ts";
import type { TypeProfile } from "../receiver-profile.ts";
import type { AccountOptions } from "./check-mock-options.ts";
import type { EvidenceWatch } from "./evidence-watch.ts";
import type { Begun, Seen } from "./phase.ts";
import type { Rest } from "./rest.ts";
import type { Sent } from "./sent.ts";

/** Minimum real ms to wait for an effect that should not arrive. */
const UNWANTED_MS = 60;
/** The same for a printed line: it arrives through a pipe or a file, and not by the connection of the answer, which may be read first. */
const LINE_MS = 100;
const NOT_PROFILED: TypeProfile = { kind: "unmeasured", why: "the receiver is not known yet" };

interface EvidenceParts {
  readonly mock: SmartLeadMock;
  readonly options: AccountOptions;
  readonly watch: EvidenceWatch;
  readonly meter: WorkMeter | null;
  readonly rest: Rest;
}

/** Collects the evidence for the rounds of one account. */
export class RoundEvidence {
  readonly #mock: SmartLeadMock;
  readonly #options: AccountOptions;
  readonly #watch: EvidenceWatch;
  readonly #meter: WorkMeter | null;
  readonly #rest: Rest;

  constructor({ mock, options, watch, meter, rest }: EvidenceParts) {
    this.#mock = mock;
    this.#options = options;
    this.#watch = watch;
    this.#meter = meter;
    this.#rest = rest;
  }

  /** Waits only for due effects of accepted events; and for a second effect only of requests that were sent more than once. */
  async waitForDue(begun: readonly Begun[]): Promise<number> {
    const { lags, isPatient = false } = this.#options;
    const due = new Map(
      begun
        .filter(({ order, delivery }) => this.isDelivered(delivery) && order.isUnwanted !== true)
        .map(({ order, delivery }) => [delivery.request_id, this.namedUnits(order.type)] as const)
        .filter(([, units]) => units.size > 0),
    );
    const patienceMs = lags.patienceMs({ isPatient }, "effects");
    if (due.size > 0) await this.#rest(() => this.#watch.seen(due, patienceMs));
    const isSuspicious = begun.some(({ order, delivery }) => order.isUnwanted === true || this.#cameAgain(delivery));
    const lingerMs = Math.max(
      lags.lingerMs("effects"),
      begun.some(({ order }) => order.isUnwanted === true) ? UNWANTED_MS : 0,
      begun.some(({ order }) => this.unitsOf(order.type).has(PRINTED_EFFECT)) ? LINE_MS : 0,
    );
    if (isSuspicious && lingerMs > 0) await this.#rest(() => pause(lingerMs));
    return due.size > 0 ? patienceMs : Math.max(1, lingerMs, this.#meter === null ? 0 : lags.lingerMs("probe"));
  }

  /** The increase of the probe: the due amount, and no more. */
  async probed(begun: readonly Begun[], isFresh: boolean): Promise<Risen> {
    const { lags, isPatient = false } = this.#options;
    const expected = isFresh ? this.probeUnitsOf(begun) : 0;
    const patienceMs = lags.patienceMs({ isPatient }, "probe");
    const mayComeAgain = begun.some(({ delivery }) => this.#cameAgain(delivery));
    const read = async () => (await this.#meter?.measured({ expected, patienceMs, mayComeAgain })) ?? NOT_PROBED;
    return this.#rest(read);
  }

  /** The expected increase of the probe for accepted events, as far as it is known. */
  probeUnitsOf(begun: readonly Begun[]): number {
    const delivered = begun.filter(({ delivery }) => this.isDelivered(delivery));
    return delivered.reduce((sum, { order }) => sum + (this.unitsOf(order.type).get(PROBE_EFFECT) ?? 0), 0);
  }

  /** Whether all were accepted at the first attempt, with a known increase of the probe for each. */
  areProbeUnitsKnown(begun: readonly Begun[]): boolean {
    return begun.every(({ order: { type, isUnwanted }, delivery }) => {
      const isPlain = isUnwanted !== true && this.isDelivered(delivery) && !this.#cameAgain(delivery);
      return isPlain && (this.unitsOf(type).get(PROBE_EFFECT) ?? 0) > 0;
    });
  }

  /** The total increase of all effects, if those of single events cannot be distinguished. */
  totalOf(begun: readonly Begun[], measured: Measured): Total | null {
    const units = begun.map(({ order }) => this.unitsOf(order.type));
    const named = begun.flatMap(({ delivery }) => [...this.#mock.effects.countsOf(delivery.request_id).values()]);
    return totalOf(units, named, measured);
  }

  /** The effects of one event of the type, as far as they are known. */
  unitsOf(type: EventType): Units {
    return unitsOf(this.profileOf(type));
  }

  /** The effects that name their event. */
  namedUnits(type: EventType): Units {
    return namedUnitsOf(this.profileOf(type));
  }

  /** The known facts about the type. */
  profileOf(type: EventType): TypeProfile {
    return this.#options.profileOf?.(type, this.#options.dialect) ?? NOT_PROFILED;
  }

  #cameAgain({ id, request_id }: Delivery): boolean {
    const { deliveries } = this.#mock;
    return deliveries.isShared(request_id) || (deliveries.get(id)?.attempts.length ?? 0) > 1;
  }

  /** Whether it, or another delivery with its request id, was answered 2xx. */
  isDelivered({ request_id }: Delivery): boolean {
    return this.#mock.deliveries.withRequestId(request_id).some(({ state }) => state === "delivered");
  }

  /** Work comes after the answer, and its evidence names no event. */
  #areMerged(calls: readonly ReceiverCall[]): boolean {
    const effects = calls.filter(({ is_effect }) => is_effect);
    return this.#options.lags.areLate && effects.length > 0 && effects.every(({ attributed_by: by }) => by === "alone");
  }

  /** The event with its delivery and its observed work. */
  sentOf({ type, label, probed, doubtful = 0, total, waitedMs, isFresh = false }: Seen, deliveryId: string): Sent {
    const delivery = this.#mock.deliveries.get(deliveryId);
    if (delivery === undefined) throw new SmartLeadMockError("internal", `The delivery of ${label} is gone.`);
    const { request_id: id } = delivery;
    const counts = new Map(this.#mock.effects.countsOf(id));
    if (probed !== null && probed > doubtful) counts.set(PROBE_EFFECT, probed - doubtful);
    const deliveries = this.#mock.deliveries.withRequestId(id);
    const calls = deliveries.flatMap(({ id: one }) => this.#mock.reactions.calls(one));
    const work = measuredWork({
      profile: this.profileOf(type),
      counts,
      possible: this.#mock.effects.possibleOf(id),
      doubtfulRise: probed === null ? 0 : doubtful,
      isProbedAlone: probed !== null && probed >= 0,
      total,
      isAwaited: waitedMs > 0,
      areLinesGlued: this.#mock.reactions.areLinesGlued(),
      isPerhapsMerged: isFresh && this.#cameAgain(delivery) && this.#areMerged(calls),
    });
    const seen = { effects: this.#mock.effects.list(id), calls, realTimes: this.#watch.realTimes(deliveries) };
    return {
      label,
      type,
      dialect: this.#options.dialect,
      delivery,
      deliveries,
      counts,
      work,
      total,
      waitedMs,
      ...seen,
    };
  }
}

/** The count before a request was repeated, and the increase since: any increase is a second effect. */
export function mergedWork(before: Sent, after: Sent): Pick<Sent, "counts" | "work"> {
  const probed = (after.counts.get(PROBE_EFFECT) ?? 0) + (before.counts.get(PROBE_EFFECT) ?? 0);
  const counts = new Map(after.counts);
  if (probed > 0) counts.set(PROBE_EFFECT, probed);
  const first = atLeast(before.work);
  const hasRisen = [...counts].some(([name, count]) => count > (before.counts.get(name) ?? 0));
  if (first > 0 && hasRisen) return { counts, work: read(Math.max(2, atLeast(after.work))) };
  const { source, seen = 0 } = after.total ?? {};
  if (source === "writes" && seen > 0) {
    const why = `${seen} of the receiver's writes do not name an event, and may be a second effect of this one`;
    return { counts, work: { kind: "between", atLeast: first, atMost: first + seen, why, wouldSettle: PASS_ID_ON } };
  }
  if (after.work.kind === "between") return { counts, work: after.work };
  // A repetition alone shows nothing about the first time; without an increase the result is unchanged.
  return { counts, work: hasRisen ? after.work : before.work };
}
