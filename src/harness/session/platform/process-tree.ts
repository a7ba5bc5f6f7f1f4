import { spawnSync } from "node:child_process";

/** What ending a process needs of the machine, as a port: tests stand in for other platforms. */
export interface ProcessSystem {
  readonly platform: NodeJS.Platform;
  /** Throws Node's own errors. */
  kill(pid: number, signal: NodeJS.Signals | 0): void;
  /** Runs a program of the system to its end. */
  run(file: string, args: readonly string[]): void;
}

const thisSystem: ProcessSystem = {
  platform: process.platform,
  kill: (pid, signal) => void process.kill(pid, signal),
  run: (file, args) => void spawnSync(file, args, { stdio: "ignore", windowsHide: true }),
};

/** Whether anyone of the group that a process leads is left; on Windows, which knows no groups, never for one that has ended itself. */
export function isGroupLeft(pid: number, system: ProcessSystem = thisSystem): boolean {
  if (system.platform === "win32") return false;
  try {
    system.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends a process with all that it started; it must lead its own group where there are such. Windows knows no groups and no signal
 * that a program could heed, so there the whole tree ends at once. Never throws.
 */
export function endTree(pid: number, signal: NodeJS.Signals, system: ProcessSystem = thisSystem): void {
  try {
    if (system.platform === "win32") system.run("taskkill", ["/pid", String(pid), "/t", "/f"]);
    else system.kill(-pid, signal);
  } catch {
    // Nobody of the group is left, or, on macOS, only processes that their parent has not fetched yet (EPERM).
  }
}
