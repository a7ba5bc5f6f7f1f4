import type { OptionKey } from "../config/options.ts";
import { COMMON_OPTIONS } from "./command.ts";

export const GENERAL_HEADING = "In general:";

/** Headings under which help shows options, in this order; what stands in none comes under `Options:`. */
const GROUPS: readonly (readonly [heading: string, keys: readonly OptionKey[]])[] = [
  ["The event:", ["campaign", "lead", "set", "body", "count", "wait"]],
  ["Where it goes:", ["target", "level", "header", "insecure", "allowTarget", "allowName"]],
  ["Signature:", ["secret", "previousSecret", "signature", "secretKey"]],
  ["The account:", ["world", "worldTime", "rate", "seed", "run", "apiKey", "rateLimit"]],
  ["Delivery and time:", ["policy", "timeout", "minTimeout", "dialect", "clock", "speed", "now", "fault"]],
  ["What is kept:", ["data", "ephemeral", "record", "report"]],
  ["The mock:", ["port", "host", "token", "ui", "readyFile", "connect"]],
  [GENERAL_HEADING, ["config", "json", "debug"]],
];

const HEADING_OF: ReadonlyMap<OptionKey, string> = new Map(
  GROUPS.flatMap(([heading, keys]) => keys.map((key): [OptionKey, string] => [key, heading])),
);

/** Options of its own from which on a command shows them in groups; fewer are easier to read in one list. */
export const SHORTEST_GROUPED = 10;

/** The keys in the order of their groups, each with its heading; a command with few options has none. */
export function groupedOptions(
  keys: readonly OptionKey[],
): readonly (readonly [key: OptionKey, heading: string | null])[] {
  if (keys.length < SHORTEST_GROUPED + COMMON_OPTIONS.length) return keys.map((key) => [key, null]);
  const rank = (key: OptionKey) => GROUPS.findIndex(([, own]) => own.includes(key));
  return keys.toSorted((one, other) => rank(one) - rank(other)).map((key) => [key, HEADING_OF.get(key) ?? null]);
}
