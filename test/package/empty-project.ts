import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

/** A user's project: empty, but for the packed package and what the user's own tests need. */
export interface EmptyProject {
  /** A new folder with these files in it, and the installed packages. */
  folder(files: Readonly<Record<string, string>>): ProjectFolder;
  remove(): void;
}

export interface ProjectFolder {
  readonly path: string;
  /** Types that line into a shell, and waits until it ends by itself. */
  run(line: string, environment?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Starts the installed command with a mock on a free port. */
  startMock(...flags: readonly string[]): Promise<StartedMock>;
}

export interface Ended {
  /** Null when it had to be ended. */
  readonly code: number | null;
  readonly output: string;
}

export interface StartedMock {
  readonly url: string;
  stop(): Promise<number | null>;
}

const ROOT = resolve(import.meta.dirname, "../..");

/** What users bring themselves. It lies in the workshop already, so nothing is fetched. */
const DEV_DEPENDENCIES = ["vitest", "jest", "@jest/globals", "msw", "typescript", "@types/node"];
const COMMANDS = ["vitest", "jest", "tsc"];

/** Real ms after which a run that does not end by itself is ended, and has failed. */
const ENDS_WITHIN_MS = 90_000;

/** The end of what a run printed, with its totals, is what counts. */
const MAX_OUTPUT_CHARACTERS = 200_000;

/** Packs the package as `npm publish` would, and installs the archive. */
export function createEmptyProject(): EmptyProject {
  const home = mkdtempSync(join(tmpdir(), "empty-project-"));
  const manifest = '{ "private": true, "type": "module" }\n';
  writeFileSync(join(home, "package.json"), manifest);
  const [packed] = JSON.parse(npm(ROOT, "pack", "--json", "--ignore-scripts", "--pack-destination", home)) as [
    { filename: string },
  ];
  npm(home, "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", `./${packed.filename}`);
  bringDevDependencies(join(home, "node_modules"));
  return {
    folder: (files) => {
      const path = mkdtempSync(join(home, "folder-"));
      for (const [file, text] of Object.entries({ "package.json": manifest, ...files })) {
        writeFileSync(join(path, file), text);
      }
      symlinkSync(join(home, "node_modules"), join(path, "node_modules"));
      return openFolder(path);
    },
    remove: () => rmSync(home, { recursive: true }),
  };
}

function bringDevDependencies(modules: string): void {
  for (const name of DEV_DEPENDENCIES) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  for (const name of COMMANDS) symlinkSync(join(ROOT, "node_modules/.bin", name), join(modules, ".bin", name));
}

function openFolder(path: string): ProjectFolder {
  return {
    path,
    run: (line, environment = {}) => run(path, line, environment),
    startMock: (...flags) => startMock(path, flags),
  };
}

function run(cwd: string, line: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
  // A group of its own, so that a runner that hangs is ended with its workers.
  const child = spawn("sh", ["-c", `exec 2>&1; ${line}`], { cwd, env: cleanEnvironment(environment), detached: true });
  const tooLong = setTimeout(() => process.kill(-Number(child.pid), "SIGKILL"), ENDS_WITHIN_MS);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-MAX_OUTPUT_CHARACTERS);
  });
  return new Promise((done) => {
    child.once("close", (code) => {
      clearTimeout(tooLong);
      done({ code, output });
    });
  });
}

/** Without what the runner of this test put there: in a user's terminal it is not. */
function cleanEnvironment(more: Readonly<Record<string, string>>): Record<string, string> {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return { PATH: path, HOME: process.env.HOME ?? tmpdir(), NO_COLOR: "1", ...more };
}

async function startMock(path: string, flags: readonly string[]): Promise<StartedMock> {
  const ready = join(path, "ready.json");
  const bin = join(path, "node_modules/.bin/smartlead-mock");
  const child = spawn(bin, ["start", "--port", "0", "--ready-file", ready, ...flags], {
    cwd: path,
    env: cleanEnvironment({}),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number | null>((done) => child.once("exit", done));
  // The first line comes once requests are accepted, and the file lies there by then.
  await Promise.race([new Promise((done) => child.stdout.once("data", done)), exited]);
  child.stdout.resume();
  if (!existsSync(ready)) throw new Error("The packed command did not start.");
  const { url } = JSON.parse(readFileSync(ready, "utf8")) as { url: string };
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
