import { describe, expect, it } from "vitest";
import type { CommandSpec } from "../../../src/cli/command.ts";
import { COMMANDS } from "../../../src/cli/command-table.ts";
import { IGNORED_FLAGS, refuseIgnoredFlags } from "../../../src/cli/ignored-flags.ts";
import type { OptionKey } from "../../../src/config/option-table.ts";
import type { Settings } from "../../../src/config/settings.ts";

const specOf = (name: string): CommandSpec => {
  const spec = COMMANDS.find((one) => one.name === name);
  if (spec === undefined) throw new Error(name);
  return spec;
};

/** What a call with these words and flags is refused for; `null` where it is not. */
function refusal(name: string, words: readonly string[], ...given: readonly OptionKey[]): string | null {
  const values = Object.fromEntries(given.map((key) => [key, "x"]));
  const layerOf: Settings["layerOf"] = (key) => (given.includes(key) ? "flag" : null);
  try {
    refuseIgnoredFlags(specOf(name), words, { values, layerOf } as unknown as Settings);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("a flag that would do nothing", () => {
  it.each<[name: string, words: readonly string[], flags: readonly OptionKey[], sentence: string]>([
    ["hold", ["drop", "dlv_1"], ["status"], "--status has no effect with hold drop; leave it out."],
    ["hold", [], ["header"], "--header has no effect with hold list; leave it out."],
    ["hold", ["release", "all"], ["body"], "--body has no effect with hold release all; leave it out."],
    ["deliveries", ["show", "dlv_1"], ["query"], "--query has no effect with deliveries show; leave it out."],
    ["payload", ["EMAIL_REPLY"], ["like", "schema"], "--like has no effect beside --schema; leave one of them out."],
    ["verify", [], ["list", "target"], "--target has no effect beside --list; leave one of them out."],
    ["explore", [], ["force"], "--force has no effect without --report or --save; add it, or leave --force out."],
    ["doctor", [], ["header"], "--header has no effect without --send; add it, or leave --header out."],
  ])("is refused: %s %j %j", (name, words, flags, sentence) => {
    expect(refusal(name, words, ...flags)).toBe(sentence);
  });

  it.each<[name: string, words: readonly string[], flags: readonly OptionKey[]]>([
    ["hold", ["release", "dlv_1"], ["status", "header", "body"]],
    ["hold", ["answer", "dlv_1"], ["status"]],
    ["deliveries", [], ["state", "query", "har", "force"]],
    ["deliveries", ["show", "dlv_1"], ["har", "recording"]],
    ["payload", ["EMAIL_REPLY"], ["like", "set", "json"]],
    ["payload", ["EMAIL_REPLY"], ["schema", "dialect", "json"]],
    ["verify", [], ["list", "json", "debug", "config"]],
    ["explore", [], ["save", "force"]],
    ["doctor", [], ["send", "header"]],
  ])("is none of these: %s %j %j", (name, words, flags) => {
    expect(refusal(name, words, ...flags)).toBeNull();
  });

  it("is one that the command takes, in every row", () => {
    for (const { commands, flags = [], beside, without = [] } of IGNORED_FLAGS) {
      for (const name of commands) {
        const keys = [...flags, ...(beside === undefined ? [] : [beside]), ...without];
        expect(keys.filter((key) => !specOf(name).options.includes(key))).toEqual([]);
      }
    }
  });
});
