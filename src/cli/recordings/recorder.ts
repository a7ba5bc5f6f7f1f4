import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { ENTRY_FORMAT_VERSION, type Frame } from "../../journal/entry.ts";
import type { Journal } from "../../journal/journal.ts";
import { recordText } from "../output/stdout-json.ts";
import { VERSION } from "../version.ts";

/** The recording file, as a port. */
export interface RecordFile {
  write(text: string): void;
  close(): void;
}

export interface RecorderOptions {
  readonly path: string;
  readonly file: RecordFile;
  readonly run: string;
  readonly journal: Journal;
  /** Returns the frame to write in place of the given one; by default the same. */
  readonly rewrite?: ((frame: Frame) => Frame) | undefined;
  /** Called once, with a sentence, when recording has failed for good. */
  readonly onFailure: (sentence: string) => void;
}

export interface Recorder {
  readonly hasFailed: boolean;
  /** Writes pending frames and closes the file. */
  stop(): void;
}

/** Opens a file to record into. Throws `usage` if it is not empty, so that no recording is lost, or cannot be written. */
export function openRecordFile(path: string, cwd: string): RecordFile {
  let file: number;
  try {
    file = openSync(resolve(cwd, path), "a", 0o600);
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new SmartLeadMockError("usage", `--record ${path} cannot be written${why}; give another file.`, { cause });
  }
  if (fstatSync(file).size > 0) {
    closeSync(file);
    throw new SmartLeadMockError(
      "usage",
      `--record ${path} already has content, which is not overwritten; choose another file or remove it.`,
    );
  }
  return {
    write: (text) => {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    },
    close: () => closeSync(file),
  };
}

/** Writes every frame from now on, `hello` first, one per line. Frames of one turn of the event loop are written together. */
export function startRecorder({ path, file, run, journal, rewrite, onFailure }: RecorderOptions): Recorder {
  let hasFailed = false;
  // Pending entries must be written before the first line, which says that they came before it.
  journal.flush();
  const { lastSeq } = journal;
  const hello: Frame = {
    type: "hello",
    version: VERSION,
    format: ENTRY_FORMAT_VERSION,
    run,
    first_seq: lastSeq + 1,
    last_seq: lastSeq,
  };
  const waiting: Frame[] = [hello];
  const write = (): void => {
    const frames = waiting.splice(0);
    if (hasFailed || frames.length === 0) return;
    try {
      const written = rewrite === undefined ? frames : frames.map(rewrite);
      file.write(`${written.map((frame) => recordText(frame)).join("\n")}\n`);
    } catch (error) {
      hasFailed = true;
      const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
      onFailure(`${path} cannot be written any more${code}; the recording ends here.`);
    }
  };
  write();
  const unsubscribe = journal.subscribe((entry) => {
    if (waiting.push(entry) === 1) systemTime.soon(write);
  });
  return {
    get hasFailed() {
      return hasFailed;
    },
    stop: () => {
      unsubscribe();
      write();
      file.close();
    },
  };
}
