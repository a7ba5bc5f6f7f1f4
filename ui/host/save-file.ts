import { mkdir, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { SmartLeadMockError } from "../../src/base/errors.ts";

/** Writes a new file; one that is there already stays as it is. Gives its path in relation to `cwd`. Throws `usage`. */
export async function saveFile(cwd: string, path: string, text: string): Promise<string> {
  const file = resolve(cwd, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
  } catch (cause) {
    throw notSaved(path, cause);
  }
  return relative(cwd, file) || file;
}

function notSaved(path: string, cause: unknown): SmartLeadMockError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const why =
    code === "EEXIST"
      ? "a file of that name already exists; choose another name"
      : `it cannot be written (${code || cause})`;
  return new SmartLeadMockError("usage", `${path} was not saved: ${why}.`, { cause });
}
