import { definedOnly } from "../base/defined-only.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { EffectState } from "../delivery/idempotency/effect-state.ts";
import type { EffectStore } from "../delivery/idempotency/effect-store.ts";
import type { EffectRecord } from "../delivery/idempotency/effects.ts";
import type { PossibleChange } from "../delivery/idempotency/possible-effects.ts";
import type { FailureStreaks } from "../delivery/retry-policies.ts";
import type { CounterState } from "../journal/counters.ts";
import type { Entry } from "../journal/entry.ts";
import type { EvictedState } from "../journal/evicted-counts.ts";
import type { Saving } from "../journal/storage/checkpoint-content.ts";
import type { DataDirectory } from "../journal/storage/data-directory.ts";
import type { Account, AccountCommand, AccountState } from "./durable-account.ts";
import { type EventLog, eventViewOf } from "./event-log.ts";
import type { JournalProjections } from "./journal-projections.ts";
import { isRestoredText, type SnapshotState } from "./snapshots/mock-snapshot.ts";

/** Everything of a mock that outlives the process besides its journal. */
export interface KeptParts {
  readonly projections: JournalProjections;
  readonly account: Account;
  readonly effects: EffectStore;
  readonly events: EventLog;
  readonly streaks: FailureStreaks;
  /** Failed deliveries in a row after which the policy switches a webhook off; `null` = never. */
  readonly disableAfterFailures: number | null;
}

/** What the journal does not say: what changed the account, and effects that may belong to several request ids. */
export type KeptCommand = AccountCommand | KeptPossible | KeptSnapshot;

/** A snapshot that was restored. The journal says when, and which deliveries it brought. */
interface KeptSnapshot {
  readonly kind: "snapshot";
  readonly state: SnapshotState;
}

interface KeptPossible {
  readonly kind: "possible";
  /** The entry that it came after. */
  readonly after: number;
  readonly change: PossibleChange;
}

/** What a checkpoint holds of a mock, as JSON data. */
interface MockSnapshot {
  /** Epoch ms on the mock's clock. */
  readonly now: number;
  readonly nextOrder: number;
  readonly account: AccountState;
  readonly counters: CounterState;
  /** Deliveries that have left memory. Its word is older than ours: a key of saved data stays. */
  readonly bygone: EvictedState;
  readonly effects: EffectState;
  readonly streaks: readonly (readonly [webhookId: number, inARow: number])[];
}

export interface Recovered {
  /** The number of the last entry; 0 when there was none. */
  readonly lastSeq: number;
  /** The latest time that anything says, epoch ms on the mock's clock. */
  readonly latestAt: number;
}

/** Makes a mock's parts what they were when the process that had the directory ended, however it ended. Throws `data_unusable`. */
export function recoverParts(data: DataDirectory, parts: KeptParts): Recovered {
  const { projections, account, effects, streaks } = parts;
  let latestAt = data.madeAt;
  const possible: KeptPossible[] = [];
  let counted = 0;
  const countPossible = (before: number) => {
    for (let next = possible[counted]; next !== undefined && next.after < before; next = possible[counted]) {
      effects.countPossible(next.change);
      counted += 1;
    }
  };
  const restored: SnapshotState[] = [];
  const lastSeq = data.recover({
    restore: (content, open) => {
      const snapshot = snapshotOf(content);
      account.restore(snapshot.account);
      projections.counterStore.restore(snapshot.counters);
      projections.deliveries.evicted.restore(snapshot.bygone);
      effects.restore(snapshot.effects);
      streaks.restore(snapshot.streaks);
      for (const { held, place } of open) projections.deliveries.restore(held, place);
      projections.deliveries.startAt(snapshot.nextOrder);
      // A snapshot may have put the clock before the time at which the directory was made.
      latestAt = snapshot.now;
    },
    redo: (given) => {
      const command = given as KeptCommand;
      if (command.kind === "possible") possible.push(command);
      else if (command.kind === "snapshot") {
        restored.push(command.state);
        account.restore({ ...command.state.account, plan: account.plan });
      } else account.replay(command);
    },
    entry: (entry) => {
      countPossible(entry.seq);
      latestAt = Math.max(latestAt, Date.parse(entry.at));
      replayEntry(entry, parts);
      if (entry.type !== "world.changed" || !isRestoredText(entry.change)) return;
      const state = restored.shift();
      if (state !== undefined) applyCounts(parts, state);
      latestAt = Date.parse(entry.at);
    },
    nextOrder: () => projections.deliveries.nextOrder,
  });
  countPossible(Number.POSITIVE_INFINITY);
  return { lastSeq, latestAt };
}

