import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemTime } from "../../base/time/system-clock.ts";
import { CLOCK_FILE_VARIABLE } from "../receiver/clock/clock-file.ts";

/** Settings that give a receiver's command the mock's time. */
export interface ReceiverClock {
  /** Variables for its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Call this when the receiver has ended. */
  close(): Promise<void>;
}

/** Windows cannot remove a file that an ending process still has open. */
const REMOVING = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

/** Possible paths of the preloaded file relative to this file: next to the built package, or built from the sources. */
const PRELOADS = ["./receiver-clock.cjs", "../../../dist/receiver-clock.cjs"] as const;

/** Commands that run Node directly or indirectly; Node reads NODE_OPTIONS. */
const NODE_COMMANDS = new Set("node nodejs npm npx tsx pnpm pnpx yarn yarnpkg corepack ts-node nodemon".split(" "));
/** Commands that run the command after their own words. */
const WRAPPERS = new Set(["env", "cross-env", "exec", "nice", "time"]);
const SHELLS = new Set(["sh", "bash", "dash", "zsh", "ksh", "cmd"]);

/**
 * Whether a command runs Node, by its first word, also inside a shell or `env`.
 * @example isNodeCommand(["env", "DEBUG=1", "npm", "start"]) // true
 */
export function isNodeCommand(words: readonly string[]): boolean {
  const at = words.findIndex((word) => !/^\w+=/.test(word));
  const [first = "", ...others] = words.slice(Math.max(0, at));
  const name = basename(first.replaceAll("\\", "/").replaceAll(/["']/g, "")).replace(/\.(exe|cmd|bat|ps1)$/i, "");
  if (NODE_COMMANDS.has(name)) return true;
  if (WRAPPERS.has(name)) return isNodeCommand(others.filter((word) => !word.startsWith("-")));
  if (!SHELLS.has(name)) return false;
  // cmd treats everything after /c as its script.
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

/** Quotes for NODE_OPTIONS: a word with spaces in double quotes, with quotes and backslashes escaped. */
function quotedForNode(path: string): string {
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}
