import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/parsed-json.ts";
import { checkedSnapshot } from "./checked-snapshot.ts";
import { type Restoring, restoreSnapshot } from "./restore-snapshot.ts";
import type { RestoreOptions, Snapshot, SnapshotView } from "./snapshot.ts";
import { mustBeSnapshotName, mustHaveRoom, type SnapshotStore } from "./snapshot-store.ts";
import { takeSnapshot } from "./take-snapshot.ts";

/** A mock's states as they stood: taken, kept by name, and restored. */
export interface Snapshots {
  /** The present state, kept nowhere. Throws `bad_request` for a name that is none, `conflict` for a state that is too large. */
  take(name?: string | null): Snapshot;
  /** Replaces the whole state. Throws `bad_request` for what is no snapshot, or not whole; nothing has changed then. */
  restore(snapshot: unknown, options?: RestoreOptions): SnapshotView;
  /** Takes one and keeps it: in the data directory, or as long as the process lives. One of the same name is replaced. */
  save(name: string): SnapshotView;
  list(): readonly SnapshotView[];
  /** One that was kept. Throws `not_found`. */
  read(name: string): Snapshot;
  /** Throws `not_found`. */
  remove(name: string): SnapshotView;
}

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
  const others = names.length === 0 ? "; none is kept yet." : `; there are ${names.join(", ")}.`;
  throw new SmartLeadMockError(
    "not_found",
    `There is no snapshot ${name}${meant === null ? others : `; did you mean ${meant}?`}`,
  );
}

/** What is damaged is not listed; whoever asks for it by name is told. */
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
