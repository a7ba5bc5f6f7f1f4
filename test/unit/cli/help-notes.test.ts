import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/cli/command-table.ts";
import { noteOf } from "../../../src/cli/help-notes.ts";
import { readCommandLine } from "../../../src/cli/program.ts";

/** The help of a command as a terminal of 80 columns shows it. */
function helpAt80(command: string): readonly string[] {
  let text = "";
  const stdout = { isTTY: true, columns: 80, write: (more: string) => (text += more) };
  readCommandLine([command, "--help"], { ...NOTHING, stdout, env: { NO_COLOR: "1" } });
  return text.split("\n");
}

const NOTHING = {
  stderr: { write: () => true },
  stdin: (async function* () {})(),
  cwd: "/",
  pid: 1,
  onSignal: () => () => {},
  onUncaught: () => () => {},
  exit: () => {},
};

describe("help in a terminal of 80 columns", () => {
  it.each(COMMANDS.map(({ name }) => name))("of %s is wrapped, but for examples, which are copied", (name) => {
    const lines = helpAt80(name);
    const examples = lines.indexOf("Examples:");
    expect(lines.slice(0, examples).filter((line) => line.length > 80)).toEqual([]);
    expect(lines.slice(examples + 1)).not.toEqual([]);
  });

  it("keeps the meanings of a table in one column", () => {
    const lines = helpAt80("faults");
    const at = lines.findIndex((line) => line.startsWith("  lost-response"));
    expect(lines.slice(at, at + 2)).toEqual([
      "  lost-response       the receiver answers, but the answer is lost: a network",
      "                      error",
    ]);
  });
});

describe("a note", () => {
  it.each([
    ["  reset  the connection is reset", { kind: "row", term: "reset", meaning: "the connection is reset" }],
    ["Kinds:", { kind: "paragraph", text: "Kinds:" }],
    ["", { kind: "paragraph", text: "" }],
  ])("%j", (line, note) => {
    expect(noteOf(line)).toEqual(note);
  });
});
