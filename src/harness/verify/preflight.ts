/** Problems that make a whole run meaningless: a wrong path, a wrong protocol. Checked only if no plain event is accepted. */

import { SmartLeadMockError } from "../../base/errors.ts";
import { safeText } from "../../base/safe-text.ts";
import { type Attempt, foundNobody } from "../../delivery/delivery.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import { protocolTrouble } from "../session/target-trouble.ts";
import { answerTo, EMPTY, PLAIN, type SingleRequestOptions } from "./single-request.ts";

/** Statuses with which a router rejects an unknown endpoint. */
const NO_ENDPOINT = new Set([404, 405]);
/** Whether a router answers this for an unknown endpoint. */
export function isNoEndpoint(status: number | null): boolean {
  return NO_ENDPOINT.has(status ?? 0);
}

/** A path that does not exist in any receiver. */
const NOWHERE = "/no-such-path-of-smartlead-mock";

/**
 * Throws `unreachable` if the receiver cannot be reached by this URL (TLS, HTTP/2, certificate), and `usage` if its path seems to be wrong:
 * a plain event and an empty object get the same 404 or 405. A receiver that answers 404 itself, for example for an unknown lead, answers
 * differently from a path without an endpoint, and is left to the checks.
 */
export async function preflight(options: SingleRequestOptions): Promise<void> {
  const { dialect, target, insecureTls } = options.settings;
  const dialects: readonly DialectName[] = dialect === null ? ["guide", "live"] : [dialect];
  const [first] = dialects;
  if (first === undefined) return;
  const plain: Attempt[] = [];
  for (const one of dialects) {
    const attempt = await answerTo(PLAIN, options, { dialect: one });
    if (attempt === null) return;
    await mustBeSpokenTo(attempt, target, insecureTls);
    if (!isNoEndpoint(attempt.status)) return;
    plain.push(attempt);
  }
  const empty = await answerTo(EMPTY, options, { dialect: first });
  if (empty === null || plain.some((attempt) => !isSame(attempt, empty, target))) return;
  if (empty.status === 404 && !(await isAnsweredSoElsewhere(empty, options, first))) return;
  const more = empty.status === 405 ? ", so it does not accept POST there" : "";
  throw new SmartLeadMockError(
    "usage",
    `${safeText(target)} answers ${empty.status} both to a plain event and to an empty object${more}: is the path right? Pass the URL of your endpoint with --target.`,
  );
}

async function mustBeSpokenTo(attempt: Attempt, target: string, insecureTls: boolean): Promise<void> {
  const { outcome, status, error } = attempt;
  if (outcome !== "network_error" || status !== null || foundNobody(attempt)) return;
  const trouble = await protocolTrouble(target, { error, insecureTls });
  if (trouble !== null) throw new SmartLeadMockError("unreachable", trouble);
}

async function isAnsweredSoElsewhere(
  empty: Attempt,
  options: SingleRequestOptions,
  dialect: DialectName,
): Promise<boolean> {
  const url = new URL(options.settings.target);
  url.pathname = NOWHERE;
  const elsewhere = await answerTo(EMPTY, options, { dialect, target: url.href });
  return elsewhere !== null && isSame(elsewhere, empty, options.settings.target);
}

function isSame(one: Attempt, other: Attempt, target: string): boolean {
  return one.status === other.status && bodyOf(one, target) === bodyOf(other, target);
}

/** Removes the parts that differ between requests: the path, ids, times. */
function bodyOf({ response }: Attempt, target: string): string {
  const { pathname } = new URL(target);
  const text = (response?.body ?? "").replaceAll(NOWHERE, "");
  return (pathname === "/" ? text : text.replaceAll(pathname, "")).replaceAll(/[\da-f-]{8,}|\d+/gi, "#");
}
