import type { OptionKey } from "../config/options.ts";

/** What counts only where `trigger` itself is the mock (`--target`); a running mock has decided it at its start. */
export const OWN_MOCK_OPTIONS = [
  "level",
  "policy",
  "timeout",
  "dialect",
  "clock",
  "speed",
  "minTimeout",
  "now",
  "seed",
  "run",
  "secret",
  "secretKey",
  "insecure",
  "allowTarget",
] as const satisfies readonly OptionKey[];

/** What `run` and `verify` may be told of the mocks that they make; clock and webhooks are those of the scenario or the check. */
export const STAGED_MOCK_OPTIONS = [
  "policy",
  "timeout",
  "dialect",
  "minTimeout",
  "now",
  "seed",
  "run",
  "secret",
  "secretKey",
  "insecure",
  "allowTarget",
] as const satisfies readonly OptionKey[];
