import { spawnSync } from "node:child_process";

/** The system calls for ending a process, as a port: tests simulate other platforms. */
export interface ProcessSystem {
  readonly platform: NodeJS.Platform;
  /** Throws Node's own errors. */
  kill(pid: number, signal: NodeJS.Signals | 0): void;
  /** Runs a system program and waits for it to end. */
  run(file: string, args: readonly string[]): void;
}

const thisSystem: ProcessSystem = {
  platform: process.platform,
  kill: (pid, signal) => void process.kill(pid, signal),
  run: (file, args) => void spawnSync(file, args, { stdio: "ignore", windowsHide: true }),
};

/** Whether any process of the group that a process leads is left; on Windows, which has no groups, never after the process itself has ended. */
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
 * Ends a process with all its children; where there are process groups, it must lead its own. Windows has neither groups nor a signal that
 * a program could handle, so there the whole tree ends at once. Never throws.
 */
export function endTree(pid: number, signal: NodeJS.Signals, system: ProcessSystem = thisSystem): void {
  try {
    if (system.platform === "win32") system.run("taskkill", ["/pid", String(pid), "/t", "/f"]);
    else system.kill(-pid, signal);
  } catch {
    // No process of the group is left, or, on macOS, only zombies (EPERM).
  }
}
