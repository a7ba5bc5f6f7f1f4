import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { ENTRY_FORMAT_VERSION, type Frame } from "../../journal/entry.ts";
import type { Journal } from "../../journal/journal.ts";
import { recordText } from "../output/stdout-json.ts";
import { VERSION } from "../version.ts";

/** The file that is recorded into, as a port. */
export interface RecordFile {
  write(text: string): void;
  close(): void;
}

export interface RecorderOptions {
  readonly path: string;
  readonly file: RecordFile;
  readonly run: string;
  readonly journal: Journal;
  /** What is written in place of a frame; itself by default. */
  readonly rewrite?: ((frame: Frame) => Frame) | undefined;
  /** Told once, in a sentence, when nothing more can be recorded. */
  readonly onFailure: (sentence: string) => void;
}

export interface Recorder {
  readonly hasFailed: boolean;
  /** Writes what is still to be written and closes the file. */
  stop(): void;
}

/** Opens a file to record into. Throws `usage` when it holds something already, so that no recording is lost, or cannot be written. */
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

/** Writes every frame from now on, `hello` first, one a line: what arises in one turn of the loop in one piece. */
export function startRecorder({ path, file, run, journal, rewrite, onFailure }: RecorderOptions): Recorder {
  let hasFailed = false;
  // What is not written yet would be told of after the first line, which says that it came before.
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
