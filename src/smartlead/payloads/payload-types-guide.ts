// biome-ignore-all format: a line for each key
// Made from the schemas by UPDATE_TYPES=1 npx vitest run --project unit test/unit/payloads/payload-types.test.ts

/** A step of a sequence was sent. */
export interface GuideEmailSent {
  /** Name of the event. */ event_type: "EMAIL_SENT";
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was sent. ISO 8601, UTC, whole seconds. */ time_sent: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject as sent to this lead. */ custom_subject: string;
  /** HTML as sent to this lead. */ custom_email_message: string;
  /** Message-ID, without angle brackets, of the sent mail; its bounce repeats it. */ message_id: string;
}

/** The first step of a sequence was sent; EMAIL_SENT comes with it. */
export interface GuideFirstEmailSent {
  /** Name of the event. */ event_type: "FIRST_EMAIL_SENT";
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was sent. ISO 8601, UTC, whole seconds. */ time_sent: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject as sent to this lead. */ custom_subject: string;
  /** HTML as sent to this lead. */ custom_email_message: string;
  /** Message-ID, without angle brackets, of the sent mail; its bounce repeats it. */ message_id: string;
}

/** A lead opened a mail. */
export interface GuideEmailOpen {
  /** Name of the event. */ event_type: "EMAIL_OPEN";
  /** The mailbox that had sent the mail. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was opened. ISO 8601, UTC, whole seconds. */ time_opened: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
}

/** A lead clicked a tracked link of a mail. */
export interface GuideEmailLinkClick {
  /** Name of the event. */ event_type: "EMAIL_LINK_CLICK";
  /** The mailbox that had sent the mail. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the link was clicked. ISO 8601, UTC, whole seconds. */ time_clicked: string;
  /** The links that were clicked. */ link_clicked: string[];
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
}

/** A reply to a mail came in. */
export interface GuideEmailReply {
  /** Name of the event. */ event_type: "EMAIL_REPLY";
  /** Our mailbox that had sent the mail, not the one who replied. */ from_email: string;
  /** Subject of the reply, with "Re:". */ subject: string;
  /** The lead, also when somebody else answered. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the reply came. ISO 8601, UTC, whole seconds. */ time_replied: string;
  /** HTML of the reply, quoted history included. */ reply_body: string;
  /** Text of the reply's newest part. */ preview_text: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** Step of the sequence that is answered, counted from 1. */ sequence_number: number;
}

/** A mail came back. It repeats the ids and the time of EMAIL_SENT. */
export interface GuideEmailBounce {
  /** Name of the event. */ event_type: "EMAIL_BOUNCE";
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was sent. ISO 8601, UTC, whole seconds. */ time_sent: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject as sent to this lead. */ custom_subject: string;
  /** HTML as sent to this lead. */ custom_email_message: string;
  /** Message-ID, without angle brackets, of the sent mail; its bounce repeats it. */ message_id: string;
  /** Always true. */ is_bounced: true;
  /** Message-ID, with its angle brackets, of the bounce notice. */ bounce_reply_message_id: string;
  /** Beginning of the bounce notice, with HTML entities, cut off. */ bounce_reply_email: string;
}

/** A lead unsubscribed. There is no time and no lead id in it. */
export interface GuideLeadUnsubscribed {
  /** Name of the event. */ event_type: "LEAD_UNSUBSCRIBED";
  /** The lead. */ lead_email: string;
  /** First and last name of the lead. */ lead_name: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Client id → true for each client the lead has unsubscribed from. */ unsubscribed_client_id_map: Record<string, boolean>;
}

/** A lead got another category in a campaign. */
export interface GuideLeadCategoryUpdated {
  /** Name of the event. */ event_type: "LEAD_CATEGORY_UPDATED";
  /** Id of the lead; other events call it sl_email_lead_id or leave it out. */ lead_id: number;
  /** The lead. */ lead_email: string;
  /** First name of the lead. */ lead_name: string;
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
      /** Sentiment of the category, or null. */ sentiment_type: "positive" | "negative" | "neutral" | null;
    };
  };
  /** Name of the new category. */ category: string;
  /** Id of the new category. */ lead_category_id: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Our mailbox. */ from: string;
  /** The lead. */ to: string;
  /** The whole conversation, oldest first. */ history: {
    /** SENT is a mail of ours, REPLY one of theirs. */ type: "SENT" | "REPLY";
    /** When it was sent or came. ISO 8601, UTC, whole seconds. */ time: string;
    /** HTML of the mail. */ email_body: string;
    /** Subject of the mail. */ subject: string;
  }[];
  /** The newest reply, or null when there is none. */ lastReply: {
    /** Stats id of the sent step that the reply answers. */ stats_id: string;
    /** Always REPLY. */ type: "REPLY";
    /** Message-ID, without angle brackets, of the reply. */ message_id: string;
    /** When the reply came. ISO 8601, UTC, whole seconds. */ time: string;
    /** HTML of the reply. */ email_body: string;
    /** Addresses in copy. */ cc_emails: string[];
  } | null;
}

