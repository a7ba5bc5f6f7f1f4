import { z } from "zod";
import type {
  CampaignBounceBreachEvent,
  EmailAccountDisconnectedEvent,
  LinkedinDisconnectedEvent,
} from "../events/event.ts";

/** Events of the account have one shape in every dialect: the flat camelCase one (smartlead.md §2; D88). No capture supports D403's envelope. */
const emailAccountDisconnectedSchema = z
  .strictObject({
    eventType: z.literal("EMAIL_ACCOUNT_DISCONNECTED").describe("Name of the event."),
    accountId: z.int().positive().describe("Id of the mailbox."),
    email: z.string().describe("Address of the mailbox."),
    error: z.string().describe("Error of SMTP or IMAP."),
    appUrl: z.url().describe("The mailbox in SmartLead."),
    title: z.string().describe("One line for people to read."),
    message: z.string().describe("Several lines for people to read."),
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

/** SmartLead documents the name only (smartlead.md §2 LINKEDIN_DISCONNECTED; A2): the keys are assumed to be those of the mailbox's event. */
const linkedinDisconnectedSchema = z
  .strictObject({
    eventType: z.literal("LINKEDIN_DISCONNECTED").describe("Name of the event."),
    accountId: z.int().positive().describe("Id of the LinkedIn account."),
    email: z.string().describe("Address of the LinkedIn account's owner."),
    error: z.string().describe("Why LinkedIn rejects the session."),
    appUrl: z.url().describe("The LinkedIn account in SmartLead."),
    title: z.string().describe("One line for people to read."),
    message: z.string().describe("Several lines for people to read."),
  })
  .meta({
    title: "LINKEDIN_DISCONNECTED",
    description:
      "The cookie of a LinkedIn account is no longer valid. SmartLead documents no body: all keys are assumed.",
  });

export const linkedinDisconnected = {
  schema: linkedinDisconnectedSchema,
  build: (event: LinkedinDisconnectedEvent): z.output<typeof linkedinDisconnectedSchema> => {
    const { mailbox, linkedinAccountId, error } = event;
    const appUrl = `https://app.smartlead.ai/app/linkedin-account/${linkedinAccountId}/error-state`;
    return {
      eventType: "LINKEDIN_DISCONNECTED",
      accountId: linkedinAccountId,
      email: mailbox.email,
      error,
      appUrl,
      title: `LinkedIn account of ${mailbox.name} needs attention`,
      message: `The LinkedIn account of ${mailbox.name} has been disconnected.\nReason: ${error}\nReconnect it here: ${appUrl}`,
    };
  },
};

const campaignBounceBreachSchema = z
  .strictObject({
    eventType: z.literal("CAMPAIGN_BOUNCE_BREACH").describe("Name of the event."),
    campaignId: z.int().positive().describe("Id of the campaign."),
    error: z.string().describe("What happened."),
    appUrl: z.url().describe("The campaign in SmartLead."),
    title: z.string().describe("One line for people to read."),
    message: z.string().describe("Several lines for people to read."),
  })
  .meta({
    title: "CAMPAIGN_BOUNCE_BREACH",
    description: "A campaign was paused: more of its emails bounced than its threshold allows.",
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
