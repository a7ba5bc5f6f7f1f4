import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemTime } from "../../base/time/system-clock.ts";
import { CLOCK_FILE_VARIABLE } from "../receiver/clock/clock-file.ts";

/** What a receiver's command gets so that its time is the mock's. */
export interface ReceiverClock {
  /** To be added to its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** To be called when the receiver has ended. */
  close(): Promise<void>;
}

/** Windows removes no file that a process which is just ending still has open. */
const REMOVING = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

/** Where the file that is preloaded may be, from this very code: beside the built package, or built from the sources. */
const PRELOADS = ["./receiver-clock.cjs", "../../../dist/receiver-clock.cjs"] as const;

/** Commands that run, or start, Node, which reads NODE_OPTIONS. */
const NODE_COMMANDS = new Set("node nodejs npm npx tsx pnpm pnpx yarn yarnpkg corepack ts-node nodemon".split(" "));
/** They run the command that stands behind their own words. */
const WRAPPERS = new Set(["env", "cross-env", "exec", "nice", "time"]);
const SHELLS = new Set(["sh", "bash", "dash", "zsh", "ksh", "cmd"]);

/**
 * Whether a command is Node's, by its first word; what a shell or `env` is told to run counts.
 * @example isNodeCommand(["env", "DEBUG=1", "npm", "start"]) // true
 */
export function isNodeCommand(words: readonly string[]): boolean {
  const at = words.findIndex((word) => !/^\w+=/.test(word));
  const [first = "", ...others] = words.slice(Math.max(0, at));
  const name = basename(first.replaceAll("\\", "/").replaceAll(/["']/g, "")).replace(/\.(exe|cmd|bat|ps1)$/i, "");
  if (NODE_COMMANDS.has(name)) return true;
  if (WRAPPERS.has(name)) return isNodeCommand(others.filter((word) => !word.startsWith("-")));
  if (!SHELLS.has(name)) return false;
  // cmd takes everything behind /c for its script.
  const flagAt = others.findIndex((word) => /^(?:-\w*c|\/c)$/i.test(word));
  const script = name === "cmd" ? others.slice(flagAt + 1).join(" ") : (others[flagAt + 1] ?? "");
  const commands = script.split(/[;|&\n]/).map((command) => command.trim().split(/\s+/));
  return commands.some(isNodeCommand);
}

/** Opens the clock of a receiver, which begins at `startsAt` (epoch ms). */
export async function openReceiverClock(startsAt: number, nodeOptions: string | undefined): Promise<ReceiverClock> {
  const folder = await mkdtemp(join(tmpdir(), "smartlead-mock-clock-"));
  const file = join(folder, "offset");
  await writeFile(file, new Uint8Array(new Float64Array([startsAt - systemTime.epochMs()]).buffer));
  const options = [`--require ${quotedForNode(preloadFile())}`, nodeOptions ?? ""].join(" ").trim();
  return {
    env: { NODE_OPTIONS: options, [CLOCK_FILE_VARIABLE]: file },
    close: () => rm(folder, REMOVING),
  };
}

function preloadFile(): string {
  const files = PRELOADS.map((file) => fileURLToPath(new URL(file, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined)
    throw new RangeError(
      "The package's receiver-clock.cjs is missing; install smartlead-mock again, or run npm run build.",
    );
  return found;
}

/** As Node reads NODE_OPTIONS: a word with spaces in double quotes, with backslashes before both. */
function quotedForNode(path: string): string {
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}
