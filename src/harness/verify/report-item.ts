import { curlLine } from "../../base/curl-line.ts";
import { definedOnly } from "../../base/defined-only.ts";
import { quoted } from "../../base/shell-words.ts";
import type { DeliveryRequest } from "../../delivery/delivery.ts";
import type { ReportItem } from "../../reports/report.ts";
import { typedLine } from "../../reports/typed-line.ts";
import type { Check, Judgement } from "./check.ts";
import type { CompletedCheck } from "./run-check.ts";
import type { VerifySettings } from "./verify-settings.ts";

/** The run's command line, for the line that runs one check again. */
export interface ItemWording {
  /** As it was given: with port 0 if the port is chosen each time. */
  readonly target: string;
  /** Further relevant flags, quoted for a shell; their secrets are removed when the line is built. */
  readonly flags: readonly string[];
  /** The words after `--`. */
  readonly command: readonly string[] | null;
}

interface ItemParts {
  readonly check: Check;
  readonly judgement: Judgement;
  readonly performed: Pick<CompletedCheck, "durationMs" | "mockMs">;
  readonly settings: VerifySettings;
  readonly wording: ItemWording;
}

/** A check as reports show it. A passed check needs no advice. */
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

/** Maximum characters of a line that users can still copy. */
const LONGEST_LINE = 10_000;

/** The line that sends the request by hand; `null` if it would be too long. */
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
