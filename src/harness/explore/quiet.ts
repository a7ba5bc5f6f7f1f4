/** A lead that has unsubscribed gets no more mail (PRODUCT §9). */
import type { ReceiverCall } from "../../delivery/delivery.ts";
import type { Played, PlayedEvent } from "./played.ts";
import type { Violation } from "./violation.ts";

/** Operations of SmartLead's API that cause a mail to a lead. Notes in a CRM, categories and pauses cause none. */
const WRITES: ReadonlySet<string> = new Set([
  "campaigns.reply-email-thread",
  "campaign-leads.add",
  "campaign-leads.resume",
  "leads.push-to-campaign",
  "master-inbox.push-to-subsequence",
  "master-inbox.resume-lead",
  "send-email.initiate",
]);

/**
 * The receiver answered 2xx to an unsubscribe event. Later an event of that lead, which is older or did not come from the lead, makes it
 * call an operation that sends mail to the lead, and SmartLead accepts the call.
 */
export function writtenTo({ name, sent, unsubscribedAt }: PlayedEvent, { profile }: Played): Violation | null {
  // Excuse: work that continues after the answer may have started before.
  if (unsubscribedAt === null || profile.lags.areLate) return null;
  const call = sent.calls.find((one) => isWrite(one) && one.at > unsubscribedAt);
  if (call === undefined) return null;
  const said = `${call.method} ${call.path.split("?")[0]}`;
  return {
    property: "quiet",
    cause: "quiet",
    message: `${sent.label} makes the receiver call ${said}, though it had answered 2xx to that lead's LEAD_UNSUBSCRIBED: someone who has unsubscribed gets email.`,
    expected: "no such call",
    actual: `${said} is answered ${call.status}`,
    // The call is the proof: it was seen, and answered.
    proof: { kind: "protocol", attempt: null },
    subject: { name, sent },
    twin: null,
    call,
  };
}

/** Whether a call is certainly about this event, and SmartLead accepted it. */
function isWrite({ source, operation, status, is_ambiguous: isAmbiguous }: ReceiverCall): boolean {
  return source === "api" && WRITES.has(operation ?? "") && status >= 200 && status < 300 && !isAmbiguous;
}
