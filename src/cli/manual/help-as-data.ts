import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { COMMANDS } from "../command-table.ts";
import { describeCommand, describeProgram } from "./command-description.ts";

/** One command where the line names one, else the whole program, as JSON. Throws `usage` for a command that there is not. */
export function helpText(argv: readonly string[]): string {
  const name = argv.find((word) => !word.startsWith("-") && word !== "help");
  if (name === undefined) return JSON.stringify(describeProgram(COMMANDS));
  const spec = COMMANDS.find((one) => one.name === name);
  if (spec !== undefined) return JSON.stringify(describeCommand(spec));
  const names = COMMANDS.map((one) => one.name);
  const meant = didYouMean(name, names);
  throw new SmartLeadMockError(
    "usage",
    `Unknown command ${name}${meant === null ? "." : `; did you mean ${meant}?`} See smartlead-mock --help.`,
  );
}
