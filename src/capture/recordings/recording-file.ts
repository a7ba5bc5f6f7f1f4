import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { RecordingSource } from "./recorded-frames.ts";

/** Bytes read from a file at a time: a few hundred entries. */
const CHUNK_BYTES = 256 * 1024;

/** Opens a file for reading; messages call it `name`. Throws `usage` if it does not exist, or is not a file. */
export function recordingFile(name: string, cwd: string): RecordingSource {
  const path = resolve(cwd, name);
  mustBeFile(path, name);
  return {
    name,
    chunks: () => readable(createReadStream(path, { highWaterMark: CHUNK_BYTES }), name),
  };
}

async function* readable(stream: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

function mustBeFile(path: string, name: string): void {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (cause) {
    throw unreadable(name, cause);
  }
  if (!isDirectory) return;
  const sentence = `${name} is a directory; name a file, such as one of the segments in its journal folder.`;
  throw new SmartLeadMockError("usage", sentence);
}

function unreadable(name: string, cause: unknown): SmartLeadMockError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const why = code === "ENOENT" ? "does not exist" : `cannot be read${code === "" ? "" : ` (${code})`}`;
  return new SmartLeadMockError("usage", `The file ${name} ${why}; check its path.`, { cause });
}
