import { printable } from "../../src/base/printable.ts";
import { safeText } from "../../src/base/safe-text.ts";
import type { Attempt, AttemptResponse, Delivery } from "../../src/delivery/delivery.ts";
import { type Line, span } from "../frame/line.ts";
import type { ListRow } from "../store/row-store.ts";
import { VERDICT_TONES } from "../theme.ts";
import { VERDICT_MEANINGS } from "./delivery-verdicts.ts";
import { unheardText } from "./list-lines.ts";

/** Explains the row under the cursor in a sentence; `null` if the row needs no explanation. */
export function rowHint(row: ListRow | undefined): Line | null {
  if (row?.kind === "unheard") return [span(`Reached no webhook: ${unheardText(row)}. Enter shows more.`, "warn")];
  if (row?.kind !== "delivery") return null;
  return deliveryHint(row.delivery) ?? shadowedHint(row.shadowed) ?? repeatHint(row.delivery);
}

function deliveryHint({ duplicate, attempts, state, withheld_because }: Delivery): Line | null {
  if (duplicate !== null) {
    return [span(duplicate, VERDICT_TONES[duplicate]), span(`: ${VERDICT_MEANINGS[duplicate]}`, "muted")];
  }
  if (withheld_because !== undefined) return [span(`Not sent: ${printable(withheld_because)}`, "warn")];
  const newest = attempts.at(-1);
  if (newest?.held !== undefined) {
    const where = newest.held === "request" ? "before it is sent" : "before its answer counts";
    return [span(`Held ${where}: u releases it, e edits it, A answers it here, D drops it.`, "warn")];
  }
  return newest === undefined || state === "delivered" ? null : failureHint(newest);
}

function failureHint({ outcome, status, error, faults, response }: Attempt): Line | null {
  const fault = faults.length === 0 ? "" : ` (fault ${printable(faults.join(", "))})`;
  if (error !== null) return [span(printable(error), "bad"), span(fault, "warn")];
  if (response !== null && status !== null) {
    const isFinal = outcome === "rejected" ? ", not retried" : "";
    return [span(`${status}${isFinal}: `, "bad"), span(answerText(response)), span(fault, "warn")];
  }
  return fault === "" ? null : [span(fault.trim(), "warn")];
}

/** The receiver's answer, on one line. */
function answerText({ body, truncated }: AttemptResponse): string {
  const text = safeText(body).replace(/\s+/g, " ").trim();
  return text === "" ? "the answer has no body" : `${text}${truncated ? "…" : ""}`;
}

function shadowedHint(shadowed: number): Line | null {
  if (shadowed === 0) return null;
  const webhooks = shadowed === 1 ? "1 webhook" : `${shadowed} webhooks`;
  return [span(`${webhooks} did not get it, because another takes precedence; Enter names them.`, "warn")];
}

function repeatHint({ resent_from }: Delivery): Line | null {
  return resent_from === null ? null : [span(`Sent again from ${printable(resent_from)}.`, "muted")];
}