/** What the mock has to save for a checkpoint at this time on its clock. */
export function savingOf(now: number, { projections, account, effects, streaks }: KeptParts): Saving {
  const { deliveries, counterStore } = projections;
  const { nextOrder } = deliveries;
  let keptFrom = 0;
  return {
    nextOrder,
    countBelow: (firstOrder) => {
      keptFrom = firstOrder;
      deliveries.countBelow(firstOrder);
    },
    save: (stale) => {
      const open = deliveries.archive(stale);
      const snapshot: MockSnapshot = {
        now,
        nextOrder,
        account: account.save(),
        counters: counterStore.save(),
        bygone: deliveries.savedEvicted(keptFrom),
        effects: effects.save(),
        streaks: streaks.save(),
      };
      return { snapshot, open };
    },
  };
}

/** What a snapshot knows besides its account and the deliveries that it takes along. Throws `data_unusable` for what is invalid. */
export function applyCounts(
  { projections, effects, streaks }: Pick<KeptParts, "projections" | "effects" | "streaks">,
  state: Pick<SnapshotState, "counters" | "evicted" | "effects" | "streaks">,
): void {
  projections.counterStore.restore(state.counters);
  projections.deliveries.evicted.restore(state.evicted);
  effects.restore(state.effects);
  streaks.restore(state.streaks);
}

function replayEntry(entry: Entry, { projections, effects, events, streaks, disableAfterFailures }: KeptParts): void {
  if (entry.type === "world.changed" && entry.change === RESET) {
    projections.clear();
    effects.clear();
    events.clear();
    streaks.clear();
  }
  projections.fold(entry);
  if (entry.type === "event.emitted") events.add(eventViewOf(entry));
  if (entry.type === "effect.seen") effects.count(effectOf(entry));
  if (entry.type !== "delivery.settled" || entry.reason === "disabled" || disableAfterFailures === null) return;
  const webhookId = projections.deliveries.held(entry.delivery_id)?.webhook.id;
  if (webhookId !== undefined) streaks.note(webhookId, entry.state === "failed", disableAfterFailures);
}

function effectOf({ key, name, source, at, delivery_id, fingerprint, value }: EffectEntry): EffectRecord {
  return definedOnly({ key, name, source, at, delivery_id, fingerprint, value });
}

type EffectEntry = Extract<Entry, { type: "effect.seen" }>;

/** What the entry of a reset says has changed. */
export const RESET = "reset";

const PARTS = ["now", "nextOrder", "account", "counters", "bygone", "effects", "streaks"] as const;

function snapshotOf(content: unknown): MockSnapshot {
  if (isSnapshot(content)) return content;
  throw new SmartLeadMockError(
    "data_unusable",
    "The checkpoint in the data directory is incomplete; choose another --data, or use --ephemeral.",
  );
}

function isSnapshot(content: unknown): content is MockSnapshot {
  return typeof content === "object" && content !== null && PARTS.every((part) => part in content);
}

/** Continues where the directory leaves off; the mock's clock never runs backwards. */
export function beginOf(asked: number, { lastSeq, latestAt }: Recovered): { at: number; notices: readonly string[] } {
  if (lastSeq === 0 || latestAt <= asked) return { at: Math.max(asked, latestAt), notices: [] };
  const notice = `The mock's clock continues from ${isoFromMs(latestAt)}, where the journal ends, not from the earlier ${isoFromMs(asked)}.`;
  return { at: latestAt, notices: [notice] };
}

/** Ids come from the seed and the run; a later process on the same directory draws from its own stream, so that none comes twice. */
export function idsName({ lastSeq }: Recovered): string {
  return lastSeq === 0 ? "ids" : `ids after ${lastSeq}`;
}
