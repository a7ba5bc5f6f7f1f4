import { z } from "zod";
import type { CampaignBounceBreachEvent, EmailAccountDisconnectedEvent } from "../events/event.ts";

/** Events of the account have one shape in every dialect: the flat camelCase one (smartlead.md §2; D88). No capture supports D403's envelope. */
const emailAccountDisconnectedSchema = z
  .strictObject({
    eventType: z.literal("EMAIL_ACCOUNT_DISCONNECTED").describe("Name of the event."),
    accountId: z.int().positive().describe("Id of the mailbox."),
    email: z.string().describe("Address of the mailbox."),
    error: z.string().describe("What SMTP or IMAP said."),
    appUrl: z.url().describe("The mailbox in SmartLead."),
    title: z.string().describe("One line for a person."),
    message: z.string().describe("Several lines for a person."),
  })
  .meta({ title: "EMAIL_ACCOUNT_DISCONNECTED", description: "SmartLead can no longer reach a mailbox." });

export const emailAccountDisconnected = {
  schema: emailAccountDisconnectedSchema,
  build: ({ mailbox, error }: EmailAccountDisconnectedEvent): z.output<typeof emailAccountDisconnectedSchema> => {
    const appUrl = `https://app.smartlead.ai/app/email-account/${mailbox.id}/error-state`;
    return {
      eventType: "EMAIL_ACCOUNT_DISCONNECTED",
      accountId: mailbox.id,
      email: mailbox.email,
      error,
      appUrl,
      title: `Email account ${mailbox.email} needs attention`,
      message: `Your email account ${mailbox.email} has been disconnected.\nReason: ${error}\nIt sends nothing until you reconnect it here: ${appUrl}`,
    };
  },
};

const campaignBounceBreachSchema = z
  .strictObject({
    eventType: z.literal("CAMPAIGN_BOUNCE_BREACH").describe("Name of the event."),
    campaignId: z.int().positive().describe("Id of the campaign."),
    error: z.string().describe("What happened."),
    appUrl: z.url().describe("The campaign in SmartLead."),
    title: z.string().describe("One line for a person."),
    message: z.string().describe("Several lines for a person."),
  })
  .meta({
    title: "CAMPAIGN_BOUNCE_BREACH",
    description: "A campaign was paused: more of its mails bounced than its threshold allows.",
  });

export const campaignBounceBreach = {
  schema: campaignBounceBreachSchema,
  build: (event: CampaignBounceBreachEvent): z.output<typeof campaignBounceBreachSchema> => ({
    eventType: "CAMPAIGN_BOUNCE_BREACH",
    campaignId: event.campaign.id,
    error: "Your campaign bounce threshold has been breached",
    appUrl: `https://app.smartlead.ai/app/email-campaign/${event.campaign.id}`,
    title: "Campaign Paused - Bounce threshold",
    message: bounceBreachMessage(event),
  }),
};

function bounceBreachMessage({ campaign, bounceRatePercent, thresholdPercent }: CampaignBounceBreachEvent): string {
  const percent = (value: number) => `${Math.round(value * 100) / 100}%`;
  return `Your campaign ${campaign.name} has been paused.\nIts bounce rate of ${percent(bounceRatePercent)} is above its threshold of ${percent(thresholdPercent)}.\nCheck its leads before you start it again.`;
}
