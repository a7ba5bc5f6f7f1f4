import type { SmartLeadMockError } from "../base/errors.ts";
import { createEffectStore, type EffectStore } from "../delivery/idempotency/effect-store.ts";
import type { EffectRecord } from "../delivery/idempotency/effects.ts";
import { FailureStreaks } from "../delivery/retry-policies.ts";
import type { DataDirectory } from "../journal/storage/data-directory.ts";
import type { EventPace } from "../smartlead/account/event-pace.ts";
import type { WorldPlan } from "../smartlead/account/world-plan.ts";
import { viewOfWebhook } from "../smartlead/webhooks/registry.ts";
import { Account } from "./durable-account.ts";
import { EventLog } from "./event-log.ts";
import { JournalProjections } from "./journal-projections.ts";
import { type KeptCommand, type KeptParts, type Recovered, recoverParts, savingOf } from "./recovery.ts";

export interface RecordsOptions {
  readonly seed: number;
  readonly run: string;
  /** `null` keeps everything in memory only. */
  readonly data: DataDirectory | null;
  /** Epoch ms on the mock's clock. */
  readonly now: () => number;
  /** When events happen. */
  readonly pace: EventPace;
  /** When a fresh account begins, epoch ms on the mock's clock. */
  readonly madeAt: number;
  /** What a fresh account is made from; `null` = the seed alone. */
  readonly plan: WorldPlan | null;
  readonly hasLeads: boolean;
  /** Whose draws they are; `null` = of the seed alone. */
  readonly drawnFor: string | null;
  readonly disableAfterFailures: number | null;
  /** What was concluded of attempts with this request id may be concluded otherwise now. */
  readonly onEffect: (effect: EffectRecord) => void;
  /** What a probe shows of a request id has changed. */
  readonly onMeasured: (requestId: string) => void;
  /** The same for all events of a type, now that effects of it are counted. */
  readonly onFirstOfType: (eventType: string) => void;
  /** The same for request ids that an effect may belong to. */
  readonly onPossible: (requestIds: readonly string[]) => void;
  /** An error of anyone who is told of entries; `where` completes "failed at". */
  readonly onDefect: (where: string, error: unknown) => void;
  /** The journal cannot be written any more. */
  readonly onFailure: (failure: SmartLeadMockError) => void;
}

/** What a mock knows: journal and views, account, effects. With a data directory all of it outlives the process. */
export class Records implements KeptParts {
  readonly projections: JournalProjections;
  readonly account: Account;
  readonly effects: EffectStore;
  readonly events = new EventLog();
  readonly streaks = new FailureStreaks();
  readonly disableAfterFailures: number | null;
  readonly recovered: Recovered;
  readonly #data: DataDirectory | null;
  readonly #now: () => number;

  /** Throws `data_unusable` when what lies in the directory cannot be understood. */
  constructor(options: RecordsOptions) {
    const { data, now, pace, seed, run, madeAt, plan, hasLeads, drawnFor } = options;
    this.#data = data;
    this.#now = now;
    this.disableAfterFailures = options.disableAfterFailures;
    this.projections = new JournalProjections({
      now,
      kept: data === null ? null : { keeper: data, history: data.history },
      onWritten: () => this.#saveWhenDue(),
      onDefect: (error) => options.onDefect("updating the state from an entry", error),
      onFailure: options.onFailure,
    });
    this.account = new Account({
      seed,
      run,
      now,
      pace,
      madeAt,
      plan,
      hasLeads,
      drawnFor,
      note: (command) => this.note(command),
      onDefect: (error) => options.onDefect("running the account", error),
      announce: (change, webhook) =>
        this.projections.record({ type: "webhook.changed", change, webhook: viewOfWebhook(webhook) }),
    });
    this.effects = createEffectStore({
      now,
      deliveryOf: (key) => this.projections.deliveries.newestWithRequestId(key)?.id ?? null,
      eventTypeOf: (id) => this.projections.deliveries.get(id)?.event_type ?? null,
      onEffect: (effect) => {
        const { at: _at, ...fact } = effect;
        this.projections.record({ type: "effect.seen", ...fact });
        options.onEffect(effect);
      },
      onFirstOfType: options.onFirstOfType,
      onMeasured: options.onMeasured,
      onPossible: (change) => {
        this.note({ kind: "possible", after: this.projections.journal.lastSeq, change });
        options.onPossible(change.keys);
      },
    });
    this.recovered = data === null ? { lastSeq: 0, latestAt: madeAt } : recoverParts(data, this);
    this.projections.journal.startAfter(this.recovered.lastSeq);
  }

  /** Drops deliveries, events and effects, and makes the account again. */
  clear(): void {
    this.forget();
    this.account.reset();
  }

  /** Drops deliveries, events and effects; the account stays. */
  forget(): void {
    this.projections.clear();
    this.events.clear();
    this.effects.clear();
    this.streaks.clear();
  }

  /** Writes what is not yet, and a checkpoint, so that the next start has nothing to read. Throws `journal_unwritable`. */
  save(): void {
    if (this.#data === null) return;
    this.projections.journal.commit();
    this.#data.checkpoint(savingOf(this.#now(), this));
  }

  /** What no entry says is written with the next ones. */
  note(command: KeptCommand): void {
    this.#data?.note(command);
    this.projections.journal.writeSoon();
  }

  #saveWhenDue(): void {
    if (this.#data?.isCheckpointDue === true) this.#data.checkpoint(savingOf(this.#now(), this));
  }
}
