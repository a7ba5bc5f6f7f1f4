import { join } from "node:path";
import { SmartLeadMockError } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { codeOf } from "./disk-failure.ts";
import { type LockOwner, takeLock } from "./lock.ts";

/** The version of everything in the directory but the entries, which have their own. */
export const DATA_FORMAT_VERSION = 1;

/** What the directory was made with. */
export interface FolderMeta {
  readonly format: number;
  /** The package's version that made it. */
  readonly version: string;
  readonly seed: number;
  readonly run: string;
  /** Epoch ms on the mock's clock at which the account was made. */
  readonly now: number;
}

export interface FolderOptions {
  readonly disk: Disk;
  readonly path: string;
  /** What the user asked for; anything else in the directory is refused. */
  readonly asked: { readonly seed?: number | undefined; readonly run?: string | undefined };
  /** What a fresh one is made with. */
  readonly fresh: () => FolderMeta;
  readonly owner: LockOwner;
}

export interface OpenedFolder {
  readonly meta: FolderMeta;
  readonly isFresh: boolean;
  /** Gives the lock back. */
  release(): void;
}

const META_NAME = "meta.json";
const LOCK_NAME = "lock";
/** Names that a directory of ours may hold; a folder with others and without a meta.json is somebody else's. */
const OWN_NAME = /^(\.gitignore|lock(\.\d+)?|meta\.(json|tmp)|journal|deliveries|(checkpoint|redo)[-.\w]*)$/;

/** Makes the directory where there is none, locks it, and reads what it was made with. Throws `data_unusable`. */
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
  disk.makeDirectory(join(path, "journal"));
  disk.makeDirectory(join(path, "deliveries"));
  disk.write(join(path, ".gitignore"), "*\n");
  if (text !== null) return { meta, isFresh: false };
  // Renamed into place, so that it is either not there or whole.
  disk.write(join(path, "meta.tmp"), `${JSON.stringify(meta)}\n`);
  disk.rename(join(path, "meta.tmp"), join(path, META_NAME));
  return { meta, isFresh: true };
}

function refuseForeign(disk: Disk, path: string): void {
  const names = disk.list(path);
  if (names.includes(META_NAME)) return;
  const foreign = names.find((name) => !OWN_NAME.test(name));
  if (foreign === undefined && !hasJournal(disk, path, names)) return;
  const what = foreign === undefined ? "holds a journal but no meta.json" : `holds other things (${foreign})`;
  throw new SmartLeadMockError(
    "data_unusable",
    `${path} ${what}, so it is left alone; give another --data, or --ephemeral.`,
  );
}

function hasJournal(disk: Disk, path: string, names: readonly string[]): boolean {
  return names.includes("journal") && disk.list(join(path, "journal")).length > 0;
}

function checkedMeta(path: string, text: string, asked: FolderOptions["asked"]): FolderMeta {
  const meta = parsedMeta(path, text);
  if (meta.format !== DATA_FORMAT_VERSION) throw otherFormat(path, meta);
  refuseOther(path, "seed", [asked.seed, meta.seed]);
  refuseOther(path, "run", [asked.run, meta.run]);
  return meta;
}

function otherFormat(path: string, { format, version }: FolderMeta): SmartLeadMockError {
  const [age, remedy] =
    format > DATA_FORMAT_VERSION ? ["a newer", "update smartlead-mock"] : ["an older", `use smartlead-mock ${version}`];
  return new SmartLeadMockError(
    "data_unusable",
    `${path} was written by ${age} smartlead-mock (format ${format}; this one reads ${DATA_FORMAT_VERSION}); ${remedy}, or give another --data.`,
  );
}

function refuseOther(path: string, what: "seed" | "run", [asked, kept]: readonly [unknown, unknown]): void {
  if (asked === undefined || asked === kept) return;
  throw new SmartLeadMockError(
    "data_unusable",
    `${path} was made with ${what} ${kept}; leave out --${what} ${asked}, or give another --data.`,
  );
}

function parsedMeta(path: string, text: string): FolderMeta {
  try {
    const meta: FolderMeta = JSON.parse(text);
    const { format, version, seed, run, now } = meta;
    const areNumbers = [format, seed, now].every((value) => Number.isFinite(value));
    if (areNumbers && typeof run === "string" && typeof version === "string") return meta;
  } catch {
    // Said below.
  }
  throw new SmartLeadMockError(
    "data_unusable",
    `${join(path, META_NAME)} is damaged, so the directory cannot be understood; give another --data, or restore that file.`,
  );
}

/** What stands against a path, by Node's error code. */
const OBSTACLES: Readonly<Record<string, string>> = {
  EEXIST: "it is a file, not a folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EACCES: "there is no permission to write there",
  EPERM: "there is no permission to write there",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the quota of the disk is used up",
  EFBIG: "files may not grow enough there",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "the folder above it cannot be made",
  ELOOP: "its links lead in a circle",
};

function unusable(path: string, error: unknown): SmartLeadMockError {
  if (error instanceof SmartLeadMockError) return error;
  const code = codeOf(error);
  const obstacle = OBSTACLES[code] ?? "the disk refuses it";
  return new SmartLeadMockError(
    "data_unusable",
    `${path} cannot be used to keep data: ${obstacle} (${code}); give another --data, or --ephemeral.`,
    { cause: error },
  );
}
