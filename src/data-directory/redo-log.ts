import { join } from "node:path";
import type { Disk, DiskFile } from "./disk.ts";
import { diskFailure } from "./disk-failure.ts";

export interface RedoLogOptions {
  readonly disk: Disk;
  readonly folder: string;
}

const REDO_NAME = /^redo-(\d+)\.ndjson$/;
const NEWLINE = 0x0a;

/** What changed the account after a checkpoint, one command a line, in a file for each checkpoint. */
export class RedoLog {
  readonly #disk: Disk;
  readonly #folder: string;
  #file: DiskFile | null = null;
  #path = "";
  #end = 0;

  constructor({ disk, folder }: RedoLogOptions) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /**
   * The commands after a checkpoint, in order, and what was found wrong. Commands build on each other, so what follows on a
   * damaged one is left out. What comes then is written behind them.
   */
  openAt(checkpoint: number): { readonly commands: readonly unknown[]; readonly notices: readonly string[] } {
    const commands: unknown[] = [];
    const notices: string[] = [];
    const numbers = this.#numbers().filter((number) => number >= checkpoint);
    for (const number of numbers) {
      const read = this.#read(number, number === numbers.at(-1));
      commands.push(...read.commands);
      notices.push(...read.notices);
      if (read.isBroken) break;
    }
    this.#openFile(numbers.at(-1) ?? checkpoint);
    return { commands, notices };
  }

  /** JSON texts, one each; all or none of them. Throws `journal_unwritable`. */
  write(commands: readonly string[]): void {
    const bytes = Buffer.from(`${commands.join("\n")}\n`);
    try {
      this.#file?.write(bytes, this.#end);
    } catch (error) {
      this.#takeBack();
      throw diskFailure(this.#path, error);
    }
    this.#end += bytes.length;
  }

  /** What comes now follows on this checkpoint. Throws `journal_unwritable`. */
  begin(checkpoint: number): void {
    this.#openFile(checkpoint);
  }

  removeBelow(checkpoint: number): void {
    for (const number of this.#numbers()) if (number < checkpoint) this.#disk.remove(this.#pathOf(number));
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  #openFile(number: number): void {
    this.close();
    this.#path = this.#pathOf(number);
    try {
      this.#file = this.#disk.open(this.#path);
      this.#end = this.#file.size();
    } catch (error) {
      throw diskFailure(this.#path, error);
    }
  }

  #read(number: number, isLast: boolean) {
    const path = this.#pathOf(number);
    const bytes = this.#disk.read(path) ?? Buffer.alloc(0);
    const commands: unknown[] = [];
    const notices: string[] = [];
    let start = 0;
    for (let stop = bytes.indexOf(NEWLINE); stop !== -1; stop = bytes.indexOf(NEWLINE, start)) {
      const command = parsed(bytes.subarray(start, stop));
      if (command === null) break;
      commands.push(command.value);
      start = stop + 1;
    }
    if (start === bytes.length) return { commands, notices, isBroken: false };
    // A torn last line is what a kill in mid-write leaves; its consequences were never written either.
    const isTorn = isLast && bytes.indexOf(NEWLINE, start) === -1;
    if (!isTorn) notices.push(`${path} is damaged; what changed the account after that is lost, the journal is not.`);
    this.#cut(path, start);
    return { commands, notices, isBroken: !isTorn };
  }

  #cut(path: string, end: number): void {
    try {
      const file = this.#disk.open(path);
      file.truncate(end);
      file.close();
    } catch (error) {
      throw diskFailure(path, error);
    }
  }

  #takeBack(): void {
    try {
      this.#file?.truncate(this.#end);
    } catch {
      // A torn end is cut when the log is opened the next time.
    }
  }

  #numbers(): number[] {
    const numbers = this.#disk.list(this.#folder).flatMap((name) => {
      const number = REDO_NAME.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
    return numbers.sort((one, other) => one - other);
  }

  #pathOf(number: number): string {
    return join(this.#folder, `redo-${number}.ndjson`);
  }
}

function parsed(line: Buffer): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(line.toString()) };
  } catch {
    return null;
  }
}
