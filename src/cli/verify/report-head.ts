import { maskSecrets } from "../../base/mask-secrets.ts";
import type { Report } from "../../reports/report.ts";
import { VERSION } from "../version.ts";
import type { VerifyPlan } from "./verify-plan.ts";

interface ReportSubject {
  readonly settings: VerifyPlan["settings"];
  readonly dialects: readonly string[];
  /** Where the receiver was found, or was to be. */
  readonly target: string | undefined;
}

type ReportHead = Pick<Report, "command" | "version" | "seed" | "run" | "policies" | "dialects" | "target">;

/** What a report of `verify`, `explore` or `load` says of the run before it says what was found. */
export function reportHead(
  command: "verify" | "explore" | "load",
  { settings, dialects, target }: ReportSubject,
): ReportHead {
  const { seed, run, policy } = settings;
  return {
    command,
    version: VERSION,
    seed,
    run,
    policies: [{ name: policy.name, note: policy.note }],
    dialects,
    target: target === undefined ? null : maskSecrets(target),
  };
}
