import { definedOnly } from "../../../base/defined-only.ts";
import { SmartLeadMockError } from "../../../base/errors.ts";
import { pause } from "../../../base/time/real-waits.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { Delivery } from "../../../delivery/delivery.ts";
import { createMock } from "../../../mock/create-mock.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import { NOT_PROBED, type WorkMeter } from "../../probe/probe-meter.ts";
import { areSeenByName } from "../measuring/units.ts";
import { PROBE_EFFECT } from "../measuring/work-measure.ts";
import { addedLead, type CampaignKind, type CheckLead, leadDetails } from "./check-leads.ts";
import { type AccountOptions, mockOptionsOf } from "./check-mock-options.ts";
import { EvidenceWatch } from "./evidence-watch.ts";
import { type Begun, contentOf, type Order, type Phase, type Wait } from "./phase.ts";
import { isProbeNeeded, readingKindOf } from "./probe-need.ts";
import { alone, type Rest } from "./rest.ts";
import { mergedWork, RoundEvidence } from "./round-evidence.ts";
import type { Sent } from "./sent.ts";

/** Real ms in which a receiver that works after its answer commits work that was just seen; one that works before has already done so. */
const COMMIT_MS = 250;
const LOOK_EVERY_MS = 25;

export type { CampaignKind };

/** A SmartLead account for one check, on a virtual clock, whose only webhook is the receiver. */
export class Account {
  readonly mock: SmartLeadMock;
  /** Concurrent requests, as the mock reported them. */
  readonly meetings: { readonly requests: number; readonly spreadMs: number }[] = [];
  readonly #options: AccountOptions;
  readonly #watch: EvidenceWatch;
  readonly #meter: WorkMeter | null;
  readonly #rest: Rest;
  readonly #evidence: RoundEvidence;
  #leads = 0;

  constructor(options: AccountOptions) {
    const { meter = null, front } = options;
    this.#options = options;
    this.#rest = options.rest ?? alone;
    this.#meter = meter;
    const settings = {
      ...mockOptionsOf(options),
      onMeeting: (met: (typeof this.meetings)[number]) => this.meetings.push(met),
    };
    this.mock = createMock(settings, options.settings.sender?.());
    this.#watch = new EvidenceWatch(this.mock.journal, options.lags, () => this.mock.reactions.lagWindow());
    this.#evidence = new RoundEvidence({ mock: this.mock, options, watch: this.#watch, meter, rest: this.#rest });
    this.mock.reactions.expectLag(options.lags.longestMs("effects"));
    front.enter(this.mock);
    front.hold?.(this.mock);
  }

  get dialect(): DialectName {
    return this.#options.dialect;
  }

  /** Whether an attempt was cut before its full timeout, so that later failures prove nothing. */
  get wasClipped(): boolean {
    return this.#watch.sawClipped;
  }

