import { quoted } from "../base/shell-words.ts";
import { isoFromMs } from "../base/time/iso.ts";
import { flagOf, type OptionKey, REPEATED_OPTIONS, specOf } from "../config/option-table.ts";
import type { Settings } from "../config/settings.ts";

/** The option as it is typed, where the command line said it; otherwise nothing. */
export function givenFlag({ values, layerOf, dialectSaid }: Settings, key: OptionKey): readonly string[] {
  const value = values[key];
  if (value === undefined || layerOf(key) !== "flag") return [];
  if (key === "dialect" && dialectSaid !== undefined) return [`${flagOf(key)} ${quoted(dialectSaid)}`];
  return [value === true ? flagOf(key) : `${flagOf(key)} ${valueText(key, value)}`];
}

/** The flags that a line which repeats a run or a check has to have, secrets and all: `typedLine` has to go over the line. */
export function repeatedFlags(settings: Settings): readonly string[] {
  const keys = [...REPEATED_OPTIONS, "secret", "secretKey"] as const;
  return keys.flatMap((key) => givenFlag(settings, key));
}

function valueText(key: OptionKey, value: unknown): string {
  switch (specOf(key).kind) {
    case "instant":
      return isoFromMs(Number(value));
    case "duration":
    case "duration-or-none":
      return value === null ? "none" : `${Number(value)}ms`;
    default:
      return quoted(String(value));
  }
}
