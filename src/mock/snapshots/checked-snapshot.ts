import { SmartLeadMockError } from "../../base/errors.ts";
import { idsOf } from "../../base/ids.ts";
import { hashText, seededRandom } from "../../base/random.ts";
import { mustBeState } from "../../delivery/idempotency/effect-state.ts";
import { CounterStore } from "../../journal/counters.ts";
import { EvictedCounts } from "../../journal/evicted-counts.ts";
import type { FaultInjector } from "../fault-injector.ts";
import { SNAPSHOT_FORMAT, type Snapshot, type SnapshotState } from "./mock-snapshot.ts";

/** Throws `bad_request` where a part cannot be restored: all of it is tried on objects that nobody has. */
export function mustBeRestorable(state: SnapshotState, faults: Pick<FaultInjector, "mustTake">): void {
  faults.mustTake(state.faults);
  try {
    idsOf(seededRandom(0)).restore(state.ids);
    new CounterStore().restore(state.counters);
    new EvictedCounts().restore(state.evicted);
    mustBeState(state.effects);
  } catch {
    throw damaged();
  }
}

export interface CheckedSnapshot {
  readonly name: string | null;
  /** The caller's own: what is done with it changes nothing in the snapshot. */
  readonly state: SnapshotState;
}

const PARTS: readonly (keyof SnapshotState)[] = [
  "now",
  "account",
  "ids",
  "counters",
  "evicted",
  "effects",
  "streaks",
  "taken",
  "events",
  "deliveries",
  "faults",
];

/** Throws `bad_request` with one sentence if it is not a snapshot, one of another version, or one that is not whole. */
export function checkedSnapshot(snapshot: unknown): CheckedSnapshot {
  if (!isObject(snapshot) || snapshot.smartlead_mock !== "snapshot") {
    throw refused("This is not a snapshot of smartlead-mock; `smartlead-mock snapshot save` takes one");
  }
  const { format, name, sum, state }: Partial<Record<keyof Snapshot, unknown>> = snapshot;
  if (format !== SNAPSHOT_FORMAT) throw otherFormat(format);
  const text = isObject(state) ? JSON.stringify(state) : "";
  const isWhole = isObject(state) && hashText(text) === sum && PARTS.every((part) => Object.hasOwn(state, part));
  if (!isWhole || !(name === null || typeof name === "string")) {
    throw damaged();
  }
  return { name, state: JSON.parse(text) };
}

export function damaged(): SmartLeadMockError {
  return refused(
    "The snapshot is damaged or was changed by hand, so it is not restored; take it again with `smartlead-mock snapshot save`",
  );
}

function otherFormat(format: unknown): SmartLeadMockError {
  const asked = Number.isInteger(format) ? String(format) : "unknown";
  const todo =
    Number(format) > SNAPSHOT_FORMAT ? "update smartlead-mock" : "take it again with `smartlead-mock snapshot save`";
  return refused(`The snapshot has format ${asked}, and this smartlead-mock reads ${SNAPSHOT_FORMAT}; ${todo}`);
}

function refused(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("bad_request", `${sentence}.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
