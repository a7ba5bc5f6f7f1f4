import { readFileSync, type Stats, statSync } from "node:fs";
import { SmartLeadMockError } from "../base/errors.ts";

/** Bytes of a configuration, scenario or dialect: hundreds of times the longest that anyone writes, and soon read. */
export const MAX_FILE_BYTES = 1_000_000;

/** What an error says of the file. */
export interface FileGuard {
  /** Begins the sentence: `The scenario x.yaml`. */
  readonly name: string;
  /** What it holds, as in "write the scenario to one". */
  readonly kind: string;
  /** What to check where there is no such file: `its path`, `--config`. */
  readonly check: string;
  readonly maxBytes: number;
  /** What else to do where it is too large. */
  readonly tooLarge?: string;
}

/**
 * A file that the user names, as text: the one way in for configuration, world, dialects and scenarios. Throws `config`, in one
 * sentence, when none exists, when it is a folder, a pipe or a device, too large, or not UTF-8.
 */
export function guardedText(path: string, guard: FileGuard): string {
  const found = attempted(() => statSync(path), guard);
  refuseUnreadable(found, guard);
  const bytes = attempted(() => readFileSync(path), guard);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw problem(guard, "is not UTF-8; save it as UTF-8", cause);
  }
}

function refuseUnreadable(found: Stats, guard: FileGuard): void {
  const { kind, maxBytes, tooLarge = "split it" } = guard;
  if (found.isDirectory()) throw problem(guard, "is a directory; name a file in it");
  if (!found.isFile()) throw problem(guard, `is not a regular file; write the ${kind} to one`);
  if (found.size > maxBytes) {
    throw problem(guard, `has ${found.size} bytes; at most ${maxBytes} are read, so ${tooLarge}`);
  }
}

function attempted<Result>(act: () => Result, guard: FileGuard): Result {
  try {
    return act();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") throw problem(guard, `does not exist; check ${guard.check}`, cause);
    throw problem(guard, "cannot be read; check its permissions", cause);
  }
}

function problem({ name }: FileGuard, words: string, cause?: unknown): SmartLeadMockError {
  return new SmartLeadMockError("config", `${name} ${words}.`, cause === undefined ? {} : { cause });
}
