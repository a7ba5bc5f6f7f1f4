import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { SmartLeadMockError } from "../errors.ts";
import { isoFromMs } from "../time/iso.ts";
import { systemTime } from "../time/system-clock.ts";
import type { Disk } from "./disk.ts";
import { codeOf } from "./disk-failure.ts";

/** The process that takes a lock, and what it can find out about others. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  isAlive(pid: number): boolean;
  /** When a process started, by the system's own count; `null` where the system does not tell. */
  startOf(pid: number): string | null;
}

export const thisProcess: LockOwner = {
  pid: process.pid,
  host: hostname(),
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      // One that is dead but not yet fetched by its parent still has its number.
      return !DEAD_STATES.includes(statFields(pid)?.[0] ?? "");
    } catch (error) {
      // Somebody else's process is alive too.
      return codeOf(error) === "EPERM";
    }
  },
  // The 20th field behind the name (proc(5)).
  startOf: (pid) => statFields(pid)?.[19] ?? null,
};

/** Zombie and dead (proc(5)). */
const DEAD_STATES = ["Z", "X"];

/** What Linux says of a process behind its name, which stands in brackets and may hold anything; `null` elsewhere. */
function statFields(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? null;
  } catch {
    return null;
  }
}

/** What a lock file says. */
interface LockText {
  readonly pid: number;
  readonly host: string;
  readonly start: string | null;
  /** ISO 8601 by the machine's clock; for people. */
  readonly since: string;
}

/**
 * Takes the lock of a directory. The lock of an owner that is dead is taken over. Throws `data_unusable` when it is held, or when
 * that cannot be found out.
 */
export function takeLock(disk: Disk, path: string, owner: LockOwner): { release(): void } {
  const since = isoFromMs(systemTime.epochMs());
  const mine = JSON.stringify({ pid: owner.pid, host: owner.host, start: owner.startOf(owner.pid), since });
  if (!create(disk, path, mine)) {
    removeStale(disk, path, owner);
    if (!create(disk, path, mine)) throw inUse(path, readLock(disk.read(path)));
  }
  return {
    release: () => {
      if (disk.read(path)?.toString() === mine) disk.remove(path);
    },
  };
}

function create(disk: Disk, path: string, text: string): boolean {
  try {
    disk.create(path, text);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Moves the dead owner's lock aside, which of two that try only one can do; then makes sure that it was the one that was judged. */
function removeStale(disk: Disk, path: string, owner: LockOwner): void {
  const judged = disk.read(path);
  if (judged === null) return;
  const found = readLock(judged);
  if (found !== null && isHeld(found, owner, path)) throw inUse(path, found);
  const aside = `${path}.${owner.pid}`;
  try {
    disk.rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const moved = disk.read(aside);
  if (moved !== null && !moved.equals(judged)) {
    // Another process took the lock over in between: it gets it back.
    disk.rename(aside, path);
    throw inUse(path, readLock(moved));
  }
  disk.remove(aside);
}

function isHeld({ pid, host, start }: LockText, owner: LockOwner, path: string): boolean {
  if (host !== owner.host) {
    throw new SmartLeadMockError(
      "data_unusable",
      `${path} says that ${host} (process ${pid}) uses this directory, which cannot be found out from here; if that is over, delete this file.`,
    );
  }
  // Our own number in a lock that we have not taken: an earlier life, for instance in a container that counts from 1.
  if (pid === owner.pid || !owner.isAlive(pid)) return false;
  const startNow = owner.startOf(pid);
  return start === null || startNow === null || start === startNow;
}

function inUse(path: string, found: LockText | null): SmartLeadMockError {
  const by = found === null ? "another process" : `process ${found.pid}`;
  const directory = path.replace(/[/\\]lock$/, "");
  return new SmartLeadMockError(
    "data_unusable",
    `${directory} is in use by ${by}; stop it, give another --data, or use --ephemeral.`,
  );
}

/** One that was being written when its owner was killed is nobody's. */
function readLock(bytes: Buffer | null): LockText | null {
  try {
    const { pid, host, start, since } = JSON.parse(bytes?.toString() ?? "");
    return Number.isInteger(pid) && typeof host === "string" ? { pid, host, start: start ?? null, since } : null;
  } catch {
    return null;
  }
}
