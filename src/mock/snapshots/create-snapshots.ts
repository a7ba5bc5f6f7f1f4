import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import { checkedSnapshot } from "./checked-snapshot.ts";
import type { Snapshot, Snapshots, SnapshotView } from "./mock-snapshot.ts";
import { type Restoring, restoreSnapshot } from "./restore-snapshot.ts";
import { mustBeSnapshotName, mustHaveRoom, type SnapshotStore } from "./snapshot-store.ts";
import { takeSnapshot } from "./take-snapshot.ts";

export interface SnapshotsOptions extends Restoring {
  readonly store: SnapshotStore;
  /** Told when another state is there. */
  readonly onRestored: () => void;
}

export function createSnapshots(options: SnapshotsOptions): Snapshots {
  const { parts, store, onRestored } = options;
  const take = (name: string | null) => {
    if (name !== null) mustBeSnapshotName(name);
    return takeSnapshot(parts, name);
  };
  const read = (name: string) => readKept(store, name);
  return {
    take: (name = null) => take(name),
    restore: (snapshot, asked = {}) => {
      restoreSnapshot(options, snapshot, asked);
      onRestored();
      return viewOf(snapshot as Snapshot);
    },
    save: (name) => {
      mustBeSnapshotName(name);
      mustHaveRoom(store, name);
      const snapshot = take(name);
      store.write(name, JSON.stringify(snapshot));
      return viewOf(snapshot);
    },
    list: () => store.names().flatMap((name) => listed(store, name)),
    read,
    remove: (name) => {
      const view = viewOf(read(name));
      store.remove(name);
      return view;
    },
  };
}

function readKept(store: SnapshotStore, name: string): Snapshot {
  mustBeSnapshotName(name);
  const text = store.read(name);
  if (text !== null) {
    const snapshot = parsedJson(text);
    checkedSnapshot(snapshot);
    return snapshot as Snapshot;
  }
  const names = store.names();
  const meant = didYouMean(name, names);
  const others = names.length === 0 ? "; none is saved yet." : `; the snapshots are ${names.join(", ")}.`;
  throw new SmartLeadMockError(
    "not_found",
    `There is no snapshot ${name}${meant === null ? others : `; did you mean ${meant}?`}`,
  );
}

/** What is damaged is not listed; anyone who asks for it by name is told. */
function listed(store: SnapshotStore, name: string): SnapshotView[] {
  const snapshot = parsedJson(store.read(name) ?? "");
  return isSnapshot(snapshot) ? [{ ...viewOf(snapshot), name }] : [];
}

function isSnapshot(value: unknown): value is Snapshot {
  return typeof value === "object" && value !== null && "smartlead_mock" in value && "now" in value;
}

/** Without the state. */
function viewOf({ smartlead_mock: _mark, sum: _sum, state: _state, ...view }: Snapshot): SnapshotView {
  return view;
}
