import { renameSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { patientRename, sleepNow } from "../../base/patient-rename.ts";

export interface ReadyFacts {
  readonly url: string;
  readonly stream: string;
  readonly port: number;
  readonly pid: number;
  readonly run: string;
  /** Of the proxy: what a tunnel is to be led to. */
  readonly proxy?: string;
}

/** Writes the ready file, whole or not at all, so that anyone who waits for it never reads half of it. Answers with its removal. Throws `usage`. */
export function writeReadyFile(file: string, cwd: string, facts: ReadyFacts): () => void {
  const path = resolve(cwd, file);
  const unfinished = `${path}.${facts.pid}.tmp`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(facts)}\n`);
    patientRename(unfinished, path, { platform: process.platform, rename: renameSync, sleep: sleepNow });
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new SmartLeadMockError(
      "usage",
      `--ready-file ${file} cannot be written; its directory must exist and be writable.`,
      { cause },
    );
  }
  return () => rmSync(path, { force: true });
}
