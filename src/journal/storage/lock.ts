import { basename, dirname, join } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { codeOf, type Disk } from "./disk.ts";
import type { LockOwner } from "./lock-owner.ts";

export { type LockOwner, thisProcess } from "./lock-owner.ts";

/** The content of a lock file. */
interface LockText {
  readonly pid: number;
  readonly host: string;
  readonly start: string | null;
  /** ISO 8601 by the machine's clock; for people only. */
  readonly since: string;
}

/** A lock that is being taken, or held. */
interface Lock {
  readonly disk: Disk;
  readonly path: string;
  readonly owner: LockOwner;
  /** The file's content when the lock is ours. */
  readonly text: string;
}

/** The file next to the lock that has the holder's address. */
export const RUNNING_NAME = "running.json";

/** Locks that this process holds: where the system does not report start times, our own pid alone proves nothing. */
const heldHere = new Set<string>();
/** Locks that this process released although their files could not be removed. */
const leftBehind = new Set<string>();

/**
 * Takes the lock of a directory. The lock of a dead owner is taken over. Of concurrent attempts at most one succeeds. Throws
 * `data_unusable` when it is held, or when that cannot be determined.
 */
export function takeLock(disk: Disk, path: string, owner: LockOwner): { release(): void } {
  const { pid, host } = owner;
  const said: LockText = { pid, host, start: owner.startOf(pid), since: isoFromMs(systemTime.epochMs()) };
  const lock: Lock = { disk, path, owner, text: JSON.stringify(said) };
  if (!create(lock)) {
    moveStaleAside(lock);
    if (!create(lock)) throw inUse(lock, read(disk, path));
  }
  try {
    makeSure(lock);
  } catch (error) {
    // When another process has the lock, whichever process moved that lock aside puts it back in place of ours.
    if (error instanceof SmartLeadMockError) leftBehind.add(lock.text);
    else release(lock);
    throw error;
  }
  leftBehind.delete(lock.text);
  heldHere.add(lock.text);
  return { release: () => release(lock) };
}

function create({ disk, path, text }: Lock): boolean {
  try {
    disk.create(path, text);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Of two processes that move a dead owner's lock aside only one finds it; that one checks that it moved the lock that it had judged. */
function moveStaleAside(lock: Lock): void {
  const { disk, path, owner } = lock;
  const judged = read(disk, path);
  if (judged === null) return;
  if (isHeld(judged, lock)) throw inUse(lock, judged);
  const aside = `${path}.${owner.pid}`;
  if (!rename(disk, path, aside)) return;
  const moved = read(disk, aside);
  if (moved !== null && !moved.equals(judged)) {
    // Another process took over the lock in between, so it is put back.
    rename(disk, aside, path);
    throw inUse(lock, moved);
  }
  disk.remove(aside);
}

/** Each further check is for another process that moves our lock aside at this moment; if none succeeds, the lock is refused. */
const MAX_LOOKS = 3;

/**
 * A lock just created proves nothing yet: the path may have been free only because a process that judged too late moved a living owner's
 * lock aside, or moved ours before its content was written.
 */
function makeSure(lock: Lock): void {
  let found: Buffer | null = null;
  for (let look = 0; look < MAX_LOOKS && found === null; look += 1) {
    lookAside(lock);
    found = read(lock.disk, lock.path);
  }
  if (found?.toString() !== lock.text) throw inUse(lock, found);
}

/** Restores our lock, refuses when the owner of another lock is alive, and removes stale ones. */
function lookAside(lock: Lock): void {
  const { disk, path } = lock;
  const folder = dirname(path);
  for (const name of disk.list(folder)) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const aside = join(folder, name);
    const moved = read(disk, aside);
    if (moved === null) continue;
    if (moved.toString() === lock.text) rename(disk, aside, path);
    else if (isHeld(moved, lock)) throw inUse(lock, moved);
    else disk.remove(aside);
  }
}

/** `null` also when another process removes the file during the read. */
function read(disk: Disk, path: string): Buffer | null {
  try {
    return disk.read(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** `false` when the file does not exist. */
function rename(disk: Disk, from: string, to: string): boolean {
  try {
    disk.rename(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Never removes another process's lock. A lock that cannot be removed does no harm: its owner will be dead. */
function release({ disk, path, text }: Lock): void {
  heldHere.delete(text);
  try {
    if (disk.read(path)?.toString() === text) disk.remove(path);
  } catch {
    // The folder is gone or has become unwritable.
    leftBehind.add(text);
  }
}

/** A lock without an owner was being written when its owner was killed, so no one holds it. */
function isHeld(bytes: Buffer, { owner, path }: Lock): boolean {
  const found = readLock(bytes);
  const text = bytes.toString();
  if (found === null) return false;
  const { pid, host, start } = found;
  if (pid === owner.pid && leftBehind.has(text)) return false;
  if (host !== owner.host) {
    throw new SmartLeadMockError(
      "data_unusable",
      `${path} says that ${host} (process ${pid}) uses this directory, which cannot be checked from here; if that is no longer true, delete this file.`,
    );
  }
  if (!owner.isAlive(pid)) return false;
  const startNow = owner.startOf(pid);
  if (start !== null && startNow !== null) return start === startNow;
  // Our own pid may be that of an earlier process, for instance in a container, where pids start at 1.
  return pid !== owner.pid || heldHere.has(text);
}

/** The living process that holds a lock, or `null`. Changes nothing. Throws when it cannot be determined. */
export function holderPid(disk: Disk, path: string, owner: LockOwner): number | null {
  const bytes = read(disk, path);
  return bytes !== null && isHeld(bytes, { disk, path, owner, text: "" }) ? (readLock(bytes)?.pid ?? null) : null;
}

/** The holder's address, if it recorded one; a file left by another process is ignored. */
function whereIt(disk: Disk, path: string, pid: number | undefined): string {
  try {
    const told = JSON.parse(read(disk, join(dirname(path), RUNNING_NAME))?.toString() ?? "null");
    return told !== null && told.pid === pid && typeof told.url === "string"
      ? `, the mock at ${told.url} (smartlead-mock ui --connect ${told.url} shows it)`
      : "";
  } catch {
    return "";
  }
}

function inUse({ path, owner, disk }: Lock, holder: Buffer | null): SmartLeadMockError {
  const pid = readLock(holder)?.pid;
  const [by, remedy] =
    pid === owner.pid
      ? ["another mock in this process", "close that one"]
      : [pid === undefined ? "another process" : `process ${pid}`, "stop it"];
  return new SmartLeadMockError(
    "data_unusable",
    `${dirname(path)} is in use by ${by}${whereIt(disk, path, pid)}; ${remedy}, choose another --data, or use --ephemeral.`,
  );
}

function readLock(bytes: Buffer | null): LockText | null {
  try {
    const { pid, host, start, since } = JSON.parse(bytes?.toString() ?? "");
    return Number.isInteger(pid) && typeof host === "string" ? { pid, host, start: start ?? null, since } : null;
  } catch {
    return null;
  }
}
