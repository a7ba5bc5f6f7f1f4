import { SmartLeadMockError } from "../base/errors.ts";
import { flagOf, type OptionKey } from "../config/option-table.ts";
import type { Settings } from "../config/settings.ts";
import { COMMON_OPTIONS, type CommandSpec } from "./command.ts";

/** Flags that a command accepts but that have no effect in some calls. */
interface IgnoredFlags {
  readonly commands: readonly string[];
  /** The flags; by default all flags of the command. */
  readonly flags?: readonly OptionKey[];
  /** They have no effect together with this flag, */
  readonly beside?: OptionKey;
  /** or unless one of these flags is given, */
  readonly without?: readonly OptionKey[];
  /** or with these words after the command; no word means `list`. */
  readonly words?: readonly string[];
}

const REPORT_COMMANDS = ["verify", "run", "load", "replay"];

/** Checked for every call before the command is loaded. `test/unit/cli/ignored-flags.test.ts` compares it with the commands. */
export const IGNORED_FLAGS: readonly IgnoredFlags[] = [
  { commands: ["hold"], words: ["list", "show", "drop", "release all"], flags: ["status", "header", "body"] },
  { commands: ["deliveries"], words: ["show", "resend"], flags: ["state", "query", "limit", "cursor"] },
  { commands: ["deliveries"], words: ["resend"], flags: ["har"] },
  { commands: ["deliveries"], without: ["har"], flags: ["force"] },
  { commands: ["deliveries"], beside: "recording", flags: ["connect", "token"] },
  { commands: ["snapshot"], words: ["save", "list", "delete"], flags: ["ids"] },
  { commands: ["snapshot"], words: ["list", "delete"], flags: ["file"] },
  { commands: ["snapshot"], words: ["restore", "list", "delete"], flags: ["force"] },
  { commands: ["snapshot"], without: ["file"], flags: ["force"] },
  {
    commands: ["payload"],
    beside: "schema",
    flags: ["like", "set", "lead", "campaign", "seed", "run", "now", "secretKey"],
  },
  { commands: ["trigger"], beside: "target", flags: ["token"] },
  { commands: ["drift"], without: ["saveDialect"], flags: ["force"] },
  { commands: ["run", "verify"], beside: "list" },
  { commands: ["verify"], beside: "explain" },
  { commands: REPORT_COMMANDS, without: ["report"], flags: ["force"] },
  { commands: ["explore"], without: ["report", "save"], flags: ["force"] },
  { commands: ["load"], without: ["join"], flags: ["connect", "token"] },
  { commands: ["load"], beside: "join", flags: ["rate", "fault", "chaos", "probe", "probeCmd", "effectLog", "log"] },
  { commands: ["doctor"], without: ["send"], flags: ["dialect", "secret", "signature", "secretKey", "header"] },
];

/** Throws `usage` for a flag on the command line that has no effect in this call; values from a file or the environment may stay unused. */
export function refuseIgnoredFlags(spec: CommandSpec, args: readonly string[], { values, layerOf }: Settings): void {
  const isGiven = (key: OptionKey) => layerOf(key) === "flag";
  for (const { commands, flags = spec.options, beside, without, words } of IGNORED_FLAGS) {
    if (!commands.includes(spec.name)) continue;
    if (beside !== undefined && !isGiven(beside)) continue;
    if (without?.some((key) => values[key] !== undefined) === true) continue;
    const word = words?.find((one) => one === (args[0] ?? "list") || one === args.slice(0, 2).join(" "));
    if (words !== undefined && word === undefined) continue;
    const ignored = flags.find((key) => key !== beside && !COMMON_OPTIONS.some((one) => one === key) && isGiven(key));
    if (ignored === undefined) continue;
    throw new SmartLeadMockError("usage", sentenceOf(flagOf(ignored), { command: spec.name, beside, without, word }));
  }
}

interface Cause {
  readonly command: string;
  readonly beside: OptionKey | undefined;
  readonly without: readonly OptionKey[] | undefined;
  readonly word: string | undefined;
}

function sentenceOf(flag: string, { command, beside, without = [], word }: Cause): string {
  if (beside !== undefined) return `${flag} has no effect beside ${flagOf(beside)}; leave one of them out.`;
  if (word !== undefined) return `${flag} has no effect with ${command} ${word}; leave it out.`;
  return `${flag} has no effect without ${without.map(flagOf).join(" or ")}; add it, or leave ${flag} out.`;
}
