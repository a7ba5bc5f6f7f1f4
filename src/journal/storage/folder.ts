import { join } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { ownValue } from "../../base/own-value.ts";
import { codeOf, type Disk } from "./disk.ts";
import { type LockOwner, takeLock } from "./lock.ts";

/** The format version of everything in the directory except the entries, which have another. */
export const DATA_FORMAT_VERSION = 2;

/** The settings that the directory was created with. */
export interface FolderMeta {
  readonly format: number;
  /** The version of the package that created it. */
  readonly version: string;
  readonly seed: number;
  readonly run: string;
  /** Epoch ms on the mock's clock at which the account was created. */
  readonly now: number;
}

export interface FolderOptions {
  readonly disk: Disk;
  readonly path: string;
  /** The requested settings; a directory with others is refused. */
  readonly asked: { readonly seed?: number | undefined; readonly run?: string | undefined };
  /** The settings for a new directory. */
  readonly fresh: () => FolderMeta;
  readonly owner: LockOwner;
}

export interface OpenedFolder {
  readonly meta: FolderMeta;
  readonly isFresh: boolean;
  /** Releases the lock. */
  release(): void;
}

const META_NAME = "meta.json";
const LOCK_NAME = "lock";
/** Folders of stored data. */
const KEPT_FOLDERS = ["journal", "deliveries"];
/** Names that may exist before meta.json; a folder with other names and no meta.json belongs to something else. */
const EARLY_NAME = /^(\.gitignore|lock(\.\d+)?|meta\.tmp|journal|deliveries)$/;
/** Names of stored data outside those folders. */
const KEPT_NAME = /^(checkpoint|redo)[-.]/;

/** Creates the directory if needed, locks it, and reads its settings. Throws `data_unusable`. */
export function openFolder(options: FolderOptions): OpenedFolder {
  const { disk, path, owner } = options;
  try {
    disk.makeDirectory(path);
    refuseForeign(disk, path);
    const lock = takeLock(disk, join(path, LOCK_NAME), owner);
    try {
      return { ...readOrMake(options), release: () => lock.release() };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw unusable(path, error);
  }
}

function readOrMake({ disk, path, asked, fresh }: FolderOptions): Pick<OpenedFolder, "meta" | "isFresh"> {
  const text = disk.read(join(path, META_NAME))?.toString() ?? null;
  const meta = text === null ? fresh() : checkedMeta(path, text, asked);
  for (const name of KEPT_FOLDERS) disk.makeDirectory(join(path, name));
  disk.write(join(path, ".gitignore"), "*\n");
  if (text !== null) return { meta, isFresh: false };
  // Written by rename, so that it is either absent or complete.
  disk.write(join(path, "meta.tmp"), `${JSON.stringify(meta)}\n`);
  disk.rename(join(path, "meta.tmp"), join(path, META_NAME));
  return { meta, isFresh: true };
}

/** A start that was killed before it wrote meta.json leaves only files that the next one creates anyway. */
function refuseForeign(disk: Disk, path: string): void {
  const names = disk.list(path);
  if (names.includes(META_NAME)) return;
  const hasKept = names.some((name) => KEPT_NAME.test(name) || holdsSomething(disk, path, name));
  const foreign = names.find((name) => !EARLY_NAME.test(name) && !KEPT_NAME.test(name));
  if (foreign === undefined && !hasKept) return;
  const what = foreign === undefined ? `has saved data but no ${META_NAME}` : `has other files in it (${foreign})`;
  throw new SmartLeadMockError(
    "data_unusable",
    `${path} ${what}, so it is not used; choose another --data, or use --ephemeral.`,
  );
}

function holdsSomething(disk: Disk, path: string, name: string): boolean {
  return KEPT_FOLDERS.includes(name) && disk.list(join(path, name)).length > 0;
}

function checkedMeta(path: string, text: string, asked: FolderOptions["asked"]): FolderMeta {
  const meta = parsedMeta(path, text);
  refuseOther(path, "seed", [asked.seed, meta.seed]);
  refuseOther(path, "run", [asked.run, meta.run]);
  return meta;
}

function otherFormat(path: string, format: number): SmartLeadMockError {
  const whose =
    format > DATA_FORMAT_VERSION
      ? `a newer smartlead-mock (format ${format}; this one reads ${DATA_FORMAT_VERSION}); update smartlead-mock`
      : `an older smartlead-mock (format ${format}) that this version cannot read; use the older one`;
  return new SmartLeadMockError("data_unusable", `${path} was written by ${whose}, or choose another --data.`);
}

function refuseOther(path: string, what: "seed" | "run", [asked, kept]: readonly [unknown, unknown]): void {
  if (asked === undefined || asked === kept) return;
  throw new SmartLeadMockError(
    "data_unusable",
    `${path} was created with ${what} ${kept}; leave out --${what} ${asked}, or choose another --data.`,
  );
}

function parsedMeta(path: string, text: string): FolderMeta {
  const meta = parsed(text);
  // The fields of another format are not checked here.
  if (Number.isInteger(meta?.format) && meta?.format !== DATA_FORMAT_VERSION)
    throw otherFormat(path, meta?.format ?? 0);
  const areNumbers = [meta?.format, meta?.seed, meta?.now].every((value) => Number.isFinite(value));
  if (meta !== null && areNumbers && typeof meta.run === "string" && typeof meta.version === "string") return meta;
  throw new SmartLeadMockError(
    "data_unusable",
    `${join(path, META_NAME)} is damaged, so the directory cannot be read; choose another --data, or restore that file.`,
  );
}

function parsed(text: string): FolderMeta | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reasons why a path cannot be used, by Node's error code. */
const OBSTACLES: Readonly<Record<string, string>> = {
  EEXIST: "it is a file, not a folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "there is a folder where a file is expected",
  EACCES: "you have no permission to read and write there",
  EPERM: "you have no permission to read and write there",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the limit for the size of files is too low",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "its parent folder cannot be created",
  ELOOP: "its symbolic links form a loop",
};

/** The error for a file that cannot be created or read, in one sentence. A `SmartLeadMockError` is returned unchanged. */
export function unusable(path: string, error: unknown): SmartLeadMockError {
  if (error instanceof SmartLeadMockError) return error;
  const code = codeOf(error);
  const obstacle = ownValue(OBSTACLES, code) ?? "the disk rejects it";
  return new SmartLeadMockError(
    "data_unusable",
    `${path} cannot be used to store data: ${obstacle} (${code}); choose another --data, or use --ephemeral.`,
    { cause: error },
  );
}
