/** Evidence from an unchanged receiver: the lines that it prints, and the clock that it uses. */
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { LineSource } from "../../delivery/idempotency/log-lines.ts";
import { followFile } from "../../harness/session/followed-file.ts";
import { isNodeCommand } from "../../harness/session/receiver-clock.ts";
import type { CommandContext } from "../command.ts";
import { say } from "../io.ts";

/** The request of `--effect-log` and `--log`. */
export interface LogRequest {
  readonly pattern: RegExp;
  /** Absolute path; `null` = the output of the receiver's command. */
  readonly file: string | null;
}

/** Throws `usage` if it is not a pattern, names no log, or does not fit the other flags. */
export function logRequestOf({ settings: { values }, command, io }: CommandContext): LogRequest | null {
  const { effectLog, log } = values;
  if (effectLog === undefined) {
    if (log === undefined) return null;
    throw usage(`--log ${log} is the file for --effect-log; add the pattern too, such as --effect-log 'Reply from'.`);
  }
  if (values.probe !== undefined || values.probeCmd !== undefined) {
    const probe = values.probe === undefined ? "--probe-cmd" : "--probe";
    throw usage(`--effect-log and ${probe} both count the work; use only one of them.`);
  }
  if (log === undefined && command === null) {
    throw usage("--effect-log needs your receiver's output: start it after --, or name its log with --log FILE.");
  }
  return { pattern: patternOf(effectLog), file: log === undefined ? null : logFile(log, io.cwd) };
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/^Invalid regular expression: /, "") : String(cause);
    throw new SmartLeadMockError(
      "usage",
      `--effect-log ${text} is not a valid regular expression (${why}); put a backslash before characters that are meant literally.`,
      { cause },
    );
  }
}

/** The file may be created later, but its folder must exist: otherwise the path is mistyped. */
function logFile(log: string, cwd: string): string {
  const file = resolve(cwd, log);
  if (kindOf(file) === "folder") throw usage(`--log ${log} is a folder; name the file in it.`);
  if (kindOf(dirname(file)) !== "folder")
    throw usage(`--log ${log}: there is no folder ${dirname(log)}; name the log of your receiver.`);
  return file;
}

function kindOf(path: string): "folder" | "other" | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  return found.isDirectory() ? "folder" : "other";
}

export interface OpenedLog {
  readonly pattern: RegExp;
  readonly lines: LineSource;
}

/** Follows the file, or reads the command's output; without either the pattern has no effect. */
export async function openLog(
  { io }: CommandContext,
  { pattern, file }: LogRequest,
  { printed, closers }: { readonly printed: LineSource | null; readonly closers: (() => unknown)[] },
): Promise<OpenedLog | null> {
  if (file === null) return printed === null ? null : { pattern, lines: printed };
  const followed = await followFile(file);
  closers.push(() => followed.close());
  if (!followed.wasThere) say(io.stderr, `smartlead-mock: --log: there is no ${file} yet; it is read once it appears.`);
  return { pattern, lines: followed };
}

/** Throws `usage` if `--receiver-clock` would have no effect. */
export function wantsReceiverClock({ settings: { values }, command }: CommandContext): boolean {
  if (values.receiverClock !== true) return false;
  if (command !== null && isNodeCommand(command)) return true;
  const what = command === null ? "start the receiver after --" : `${command[0]} is not one of them`;
  throw usage(
    `--receiver-clock helps only commands that run Node (node, npm, npx, tsx, pnpm, yarn): ${what}, or leave the flag out.`,
  );
}

function usage(message: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", message);
}
