import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { codeOf } from "./disk.ts";

/** The process that takes a lock, with its view of other processes. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  isAlive(pid: number): boolean;
  /** When a process started, in the system's own units; `null` if the system does not report it. */
  startOf(pid: number): string | null;
}

export const thisProcess: LockOwner = {
  pid: process.pid,
  host: hostname(),
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      // A dead process that its parent has not reaped yet still has its pid.
      return !DEAD_STATES.includes(statFields(pid)?.[0] ?? "");
    } catch (error) {
      // A process of another user is alive too.
      return codeOf(error) === "EPERM";
    }
  },
  startOf: (pid) => {
    // The 20th field after the name (proc(5)): clock ticks since boot; pids and ticks repeat after a reboot.
    const ticks = statFields(pid)?.[19];
    return ticks === undefined ? null : `${readSystem("/proc/sys/kernel/random/boot_id")?.trim() ?? ""}/${ticks}`;
  },
};

/** Zombie and dead (proc(5)). */
const DEAD_STATES = ["Z", "X"];

/** The fields after a process's name in Linux's stat file; the name is in brackets and may contain anything. `null` on other systems. */
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
