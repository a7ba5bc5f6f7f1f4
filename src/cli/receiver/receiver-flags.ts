import { SmartLeadMockError } from "../../base/errors.ts";
import { quoted } from "../../base/shell-words.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { flagOf, type OptionKey, REPEATED_OPTIONS, specOf } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { commandState, type StateSource, urlState } from "../../harness/convergence/state-source.ts";
import type { Probe } from "../../harness/probe/probe.ts";
import { commandProbe, urlProbe } from "../../harness/verify/context/probes.ts";
import type { CommandContext } from "../command.ts";
import { mustBeHttp } from "./receiver-url.ts";

/** The option as it was typed, if it came from the command line; otherwise nothing. */
function givenFlag({ values, layerOf, dialectSaid }: Settings, key: OptionKey): readonly string[] {
  const value = values[key];
  if (value === undefined || layerOf(key) !== "flag") return [];
  if (key === "dialect" && dialectSaid !== undefined) return [`${flagOf(key)} ${quoted(dialectSaid)}`];
  return [value === true ? flagOf(key) : `${flagOf(key)} ${valueText(key, value)}`];
}

/** The flags for a line that repeats a run or a check, including secrets: pass the line through `typedLine`. */
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

/** The `--header` flags of a line that repeats a run. Their values may be secrets, so pass the line through `typedLine`. */
export function headerFlags({ values, layerOf }: Pick<Settings, "values" | "layerOf">): readonly string[] {
  if (layerOf("header") !== "flag") return [];
  return Object.entries(values.header ?? {}).map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`);
}

/** The probe of `--probe` or `--probe-cmd`; `null` without either. Throws `usage`. */
export function probeOf({ settings, io }: CommandContext): Probe | null {
  const { probe, probeCmd, allowTarget = [], insecure = false } = settings.values;
  if (probe !== undefined && probeCmd !== undefined) {
    throw new SmartLeadMockError("usage", "--probe and --probe-cmd both count the work; use only one of them.");
  }
  if (probe !== undefined) return urlProbe(mustBeUrl(probe), { allowTargets: allowTarget, insecureTls: insecure });
  return probeCmd === undefined ? null : commandProbe(probeCmd, io.cwd);
}

function mustBeUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new SmartLeadMockError("usage", `--probe ${text} is not an http or https URL; for a command use --probe-cmd.`);
}

/** The source of `--state` or `--state-cmd`; `null` without either. Throws `usage`. */
export function stateOf({ settings: { values }, io }: CommandContext): StateSource | null {
  const { stateUrl, stateCmd } = values;
  if (stateUrl !== undefined && stateCmd !== undefined)
    throw new SmartLeadMockError("usage", "--state and --state-cmd both return the state; use only one of them.");
  if (stateCmd !== undefined) return commandState(stateCmd, io.cwd);
  if (stateUrl === undefined) return null;
  mustBeHttp(stateUrl, "--state");
  return urlState(stateUrl);
}
