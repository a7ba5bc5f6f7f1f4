import { join } from "node:path";
import { type Disk, diskFailure } from "./disk.ts";
import { unusable } from "./folder.ts";

/** A file of commands that follow a checkpoint. */
export interface CommandLogFile {
  readonly checkpoint: number;
  /** 0 for the first file; higher when a later checkpoint was abandoned and its commands now follow this one. */
  readonly part: number;
  readonly path: string;
}

const REDO_NAME = /^redo-(\d+)(?:-(\d+))?\.ndjson$/;
const ASIDE_NAME = /^redo-(\d+)(?:-(\d+))?\.ndjson\.aside$/;

/** The files of commands, by checkpoint. */
export class CommandLogFiles {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  pathOf(checkpoint: number, part = 0): string {
    return join(this.#folder, part === 0 ? `redo-${checkpoint}.ndjson` : `redo-${checkpoint}-${part}.ndjson`);
  }

  /** The files of a checkpoint and of later ones, in the order of writing. Throws `data_unusable`. */
  since(checkpoint: number): CommandLogFile[] {
    return this.#named(REDO_NAME).filter((file) => file.checkpoint >= checkpoint);
  }

  /**
   * Turns files of later, abandoned checkpoints into parts of this one's: the next checkpoint reuses one of their numbers, and older
   * commands must not be read as following it. Returns the path of the newest. Throws `journal_unwritable`.
   */
  gatherAt(checkpoint: number): string {
    let part = -1;
    // Oldest first, so that their order is kept even if this stops halfway.
    for (const file of this.since(checkpoint)) {
      part = file.checkpoint === checkpoint ? file.part : part + 1;
      if (file.checkpoint !== checkpoint) this.#rename(file.path, this.pathOf(checkpoint, part));
    }
    return this.pathOf(checkpoint, Math.max(0, part));
  }

  /** Also removes renamed files. Throws `journal_unwritable`. */
  removeBelow(checkpoint: number): void {
    const old = [...this.#named(REDO_NAME), ...this.#named(ASIDE_NAME)].filter((file) => file.checkpoint < checkpoint);
    for (const { path } of old) {
      try {
        this.#disk.remove(path);
      } catch (error) {
        throw diskFailure(path, error);
      }
    }
  }

  #rename(from: string, to: string): void {
    try {
      this.#disk.rename(from, to);
    } catch (error) {
      throw diskFailure(from, error);
    }
  }

  #named(pattern: RegExp): CommandLogFile[] {
    const files = this.#names().flatMap((name) => {
      const [, checkpoint, part = "0"] = pattern.exec(name) ?? [];
      return checkpoint === undefined
        ? []
        : [{ checkpoint: Number(checkpoint), part: Number(part), path: join(this.#folder, name) }];
    });
    return files.sort((one, other) => one.checkpoint - other.checkpoint || one.part - other.part);
  }

  #names(): string[] {
    try {
      return this.#disk.list(this.#folder);
    } catch (error) {
      throw unusable(this.#folder, error);
    }
  }
}

/** The name under which a damaged file stays readable. */
export function asideOf(path: string): string {
  return `${path}.aside`;
}