/** A campaign was started, paused, stopped or completed. There is no time in it. */
export interface GuideCampaignStatusChanged {
  /** Name of the event. */ event_type: "CAMPAIGN_STATUS_CHANGED";
  /** Status before the change. */ previous_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Status after the change. */ current_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** The same as current_status. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
}

/** A mail came that matches no lead and no sent mail. It belongs to no campaign. */
export interface GuideUntrackedReplies {
  /** Name of the event. */ event_type: "UNTRACKED_REPLIES";
  /** When the mail came. ISO 8601, UTC, milliseconds. */ event_timestamp: string;
  /** Who wrote: Name <address>. */ sender_detail: string;
  /** The mailbox that got it. */ recipient_detail: string;
  /** Addresses in copy, or empty. */ cc: string;
  /** Addresses in blind copy, or empty. */ bcc: string;
  /** Subject of the mail. */ subject: string;
  /** Text of the mail. */ visible_text: string;
  /** Whether a file came with it. */ has_attachment: boolean;
}

/** A lead reached a step that a person has to do: a call, a LinkedIn visit. */
export interface GuideManualStepReached {
  /** Name of the event. */ event_type: "MANUAL_STEP_REACHED";
  /** First and last name of the lead. */ lead_name: string;
  /** Id of the lead, as text. */ lead_id: string;
  /** The lead. */ lead_email: string;
  /** The mails sent to the lead so far. */ sent_message_ids: string[];
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** Id of the campaign. */ campaign_id: number;
  /** The manual step, counted from 1. */ current_sequence_number: number;
}

/** SmartLead can no longer reach a mailbox. */
export interface GuideEmailAccountDisconnected {
  /** Name of the event. */ eventType: "EMAIL_ACCOUNT_DISCONNECTED";
  /** Id of the mailbox. */ accountId: number;
  /** Address of the mailbox. */ email: string;
  /** What SMTP or IMAP said. */ error: string;
  /** The mailbox in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/** A campaign was paused: more of its mails bounced than its threshold allows. */
export interface GuideCampaignBounceBreach {
  /** Name of the event. */ eventType: "CAMPAIGN_BOUNCE_BREACH";
  /** Id of the campaign. */ campaignId: number;
  /** What happened. */ error: string;
  /** The campaign in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/** The cookie of a LinkedIn account is no longer valid. SmartLead documents no body: all keys are assumed. */
export interface GuideLinkedinDisconnected {
  /** Name of the event. */ eventType: "LINKEDIN_DISCONNECTED";
  /** Id of the LinkedIn account. */ accountId: number;
  /** Address of the person whose LinkedIn account it is. */ email: string;
  /** Why LinkedIn refuses the session. */ error: string;
  /** The LinkedIn account in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/**
 * Event type → the body that a receiver gets in the dialect `guide`.
 * @example function onReply(body: GuidePayloads["EMAIL_REPLY"]) {}
 */
export interface GuidePayloads {
  EMAIL_SENT: GuideEmailSent;
  FIRST_EMAIL_SENT: GuideFirstEmailSent;
  EMAIL_OPEN: GuideEmailOpen;
  EMAIL_LINK_CLICK: GuideEmailLinkClick;
  EMAIL_REPLY: GuideEmailReply;
  EMAIL_BOUNCE: GuideEmailBounce;
  LEAD_UNSUBSCRIBED: GuideLeadUnsubscribed;
  LEAD_CATEGORY_UPDATED: GuideLeadCategoryUpdated;
  CAMPAIGN_STATUS_CHANGED: GuideCampaignStatusChanged;
  UNTRACKED_REPLIES: GuideUntrackedReplies;
  MANUAL_STEP_REACHED: GuideManualStepReached;
  EMAIL_ACCOUNT_DISCONNECTED: GuideEmailAccountDisconnected;
  CAMPAIGN_BOUNCE_BREACH: GuideCampaignBounceBreach;
  LINKEDIN_DISCONNECTED: GuideLinkedinDisconnected;
}
