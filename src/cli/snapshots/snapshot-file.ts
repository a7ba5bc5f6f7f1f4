import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import { patientRename, sleepNow } from "../../base/patient-rename.ts";
import { printable } from "../../base/printable.ts";
import { MAX_SNAPSHOT_BYTES, type Snapshot, type SnapshotView } from "../../mock/snapshots/mock-snapshot.ts";
import type { Io } from "../io.ts";
import type { Paint } from "../output/terminal-paint.ts";

/** Writes a snapshot, completely or not at all; returns its bytes. A file that is not a snapshot is replaced only when forced. Throws `usage`. */
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

/** Reads a file as JSON; the mock checks whether it is a snapshot. Throws `usage`. */
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

/** Formats one line: `after-reply: 2026-01-05 09:10:00, 4 campaigns, 40 leads, 1 webhook, 1 open delivery`. */
export function snapshotLine(view: SnapshotView): string {
  return `${printable(view.name ?? "without a name")}: ${wordsOf(view)}`;
}

/** A line for each, or one that explains how to take the first. */
export function snapshotTable(views: readonly SnapshotView[], paint: Paint): readonly string[] {
  if (views.length === 0) return ["No snapshot is saved. Take one: smartlead-mock snapshot save NAME"];
  const width = Math.max(...views.map(({ name }) => name?.length ?? 0));
  return views.map((view) => `${paint("strong", (view.name ?? "").padEnd(width))}  ${wordsOf(view)}`);
}

function wordsOf(view: SnapshotView): string {
  const counts = [
    counted(view.campaigns, "campaign"),
    counted(view.leads, "lead"),
    counted(view.webhooks, "webhook"),
    counted(view.open_deliveries, "open delivery", "open deliveries"),
    ...(view.faults === 0 ? [] : [counted(view.faults, "fault")]),
  ];
  return [view.now.replace("T", " ").slice(0, 19), ...counts].join(", ");
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
