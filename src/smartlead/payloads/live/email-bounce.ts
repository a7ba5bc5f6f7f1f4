import { z } from "zod";
import type { EmailBounceEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { stepOf } from "../mail-step.ts";
import { rfcMessageId } from "../shared-fields.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { mailFields, mailFieldsOf } from "./email-sent.ts";
import { campaignState, campaignStateOf, javascriptTime, leadIdText, statsId } from "./live-fields.ts";
import { inboxUrl, leadTail, leadTailOf } from "./tail.ts";

const notice = (description: string) => z.string().describe(description);

const emailBounceSchema = z
  .strictObject({
    sl_email_lead_id: leadIdText,
    ...campaignState,
    stats_id: statsId("the mail that bounced"),
    ...mailFields,
    is_bounced: z.literal(true).describe("Always true; deprecated, still sent."),
    is_sender_originated_bounce: z.boolean().describe("Whether the sender's side is to blame."),
    bounce_reply_message_id: rfcMessageId("the bounce notice"),
    bounce_reply_email: notice("Beginning of the notice, with HTML entities; deprecated, still sent."),
    bounce_reply_email_preview: notice("The same; deprecated, still sent."),
    bounce_message: z
      .strictObject({
        message_id: rfcMessageId("the bounce notice"),
        html: notice("Beginning of the notice; no real HTML."),
        text: notice("The same."),
        time: javascriptTime("When the mail bounced: the only key that tells."),
      })
      .describe("The bounce notice."),
    ...leadTail("EMAIL_BOUNCE"),
  })
  .meta({ title: "EMAIL_BOUNCE", description: "A mail bounced. Ids and times are those of EMAIL_SENT." });

/** smartlead.md §2 EMAIL_BOUNCE, column E (captured July 2026): no map id but in `app_url`, and the time of the send. */
export const emailBounce = {
  schema: emailBounceSchema,
  build: (event: EmailBounceEvent, context: PayloadContext): z.output<typeof emailBounceSchema> => {
    const { lead, campaign, message, bounce } = event;
    const { text } = bounce;
    const sentence = `Email ${stepOf(message)} sent to ${lead.email} got bounced for campaign - ${campaign.name}`;
    return {
      sl_email_lead_id: String(lead.id),
      ...campaignStateOf(campaign),
      stats_id: message.statsId,
      ...mailFieldsOf(event),
      is_bounced: true,
      is_sender_originated_bounce: bounce.isSenderOriginated,
      bounce_reply_message_id: bounce.messageId,
      bounce_reply_email: text,
      bounce_reply_email_preview: text,
      bounce_message: { message_id: bounce.messageId, html: text, text, time: javascriptTimestamp(bounce.at) },
      ...leadTailOf("EMAIL_BOUNCE", { url: inboxUrl(lead.mapId), sentence, context }),
    };
  },
};
