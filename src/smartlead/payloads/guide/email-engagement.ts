import { z } from "zod";
import type { EmailLinkClickEvent, EmailOpenEvent } from "../../events/event.ts";
import { campaignId, campaignName, emailAddress, fullName, sequenceNumber, stepOf, toName } from "../shared-fields.ts";
import { guideTimestamp } from "../timestamps.ts";
import { eventType, guideTime } from "./guide-fields.ts";

const fromEmail = emailAddress("The mailbox that sent the email.");
const toEmail = emailAddress("The lead.");

const emailOpenSchema = z
  .strictObject({
    event_type: eventType("EMAIL_OPEN"),
    from_email: fromEmail,
    to_email: toEmail,
    to_name: toName,
    time_opened: guideTime("When the email was opened."),
    campaign_name: campaignName,
    campaign_id: campaignId,
    sequence_number: sequenceNumber,
  })
  .meta({ title: "EMAIL_OPEN", description: "A lead opened an email." });

/** smartlead.md §2 EMAIL_OPEN, column A. */
export const emailOpen = {
  schema: emailOpenSchema,
  build: (event: EmailOpenEvent): z.output<typeof emailOpenSchema> => ({
    event_type: "EMAIL_OPEN",
    from_email: event.mailbox.email,
    to_email: event.lead.email,
    to_name: fullName(event.lead),
    time_opened: guideTimestamp(event.at),
    campaign_name: event.campaign.name,
    campaign_id: event.campaign.id,
    sequence_number: stepOf(event.message),
  }),
};

const emailLinkClickSchema = z
  .strictObject({
    event_type: eventType("EMAIL_LINK_CLICK"),
    from_email: fromEmail,
    to_email: toEmail,
    to_name: toName,
    time_clicked: guideTime("When the link was clicked."),
    link_clicked: z.array(z.string()).describe("The links that were clicked."),
    campaign_name: campaignName,
    campaign_id: campaignId,
    sequence_number: sequenceNumber,
  })
  .meta({ title: "EMAIL_LINK_CLICK", description: "A lead clicked a tracked link in an email." });

/** smartlead.md §2 EMAIL_LINK_CLICK, column A; `link_clicked` is an array there and in E2, a string only in C's structure. */
export const emailLinkClick = {
  schema: emailLinkClickSchema,
  build: (event: EmailLinkClickEvent): z.output<typeof emailLinkClickSchema> => ({
    event_type: "EMAIL_LINK_CLICK",
    from_email: event.mailbox.email,
    to_email: event.lead.email,
    to_name: fullName(event.lead),
    time_clicked: guideTimestamp(event.at),
    link_clicked: [...event.links],
    campaign_name: event.campaign.name,
    campaign_id: event.campaign.id,
    sequence_number: stepOf(event.message),
  }),
};
