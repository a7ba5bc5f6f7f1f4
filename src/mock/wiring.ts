import { freshRun, type Ids, idsOf } from "../base/ids.ts";
import { DEFAULT_SEED, hashText, seededRandom } from "../base/random.ts";
import type { MockClock } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import { everyReal, systemTime } from "../base/time/system-clock.ts";
import { DeliveryEngine } from "../delivery/engine.ts";
import { createWireSender } from "../delivery/faults/wire/create-wire-sender.ts";
import type { WireSender } from "../delivery/faults/wire-fault.ts";
import { createSamenessOf } from "../delivery/idempotency/idempotent-writes.ts";
import { Reactions } from "../delivery/idempotency/receiver-calls.ts";
import { createRecogniser, type Recognise } from "../delivery/idempotency/recogniser.ts";
import { RETRY_POLICIES, type RetryPolicy } from "../delivery/retry-policies.ts";
import type { Sender } from "../delivery/sender.ts";
import { eventPaceOf } from "../smartlead/account/event-pace.ts";
import { UNKNOWN_EVENT } from "../smartlead/events/event-types.ts";
import { misfits } from "../smartlead/payloads/build-payload.ts";
import { AdmissionControl } from "./admission-control.ts";
import { type DeliverySettings, planCopy } from "./delivery-plan.ts";
import { DuplicateDetector } from "./duplicate-detector.ts";
import { eventViewOf } from "./event-log.ts";
import { EventService } from "./event-service.ts";
import { FaultInjector } from "./fault-injector.ts";
import { JoinedLoad } from "./joined-load.ts";
import { LaterJudgements } from "./later-judgements.ts";
import { marksOf, namesSomeLead } from "./lead-marks.ts";
import type { MockInternals, MockOptions } from "./mock.ts";
import {
  clockOf,
  connectorOf,
  DEFAULT_MIN_TIMEOUT_MS,
  limitsOf,
  MAX_OPEN_DELIVERIES,
  noticeOfPlan,
  senderOf,
  settingsOf,
} from "./mock-settings.ts";
import { Defects, Notices } from "./notices.ts";
import { OwnTraffic } from "./own-events.ts";
import { Records } from "./records.ts";
import { beginOf, idsName } from "./recovery.ts";
import { Redelivery } from "./redelivery.ts";
import { WebhookRouting } from "./webhook-routing.ts";

/** The composition root: everything a mock is made of, put together once. */
export class MockWiring {
  readonly seed: number;
  readonly run: string;
  readonly policy: RetryPolicy;
  readonly settings: DeliverySettings;
  readonly ownTraffic: OwnTraffic;
  readonly records: Records;
  readonly clock: MockClock;
  readonly ids: Ids;
  readonly scope: WebhookRouting;
  readonly sender: Sender;
  readonly faults: FaultInjector;
  readonly wire: WireSender;
  readonly engine: DeliveryEngine;
  readonly admission: AdmissionControl;
  readonly events: EventService;
  readonly resends: Redelivery;
  readonly reactions: Reactions;
  readonly joined: JoinedLoad;
  readonly laterJudgements: LaterJudgements;
  readonly internals: MockInternals;
  /** What a user should know of how it began, a sentence each. */
  readonly notices: readonly string[];
  readonly #options: MockOptions;
  readonly #recognise: Recognise;
  readonly defects: Defects;
  readonly #duplicates: DuplicateDetector;

