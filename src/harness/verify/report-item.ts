import { curlLine } from "../../base/curl-line.ts";
import { definedOnly } from "../../base/defined-only.ts";
import { quoted } from "../../base/shell-words.ts";
import type { DeliveryRequest } from "../../delivery/delivery.ts";
import type { ReportItem } from "../../reports/report.ts";
import { typedLine } from "../../reports/typed-line.ts";
import type { Check, Judgement } from "./check.ts";
import type { CompletedCheck } from "./run-check.ts";
import type { VerifySettings } from "./verify-settings.ts";

/** How the run was asked for, for the line that performs one check again. */
export interface ItemWording {
  /** As it was given: with port 0 where the port is chosen again. */
  readonly target: string;
  /** Further flags that matter, ready for a shell; their secrets are taken out where the line is made. */
  readonly flags: readonly string[];
  /** The words behind `--`. */
  readonly command: readonly string[] | null;
}

interface ItemParts {
  readonly check: Check;
  readonly judgement: Judgement;
  readonly performed: Pick<CompletedCheck, "durationMs" | "mockMs">;
  readonly settings: VerifySettings;
  readonly wording: ItemWording;
}

/** A check as reports show it. What went well needs no advice. */
export function reportItem({ check, judgement, performed, settings, wording }: ItemParts): ReportItem {
  const { grade, reason, findings, evidence, request, hint = check.hint } = judgement;
  const isWell = grade === "ok" || grade === "skip";
  const curl = isWell || request === null ? null : typedCurlLine(request);
  return {
    id: check.id,
    title: check.title,
    grade,
    reason,
    findings,
    evidence,
    hint: isWell || grade === "inconclusive" ? null : hint,
    source: isWell ? null : check.source,
    ...definedOnly({ cause: judgement.cause, settle: judgement.settle }),
    place: null,
    reproduce: grade === "skip" ? null : reproduceLine(check, settings, wording),
    ...definedOnly({ curl: curl ?? undefined }),
    seed: settings.seed,
    run: settings.run,
    duration_ms: performed.durationMs,
    mock_ms: performed.mockMs,
  };
}

/** Characters of a line that one still types or copies. */
const LONGEST_LINE = 10_000;

/** The line that sends the request by hand; `null` where it is too long for one. */
export function typedCurlLine(request: DeliveryRequest): string | null {
  const { line } = curlLine(request);
  return line.length > LONGEST_LINE ? null : line;
}

function reproduceLine({ id }: Check, { seed, run }: VerifySettings, { target, flags, command }: ItemWording): string {
  const words = [
    "smartlead-mock verify --target",
    quoted(target),
    "--only",
    id,
    "--seed",
    String(seed),
    "--run",
    quoted(run),
  ];
  const behind = command === null ? [] : ["--", ...command.map(quoted)];
  return typedLine([...words, ...flags, ...behind].join(" "));
}