  /** Creates a lead without history. */
  newLead(kind: CampaignKind = "with client"): CheckLead {
    this.#leads += 1;
    return addedLead(this.mock, leadDetails(this.#leads - 1, this.#options.salt), kind);
  }

  /** Sends one event and waits for everything that follows from it. */
  async send(order: Order, wait: Wait = {}): Promise<Sent> {
    const [sent] = await this.sendAll([order], wait);
    if (sent === undefined) throw new SmartLeadMockError("internal", `${order.type} made no delivery.`);
    return sent;
  }

  /** Sends events at once, in their order, and waits for everything that follows from them, or with `answersOnly` for their answers. */
  async sendAll(orders: readonly Order[], wait: Wait = {}): Promise<readonly Sent[]> {
    // Events of one call are a burst: they are a millisecond apart, not a second.
    const begin = () => orders.map((order, index) => ({ order, delivery: this.#emit(order, index > 0) }));
    return this.#phase(begin, { isFresh: true, orders, ...wait });
  }

  /** Sends events of different leads: together if each effect names its event, else one after the other, so that each is measured separately. */
  async sendApart(orders: readonly Order[]): Promise<readonly Sent[]> {
    const isReadAlone = this.#meter !== null && this.#meter.isShared !== true;
    if (!isReadAlone && this.#options.isNamed !== false) return this.sendAll(orders);
    const all: Sent[] = [];
    for (const order of orders) all.push(await this.send(order));
    return all;
  }

  /** First sends an EMAIL_SENT for each lead, as in reality. */
  async introduce(...leads: readonly CheckLead[]): Promise<readonly Sent[]> {
    const mails = leads.map((lead) => ({ type: "EMAIL_SENT" as const, lead }));
    return this.sendAll(mails, { answersOnly: this.#options.areMailsApart === true });
  }

  /** Triggers an event whose delivery is due later, for example because of a delay fault; does not wait. */
  begin(order: Order): Delivery {
    return this.#emit(order);
  }

  /** Resends a delivery with its request id, as SmartLead's retrigger does, after this time on the mock's clock. */
  async again(sent: Sent, { afterMs = 0 }: { readonly afterMs?: number } = {}): Promise<Sent> {
    if (this.#options.lags.areLate) await this.#rest(this.untilCommitted);
    if (afterMs > 0) await this.mock.clock.advance(afterMs);
    const order = { type: sent.type, label: sent.label };
    const resend = () => [{ order, delivery: this.mock.resend(sent.delivery.id, { requestId: "same" }) }];
    const [again = sent] = await this.#phase(resend, { isFresh: false, answersOnly: false });
    return { ...again, ...mergedWork(sent, again) };
  }

  /** Waits for late work, for at most this much real time, or until `isSettled` returns true. */
  async waitForWork(sent: Sent, withinMs: number, isSettled: () => boolean = () => false): Promise<Sent> {
    const units = this.#evidence.namedUnits(sent.type);
    const { request_id: id } = sent.delivery;
    const probeUnit = this.#evidence.unitsOf(sent.type).get(PROBE_EFFECT) ?? 0;
    const from = systemTime.monotonicMs();
    const isLate = () => systemTime.monotonicMs() - from >= withinMs || isSettled();
    if (units.size > 0) await this.#watch.seen(new Map([[id, units]]), withinMs);
    else while (probeUnit === 0 && !isLate()) await pause(LOOK_EVERY_MS);
    const patienceMs = Math.max(0, withinMs - (systemTime.monotonicMs() - from));
    const rise = probeUnit === 0 ? null : ((await this.#meter?.risen({ expected: probeUnit, patienceMs })) ?? null);
    const probed = rise === null ? null : rise + (sent.counts.get(PROBE_EFFECT) ?? 0);
    return this.#evidence.sentOf({ ...sent, probed, total: null, waitedMs: withinMs }, sent.delivery.id);
  }

  /** An effect may be seen a moment before the receiver has recorded that it is done. */
  untilCommitted = (): Promise<void> => pause(COMMIT_MS);

  /** Until the returned function is called, deliveries are delayed on purpose, and no lag is learned from their effects. */
  pauseLearning(): () => void {
    return this.#watch.pauseLearning();
  }

  /** Whether any effect, or a write that names no event, has arrived. */
  get hasAnyEffect(): boolean {
    return this.#watch.hasAny || this.mock.reactions.unattributed() > 0;
  }

  /** Waits up to this much real time for any effect at all, and then until no more arrive. */
  async untilAnyEffect(withinMs: number): Promise<void> {
    const from = systemTime.monotonicMs();
    while (!this.hasAnyEffect && systemTime.monotonicMs() - from < withinMs) await pause(LOOK_EVERY_MS);
    if (this.hasAnyEffect) await this.#watch.untilQuiet();
  }

  get startsAt(): number {
    return this.#options.startsAt ?? this.#options.settings.now;
  }

  /** Waits for effects of these events, for at most this much real time, until no more arrive. Returns their state then. */
  async waitForEffects(sent: readonly Sent[], withinMs: number): Promise<readonly Sent[]> {
    const ids = sent.map(({ delivery }) => delivery.request_id);
    await this.#rest(() => this.#watch.atRest(ids, withinMs));
    return sent.map((one) =>
      this.#evidence.sentOf({ ...one, probed: null, total: null, waitedMs: withinMs }, one.delivery.id),
    );
  }

  /** Waits until the probe's number has settled. */
  settleProbe = async (): Promise<void> => void (await this.#meter?.begin());

  /** The increase of the probe since the last reading, after at most this much real time. */
  probeRise = async (withinMs: number): Promise<number | null> =>
    (await this.#meter?.risen({ expected: null, patienceMs: withinMs })) ?? null;

  async close(): Promise<void> {
    this.#watch.close();
    this.#options.front.leave?.(this.mock);
    await this.mock.close(0);
  }

  #emit(order: Order, follows = false): Delivery {
    const { type, lead, faults = [] } = order;
    if (this.#options.sendsType?.(type) === false)
      throw new SmartLeadMockError("internal", `${type} is sent alone: its effects name nobody.`);
    const [event] = this.mock.emit({
      follows,
      eventType: type,
      ...definedOnly({
        campaignId: lead?.campaignId,
        leadEmail: type === "CAMPAIGN_STATUS_CHANGED" ? undefined : lead?.email,
        faults: faults.length === 0 ? undefined : faults,
      }),
      ...contentOf(order),
    });
    const delivery = this.mock.deliveries.get(event?.deliveries[0] ?? "");
    if (delivery !== undefined) return delivery;
    throw new SmartLeadMockError("internal", `${type} made no delivery: ${event?.explanation ?? "no event"}`);
  }

  /** Sends, waits for the answers, and then for their effects. */
  async #phase(begin: () => readonly Begun[], phase: Phase): Promise<readonly Sent[]> {
    const { backlog } = this.#options;
    if (!phase.answersOnly) await backlog?.workedOff();
    const sent = await this.#round(begin, phase);
    if (phase.answersOnly || sent.some(({ work }) => work.kind !== "read")) backlog?.leave();
    return sent;
  }

  async #round(begin: () => readonly Begun[], phase: Phase): Promise<readonly Sent[]> {
    const { isFresh, answersOnly, until } = phase;
    const { lags, isNamed } = this.#options;
    const isSeenByName = (type: EventType) => areSeenByName(this.#evidence.profileOf(type), isNamed);
    const isProbed = isProbeNeeded(phase, { lags, isSeenByName });
    if (isProbed || this.#meter?.isShared === true)
      await this.#rest(async () => this.#meter?.begin(isProbed ? readingKindOf(phase) : "other"));
    const strayBefore = this.mock.reactions.unattributed();
    this.#options.front.enter(this.mock);
    const begun = begin();
    await (until === undefined ? this.mock.settled() : until(begun.map(({ delivery }) => delivery)));
    if (!isProbed) {
      const due = isFresh ? this.#evidence.probeUnitsOf(begun) : 0;
      this.#meter?.leaveUnsettled(due, isFresh && this.#evidence.areProbeUnitsKnown(begun));
    }
    const waitedMs = answersOnly ? 0 : await this.#evidence.waitForDue(begun);
    const { rise, doubtful } = isProbed ? await this.#evidence.probed(begun, isFresh) : NOT_PROBED;
    if (isFresh)
      this.#options.eventTimes?.accepted(begun.filter(({ delivery }) => this.#evidence.isDelivered(delivery)).length);
    const isAlone = begun.length === 1;
    const stray = this.mock.reactions.unattributed() - strayBefore;
    // For a single event its effects are enough, unless some name no event.
    const isSummed = isFresh ? !isAlone || stray > 0 : stray > 0;
    const total = isSummed ? this.#evidence.totalOf(begun, { rise, stray }) : null;
    return begun.map(({ order: { type, label = type }, delivery }) =>
      this.#evidence.sentOf(
        { type, label, waitedMs, probed: isAlone ? rise : null, doubtful, total, isFresh },
        delivery.id,
      ),
    );
  }
}
