// biome-ignore-all format: a line for each key
// Made from the schemas by UPDATE_TYPES=1 npx vitest run --project unit test/unit/payloads/payload-types.test.ts

import type { LiveEmailAccountDisconnected, LiveEmailBounce, LiveEmailLinkClick, LiveEmailOpen, LiveEmailReply, LiveEmailSent, LiveFirstEmailSent, LiveLastReply, LiveMetadata } from "./payload-types-live-mails.ts";

export type * from "./payload-types-live-mails.ts";

/** A lead unsubscribed. It carries no id of the lead: match by address. */
export interface LiveLeadUnsubscribed {
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** When the lead unsubscribed. ISO 8601 with Z, milliseconds. */ event_timestamp: string;
  /** The lead; deprecated, still sent. */ lead_email: string;
  /** The lead. */ to_email: string;
  /** Empty. */ from_email: string;
  /** First and last name of the lead; deprecated, still sent. */ lead_name: string;
  /** First and last name of the lead. */ to_name: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Tells nothing. */ sent_message: {
    /** Always null. */ message_id: null;
    /** Empty. */ text: "";
  };
  /** Id of the campaign. */ campaign_id: number;
  /** The clients whose mail the lead does not want, by id. */ unsubscribed_client_id_map: Record<string, boolean>;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "LEAD_UNSUBSCRIBED";
}

/** A lead got another category in a campaign. */
export interface LiveLeadCategoryUpdated {
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** Id of the lead, as a number; other events call it sl_email_lead_id. */ lead_id: number;
  /** The lead; deprecated, still sent. */ lead_email: string;
  /** First name of the lead; deprecated, still sent. */ lead_name: string;
  /** The lead as it is now. */ lead_data: {
    /** The lead. */ email: string;
    /** First name of the lead. */ first_name: string;
    /** Last name of the lead. */ last_name: string;
    /** Phone number, or null. */ phone_number: string | null;
    /** Website, or null. */ website: string | null;
    /** Location, or null. */ location: string | null;
    /** Address of the LinkedIn profile, or null. */ linkedin_profile: string | null;
    /** Address of the company's site, or null. */ company_url: string | null;
    /** Name of the company. */ company_name: string;
    /** The lead's own fields, by name. */ custom_fields: Record<string, string>;
    /** The new category. */ category: {
      /** Name of the new category. */ name: string;
      /** Its sentiment, or null. */ sentiment_type: "positive" | "negative" | "neutral" | null;
    };
  };
  /** Name of the new category; deprecated, still sent. */ category: string;
  /** Id of the new category; deprecated, still sent. */ lead_category_id: number;
  /** When the category changed. ISO 8601 with Z, milliseconds. */ event_timestamp: string;
  /** What changed. */ lead_category: {
    /** Id of the category before, or null. */ old_id: number | null;
    /** Name of the category before, or null. */ old_name: string | null;
    /** Id of the new category. */ new_id: number;
    /** Name of the new category. */ new_name: string;
  };
  /** Step of the sequence that was reached last; 0 = none. */ current_sequence: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Our mailbox; deprecated, still sent. */ from: string;
  /** Our mailbox. */ from_email: string;
  /** The lead; deprecated, still sent. */ to: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** The whole conversation, oldest first. */ history: {
    /** One for each mail that was sent: that of the mail, or of the one that is answered. */ stats_id: string;
    /** SENT is a mail of ours, REPLY one of theirs. */ type: "SENT" | "REPLY";
    /** Message-ID, with its angle brackets, of the mail. */ message_id: string;
    /** When it was sent or came. ISO 8601 with Z, milliseconds. */ time: string;
    /** HTML of the mail. */ email_body: string;
    /** Subject of a mail of ours. */ subject?: string | undefined;
    /** Addresses in copy. */ cc_emails: string[];
  }[];
  /** The newest reply, or null; deprecated, still sent. */ lastReply: LiveLastReply | null;
  /** The newest reply, or null when there is none. */ last_reply: LiveLastReply | null;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "LEAD_CATEGORY_UPDATED";
}

