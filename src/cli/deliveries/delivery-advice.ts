import { printable } from "../../base/printable.ts";
import { safeText } from "../../base/safe-text.ts";
import { type Attempt, type Delivery, foundNobody } from "../../delivery/delivery.ts";
import { MOCK_FAULT_HEADER } from "../../delivery/faults/wire/gateway-answer.ts";
import { whatToCheck } from "../../harness/verify/judging/advice.ts";
import { answerText } from "../../harness/verify/judging/findings.ts";

/** The outcome of a delivery in words, and the suggested fix; `null` if there is nothing to do. */
export interface DeliveryAdvice {
  readonly what: string;
  readonly fix: string | null;
}

/** Explains the state of a delivery. */
export function adviceForDelivery(delivery: Delivery): DeliveryAdvice {
  const { state, attempts, max_attempts: tries, event_type: type, webhook } = delivery;
  const last = attempts.findLast(({ outcome }) => outcome !== null);
  const name = `${type} to ${safeText(webhook.url)}`;
  if (state === "withheld") {
    const reason = delivery.withheld_because ?? delivery.reason ?? "the reason is not known";
    return {
      what: `${name} was not sent: ${printable(reason)}`,
      fix: "Start with --dialect guide, which has every event.",
    };
  }
  if (last === undefined) return { what: `${name} is ${state}, and no attempt has ended.`, fix: null };
  const answer = safeText(answerText(last));
  if (state === "delivered") {
    return { what: `${name} was delivered on attempt ${last.number} of ${tries}: ${answer}`, fix: null };
  }
  const next =
    last.next_attempt_at === null ? "" : `; the next attempt is at ${last.next_attempt_at} on the mock's clock`;
  const what = `${name} is ${state}; attempt ${last.number} of ${tries} was answered ${answer}${next}`;
  return { what, fix: [faultFix(last), fixFor(last)].filter((one) => one !== null).join(" ") };
}

function faultFix(attempt: Attempt): string | null {
  const faults = attempt.faults.filter((kind) => kind !== "hold");
  const held = attempt.faults.length > faults.length ? holdFix(attempt) : null;
  if (faults.length === 0) return held;
  const kinds = faults.join(", ");
  return `A fault was active (${kinds}): \`smartlead-mock faults disarm all\` ends it.`;
}

/** A hold that changed nothing did not affect how the attempt ended. */
function holdFix({ response, error, sent }: Attempt): string | null {
  if (response?.headers[MOCK_FAULT_HEADER] !== undefined)
    return "This answer was given with `smartlead-mock hold`, not by your receiver alone.";
  if (error?.startsWith("FAULT_") === true) return "It was dropped with `smartlead-mock hold`.";
  return sent === undefined ? null : "The request was changed with `smartlead-mock hold` before it was sent.";
}

/** The fix after an attempt with this outcome. */
function fixFor(attempt: Attempt): string | null {
  const { outcome, response } = attempt;
  if (foundNobody(attempt)) return "Start your receiver, and check host and port of the target.";
  if (outcome === "rejected") return `What to do: ${whatToCheck([attempt])}.`;
  if (outcome === "redirect") {
    const [location] = [response?.headers.location ?? []].flat();
    const where = location === undefined ? "that it leads to" : safeText(location);
    return `SmartLead does not follow redirects: use the address ${where} as the target.`;
  }
  const fixes = new Map([
    ["timeout", "Answer 2xx first and do the work afterwards; while you debug, start with --timeout none."],
    ["server_error", "Check your receiver's log: it failed while it handled the event."],
    [
      "network_error",
      "The connection broke: `smartlead-mock doctor` says whether TLS, HTTP/2 or the port is the problem.",
    ],
    ["interrupted", "The mock stopped meanwhile: `smartlead-mock deliveries resend` sends it again."],
  ]);
  return fixes.get(outcome ?? "") ?? null;
}
