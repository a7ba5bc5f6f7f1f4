import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { SmartLeadMockError } from "../../src/base/errors.ts";
import { type Scheduler, systemScheduler } from "../scheduler.ts";

/** Maximum bytes of base64 in one OSC 52 that terminals accept: xterm's limit is 100,000 characters, tmux's is higher. */
const MAX_CLIPBOARD_CHARACTERS = 74_994;

/** The control sequence that copies a text to the terminal's clipboard, also over ssh (OSC 52); `null` if it is too long. */
export function clipboardSequence(text: string): string | null {
  const encoded = Buffer.from(text, "utf8").toString("base64");
  return encoded.length > MAX_CLIPBOARD_CHARACTERS ? null : `\u001b]52;c;${encoded}\u0007`;
}

/** The program that opens an address in the user's browser, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
const USUAL_OPENER = ["xdg-open"] as const;

/** Opens an address in the user's browser; returns `false` if no program can. It does not wait for the browser. */
export function openInBrowser(address: string): Promise<boolean> {
  const [program, ...args] = OPENERS[process.platform] ?? USUAL_OPENER;
  return new Promise((resolve) => {
    const opener = spawn(program, [...args, address], { stdio: "ignore", detached: true });
    opener.on("error", () => resolve(false));
    opener.on("spawn", () => {
      opener.unref();
      resolve(true);
    });
  });
}

/** Writes a new file; an existing one is not changed. Returns its path relative to `cwd`. Throws `usage`. */
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

/** The editor if the environment names none. */
const USUAL_EDITOR = process.platform === "win32" ? "notepad" : "vi";

interface Editing {
  readonly text: string;
  /** Its extension tells the editor the file type. */
  readonly fileName: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Opens a text in the user's editor, in the terminal, which the UI has released meanwhile; returns `null` if nothing was changed. Throws `usage`. */
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

/** An editor may be a command with arguments, such as `code --wait`: a shell splits it, as in git. */
function runEditor(editor: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Ctrl-C in the editor must not end this process.
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

/** Real time on Node, which also reports the CPU time of the process. */
export const nodeScheduler: Scheduler = {
  ...systemScheduler,
  workedMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};
