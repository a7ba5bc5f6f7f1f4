import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import type { CommandContext } from "../command.ts";
import { type Candidates, NOTHING } from "../completion/candidates.ts";
import type { Place } from "../completion/completion-values.ts";
import { SHELLS, shellScript } from "../completion/shell-scripts.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";

/** The word that the scripts call the program with: it prints candidates for the end of the line after `--`. */
const WORDS = "words";

/** Prints a shell's script, or the candidates that a script asks for. */
export async function completion({ args, settings, io }: CommandContext): Promise<number> {
  const [name = "", line] = args;
  const shell = SHELLS.find((one) => one === name);
  if (shell !== undefined) {
    io.stdout.write(
      settings.values.json === true ? `${jsonText({ shell, script: shellScript(shell) })}\n` : shellScript(shell),
    );
    return EXIT.good;
  }
  if (name !== WORDS) throw unknownShell(name);
  const found = line === undefined ? NOTHING : await completed(line, { settings, cwd: io.cwd });
  if (settings.values.json === true) say(io.stdout, jsonText(found));
  else for (const line of linesOf(found)) say(io.stdout, line);
  return EXIT.good;
}

async function completed(line: string, place: Place) {
  const { completeLine } = await import("../completion/complete-line.ts");
  const { COMMANDS } = await import("../command-table.ts");
  return completeLine(line, COMMANDS, place);
}

function linesOf({ values, files }: Candidates): readonly string[] {
  const lines = values.map(({ value, description }) => `${value}\t${printable(description)}`);
  return [...lines, files ? ":files" : ":"];
}

function unknownShell(name: string): SmartLeadMockError {
  const meant = didYouMean(name, SHELLS);
  const hint = meant === null ? `; choose one of ${SHELLS.join(", ")}.` : `; did you mean ${meant}?`;
  return new SmartLeadMockError("usage", `completion does not support the shell ${JSON.stringify(name)}${hint}`);
}
