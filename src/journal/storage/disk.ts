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
 * The file system as the data directory uses it: a port, so that tests can make any call fail or end the process. Everything is synchronous
 * and throws Node's own errors (`code` = ENOSPC, EACCES, …).
 */
export interface Disk {
  /** Creates parents too; an existing directory is kept. */
  makeDirectory(path: string): void;
  /** Names in a folder, sorted. */
  list(path: string): string[];
  /** Size of a file in bytes, `null` if it does not exist. */
  size(path: string): number | null;
  /** Epoch ms of the last write by the machine's clock, `null` if the file does not exist. */
  changedAt(path: string): number | null;
  /** Reads a whole file, `null` if it does not exist. */
  read(path: string): Buffer | null;
  /** Writes a whole file, replacing its content. */
  write(path: string, data: string | Uint8Array): void;
  /** Creates a file that must not exist yet; throws EEXIST. */
  create(path: string, data: string): void;
  /** Opens for reading and writing at offsets; creates a missing file. */
  open(path: string): DiskFile;
  /** Replaces the file at `to`. */
  rename(from: string, to: string): void;
  /** Does not fail for a missing file. */
  remove(path: string): void;
}

export interface DiskFile {
  /** Writes all of it at this position. After a failure part of it may be written. */
  write(data: Uint8Array, position: number): void;
  /** Fills the buffer from this position, as far as the file goes; returns the bytes read. */
  read(buffer: Uint8Array, position: number): number;
  truncate(length: number): void;
  size(): number;
  /** Whether the file was deleted or moved: data written to it is then not found at its path. */
  isDeleted(): boolean;
  close(): void;
}

/** Only the owner may read the files: bodies contain keys and signatures. */
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

/** Node's recursive mkdir never returns in an existing folder that allows no new entries, such as /proc. */
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
    // Does not compare inodes: some mounted file systems change a file's inode.
    isDeleted: () => statSync(path, { throwIfNoEntry: false }) === undefined || fstatSync(descriptor).nlink === 0,
    close: () => closeSync(descriptor),
  };
}

/** The meaning of a failed write and what to do about it, by Node's error code. */
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

/** The error for a failed write, in one sentence. A `SmartLeadMockError` is returned unchanged. */
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

/** Throws `journal_unwritable` when data written to this file would be lost. */
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
