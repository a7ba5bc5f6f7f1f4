import { SmartLeadMockError } from "../../base/errors.ts";
import { MAX_SNAPSHOT_BYTES, MAX_SNAPSHOTS } from "./mock-snapshot.ts";

/** The port to where snapshots are kept by name, as JSON texts. Names have been checked. */
export interface SnapshotStore {
  /** In order of name. */
  names(): readonly string[];
  /** `null` when there is none of that name. */
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
export function mustBeSnapshotName(name: string): void {
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
