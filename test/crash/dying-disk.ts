import { type Disk, type DiskFile, realDisk } from "../../src/journal/storage/disk.ts";

export interface Death {
  readonly dieAt: number | null;
  readonly moment: "before" | "half" | "after";
}

/** A disk under which the process is killed (-9) at its n-th changing operation: before it, half through it, or right after it. */
export function dyingDisk({ dieAt, moment }: Death): Disk {
  let operations = 0;
  const perform = (operation: () => void, half: () => void = () => {}): void => {
    operations += 1;
    const isLast = operations === dieAt;
    if (isLast && moment === "half") half();
    if (!isLast || moment === "after") operation();
    if (isLast) process.kill(process.pid, "SIGKILL");
  };
  const halfOf = <Data extends string | Uint8Array>(data: Data) => data.slice(0, Math.floor(data.length / 2)) as Data;
  return {
    ...realDisk,
    makeDirectory: (path) => perform(() => realDisk.makeDirectory(path)),
    write: (path, data) =>
      perform(
        () => realDisk.write(path, data),
        () => realDisk.write(path, halfOf(data)),
      ),
    create: (path, data) =>
      perform(
        () => realDisk.create(path, data),
        () => realDisk.create(path, halfOf(data)),
      ),
    rename: (from, to) => perform(() => realDisk.rename(from, to)),
    remove: (path) => perform(() => realDisk.remove(path)),
    open: (path) => dyingFile(realDisk.open(path)),
  };

  function dyingFile(file: DiskFile): DiskFile {
    return {
      read: (buffer, position) => file.read(buffer, position),
      size: () => file.size(),
      isDeleted: () => file.isDeleted(),
      close: () => file.close(),
      truncate: (length) => perform(() => file.truncate(length)),
      write: (data, position) =>
        perform(
          () => file.write(data, position),
          () => file.write(halfOf(data), position),
        ),
    };
  }
}
