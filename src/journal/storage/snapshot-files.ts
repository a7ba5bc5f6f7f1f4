import { join } from "node:path";
import { type Disk, diskFailure } from "./disk.ts";

const FOLDER = "snapshots";
const FILE_NAME = /^(.+)\.json$/;

/** Named snapshots, one JSON file each, in a folder of the data directory that the first one creates. */
export class SnapshotFiles {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, dataPath: string) {
    this.#disk = disk;
    this.#folder = join(dataPath, FOLDER);
  }

  /** Sorted. */
  names(): readonly string[] {
    if (this.#disk.size(this.#folder) === null) return [];
    return this.#disk.list(this.#folder).flatMap((file) => FILE_NAME.exec(file)?.[1] ?? []);
  }

  read(name: string): string | null {
    return this.#disk.read(this.#pathOf(name))?.toString() ?? null;
  }

  /** Written by rename, so that it is either absent or complete. Throws `journal_unwritable`. */
  write(name: string, text: string): void {
    const unfinished = join(this.#folder, "snapshot.tmp");
    try {
      this.#disk.makeDirectory(this.#folder);
      this.#disk.write(unfinished, text);
      this.#disk.rename(unfinished, this.#pathOf(name));
    } catch (error) {
      throw diskFailure(this.#pathOf(name), error);
    }
  }

  remove(name: string): void {
    this.#disk.remove(this.#pathOf(name));
  }

  #pathOf(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
