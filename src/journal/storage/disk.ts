import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { ownValue } from "../../base/own-value.ts";
import { patientRename, type RenameSystem, sleepNow } from "../../base/patient-rename.ts";

/**
 * The file system as the data directory uses it: a port, so that tests can let it fail, or stop the process, at any call.
 * Everything is synchronous and throws Node's own errors (`code` = ENOSPC, EACCES, …).
 */
export interface Disk {
  /** With its parents; what is there already stays. */
  makeDirectory(path: string): void;
  /** Names in a folder, in order of name. */
  list(path: string): string[];
  /** Bytes of a file, `null` when there is none. */
  size(path: string): number | null;
  /** Epoch ms by the machine's clock at which a file was last written, `null` when there is none. */
  changedAt(path: string): number | null;
  /** A whole file, `null` when there is none. */
  read(path: string): Buffer | null;
  /** A whole file; what was there is gone. */
  write(path: string, data: string | Uint8Array): void;
  /** A whole file that must not be there yet; throws EEXIST. */
  create(path: string, data: string): void;
  /** For reading and writing at given offsets; made when it is not there. */
  open(path: string): DiskFile;
  /** What was at `to` is gone. */
  rename(from: string, to: string): void;
  /** A file that is not there is no failure. */
  remove(path: string): void;
}

export interface DiskFile {
  /** Writes all of it at this place. After a failure part of it may be there. */
  write(data: Uint8Array, position: number): void;
  /** Fills the buffer from this place as far as the file goes; returns the bytes read. */
  read(buffer: Uint8Array, position: number): number;
  truncate(length: number): void;
  size(): number;
  /** Someone deleted the file or moved it away: what is written to it is not found under its path. */
  isDeleted(): boolean;
  close(): void;
}

/** Only the owner reads what is kept: bodies carry keys and signatures. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

const RENAMING: RenameSystem = { platform: process.platform, rename: renameSync, sleep: sleepNow };

export const realDisk: Disk = {
  makeDirectory,
  list: (path) => readdirSync(path).sort(),
  size: (path) => statSync(path, { throwIfNoEntry: false })?.size ?? null,
  changedAt: (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null,
  read: (path) => (statSync(path, { throwIfNoEntry: false }) === undefined ? null : readFileSync(path)),
  write: (path, data) => writeFileSync(path, data, { mode: OWNER_ONLY }),
  create: (path, data) => writeFileSync(path, data, { flag: "wx", mode: OWNER_ONLY }),
  open: openFile,
  rename: (from, to) => patientRename(from, to, RENAMING),
  remove: (path) => rmSync(path, { force: true }),
};

/** Node's own recursive way never ends where a folder that is there lets nothing be made in it, as /proc does. */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path && statSync(parent, { throwIfNoEntry: false }) === undefined) makeDirectory(parent);
  mkdirSync(path, { mode: OWNER_ONLY_FOLDER });
}

function openFile(path: string): DiskFile {
  const descriptor = openSync(path, statSync(path, { throwIfNoEntry: false }) === undefined ? "wx+" : "r+", OWNER_ONLY);
  return {
    write: (data, position) => {
      for (let done = 0; done < data.length; ) {
        done += writeSync(descriptor, data, done, data.length - done, position + done);
      }
    },
    read: (buffer, position) => {
      let done = 0;
      while (done < buffer.length) {
        const read = readSync(descriptor, buffer, done, buffer.length - done, position + done);
        if (read === 0) break;
        done += read;
      }
      return done;
    },
    truncate: (length) => ftruncateSync(descriptor, length),
    size: () => fstatSync(descriptor).size,
    // No inode is compared: some mounted file systems give a file another one later.
    isDeleted: () => statSync(path, { throwIfNoEntry: false }) === undefined || fstatSync(descriptor).nlink === 0,
    close: () => closeSync(descriptor),
  };
}

/** What a failed write means, in words, and what to do about it; by Node's error code. */
const MEANINGS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOSPC: ["no space is left on the disk", "free some space"],
  EDQUOT: ["the disk quota is used up", "free some space"],
  EFBIG: ["the file has reached its maximum size", "raise the file size limit"],
  EACCES: ["permission is denied", "allow writing there"],
  EPERM: ["permission is denied", "allow writing there"],
  EROFS: ["the file system is read-only", "make it writable"],
  ENOENT: ["the folder is gone", "choose another --data"],
  EIO: ["the disk failed", "check the disk"],
  EMFILE: ["too many files are open", "raise the limit of open files"],
};

/** The one sentence for a write that failed. An error that is one of ours already stays what it is. */
export function diskFailure(path: string, error: unknown): SmartLeadMockError {
  if (error instanceof SmartLeadMockError) return error;
  const code = codeOf(error);
  const [what, remedy] = ownValue(MEANINGS, code) ?? ["the disk rejected it", "check the disk"];
  return new SmartLeadMockError(
    "journal_unwritable",
    `The journal could not be written to ${path}: ${what} (${code}); ${remedy} and start again.`,
    { cause: error },
  );
}

/** Throws `journal_unwritable` when what is written to this file would not be found again. */
export function refuseDeleted(path: string, file: DiskFile): void {
  if (!file.isDeleted()) return;
  throw new SmartLeadMockError(
    "journal_unwritable",
    `The journal could not be written to ${path}: it was deleted or moved while in use; restart the mock.`,
  );
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
