import { crc32 } from "node:zlib";
import { SmartLeadMockError } from "../../base/errors.ts";
import { asideOf, type CommandLogFile, CommandLogFiles } from "./command-log-files.ts";
import { type Disk, type DiskFile, diskFailure, refuseDeleted } from "./disk.ts";
import { unusable } from "./folder.ts";

export interface CommandLogOptions {
  readonly disk: Disk;
  readonly folder: string;
}

interface Commands {
  readonly commands: readonly unknown[];
  /** The intact part of the file, in bytes. */
  readonly end: number;
  readonly bytes: Buffer;
}

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const SQUARE_CLOSE = 0x5d;

/** Commands that changed the account after a checkpoint: one `[crc32,command]` per line, in a file for each checkpoint. */
export class CommandLog {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #files: CommandLogFiles;
  #file: DiskFile | null = null;
  #path = "";
  #end = 0;

  constructor({ disk, folder }: CommandLogOptions) {
    this.#disk = disk;
    this.#folder = folder;
    this.#files = new CommandLogFiles(disk, folder);
  }

  /**
   * Reads the commands after a checkpoint, in order, with notices about damage. Commands build on each other, so everything after a damaged
   * one is dropped; it stays readable under another name. New commands are appended. Throws `data_unusable` when a file cannot be read,
   * `journal_unwritable` when it cannot be repaired.
   */
  openAt(checkpoint: number): { readonly commands: readonly unknown[]; readonly notices: readonly string[] } {
    const commands: unknown[] = [];
    const notices: string[] = [];
    const files = this.#files.since(checkpoint);
    for (const [at, file] of files.entries()) {
      const read = this.#read(file);
      for (const command of read.commands) commands.push(command);
      const notice = this.#mend(read, files.slice(at));
      if (notice === null) continue;
      notices.push(notice);
      break;
    }
    this.#openFile(this.#files.gatherAt(checkpoint));
    return { commands, notices };
  }

  /** Appends JSON texts: all or none of them. Returns the bytes written. Throws `journal_unwritable`. */
  write(commands: readonly string[]): number {
    if (commands.length === 0) return 0;
    const bytes = Buffer.from(commands.map((command) => `[${crc32(command)},${command}]\n`).join(""));
    try {
      this.#opened().write(bytes, this.#end);
    } catch (error) {
      this.#takeBack();
      throw diskFailure(this.#path, error);
    }
    this.#end += bytes.length;
    return bytes.length;
  }

  /** Throws `journal_unwritable` when the active file was deleted or moved away. */
  mustBeThere(): void {
    if (this.#file !== null) refuseDeleted(this.#path, this.#file);
  }

  /** Starts the log of this checkpoint: earlier commands do not belong to it. Throws `journal_unwritable`. */
  begin(checkpoint: number): void {
    this.#openFile(this.#files.pathOf(checkpoint));
    try {
      if (this.#end > 0) this.#opened().truncate(0);
      this.#end = 0;
    } catch (error) {
      this.close();
      throw diskFailure(this.#path, error);
    }
  }

  /** Throws `journal_unwritable`. */
  removeBelow(checkpoint: number): void {
    this.#files.removeBelow(checkpoint);
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  #opened(): DiskFile {
    if (this.#file !== null) return this.#file;
    throw new SmartLeadMockError(
      "journal_unwritable",
      `Changes to the account could not be written to ${this.#folder}: no file is open; restart the mock.`,
    );
  }

  #openFile(path: string): void {
    this.close();
    this.#path = path;
    try {
      const file = this.#disk.open(path);
      this.#file = file;
      this.#end = file.size();
    } catch (error) {
      // Closes a file whose end is unknown.
      this.close();
      throw diskFailure(path, error);
    }
  }

  #read({ path }: CommandLogFile): Commands {
    const bytes = this.#readBytes(path);
    const commands: unknown[] = [];
    let end = 0;
    for (let stop = bytes.indexOf(NEWLINE); stop !== -1; stop = bytes.indexOf(NEWLINE, end)) {
      const command = commandOf(bytes.subarray(end, stop));
      if (command === null) break;
      commands.push(command.value);
      end = stop + 1;
    }
    return { commands, end, bytes };
  }

  #readBytes(path: string): Buffer {
    try {
      return this.#disk.read(path) ?? Buffer.alloc(0);
    } catch (error) {
      throw unusable(path, error);
    }
  }

  /** Cuts the damaged end off a file and renames the later files; returns a notice, or `null` if nothing was damaged. */
  #mend({ end, bytes }: Commands, [file, ...later]: readonly CommandLogFile[]): string | null {
    if (file === undefined || end === bytes.length) return null;
    const { path } = file;
    const isTorn = later.length === 0 && bytes.indexOf(NEWLINE, end) === -1;
    try {
      if (!isTorn) {
        // The damaged file is cut last: if this stops halfway, the next start finds it damaged and continues.
        for (const left of later) this.#disk.rename(left.path, asideOf(left.path));
        this.#disk.write(asideOf(path), bytes);
      }
      this.#cut(path, end);
    } catch (error) {
      throw diskFailure(path, error);
    }
    if (isTorn) return `${path} ended in the middle of a line (${bytes.length - end} bytes); that part was removed.`;
    return `${path} is damaged; later changes to the account were left out and are in ${[file, ...later].map((left) => asideOf(left.path)).join(", ")}. The journal is kept.`;
  }

  #cut(path: string, end: number): void {
    const file = this.#disk.open(path);
    try {
      file.truncate(end);
    } finally {
      file.close();
    }
  }

  #takeBack(): void {
    try {
      this.#file?.truncate(this.#end);
    } catch {
      // The next open cuts a torn end.
    }
  }
}

/** `null` for a damaged line. */
function commandOf(line: Buffer): { readonly value: unknown } | null {
  const comma = line.indexOf(COMMA);
  if (comma === -1 || line.at(-1) !== SQUARE_CLOSE) return null;
  const text = line.subarray(comma + 1, -1);
  if (line.toString("latin1", 0, comma) !== `[${crc32(text)}`) return null;
  try {
    return { value: JSON.parse(text.toString()) };
  } catch {
    return null;
  }
}
