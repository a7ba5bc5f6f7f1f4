/** Nobody who has unsubscribed is written to (PRODUCT §9). */
import type { ReceiverCall } from "../../delivery/delivery.ts";
import type { Played, PlayedEvent } from "./played.ts";
import type { Violation } from "./violation.ts";

/** Operations of SmartLead's API after which a lead gets a mail. Notes in a CRM, categories and pauses write to nobody. */
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
 * It was told of the unsubscribe and answered 2xx; afterwards an event of that lead, which is older or is no word of the lead's, makes it
 * call what writes to the lead, and SmartLead takes the call.
 */
export function writtenTo({ name, sent, unsubscribedAt }: PlayedEvent, { profile }: Played): Violation | null {
  // Excuse: what is worked on after the answer may have been begun before.
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

/** One that is certainly about this event, and that SmartLead took. */
function isWrite({ source, operation, status, is_ambiguous: isAmbiguous }: ReceiverCall): boolean {
  return source === "api" && WRITES.has(operation ?? "") && status >= 200 && status < 300 && !isAmbiguous;
}
