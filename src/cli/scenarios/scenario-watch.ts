import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { safeText } from "../../base/safe-text.ts";
import { afterReal } from "../../base/time/system-clock.ts";
import type { CommandContext } from "../command.ts";
import { EXIT_OF_ERROR } from "../exit-codes.ts";
import { type Io, say } from "../io.ts";

/** Real ms between a change and the next run: editors write a file in several steps. */
const QUIET_MS = 100;
const DATA_ENDINGS: ReadonlySet<string> = new Set([".yaml", ".yml", ".json", ".ts", ".mts", ".js", ".mjs"]);

/** Runs again when one of the files, or a file next to it, changes, until `signal`. Returns the last exit code. */
export async function watchAndRun(
  { args, io }: CommandContext,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const changes = new Changes(args.filter((word) => extname(word) !== "").map((word) => resolve(io.cwd, word)));
  signal.addEventListener("abort", () => changes.wake(), { once: true });
  let exitCode = 0;
  try {
    do {
      exitCode = await attempt(io, () => run(signal));
      if (signal.aborted) break;
      say(io.stderr, "smartlead-mock: watching; it runs again when a file changes. Ctrl-C ends it.");
      await changes.next();
    } while (!signal.aborted);
  } finally {
    changes.close();
  }
  return exitCode;
}

/** An error in a file is reported, and the watch continues so that the user can fix it; so is a missing receiver. */
async function attempt(io: Io, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SmartLeadMockError) || error.code === "internal") throw error;
    say(io.stderr, `smartlead-mock: ${safeText(error.message)}`);
    return EXIT_OF_ERROR[error.code];
  }
}

/** Watches the folders of these files: an editor may replace a file, which a watch on the file itself would miss. */
class Changes {
  readonly #watchers: readonly FSWatcher[];
  #wake: (() => void) | null = null;
  #hasChanged = false;
  #cancelQuiet: (() => void) | null = null;

  constructor(files: readonly string[]) {
    const folders = [...new Set(files.map((file) => dirname(file)))];
    const names = new Set(files.map((file) => basename(file)));
    this.#watchers = folders.map((folder) =>
      watched(folder, (name) => {
        // World files and modules that a scenario uses are next to it.
        if (name === null || names.has(name) || DATA_ENDINGS.has(extname(name))) this.#changed();
      }),
    );
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#hasChanged) this.wake();
    });
  }

  wake(): void {
    this.#hasChanged = false;
    this.#wake?.();
    this.#wake = null;
  }

  close(): void {
    this.#cancelQuiet?.();
    for (const watcher of this.#watchers) watcher.close();
  }

  #changed(): void {
    this.#cancelQuiet?.();
    this.#cancelQuiet = afterReal(QUIET_MS, () => {
      this.#hasChanged = true;
      if (this.#wake !== null) this.wake();
    });
  }
}

function watched(folder: string, onChange: (name: string | null) => void): FSWatcher {
  try {
    return watch(folder, (_event, name) => onChange(name));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SmartLeadMockError(
      "usage",
      `The folder ${folder} cannot be watched (${why}); name a file that is there.`,
    );
  }
}
