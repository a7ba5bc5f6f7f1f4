import { readFile, stat } from "node:fs/promises";
import { SmartLeadMockError } from "../../errors.ts";

/** Bytes of a scenario's file: hundreds of times the longest of the library, and soon read. Fewer values fit in than `plainData` takes. */
export const MAX_FILE_BYTES = 1_000_000;

/** A scenario's file as text. Throws `config`, in one sentence, when there is none, it is too large, or no UTF-8. `file` is how errors call it. */
export async function readScenarioText(path: string, file: string): Promise<string> {
  const bytes = await reading(readFile(path), file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SmartLeadMockError("config", `The scenario ${file} is not UTF-8; save it in that encoding.`, { cause });
  }
}

/** Whether there is such a file at all, and a file of a size that is read. Throws `config`. */
export async function checkFile(path: string, file: string): Promise<void> {
  const found = await reading(stat(path), file);
  if (found.isDirectory()) throw problem(file, "is a directory; name one of its files");
  if (!found.isFile()) throw problem(file, "is no regular file; write the scenario to one");
  if (found.size > MAX_FILE_BYTES) {
    throw problem(
      file,
      `has ${found.size} bytes; at most ${MAX_FILE_BYTES} are read, so use repeat and count, or split it`,
    );
  }
}

async function reading<Result>(result: Promise<Result>, file: string): Promise<Result> {
  try {
    return await result;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") throw problem(file, "does not exist; check its path", cause);
    throw problem(file, "cannot be read; check who may read it", cause);
  }
}

function problem(file: string, words: string, cause?: unknown): SmartLeadMockError {
  return new SmartLeadMockError("config", `The scenario ${file} ${words}.`, cause === undefined ? {} : { cause });
}
