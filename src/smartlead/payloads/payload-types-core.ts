// biome-ignore-all format: a line for each key
// Made from the schemas by UPDATE_TYPES=1 npx vitest run --project unit test/unit/payloads/payload-types.test.ts

export interface CoreLead {
  /** Address of the lead. */ email: string;
  /** First name of the lead. */ first_name: string;
  /** Last name of the lead. */ last_name: string;
  /** Company of the lead. */ company_name: string;
}

export interface CoreEmail {
  /** Subject of the mail. */ subject: string;
  /** Message-ID of the mail, with its angle brackets. */ message_id: string;
}

/** A step of a sequence was sent. */
export interface CoreEmailSent {
  /** Name of the event. */ event: "EMAIL_SENT";
  /** When it happened. ISO 8601, UTC, whole seconds. */ timestamp: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the lead, as a number. */ lead_id: number;
  /** Id of the mailbox. */ email_account_id: number;
  /** The lead. */ lead: CoreLead;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** The mail. */ email: CoreEmail;
}

/** The lead opened a mail. */
export interface CoreEmailOpen {
  /** Name of the event. */ event: "EMAIL_OPENED";
  /** When it happened. ISO 8601, UTC, whole seconds. */ timestamp: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the lead, as a number. */ lead_id: number;
  /** Id of the mailbox. */ email_account_id: number;
  /** The lead. */ lead: CoreLead;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** How often the mail has been opened, this time included. */ opened_count: number;
  /** When it was opened first. ISO 8601, UTC, whole seconds. */ first_opened_at: string;
  /** When it was opened last. ISO 8601, UTC, whole seconds. */ last_opened_at: string;
}

/** The lead clicked a tracked link. */
export interface CoreEmailLinkClick {
  /** Name of the event. */ event: "EMAIL_CLICKED";
  /** When it happened. ISO 8601, UTC, whole seconds. */ timestamp: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the lead, as a number. */ lead_id: number;
  /** Id of the mailbox. */ email_account_id: number;
  /** The lead. */ lead: CoreLead;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** What was clicked. */ link: {
    /** The link. */ url: string;
    /** When it was clicked. ISO 8601, UTC, whole seconds. */ clicked_at: string;
  };
}

/** A reply to a mail came in. */
export interface CoreEmailReply {
  /** Name of the event. */ event: "EMAIL_REPLIED";
  /** When it happened. ISO 8601, UTC, whole seconds. */ timestamp: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the lead, as a number. */ lead_id: number;
  /** Id of the mailbox. */ email_account_id: number;
  /** The lead. */ lead: CoreLead;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** The reply. */ reply: {
    /** Subject of the reply. */ subject: string;
    /** HTML of the reply, quoted history included. */ body: string;
    /** Message-ID of the reply, with its angle brackets. */ message_id: string;
    /** When the reply came. ISO 8601, UTC, whole seconds. */ received_at: string;
  };
}

/** A mail came back. */
export interface CoreEmailBounce {
  /** Name of the event. */ event: "EMAIL_BOUNCED";
  /** When it happened. ISO 8601, UTC, whole seconds. */ timestamp: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the lead, as a number. */ lead_id: number;
  /** Id of the mailbox. */ email_account_id: number;
  /** The lead. */ lead: CoreLead;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** The mail. */ email: CoreEmail;
}

/** A lead unsubscribed. */
export interface CoreLeadUnsubscribed {
  /** Name of the event. */ event: "EMAIL_UNSUBSCRIBED";
  /** When it happened. ISO 8601, UTC, whole seconds. */ timestamp: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the lead, as a number. */ lead_id: number;
  /** Id of the mailbox. */ email_account_id: number;
  /** The lead. */ lead: CoreLead;
}

/** SmartLead can no longer reach a mailbox. */
export interface CoreEmailAccountDisconnected {
  /** Name of the event. */ eventType: "EMAIL_ACCOUNT_DISCONNECTED";
  /** Id of the mailbox. */ accountId: number;
  /** Address of the mailbox. */ email: string;
  /** What SMTP or IMAP said. */ error: string;
  /** The mailbox in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/** A campaign was paused: more of its mails bounced than its threshold allows. */
export interface CoreCampaignBounceBreach {
  /** Name of the event. */ eventType: "CAMPAIGN_BOUNCE_BREACH";
  /** Id of the campaign. */ campaignId: number;
  /** What happened. */ error: string;
  /** The campaign in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/** The cookie of a LinkedIn account is no longer valid. SmartLead documents no body: all keys are assumed. */
export interface CoreLinkedinDisconnected {
  /** Name of the event. */ eventType: "LINKEDIN_DISCONNECTED";
  /** Id of the LinkedIn account. */ accountId: number;
  /** Address of the person whose LinkedIn account it is. */ email: string;
  /** Why LinkedIn refuses the session. */ error: string;
  /** The LinkedIn account in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}

/**
 * Event type → the body that a receiver gets in the dialect `core`.
 * @example function onReply(body: CorePayloads["EMAIL_REPLY"]) {}
 */
export interface CorePayloads {
  EMAIL_SENT: CoreEmailSent;
  EMAIL_OPEN: CoreEmailOpen;
  EMAIL_LINK_CLICK: CoreEmailLinkClick;
  EMAIL_REPLY: CoreEmailReply;
  EMAIL_BOUNCE: CoreEmailBounce;
  LEAD_UNSUBSCRIBED: CoreLeadUnsubscribed;
  EMAIL_ACCOUNT_DISCONNECTED: CoreEmailAccountDisconnected;
  CAMPAIGN_BOUNCE_BREACH: CoreCampaignBounceBreach;
  LINKEDIN_DISCONNECTED: CoreLinkedinDisconnected;
}
