import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import { checkedSnapshot } from "./checked-snapshot.ts";
import {
  MAX_SNAPSHOT_BYTES,
  MAX_SNAPSHOTS,
  type Snapshot,
  type Snapshots,
  type SnapshotView,
} from "./mock-snapshot.ts";
import { type Restoring, restoreSnapshot } from "./restore-snapshot.ts";
import { takeSnapshot } from "./take-snapshot.ts";

interface SnapshotsOptions extends Restoring {
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

/** The port to where snapshots are kept by name, as JSON texts. Names have been checked. */
interface SnapshotStore {
  /** In order of name. */
  names(): readonly string[];
  /** `null` when none exists of that name. */
  read(name: string): string | null;
  /** One of the same name is gone. Throws when it cannot be kept. */
  write(name: string, text: string): void;
  remove(name: string): void;
}

/** Characters of all snapshots that are kept in memory. */
const MAX_MEMORY_CHARACTERS = 4 * MAX_SNAPSHOT_BYTES;

/** Where nothing is kept on disk: as long as the process lives. */
export function snapshotsInMemory(): SnapshotStore {
  const texts = new Map<string, string>();
  return {
    names: () => [...texts.keys()].sort(),
    read: (name) => texts.get(name) ?? null,
    write: (name, text) => {
      const others = [...texts].reduce((sum, [other, kept]) => sum + (other === name ? 0 : kept.length), 0);
      if (others + text.length > MAX_MEMORY_CHARACTERS) {
        throw new SmartLeadMockError(
          "conflict",
          "The snapshots in memory would take more than 256 MB; delete one, or start with a data directory.",
        );
      }
      texts.set(name, text);
    },
    remove: (name) => void texts.delete(name),
  };
}

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** A name becomes a file's. Throws `bad_request` for one that cannot. */
function mustBeSnapshotName(name: string): void {
  if (NAME.test(name)) return;
  const meant = name
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|-+$/g, "")
    .slice(0, 64);
  const hint = meant === "" ? "" : `, such as ${meant}`;
  throw new SmartLeadMockError(
    "bad_request",
    `${JSON.stringify(name.slice(0, 64))} is not a valid name for a snapshot; use up to 64 letters, digits, -, _ and .${hint}.`,
  );
}

/** Throws `conflict` where there are so many already. */
export function mustHaveRoom(store: SnapshotStore, name: string): void {
  const names = store.names();
  if (names.length < MAX_SNAPSHOTS || names.includes(name)) return;
  throw new SmartLeadMockError("conflict", `There are ${MAX_SNAPSHOTS} snapshots already; delete one first.`);
}
