import { resolveSettings } from "../config/settings.ts";
import { withOwnDialect } from "./dialects/own-dialects.ts";
import { EXIT } from "./exit-codes.ts";
import { refuseIgnoredFlags } from "./ignored-flags.ts";
import { harmlessIo, type Io, say } from "./io.ts";
import { reportFailure } from "./output/failure-report.ts";
import { readCommandLine } from "./program.ts";

/**
 * Runs a command line in this process.
 *
 * @returns the exit code: 0 good, 1 a delivery failed, 2 usage or configuration, 3 receiver or mock unreachable
 * @example process.exitCode = await main(["trigger", "EMAIL_REPLY"], processIo());
 */
export async function main(argv: readonly string[], process: Io): Promise<number> {
  const io = harmlessIo(process);
  const how = {
    io,
    json: asksFor("--json", argv),
    debug: asksFor("--debug", argv) || isOn(io.env.SMARTLEAD_MOCK_DEBUG),
  };
  const release = io.onUncaught((error) => io.exit(reportFailure(error, how)));
  try {
    if (how.json && asksForHelp(argv)) return await helpAsData(argv, io);
    const asked = readCommandLine(argv, io);
    if (asked.kind === "done") return asked.exitCode;
    const given = await resolveSettings({ flags: asked.flags, env: io.env, cwd: io.cwd });
    for (const warning of given.warnings) say(io.stderr, `smartlead-mock: ${warning}`);
    refuseIgnoredFlags(asked.spec, asked.args, given);
    const settings = await withOwnDialect(given, io.cwd);
    const run = await asked.spec.load();
    return await run({ argv, args: asked.args, command: asked.command, settings, io });
  } catch (error) {
    return reportFailure(error, how);
  } finally {
    release();
  }
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv[0] === "help" || asksFor("--help", argv) || asksFor("-h", argv);
}

/** `--help --json`: the commands as data, for programs. */
async function helpAsData(argv: readonly string[], io: Io): Promise<number> {
  const { helpText } = await import("./manual/command-description.ts");
  say(io.stdout, helpText(argv));
  return EXIT.good;
}

/** Looks for the flag itself, anywhere on the line: a line that could not be parsed has no parsed flags. */
function asksFor(flag: string, argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).includes(flag);
}

function isOn(variable: string | undefined): boolean {
  return variable !== undefined && !["", "0", "false", "no", "off"].includes(variable.toLowerCase());
}
