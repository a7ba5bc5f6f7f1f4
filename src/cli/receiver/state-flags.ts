import { SmartLeadMockError } from "../../base/errors.ts";
import { commandState, type StateSource, urlState } from "../../harness/convergence/state-source.ts";
import type { CommandContext } from "../command.ts";
import { mustBeHttp } from "./receiver-url.ts";

/** What `--state` or `--state-cmd` reads; `null` without either. Throws `usage`. */
export function stateOf({ settings: { values }, io }: CommandContext): StateSource | null {
  const { stateUrl, stateCmd } = values;
  if (stateUrl !== undefined && stateCmd !== undefined)
    throw new SmartLeadMockError("usage", "--state and --state-cmd both return the state; use only one of them.");
  if (stateCmd !== undefined) return commandState(stateCmd, io.cwd);
  if (stateUrl === undefined) return null;
  mustBeHttp(stateUrl, "--state");
  return urlState(stateUrl);
}
