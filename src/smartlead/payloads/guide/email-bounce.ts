import { z } from "zod";
import type { EmailBounceEvent } from "../../events/event.ts";
import { rfcMessageId } from "../shared-fields.ts";
import { sentMailBody, sentMailFields } from "./email-sent.ts";
import { eventType } from "./guide-fields.ts";

const emailBounceSchema = z
  .strictObject({
    event_type: eventType("EMAIL_BOUNCE"),
    ...sentMailFields,
    is_bounced: z.literal(true).describe("Always true."),
    bounce_reply_message_id: rfcMessageId("the bounce notice"),
    bounce_reply_email: z.string().describe("Beginning of the bounce notice, with HTML entities, cut off."),
  })
  .meta({ title: "EMAIL_BOUNCE", description: "A mail came back. It repeats the ids and the time of EMAIL_SENT." });

/** The guide shows no sample: EMAIL_SENT's keys and three of smartlead.md §2 EMAIL_BOUNCE (PRODUCT §2). `time_sent` stays the time of sending (E1). */
export const emailBounce = {
  schema: emailBounceSchema,
  build: (event: EmailBounceEvent): z.output<typeof emailBounceSchema> => ({
    event_type: "EMAIL_BOUNCE",
    ...sentMailBody(event),
    is_bounced: true,
    bounce_reply_message_id: event.bounce.messageId,
    bounce_reply_email: event.bounce.text,
  }),
};
