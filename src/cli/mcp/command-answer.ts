import { SmartLeadMockError } from "../../base/errors.ts";
import type { OptionKey } from "../../config/option-table.ts";
import { flagOf } from "../../config/option-table.ts";
import type { CommandAnswer } from "./call-command.ts";
import type { ToolAnswer, ToolContext } from "./tool.ts";

/** Flags that `mcp` hands on to the commands that it calls. */
const HANDED_ON = ["connect", "token"] as const satisfies readonly OptionKey[];

/** The mock that `mcp` was told to use, as flags. */
export function connectFlags({ context: { settings } }: ToolContext): readonly string[] {
  return HANDED_ON.flatMap((key) => {
    const value = settings.layerOf(key) === "flag" ? settings.values[key] : undefined;
    return value === undefined ? [] : [flagOf(key), value];
  });
}

/** `--flag value` of each that has one. */
export function flags(values: Readonly<Record<string, string | number | undefined>>): readonly string[] {
  return Object.entries(values).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, String(value)]));
}

/** What a command printed, or why it could not be run: a mistake in the call, or nobody there. */
export function answerOf(answer: CommandAnswer, text: string, data: unknown = answer.json): ToolAnswer {
  if (!isRefusal(answer)) return { text, data };
  return {
    text: answer.errors === "" ? `The command ended with exit code ${answer.code}.` : answer.errors,
    isError: true,
  };
}

/** It printed an error in the place of an answer. */
export function isRefusal({ json }: CommandAnswer): boolean {
  return json === undefined || (typeof json === "object" && json !== null && "error" in json);
}

/** An error of ours becomes an answer that the model can act on. */
export function refusal(error: unknown): ToolAnswer {
  if (error instanceof SmartLeadMockError) return { text: error.message, isError: true };
  throw error;
}
