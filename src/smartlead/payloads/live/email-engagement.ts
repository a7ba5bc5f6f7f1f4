import { z } from "zod";
import { hashText } from "../../../base/random.ts";
import type { EmailLinkClickEvent, EmailOpenEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { campaignId, campaignName, emailAddress, fullName, sequenceNumber, stepOf, toName } from "../shared-fields.ts";
import { databaseTimestamp } from "../timestamps.ts";
import {
  campaignState,
  campaignStateOf,
  databaseTime,
  leadIds,
  leadIdsOf,
  mailSubject,
  sentMessageBody,
  sentMessageOf,
  sentMessageSchema,
  statsId,
} from "./live-fields.ts";
import { inboxUrl, leadTail, leadTailOf } from "./tail.ts";

const who = {
  ...leadIds,
  ...campaignState,
  stats_id: statsId("the email"),
  from_email: emailAddress("The sending mailbox."),
  to_email: emailAddress("The lead."),
  to_name: toName,
};

const campaignAndMail = {
  campaign_name: campaignName,
  campaign_id: campaignId,
  sequence_number: sequenceNumber,
  subject: mailSubject,
  sent_message_body: sentMessageBody,
  sent_message: sentMessageSchema,
};

const emailOpenSchema = z
  .strictObject({
    ...who,
    time_opened: databaseTime("When the email was opened; deprecated, still sent."),
    event_timestamp: databaseTime("When the email was opened."),
    ...campaignAndMail,
    ...leadTail("EMAIL_OPEN"),
  })
  .meta({ title: "EMAIL_OPEN", description: "The lead opened an email." });

/** smartlead.md §2 EMAIL_OPEN, column E (classes E2, page C1). Its `description` was never captured; it is worded like the others. */
export const emailOpen = {
  schema: emailOpenSchema,
  build: (event: EmailOpenEvent, context: PayloadContext): z.output<typeof emailOpenSchema> => {
    const at = eventTime(event);
    const sentence = `Email ${stepOf(event.message)} opened by ${event.lead.email} for campaign - ${event.campaign.name}`;
    return {
      ...whoOf(event),
      time_opened: at,
      event_timestamp: at,
      ...campaignAndMailOf(event),
      ...leadTailOf("EMAIL_OPEN", { url: inboxUrl(event.lead.mapId), sentence, context }),
    };
  },
};

const links = (description: string) => z.array(z.string()).describe(description);

const emailLinkClickSchema = z
  .strictObject({
    ...who,
    time_clicked: databaseTime("When the link was clicked; deprecated, still sent."),
    event_timestamp: databaseTime("When the link was clicked."),
    link_clicked: links("The links that were clicked; deprecated, still sent."),
    link_details: links("The links that were clicked."),
    ...campaignAndMail,
    ...leadTail("EMAIL_LINK_CLICK"),
  })
  .meta({ title: "EMAIL_LINK_CLICK", description: "The lead clicked a tracked link." });

/** smartlead.md §2 EMAIL_LINK_CLICK, column E (classes E2, page C1): `link_details` repeats `link_clicked`. Its `description` was never captured. */
export const emailLinkClick = {
  schema: emailLinkClickSchema,
  build: (event: EmailLinkClickEvent, context: PayloadContext): z.output<typeof emailLinkClickSchema> => {
    const at = eventTime(event);
    const sentence = `Link clicked in Email ${stepOf(event.message)} by ${event.lead.email} for campaign - ${event.campaign.name}`;
    return {
      ...whoOf(event),
      time_clicked: at,
      event_timestamp: at,
      link_clicked: [...event.links],
      link_details: [...event.links],
      ...campaignAndMailOf(event),
      ...leadTailOf("EMAIL_LINK_CLICK", { url: inboxUrl(event.lead.mapId), sentence, context }),
    };
  },
};

type Engagement = EmailOpenEvent | EmailLinkClickEvent;

/** With microseconds, as in the sample (C1); they are derived from the email and the time, so that a body is reproducible. */
function eventTime({ at, message }: Engagement): string {
  return databaseTimestamp(at, hashText(`${message.statsId} ${at}`) % 1_000);
}

function whoOf({ lead, campaign, mailbox, message }: Engagement) {
  return {
    ...leadIdsOf(lead),
    ...campaignStateOf(campaign),
    stats_id: message.statsId,
    from_email: mailbox.email,
    to_email: lead.email,
    to_name: fullName(lead),
  };
}

function campaignAndMailOf({ campaign, message }: Engagement) {
  return {
    campaign_name: campaign.name,
    campaign_id: campaign.id,
    sequence_number: stepOf(message),
    subject: message.subject,
    sent_message_body: message.html,
    sent_message: sentMessageOf(message),
  };
}
