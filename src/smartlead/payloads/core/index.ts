import type { z } from "zod";
import { campaignBounceBreach, emailAccountDisconnected, linkedinDisconnected } from "../account-events.ts";
import type { Dialect } from "../dialect.ts";
import { emailClicked, emailOpened, emailReplied } from "./lead-activity.ts";
import { emailBounced, emailSent, emailUnsubscribed } from "./mails.ts";

/**
 * Family B of smartlead.md §2: `event` in place of `event_type`, a nested `lead`, other names. It has six events; the
 * others are withheld. The order of the keys, the fractions of its times and the keys of bounce and unsubscribe are not known.
 */
export const core = {
  EMAIL_SENT: emailSent,
  FIRST_EMAIL_SENT: null,
  EMAIL_OPEN: emailOpened,
  EMAIL_LINK_CLICK: emailClicked,
  EMAIL_REPLY: emailReplied,
  EMAIL_BOUNCE: emailBounced,
  LEAD_UNSUBSCRIBED: emailUnsubscribed,
  LEAD_CATEGORY_UPDATED: null,
  CAMPAIGN_STATUS_CHANGED: null,
  UNTRACKED_REPLIES: null,
  MANUAL_STEP_REACHED: null,
  EMAIL_ACCOUNT_DISCONNECTED: emailAccountDisconnected,
  CAMPAIGN_BOUNCE_BREACH: campaignBounceBreach,
  LINKEDIN_DISCONNECTED: linkedinDisconnected,
} satisfies Dialect;

/**
 * Event type → the body of a webhook in the dialect `core`.
 * @example function onReply(body: CorePayloads["EMAIL_REPLY"]) { return body.reply.body; }
 */
export type CorePayloads = {
  [Type in keyof typeof core as (typeof core)[Type] extends null ? never : Type]: z.output<
    NonNullable<(typeof core)[Type]>["schema"]
  >;
};
