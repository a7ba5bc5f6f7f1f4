import type { Delivery } from "../../delivery/delivery.ts";
import { adjustedPolicy } from "../../delivery/retry-policies.ts";
import { SmartLeadMockError } from "../../errors.ts";
import type { EventType } from "../../events/event-types.ts";
import type { FaultRule } from "../../faults/fault.ts";
import { createMock, type SmartLeadMock } from "../../mock.ts";
import type { DialectName } from "../../payloads/dialect.ts";
import type { WebhookLevel } from "../../webhooks/webhook.ts";
import type { VerifySettings } from "../settings.ts";
import { type EvidencePlan, EvidenceWatch, pause } from "./evidence-watch.ts";
import type { Front } from "./front.ts";
import { type CheckLead, leadDetails } from "./leads.ts";
import { type Body, plainBody } from "./plain-body.ts";
import type { Probe } from "./probe.ts";
import { PROBE_EFFECT, type Sent } from "./sent.ts";

export interface AccountOptions {
  readonly settings: VerifySettings;
  readonly front: Pick<Front, "enter">;
  readonly probe: Probe | null;
  /** Salts all ids and addresses. */
  readonly salt: string;
  readonly dialect: DialectName;
  readonly level: WebhookLevel;
  /** Attempts in flight at once. */
  readonly lanes: number;
  /** Real ms that an attempt is given. */
  readonly minTimeoutMs: number;
  /** Tries of a delivery; as the policy says unless given. */
  readonly tries?: number;
  readonly keepsAlive?: boolean;
  readonly evidence: EvidencePlan;
  /** Whether an event of this type is known to have effects: then one is waited for. */
  expectsEffect(type: EventType): boolean;
}

/** One event to be sent. */
export interface Order {
  readonly type: EventType;
  /** The lead it happens to; `null` for events that belong to none. */
  readonly lead: CheckLead | null;
  /** As findings name it; the type unless given. */
  readonly label?: string;
  readonly faults?: readonly FaultRule[];
  /** Long texts stay as the world wrote them. */
  readonly isWhole?: boolean;
  /** Changes the plain body. A text is sent as it is. */
  readonly reshape?: (body: Body) => unknown;
}

export interface Repetition {
  /** On the mock's clock. */
  readonly afterMs?: number;
  readonly requestId?: "same" | "new";
  readonly body?: unknown;
}

/** Another body of an event that was sent. */
export interface Variant {
  readonly label: string;
  readonly body: unknown;
}

/** Real ms between two looks at a probe that shows nothing yet. */
const PROBE_AGAIN_MS = 200;
/** Real ms after a first effect in which those of other events, sent at the same time, come too if they come at all. */
const OTHERS_FOLLOW_MS = 150;
/** Campaigns of every seeded account: one with a client, one without (PRODUCT §14). */
export type CampaignKind = "with client" | "without client";

/** A SmartLead account of its own for one check, on a virtual clock, whose one webhook is the receiver. */
export class Account {
  readonly mock: SmartLeadMock;
  /** Requests that met, as the mock told it. */
  readonly meetings: { readonly requests: number; readonly spreadMs: number }[] = [];
  readonly #options: AccountOptions;
  readonly #watch: EvidenceWatch;
  #leads = 0;
  #probed: number | null = null;

  constructor(options: AccountOptions) {
    this.#options = options;
    const { settings, salt, dialect, level, lanes, minTimeoutMs, tries, keepsAlive = false } = options;
    const { policy } = settings;
    this.mock = createMock({
      seed: settings.seed,
      run: salt,
      now: settings.now,
      clock: "virtual",
      minTimeoutMs,
      policy: tries === undefined ? policy : adjustedPolicy(policy, { tries }),
      dialect,
      signingSecret: settings.signingSecret,
      secretKey: settings.secretKey,
      target: settings.target,
      targetLevel: level,
      allowTargets: settings.allowTargets,
      insecureTls: settings.insecureTls,
      recogniser: settings.recogniser,
      concurrencyPerWebhook: lanes,
      freshConnections: !keepsAlive,
      onMeeting: (met) => this.meetings.push(met),
    });
    this.#watch = new EvidenceWatch(this.mock.journal);
    options.front.enter(this.mock);
  }

