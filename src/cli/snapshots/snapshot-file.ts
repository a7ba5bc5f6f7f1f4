import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import { patientRename, sleepNow } from "../../base/patient-rename.ts";
import { MAX_SNAPSHOT_BYTES, type Snapshot } from "../../mock/snapshots/mock-snapshot.ts";
import type { Io } from "../io.ts";

/**
 * Writes a snapshot, whole or not at all; returns its bytes. A file that holds something else than a snapshot is replaced only when
 * forced. Throws `usage`.
 */
export function writeSnapshotFile(
  file: string,
  snapshot: Snapshot,
  { cwd, isForced }: { readonly cwd: string; readonly isForced: boolean },
): number {
  const path = resolve(cwd, file);
  if (!isForced && isForeign(path)) {
    throw new SmartLeadMockError("usage", `${file} is not a snapshot; name another file, or use --force.`);
  }
  const bytes = Buffer.from(`${JSON.stringify(snapshot)}\n`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.tmp`, bytes);
    patientRename(`${path}.tmp`, path, { platform: process.platform, rename: renameSync, sleep: sleepNow });
  } catch (cause) {
    throw new SmartLeadMockError("usage", `--file: ${file} cannot be written; check its folder and permissions.`, {
      cause,
    });
  }
  return bytes.length;
}

/** What a file holds, as JSON; the mock says whether it is a snapshot. Throws `usage`. */
export async function readSnapshotFile(file: string, { cwd }: Pick<Io, "cwd">): Promise<unknown> {
  const path = resolve(cwd, file);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? null;
  if (size === null) {
    throw new SmartLeadMockError("usage", `--file: there is no ${file}; snapshot save --file writes one.`);
  }
  const snapshot = size > MAX_SNAPSHOT_BYTES ? undefined : parsedJson(readText(path, file));
  if (snapshot !== undefined) return snapshot;
  throw new SmartLeadMockError("usage", `--file: ${file} is not a snapshot of smartlead-mock, or it is not whole.`);
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SmartLeadMockError("usage", `--file: ${file} cannot be read; check that it is a file.`, { cause });
  }
}

function isForeign(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size === 0) return false;
  return !readText(path, path).slice(0, 100).includes('"smartlead_mock":"snapshot"');
}
