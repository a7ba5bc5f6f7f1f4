import type { Delivery } from "../../delivery/delivery.ts";
import { adjustedPolicy } from "../../delivery/retry-policies.ts";
import { SmartLeadMockError } from "../../errors.ts";
import { createMock, type MockOptions, type SmartLeadMock } from "../../mock.ts";
import type { DialectName } from "../../payloads/dialect.ts";
import type { WebhookLevel } from "../../webhooks/webhook.ts";
import type { VerifySettings } from "../settings.ts";
import { type EvidencePlan, EvidenceWatch, pause } from "./evidence-watch.ts";
import type { Front } from "./front.ts";
import { type CheckLead, leadDetails } from "./leads.ts";
import type { Order, Variant } from "./order.ts";
import { plainBody } from "./plain-body.ts";
import type { Probe } from "./probe.ts";
import { ProbeMeter } from "./probe-meter.ts";
import { PROBE_EFFECT, type Sent } from "./sent.ts";

export interface AccountOptions {
  readonly settings: VerifySettings;
  readonly front: Pick<Front, "enter">;
  /** `null`, or left out: work is not counted. */
  readonly probe?: Probe | null;
  /** Salts all ids and addresses. */
  readonly salt: string;
  readonly dialect: DialectName;
  /** User level unless given. */
  readonly level?: WebhookLevel;
  /** Attempts in flight at once; 1 unless given. */
  readonly lanes?: number;
  /** Real ms that an attempt is given. */
  readonly minTimeoutMs: number;
  /** Tries of a delivery; as the policy says unless given. */
  readonly tries?: number;
  readonly keepsAlive?: boolean;
  /** How effects are waited for; left out, nobody waits for any. */
  readonly evidence?: EvidencePlan;
}

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
  readonly #meter: ProbeMeter | null;
  #leads = 0;

  constructor(options: AccountOptions) {
    const { probe = null, front } = options;
    this.#options = options;
    this.#meter = probe === null ? null : new ProbeMeter(probe);
    this.mock = createMock({ ...mockOptionsOf(options), onMeeting: (met) => this.meetings.push(met) });
    this.#watch = new EvidenceWatch(this.mock.journal);
    front.enter(this.mock);
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

  /** Sends a delivery again with its request id, as SmartLead's retrigger does, so much later on the mock's clock. */
  async again(sent: Sent, { afterMs = 0 }: { readonly afterMs?: number } = {}): Promise<Sent> {
    if (afterMs > 0) await this.mock.clock.advance(afterMs);
    const { type, label } = sent;
    const resend = () => [
      { order: { type, label }, delivery: this.mock.resend(sent.delivery.id, { requestId: "same" }) },
    ];
    const [again = sent] = await this.#phase(resend, { isFresh: false, answersOnly: false });
    return again.probed === null ? again : this.#sentOf(again, again.delivery.id, again.probed + (sent.probed ?? 0));
  }

  /** Sends other bodies of events at once, each as a new request, and waits for the answers. */
  variants(all: readonly Variant[]): Promise<readonly Sent[]> {
    const begin = () =>
      all.map(({ sent: { type, delivery }, label, body }) => ({
        order: { type, label },
        delivery: this.mock.resend(delivery.id, { requestId: "new", body }),
      }));
    return this.#phase(begin, { isFresh: true, answersOnly: true });
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
    await this.#meter?.begin();
    const begun = begin();
    await this.mock.settled();
    if (!answersOnly) await this.#evidenceOf(begun);
    const isAlone = begun.length === 1;
    const risen = (await this.#meter?.risen({ isDue: isAlone && isFresh })) ?? null;
    return begun.map(({ order: { type, label = type }, delivery }) =>
      this.#sentOf({ type, label }, delivery.id, isAlone ? risen : null),
    );
  }

  /**
   * Only effects that are due are waited for: of events that were accepted, and that it is known to do something for; and a second
   * one only of requests that came twice.
   */
  async #evidenceOf(begun: readonly Begun[]): Promise<void> {
    const { evidence } = this.#options;
    if (evidence === undefined) return;
    const due = begun
      .filter(({ order, delivery }) => evidence.expectsEffect(order.type) && this.#stateOf(delivery) === "delivered")
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

function mockOptionsOf({ settings, salt, ...options }: AccountOptions): MockOptions {
  const {
    seed,
    now,
    policy,
    target,
    signingSecret,
    signatureForm,
    secretKey,
    headers,
    allowTargets,
    insecureTls,
    recogniser,
  } = settings;
  const { dialect, level = "user", lanes = 1, minTimeoutMs, tries, keepsAlive = false } = options;
  return {
    seed,
    run: salt,
    now,
    clock: "virtual",
    minTimeoutMs,
    policy: tries === undefined ? policy : adjustedPolicy(policy, { tries }),
    dialect,
    signingSecret,
    ...(signatureForm === undefined ? {} : { signatureForm }),
    secretKey,
    ...(headers === undefined ? {} : { headers }),
    target,
    targetLevel: level,
    allowTargets,
    insecureTls,
    recogniser,
    concurrencyPerWebhook: lanes,
    freshConnections: !keepsAlive,
  };
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
  readonly order: Pick<Order, "type" | "label">;
  readonly delivery: Delivery;
}
