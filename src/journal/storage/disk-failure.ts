import { SmartLeadMockError } from "../../base/errors.ts";
import { ownValue } from "../../base/own-value.ts";
import type { DiskFile } from "./disk.ts";

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
