import type { z } from "zod";
import { campaignBounceBreach, emailAccountDisconnected, linkedinDisconnected } from "../account-events.ts";
import type { Dialect } from "../dialect.ts";
import { emailLinkClick, emailOpen } from "./email-engagement.ts";
import { campaignStatusChanged, leadCategoryUpdated, leadUnsubscribed } from "./lead-and-campaign-changes.ts";
import { emailBounce, emailSent, firstEmailSent } from "./mails.ts";
import { manualStepReached } from "./manual-step-reached.ts";
import { emailReply, untrackedReplies } from "./replies.ts";

/** The flat objects of SmartLead's webhook guide, key for key (family A of smartlead.md §2; PRODUCT §2 where the guide shows no sample). */
export const guide = {
  EMAIL_SENT: emailSent,
  FIRST_EMAIL_SENT: firstEmailSent,
  EMAIL_OPEN: emailOpen,
  EMAIL_LINK_CLICK: emailLinkClick,
  EMAIL_REPLY: emailReply,
  EMAIL_BOUNCE: emailBounce,
  LEAD_UNSUBSCRIBED: leadUnsubscribed,
  LEAD_CATEGORY_UPDATED: leadCategoryUpdated,
  CAMPAIGN_STATUS_CHANGED: campaignStatusChanged,
  UNTRACKED_REPLIES: untrackedReplies,
  MANUAL_STEP_REACHED: manualStepReached,
  EMAIL_ACCOUNT_DISCONNECTED: emailAccountDisconnected,
  CAMPAIGN_BOUNCE_BREACH: campaignBounceBreach,
  LINKEDIN_DISCONNECTED: linkedinDisconnected,
} satisfies Dialect;

/**
 * Event type → the body of a webhook in the dialect `guide`.
 * @example function onReply(body: GuidePayloads["EMAIL_REPLY"]) { return body.preview_text; }
 */
export type GuidePayloads = { [Type in keyof typeof guide]: z.output<(typeof guide)[Type]["schema"]> };
