import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { codeOf } from "./disk.ts";

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
      // Someone else's process is alive too.
      return codeOf(error) === "EPERM";
    }
  },
  startOf: (pid) => {
    // The 20th field behind the name (proc(5)): clock ticks since the boot, after which numbers and ticks come again.
    const ticks = statFields(pid)?.[19];
    return ticks === undefined ? null : `${readSystem("/proc/sys/kernel/random/boot_id")?.trim() ?? ""}/${ticks}`;
  },
};

/** Zombie and dead (proc(5)). */
const DEAD_STATES = ["Z", "X"];

/** What Linux says of a process behind its name, which stands in brackets and may hold anything; `null` elsewhere. */
function statFields(pid: number): string[] | null {
  return readSystem(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ") ?? null;
}

function readSystem(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
