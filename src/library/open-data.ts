import type { DataDirectory } from "../journal/storage/data-directory.ts";
import type { LibrarySettings } from "./library-options.ts";

/** Opens the directory that keeps everything. What that takes is loaded only now. */
export async function openData(asked: NonNullable<LibrarySettings["data"]>): Promise<DataDirectory> {
  const [{ openDataDirectory }, { version }] = await Promise.all([
    import("../journal/storage/data-directory.ts"),
    import("../../package.json"),
  ]);
  const { path, seed, run, now } = asked;
  return openDataDirectory({ path, seed, run, now, version });
}