  constructor(options: MockOptions, sender: Sender | undefined, onFailure: () => void) {
    const { data = null } = options;
    this.#options = options;
    this.seed = data?.seed ?? options.seed ?? DEFAULT_SEED;
    this.run = data?.run ?? options.run ?? freshRun();
    this.policy = options.policy ?? RETRY_POLICIES.guide;
    this.settings = settingsOf({
      options,
      policy: this.policy,
      seed: this.seed,
      webhook: (id) => this.records.account.webhooks.get(id),
    });
    this.defects = new Defects({ record: (fact) => this.records.projections.record(fact), onDefect: options.onDefect });
    this.records = this.#createRecords(onFailure);
    const { projections, account, effects, events, recovered } = this.records;
    const begin = beginOf(options.now ?? systemTime.epochMs(), recovered);
    this.notices = [...begin.notices, ...noticeOfPlan(options.plan ?? null, account.plan), ...account.notices];
    this.clock = clockOf({ ...options, now: begin.at }, (error) => this.defects.tell("running what is due", error));
    this.ids = idsOf(seededRandom(this.seed ^ hashText(this.run), idsName(recovered)));
    this.#recognise = createRecogniser(options.recogniser);
    this.#duplicates = new DuplicateDetector({
      deliveries: projections.deliveries,
      effects,
      recognise: this.#recognise,
      usualEffects: options.usualEffects,
      record: (fact) => projections.record(fact),
      effectsComeWithinMs: (requestId) => this.reactions.effectsComeWithinMs(requestId),
      judgeLater: (requestId, inMs) => this.laterJudgements.add(requestId, inMs),
    });
    this.laterJudgements = new LaterJudgements({
      monotonicMs: systemTime.monotonicMs,
      after: (ms, callback) => {
        // Nobody waits for it: a process that is done may end before.
        const cancel = everyReal(ms, () => {
          cancel();
          callback();
        });
        return cancel;
      },
      judge: (requestId) => this.#duplicates.judgeAgain(requestId),
    });
    this.scope = new WebhookRouting({
      webhooks: account.webhooks,
      reading: options.scope ?? "priority",
      accountUrl: options.accountWebhookUrl ?? null,
      world: () => account.world,
    });
    this.sender = sender ?? senderOf(options, this.policy);
    this.wire = createWireSender({ plain: this.sender, ...connectorOf(options, this.policy) });
    this.faults = this.#createFaults(sender === undefined);
    this.engine = this.#createEngine();
    this.admission = new AdmissionControl({ journal: projections.journal, engine: this.engine });
    this.events = new EventService({
      clock: this.clock,
      ids: this.ids,
      projections,
      log: events,
      scope: this.scope,
      webhooks: account.webhooks,
      faults: this.faults,
      settings: this.settings,
    });
    this.resends = this.#createResends();
    this.ownTraffic = new OwnTraffic(this.settings.ownDialect);
    this.joined = new JoinedLoad((listener) => projections.journal.subscribe(listener));
    this.reactions = this.#createReactions();
    this.internals = this.#createInternals();
    this.clock.onChange(({ mode, speed, now }) => {
      projections.record({ type: "clock.changed", mode, speed, now: isoFromMs(now) });
    });
  }

  #createResends(): Redelivery {
    const { clock, ids, settings, records, faults, admission } = this;
    const { projections, account } = records;
    return new Redelivery({ clock, ids, settings, projections, webhooks: account.webhooks, faults, admission });
  }

  #createReactions(): Reactions {
    const { clock, records } = this;
    const { account, effects, projections } = records;
    return new Reactions({
      monotonicMs: systemTime.monotonicMs,
      now: () => isoFromMs(clock.now()),
      marksOf: (delivery) => marksOf(account.world, delivery),
      namesSomeLead: (text) => namesSomeLead(account.world, text),
      deliveryOf: (requestId) =>
        projections.deliveries.withRequestId(requestId).at(-1) ?? this.joined.deliveryOf(requestId),
      effects,
      samenessOf: createSamenessOf(this.#options.evidence?.idempotent ?? []),
    });
  }

  #createInternals(): MockInternals {
    const { ids, settings, records, faults } = this;
    const notices = new Notices((fact) => records.projections.record(fact));
    return {
      ids,
      settings,
      recognise: this.#recognise,
      schedule: faults.book,
      attempts: faults.attempts,
      record: (fact) => {
        if (fact.type === "event.emitted") {
          records.events.add(eventViewOf({ seq: 0, at: isoFromMs(this.clock.now()), ...fact }));
        }
        records.projections.record(fact);
      },
      notice: (sentence) => notices.tell(sentence),
      defect: (where, error) => this.defects.tell(where, error),
      judgeAgain: (requestId) => this.#duplicates.onRecorded(requestId),
      accept: (delivery) => faults.acceptAsIs(delivery),
    };
  }

  #createRecords(onFailure: () => void): Records {
    const { data = null, now = systemTime.epochMs(), plan = null, hasLeads = true, drawnFor = null } = this.#options;
    const madeAt = data?.madeAt ?? now;
    return new Records({
      seed: this.seed,
      run: this.run,
      data,
      madeAt,
      plan,
      hasLeads,
      drawnFor,
      // While an earlier process's records are read there is no clock yet; what is read brings its own times.
      now: () => (this.clock as MockClock | undefined)?.now() ?? madeAt,
      pace: eventPaceOf(() => this.clock, this.#options.eventTimes ?? null),
      disableAfterFailures: this.policy.disableAfterFailures,
      onEffect: ({ key, source }) => {
        if (source === "beacon") this.reactions.effectSeen(key, source);
        this.#duplicates.judgeAgain(key);
      },
      onMeasured: (requestId) => this.#duplicates.judgeAgain(requestId),
      onFirstOfType: (eventType) => this.#duplicates.judgeTypeAgain(eventType),
      onPossible: (requestIds) => {
        for (const requestId of requestIds) this.#duplicates.judgeAgain(requestId);
      },
      onDefect: (where, error) => this.defects.tell(where, error),
      onFailure: () => {
        onFailure();
        this.engine.halt();
      },
    });
  }

  #createFaults(canMeet: boolean): FaultInjector {
    const { ids, settings, clock, sender, wire, records } = this;
    const { dialect, ownDialect: own, signingSecret, signatureForm } = settings;
    return new FaultInjector({
      seed: this.seed,
      clock,
      nextId: () => ids.fault(),
      record: (fact) => records.projections.record(fact),
      engine: () => this.engine,
      plain: sender,
      canMeet,
      wire,
      content: {
        signingSecret,
        signatureForm,
        fits: (type, body) =>
          type === UNKNOWN_EVENT || (own?.misfits(type, body) ?? misfits(type, dialect, body)).length === 0,
      },
      concurrency: Math.min(...Object.values(limitsOf(this.#options))),
      copyOf: (original) => planCopy(original, { now: clock.now(), ids, settings }),
      room: () => MAX_OPEN_DELIVERIES - this.engine.openCount,
      configured: this.#options.faults ?? [],
      onMeeting: this.#options.onMeeting,
    });
  }

  #createEngine(): DeliveryEngine {
    const { minTimeoutMs, sendAfter } = this.#options;
    const { projections, account, streaks } = this.records;
    return new DeliveryEngine({
      clock: this.clock,
      sender: this.sender,
      policy: this.policy,
      minTimeoutMs: minTimeoutMs ?? DEFAULT_MIN_TIMEOUT_MS,
      limits: limitsOf(this.#options),
      faults: this.faults.attempts,
      onSettled: (delivery) => this.faults.settled(delivery),
      onFirstAttempt: (webhookId, order) => this.faults.wasSent(webhookId, order),
      streaks,
      record: (fact) => projections.record(fact),
      whenKept: (then, otherwise) => projections.journal.whenWritten(sentAfter(sendAfter, then), otherwise),
      currentUrl: (webhookId) => account.webhooks.get(webhookId)?.url,
      onDefect: (error) => this.defects.tell("sending", error),
      judge: (requestId, deliveryId, attempt) => this.#duplicates.judge(requestId, deliveryId, attempt),
      onRecorded: (requestId) => this.#duplicates.onRecorded(requestId),
      onDisable: (webhookId) => {
        if (account.webhooks.get(webhookId) !== undefined) account.webhooks.disable(webhookId);
      },
    });
  }
}

/** The very same where there is nothing to wait for: every attempt comes by here. */
function sentAfter(ready: Promise<void> | undefined, send: () => void): () => void {
  return ready === undefined ? send : () => void ready.then(send);
}
