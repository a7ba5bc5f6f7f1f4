import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SmartLeadMockError } from "../../src/base/errors.ts";

/** Where nobody says which editor they like. */
const USUAL_EDITOR = process.platform === "win32" ? "notepad" : "vi";

export interface Editing {
  readonly text: string;
  /** Its ending tells the editor what it is. */
  readonly fileName: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Opens the user's editor on a text, in the terminal that we have left meanwhile; `null` when nothing was changed. Throws `usage`. */
export async function edited({ text, fileName, environment }: Editing): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), "smartlead-mock-"));
  try {
    const file = join(folder, fileName);
    await writeFile(file, text, { mode: 0o600 });
    await runEditor(environment.VISUAL || environment.EDITOR || USUAL_EDITOR, file);
    const after = await readFile(file, "utf8");
    return after === text ? null : after;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An editor may be a command with arguments, such as `code --wait`: a shell takes it apart, as git does. */
function runEditor(editor: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Ctrl-C in the editor is the editor's own.
    const ignore = () => {};
    process.on("SIGINT", ignore);
    const child =
      process.platform === "win32"
        ? spawn(`${editor} "${file}"`, { stdio: "inherit", shell: true })
        : spawn("/bin/sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
    const end = (failure: string | null, cause?: unknown) => {
      process.off("SIGINT", ignore);
      if (failure === null) resolve();
      else
        reject(
          new SmartLeadMockError("usage", `The editor ${editor} ${failure}; set EDITOR to another one.`, { cause }),
        );
    };
    child.on("error", (cause) => end("cannot be started", cause));
    child.on("exit", (code) => end(code === 0 ? null : `ended with ${code ?? "a signal"}`));
  });
}
