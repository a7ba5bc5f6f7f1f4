/** What renaming needs of the machine, as a port: tests stand in for Windows. */
export interface RenameSystem {
  readonly platform: string;
  /** Throws Node's own errors. */
  rename(from: string, to: string): void;
  /** Waits, while nothing else is done. */
  sleep(ms: number): void;
}

/** What Windows answers while a virus scanner or an indexer looks at a file that was just written. */
const PASSING: ReadonlySet<unknown> = new Set(["EPERM", "EACCES", "EBUSY"]);
/** Real ms between two tries: half a second in all, which scanners of small files do not take. */
const WAITS_MS = [1, 5, 10, 20, 40, 80, 160, 200];

/** Renames a file over what is there; on Windows as often as it takes until nobody looks at it. Throws the last error. */
export function patientRename(from: string, to: string, system: RenameSystem): void {
  for (const wait of system.platform === "win32" ? WAITS_MS : []) {
    try {
      system.rename(from, to);
      return;
    } catch (error) {
      if (!PASSING.has(error instanceof Error && "code" in error ? error.code : null)) throw error;
      system.sleep(wait);
    }
  }
  system.rename(from, to);
}

/** The thread's own wait: renames are synchronous, so that nothing happens between a write and its place. */
export function sleepNow(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