/** A campaign was started, paused, stopped or completed. It carries no time. */
export interface LiveCampaignStatusChanged {
  /** Status before. */ previous_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Status now. */ current_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "CAMPAIGN_STATUS_CHANGED";
}

/** A mail came that matches no lead and no sent mail. It belongs to no campaign. */
export interface LiveUntrackedReplies {
  /** When the mail came. ISO 8601 with Z, milliseconds. */ event_timestamp: string;
  /** The mail. */ reply_message: {
    /** Message-ID, with its angle brackets, of the mail. */ message_id: string;
    /** Empty. */ html: string;
    /** Text of the mail. */ text: string;
    /** When the mail came. ISO 8601 with Z, milliseconds. */ time: string;
  };
  /** Who wrote: Name <address>. */ sender_detail: string;
  /** The mailbox that got it. */ recipient_detail: string;
  /** Addresses in copy, or empty. */ cc: string;
  /** Addresses in blind copy, or empty. */ bcc: string;
  /** Subject of the mail. */ subject: string;
  /** Text of the mail. */ visible_text: string;
  /** Whether a file came with it. */ has_attachment: boolean;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "UNTRACKED_REPLIES";
}

/** A lead reached a step that a person has to do: a call, a LinkedIn visit. */
export interface LiveManualStepReached {
  /** First and last name of the lead. */ lead_name: string;
  /** Id of the lead, as text. */ lead_id: string;
  /** The lead. */ lead_email: string;
  /** The mails sent to the lead so far. */ sent_message_ids: string[];
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** Id of the campaign. */ campaign_id: number;
  /** The manual step, counted from 1. */ current_sequence_number: number;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "MANUAL_STEP_REACHED";
}

/** A campaign was paused: more of its mails bounced than its threshold allows. */
export interface LiveCampaignBounceBreach {
  /** Name of the event. */ eventType: "CAMPAIGN_BOUNCE_BREACH";
  /** Id of the campaign. */ campaignId: number;
  /** What happened. */ error: string;
  /** The campaign in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/** The cookie of a LinkedIn account is no longer valid. SmartLead documents no body: all keys are assumed. */
export interface LiveLinkedinDisconnected {
  /** Name of the event. */ eventType: "LINKEDIN_DISCONNECTED";
  /** Id of the LinkedIn account. */ accountId: number;
  /** Address of the person whose LinkedIn account it is. */ email: string;
  /** Why LinkedIn refuses the session. */ error: string;
  /** The LinkedIn account in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/**
 * Event type → the body that a receiver gets in the dialect `live`.
 * @example function onReply(body: LivePayloads["EMAIL_REPLY"]) {}
 */
export interface LivePayloads {
  EMAIL_SENT: LiveEmailSent;
  FIRST_EMAIL_SENT: LiveFirstEmailSent;
  EMAIL_OPEN: LiveEmailOpen;
  EMAIL_LINK_CLICK: LiveEmailLinkClick;
  EMAIL_REPLY: LiveEmailReply;
  EMAIL_BOUNCE: LiveEmailBounce;
  LEAD_UNSUBSCRIBED: LiveLeadUnsubscribed;
  LEAD_CATEGORY_UPDATED: LiveLeadCategoryUpdated;
  CAMPAIGN_STATUS_CHANGED: LiveCampaignStatusChanged;
  UNTRACKED_REPLIES: LiveUntrackedReplies;
  MANUAL_STEP_REACHED: LiveManualStepReached;
  EMAIL_ACCOUNT_DISCONNECTED: LiveEmailAccountDisconnected;
  CAMPAIGN_BOUNCE_BREACH: LiveCampaignBounceBreach;
  LINKEDIN_DISCONNECTED: LiveLinkedinDisconnected;
}
