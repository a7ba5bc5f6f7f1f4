import type { Attempt } from "../../../delivery/delivery.ts";
import type { Sent } from "../context/sent.ts";
import { answerOf } from "./final-answer.ts";

/** Words of a refusal that concern the time of sending. */
const OF_TIME = /\b(stale|expired|too old|in the future|clock|timestamps?|time window)\b/i;

/**
 * The first thing to check if all plain events are refused (4xx), which is more often caused by how requests are sent than by the receiver;
 * `null` if they are not.
 */
export function adviceFor(sent: readonly Sent[]): string | null {
  const refusals = sent.map(({ delivery }) => delivery.attempts.at(-1)).filter((last) => last !== undefined);
  if (sent.length === 0 || !sent.every((one) => answerOf(one) === "refused")) return null;
  const statuses = [...new Set(refusals.map(({ status }) => status))].join(" and ");
  return `Every plain event is answered ${statuses}: ${whatToCheck(refusals)}.`;
}

/** The first thing to check for refused attempts, as half a sentence. */
export function whatToCheck(refusals: readonly Attempt[]): string {
  const has = (...statuses: readonly number[]) => refusals.some(({ status }) => statuses.includes(status ?? 0));
  if (has(404, 405, 410)) return "check the path of --target, and that it accepts POST";
  if (has(401, 403))
    return "if it checks a secret, pass it with --secret (signature), --secret-key (body), --header 'Authorization: …', or in the URL of --target";
  const isOfTime = refusals.some(({ response }) => OF_TIME.test(response?.body ?? ""));
  const now = isOfTime ? ", and pass the current time with --now if it rejects old events" : "";
  return `choose the dialect that it understands with --dialect, and if it checks a secret, pass it with --secret or --secret-key${now}`;
}
