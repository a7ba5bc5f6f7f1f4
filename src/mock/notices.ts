import { guarded } from "../base/errors.ts";
import type { Fact } from "../delivery/facts.ts";

/** Different sentences that are shown at most: calls from outside decide what they say. */
const MAX_TOLD = 200;

/** Tells the user what no answer can say, as an entry of the journal: console, stream and log show it. The same sentence comes once. */
export class Notices {
  readonly #record: (fact: Fact) => void;
  readonly #told = new Set<string>();

  constructor(record: (fact: Fact) => void) {
    this.#record = record;
  }

  tell(change: string): void {
    if (this.#told.has(change) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(change);
    this.#record({ type: "world.changed", change });
  }
}

/** Different sentences that are shown at most: a defect that repeats, in traffic for instance, does not flood the journal. */
const MAX_DEFECTS_TOLD = 50;
/** Characters of an error's own message that a sentence repeats. */
const MAX_SHOWN = 200;

interface DefectsOptions {
  readonly record: (fact: Fact) => void;
  /** Called for each error as it is; `--debug` prints its stack. */
  readonly onDefect?: ((error: unknown) => void) | undefined;
}

/**
 * Errors that no caller can be answered with: of a timer, of traffic, of the account that lives by itself. Each is a defect of the
 * mock; it becomes a notice, and the mock continues.
 */
export class Defects {
  readonly #options: DefectsOptions;
  readonly #told = new Set<string>();

  constructor(options: DefectsOptions) {
    this.#options = options;
  }

  /** Runs something that no one waits for; an error in it is reported. */
  guard(where: string, run: () => void): void {
    guarded(run, (error) => this.tell(where, error));
  }

  /** `where` completes "failed at". */
  tell(where: string, error: unknown): void {
    this.#options.onDefect?.(error);
    const change = sentenceOf(where, error);
    if (this.#told.has(change) || this.#told.size >= MAX_DEFECTS_TOLD) return;
    this.#told.add(change);
    try {
      this.#options.record({ type: "world.changed", change });
    } catch {
      // The journal is what fails: its own failure is reported separately.
    }
  }
}

function sentenceOf(where: string, error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `smartlead-mock failed at ${where} (${text.slice(0, MAX_SHOWN)}); this is a bug in the mock, which continues without it.`;
}
