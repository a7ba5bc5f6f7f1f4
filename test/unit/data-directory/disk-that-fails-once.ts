import { type Disk, type DiskFile, realDisk } from "../../../src/journal/storage/disk.ts";
import { diskError } from "./a-disk.ts";

export interface Failure {
  /** The call that fails, counted from 1; later ones work again. */
  readonly at: number;
  readonly code: string;
  /** How much of what was to be written is there all the same. */
  readonly written?: "nothing" | "half";
}

/** A disk one call of which fails, and how many calls there were. */
export function diskThatFailsOnce({ at, code, written = "half" }: Failure): { readonly disk: Disk; calls(): number } {
  let calls = 0;
  const perform = <Value>(operation: () => Value, half: () => void = () => {}): Value => {
    calls += 1;
    if (calls !== at) return operation();
    if (written === "half") half();
    throw diskError(code);
  };
  const fileOf = (file: DiskFile): DiskFile => ({
    write: (data, position) =>
      perform(
        () => file.write(data, position),
        () => file.write(data.subarray(0, data.length >> 1), position),
      ),
    read: (buffer, position) => perform(() => file.read(buffer, position)),
    truncate: (length) => perform(() => file.truncate(length)),
    size: () => perform(() => file.size()),
    isDeleted: () => file.isDeleted(),
    close: () => file.close(),
  });
  const disk: Disk = {
    makeDirectory: (path) => perform(() => realDisk.makeDirectory(path)),
    list: (path) => perform(() => realDisk.list(path)),
    size: (path) => perform(() => realDisk.size(path)),
    changedAt: (path) => perform(() => realDisk.changedAt(path)),
    read: (path) => perform(() => realDisk.read(path)),
    write: (path, data) =>
      perform(
        () => realDisk.write(path, data),
        () => realDisk.write(path, data.slice(0, data.length >> 1)),
      ),
    create: (path, data) =>
      perform(
        () => realDisk.create(path, data),
        () => realDisk.create(path, data.slice(0, data.length >> 1)),
      ),
    open: (path) => fileOf(perform(() => realDisk.open(path))),
    rename: (from, to) => perform(() => realDisk.rename(from, to)),
    remove: (path) => perform(() => realDisk.remove(path)),
  };
  return { disk, calls: () => calls };
}
