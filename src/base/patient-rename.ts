/** The part of the file system that renaming needs, as a port: tests use it to simulate Windows. */
export interface RenameSystem {
  readonly platform: string;
  /** Throws Node's own errors. */
  rename(from: string, to: string): void;
  /** Blocks the thread for this long. */
  sleep(ms: number): void;
}

/** Error codes from Windows while a virus scanner or an indexer has a newly written file open. */
const PASSING: ReadonlySet<unknown> = new Set(["EPERM", "EACCES", "EBUSY"]);
/** Real ms between two tries: half a second in all, longer than scanners need for small files. */
const WAITS_MS = [1, 5, 10, 20, 40, 80, 160, 200];

/** Renames a file, replacing the target; on Windows it retries until no other process has the file open. Throws the last error. */
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

/** Blocks the thread: renames are synchronous, so that nothing runs between a write and its rename. */
export function sleepNow(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
