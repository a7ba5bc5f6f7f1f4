import { SmartLeadMockError } from "../../base/errors.ts";
import type { Probe } from "../../harness/probe/probe.ts";
import { commandProbe, urlProbe } from "../../harness/verify/context/probes.ts";
import type { CommandContext } from "../command.ts";

/** What `--probe` or `--probe-cmd` reads; `null` without either. Throws `usage`. */
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
