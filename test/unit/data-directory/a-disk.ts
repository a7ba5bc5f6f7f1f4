import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type Disk, type DiskFile, realDisk } from "../../../src/journal/storage/disk.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes with the test file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-data-"));
  folders.push(folder);
  return folder;
}

class DiskError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** The real disk, told of every changing operation before it: it may throw, and then half of a write has happened. */
export function watchedDisk(before: (operation: string) => void): Disk {
  const half = <Data extends string | Uint8Array>(data: Data) => data.slice(0, Math.floor(data.length / 2)) as Data;
  const perform = (operation: string, whole: () => void, part: () => void = () => {}): void => {
    try {
      before(operation);
    } catch (error) {
      part();
      throw error;
    }
    whole();
  };
  const watchedFile = (file: DiskFile): DiskFile => ({
    read: (buffer, position) => file.read(buffer, position),
    size: () => file.size(),
    isDeleted: () => file.isDeleted(),
    close: () => file.close(),
    truncate: (length) => perform("truncate", () => file.truncate(length)),
    write: (data, position) =>
      perform(
        "write",
        () => file.write(data, position),
        () => file.write(half(data), position),
      ),
  });
  return {
    ...realDisk,
    makeDirectory: (path) => perform("makeDirectory", () => realDisk.makeDirectory(path)),
    write: (path, data) =>
      perform(
        "write",
        () => realDisk.write(path, data),
        () => realDisk.write(path, half(data)),
      ),
    create: (path, data) =>
      perform(
        "create",
        () => realDisk.create(path, data),
        () => realDisk.create(path, half(data)),
      ),
    rename: (from, to) => perform("rename", () => realDisk.rename(from, to)),
    remove: (path) => perform("remove", () => realDisk.remove(path)),
    open: (path) => {
      const isThere = realDisk.size(path) !== null;
      if (!isThere) before("open");
      return watchedFile(realDisk.open(path));
    },
  };
}

/** What a full disk still does. */
const FREEING = ["truncate", "remove"];

/** A disk whose n-th operation that takes room fails, and every such one after it until it is mended. */
export function failingDisk(failAt: number, code = "ENOSPC"): { disk: Disk; mend(): void; hasFailed(): boolean } {
  let operations = 0;
  let isMended = false;
  const disk = watchedDisk((operation) => {
    if (FREEING.includes(operation)) return;
    operations += 1;
    if (operations >= failAt && !isMended) throw new DiskError(code);
  });
  return {
    disk,
    mend: () => {
      isMended = true;
    },
    hasFailed: () => operations >= failAt,
  };
}

export function diskError(code: string): Error {
  return new DiskError(code);
}