  get dialect(): DialectName {
    return this.#options.dialect;
  }

  /** Some attempt was cut before it had its full time, and nobody may be blamed for what followed. */
  get wasClipped(): boolean {
    return this.#watch.sawClipped;
  }

  /** Somebody to whom nothing has happened yet. */
  newLead(kind: CampaignKind = "with client"): CheckLead {
    const campaign = this.mock.world.campaigns.find(
      ({ clientId }) => (clientId === null) === (kind === "without client"),
    );
    if (campaign === undefined) throw new SmartLeadMockError("internal", `The account has no campaign ${kind}.`);
    const details = leadDetails(this.#leads, this.#options.salt);
    this.#leads += 1;
    this.mock.change("lead.import", {
      campaignId: campaign.id,
      leads: [details],
      ignoresUnsubscribes: true,
      ignoresBounces: true,
      ignoresOtherCampaigns: true,
    });
    const { email, firstName, lastName } = details;
    return { email, name: `${firstName} ${lastName}`, campaignId: campaign.id };
  }

  /** Sends one event and waits for all that follows from it. */
  async send(order: Order): Promise<Sent> {
    const [sent] = await this.sendAll([order]);
    if (sent === undefined) throw new SmartLeadMockError("internal", `${order.type} made no delivery.`);
    return sent;
  }

  /** Sends events at once, in their order, and waits for all that follows from them; for answers only, where nobody asks for more. */
  async sendAll(orders: readonly Order[], { answersOnly = false }: Wait = {}): Promise<readonly Sent[]> {
    const begin = () => orders.map((order) => ({ order, delivery: this.#emit(order) }));
    return this.#phase(begin, { isFresh: true, answersOnly });
  }

  /** Tells the receiver first that a mail was sent to them, as it happens in life. */
  async introduce(...leads: readonly CheckLead[]): Promise<readonly Sent[]> {
    return this.sendAll(leads.map((lead) => ({ type: "EMAIL_SENT", lead })));
  }

  /** Sends a delivery again, as SmartLead's retrigger does. */
  async again(sent: Sent, { afterMs, requestId = "same", body }: Repetition = {}): Promise<Sent> {
    if (afterMs !== undefined) await this.mock.clock.advance(afterMs);
    const { type, label } = sent;
    const resend = () => {
      const delivery = this.mock.resend(sent.delivery.id, { requestId, ...(body === undefined ? {} : { body }) });
      return [{ order: { type, lead: null, label }, delivery }];
    };
    const [again = sent] = await this.#phase(resend, { isFresh: requestId === "new", answersOnly: false });
    if (requestId === "new" || again.probed === null) return again;
    return this.#sentOf(again, again.delivery.id, again.probed + (sent.probed ?? 0));
  }

  /** Sends other bodies of the same event, each as a new request, and waits for the answers. */
  async variantsOf(sent: Sent, variants: readonly Variant[]): Promise<readonly Sent[]> {
    const { type, delivery } = sent;
    return this.#phase(
      () =>
        variants.map(({ label, body }) => ({
          order: { type, lead: null, label },
          delivery: this.mock.resend(delivery.id, { requestId: "new", body }),
        })),
      { isFresh: true, answersOnly: true },
    );
  }

  /** As it stands now: effects may have come since. */
  lookAgain(sent: Sent): Sent {
    return this.#sentOf(sent, sent.delivery.id, sent.probed);
  }

  /** Waits for the first effect of any of them, for so much real time at most, and then a little for the others. */
  async waitForEffects(sent: readonly Sent[], withinMs: number): Promise<void> {
    if (sent.some(({ counts }) => counts.size > 0)) return;
    const ids = sent.map(({ delivery }) => delivery.request_id);
    const isSeen = await this.#watch.anySeen(ids, withinMs);
    if (isSeen) await this.#watch.seen(ids, OTHERS_FOLLOW_MS);
  }

  /** Real ms from the answer to the first effect; `null` where none was seen. */
  lagOf({ delivery }: Sent): number | null {
    return this.#watch.lagOf(delivery.request_id);
  }

  async close(): Promise<void> {
    this.#watch.close();
    await this.mock.close(0);
  }

  #emit({ type, lead, faults = [], isWhole = false, reshape = (body) => body }: Order): Delivery {
    const [event] = this.mock.emit({
      eventType: type,
      ...(lead === null ? {} : { campaignId: lead.campaignId }),
      ...(lead === null || type === "CAMPAIGN_STATUS_CHANGED" ? {} : { leadEmail: lead.email }),
      ...(faults.length === 0 ? {} : { faults }),
      reshape: (body) => reshape(plainBody(type, body, { lead, isWhole })),
    });
    const delivery = this.mock.deliveries.get(event?.deliveries[0] ?? "");
    if (delivery !== undefined) return delivery;
    throw new SmartLeadMockError("internal", `${type} made no delivery: ${event?.explanation ?? "no event"}`);
  }

  async #phase(begin: () => readonly Begun[], { isFresh, answersOnly }: Phase): Promise<readonly Sent[]> {
    const { probe } = this.#options;
    if (probe !== null) this.#probed ??= await probe.read();
    const begun = begin();
    await this.mock.settled();
    if (!answersOnly) await this.#evidenceOf(begun);
    const risen = begun.length === 1 ? await this.#risen(isFresh) : await this.#risenUnknown();
    return begun.map(({ order: { type, label = type }, delivery }) =>
      this.#sentOf({ type, label }, delivery.id, risen),
    );
  }

  /**
   * Only effects that are due are waited for: of events that were accepted, and that it is known to do something for; and a second
   * one only of requests that came twice.
   */
  async #evidenceOf(begun: readonly Begun[]): Promise<void> {
    const { evidence, expectsEffect } = this.#options;
    const due = begun
      .filter(({ order, delivery }) => expectsEffect(order.type) && this.#stateOf(delivery) === "delivered")
      .map(({ delivery }) => delivery.request_id);
    if (due.length === 0) return;
    await this.#watch.seen(due, evidence.patienceMs);
    if (begun.some(({ delivery }) => this.#cameAgain(delivery))) await pause(evidence.lingerMs);
  }

  #cameAgain({ id, request_id }: Delivery): boolean {
    const { deliveries } = this.mock;
    return deliveries.isShared(request_id) || (deliveries.get(id)?.attempts.length ?? 0) > 1;
  }

  #stateOf({ id }: Delivery): Delivery["state"] | null {
    return this.mock.deliveries.get(id)?.state ?? null;
  }

  async #risen(isFresh: boolean): Promise<number | null> {
    const { probe } = this.#options;
    const before = this.#probed;
    if (probe === null || before === null) return null;
    let now = await probe.read();
    if (now === before && isFresh) {
      await pause(PROBE_AGAIN_MS);
      now = await probe.read();
    }
    this.#probed = now;
    return now - before;
  }

  async #risenUnknown(): Promise<null> {
    await this.#risen(false);
    return null;
  }

  #sentOf({ type, label }: Pick<Sent, "type" | "label">, deliveryId: string, probed: number | null): Sent {
    const delivery = this.mock.deliveries.get(deliveryId);
    if (delivery === undefined) throw new SmartLeadMockError("internal", `The delivery of ${label} is gone.`);
    const counts = new Map(this.mock.effects.countsOf(delivery.request_id));
    if (probed !== null && probed > 0) counts.set(PROBE_EFFECT, probed);
    const deliveries = this.mock.deliveries.withRequestId(delivery.request_id);
    const effects = this.mock.effects.list(delivery.request_id);
    const calls = deliveries.flatMap(({ id }) => this.mock.reactions.calls(id));
    return { label, type, delivery, deliveries, counts, probed, effects, calls };
  }
}

interface Wait {
  /** Effects are not waited for. */
  readonly answersOnly?: boolean;
}

interface Phase extends Required<Wait> {
  /** Its events never came before, so that work is due. */
  readonly isFresh: boolean;
}

interface Begun {
  readonly order: Pick<Order, "type" | "lead" | "label">;
  readonly delivery: Delivery;
}
