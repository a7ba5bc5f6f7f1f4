import { resolveSettings } from "../config/settings.ts";
import { type ErrorCode, SmartLeadMockError } from "../errors.ts";
import { maskSecrets } from "../mask-secrets.ts";
import { printable } from "../printable.ts";
import { EXIT, EXIT_OF_ERROR } from "./exit-codes.ts";
import { harmlessIo } from "./harmless-output.ts";
import { type Io, say } from "./io.ts";
import { jsonText } from "./json-text.ts";
import { ownDialects } from "./own-dialects.ts";
import { readCommandLine } from "./program.ts";

/**
 * The command line, in process.
 *
 * @returns the exit code: 0 good, 1 a delivery failed, 2 usage or configuration, 3 receiver or mock unreachable
 * @example process.exitCode = await main(["trigger", "EMAIL_REPLY"], processIo());
 */
export async function main(argv: readonly string[], given: Io): Promise<number> {
  const io = harmlessIo(given);
  try {
    const asked = readCommandLine(argv, io);
    if (asked.kind === "done") return asked.exitCode;
    const settings = await resolveSettings({ flags: asked.flags, env: io.env, cwd: io.cwd });
    for (const warning of settings.warnings) say(io.stderr, `smartlead-mock: ${warning}`);
    // A mistake in the configuration is told by whichever command meets it first, and not only by those that need the dialects.
    await ownDialects(settings, io.cwd);
    const run = await asked.spec.load();
    return await run({ args: asked.args, command: asked.command, settings, io });
  } catch (error) {
    return report(error, {
      io,
      json: asksFor("--json", argv),
      debug: asksFor("--debug", argv) || isOn(io.env.SMARTLEAD_MOCK_DEBUG),
    });
  }
}

/** One sentence on stderr, with `--json` the same as an object on stdout; the stack only with `--debug`. */
function report(error: unknown, how: { io: Io; json: boolean; debug: boolean }): number {
  const { io } = how;
  const code: ErrorCode = error instanceof SmartLeadMockError ? error.code : "internal";
  const message = printable(maskSecrets(sentenceOf(error)));
  if (how.json) say(io.stdout, jsonText({ error: { code, message } }));
  say(io.stderr, `smartlead-mock: ${message}`);
  if (how.debug && error instanceof Error) io.stderr.write(stackOf(error));
  return EXIT_OF_ERROR[code] ?? EXIT.failed;
}

function sentenceOf(error: unknown): string {
  if (error instanceof SmartLeadMockError && error.code !== "internal") return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `This is a defect of smartlead-mock itself (${text}); --debug shows where.`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `Caused by: ${error.cause.stack ?? error.cause.message}` : "";
  const lines = `${error.stack ?? error.message}\n${cause}`.trim().split("\n");
  return lines.map((line) => `${printable(maskSecrets(line))}\n`).join("");
}

/** The flag as such, wherever it stands: what could not be parsed has no flags yet. */
function asksFor(flag: string, argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).includes(flag);
}

function isOn(variable: string | undefined): boolean {
  return variable !== undefined && !["", "0", "false", "no", "off"].includes(variable.toLowerCase());
}
