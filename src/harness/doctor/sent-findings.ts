import { SmartLeadMockError } from "../../base/errors.ts";
import type { Attempt } from "../../delivery/delivery.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import { whatToCheck } from "../verify/judging/advice.ts";
import { answerOfAttempt } from "../verify/judging/final-answer.ts";
import { answerText } from "../verify/judging/findings.ts";
import { preflight } from "../verify/preflight.ts";
import { answerTo, PLAIN } from "../verify/single-request.ts";
import type { VerifySettings } from "../verify/verify-settings.ts";
import { absent, doubt, type Finding, fine, problem } from "./finding.ts";

interface Answered {
  readonly dialect: DialectName;
  readonly attempt: Attempt;
}

/** Sends one plain event in each dialect, and reports the responses (`--send`). */
export async function sentFindings(settings: VerifySettings): Promise<readonly Finding[]> {
  const options = { settings, enter: () => {} };
  try {
    await preflight(options);
  } catch (error) {
    if (!(error instanceof SmartLeadMockError)) throw error;
    return [error.code === "unreachable" ? absent("protocol", error.message) : problem("path", error.message)];
  }
  const dialects: readonly DialectName[] = settings.dialect === null ? ["guide", "live"] : [settings.dialect];
  const answered: Answered[] = [];
  for (const dialect of dialects) {
    const attempt = await answerTo(PLAIN, options, { dialect });
    if (attempt !== null) answered.push({ dialect, attempt });
  }
  const good = answered.filter(({ attempt }) => attempt.outcome === "success");
  const bad = answered.filter(({ attempt }) => attempt.outcome !== "success");
  return good.length === 0 ? bad.map(refused) : [...good.map(accepted), ...bad.map((one) => oneDialect(one, good))];
}

function accepted({ dialect, attempt }: Answered): Finding {
  return fine("event", `A plain event in the ${dialect} dialect is answered ${attempt.status}.`);
}

/** The receiver uses the other dialect: that is a choice, not an error. */
function oneDialect({ dialect, attempt }: Answered, [first]: readonly Answered[]): Finding {
  const text = `A plain event in the ${dialect} dialect is answered ${answerText(attempt)}.`;
  return doubt(
    "dialect",
    text,
    `Your receiver accepts the other dialect: start with --dialect ${first?.dialect ?? "live"}.`,
  );
}

function refused({ dialect, attempt }: Answered): Finding {
  const text = `A plain event in the ${dialect} dialect is answered ${answerText(attempt)}.`;
  const fixes = {
    refused: `What to do: ${whatToCheck([attempt])}.`,
    failed: "Check your receiver's log; it failed while it handled the event.",
    redirected: "Use the address it redirects to as the target; SmartLead does not follow redirects.",
    silent: "Answer first and do the work afterwards; SmartLead gives up after 30 seconds.",
    broken: "Check your receiver's log; it closed the connection without an answer.",
    accepted: null,
    late: null,
  };
  return problem("event", text, fixes[answerOfAttempt(attempt)]);
}
