// biome-ignore-all format: a line for each key
// Made from the schemas by UPDATE_TYPES=1 npx vitest run --project unit test/unit/payloads/payload-types.test.ts

export interface LiveSentMessage {
  /** Message-ID, with its angle brackets, of the sent mail. */ message_id: string;
  /** HTML of the sent mail. */ html: string;
  /** Text of the sent mail. */ text: string;
  /** When the mail was sent. ISO 8601 with +00:00, up to six digits of a second. */ time: string;
}

export interface LiveMetadata {
  /** When the webhook was registered, not when the event happened. */ webhook_created_at: string;
}

export interface LiveLastReply {
  /** One for each mail that was sent: that of the mail that is answered. */ stats_id: string;
  /** Always REPLY. */ type: "REPLY";
  /** Message-ID, with its angle brackets, of the reply. */ message_id: string;
  /** When the reply came. ISO 8601 with Z, milliseconds. */ time: string;
  /** HTML of the reply. */ email_body: string;
  /** Addresses in copy. */ cc_emails: string[];
}

/** A step of a sequence was sent. */
export interface LiveEmailSent {
  /** Id of the lead, as text. */ sl_email_lead_id: string;
  /** Id of the lead in this campaign, as a number. */ sl_email_lead_map_id: number;
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** One for each mail that was sent: that of this mail. */ stats_id: string;
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was sent; deprecated, still sent. ISO 8601 with +00:00, up to six digits of a second. */ time_sent: string;
  /** When the mail was sent. ISO 8601 with +00:00, up to six digits of a second. */ event_timestamp: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject as sent to this lead; deprecated, still sent. */ custom_subject: string;
  /** HTML as sent to this lead; deprecated, still sent. */ custom_email_message: string;
  /** HTML of the mail that was sent; deprecated, still sent. */ sent_message_body: string;
  /** The mail that the event is about. */ sent_message: LiveSentMessage;
  /** Subject of the mail that was sent. */ subject: string;
  /** Message-ID, with its angle brackets, of the sent mail; its bounce repeats it. */ message_id: string;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "EMAIL_SENT";
}

/** The first step of a sequence was sent; EMAIL_SENT comes with it. */
export interface LiveFirstEmailSent {
  /** Id of the lead, as text. */ sl_email_lead_id: string;
  /** Id of the lead in this campaign, as a number. */ sl_email_lead_map_id: number;
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** One for each mail that was sent: that of this mail. */ stats_id: string;
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was sent; deprecated, still sent. ISO 8601 with +00:00, up to six digits of a second. */ time_sent: string;
  /** When the mail was sent. ISO 8601 with +00:00, up to six digits of a second. */ event_timestamp: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject as sent to this lead; deprecated, still sent. */ custom_subject: string;
  /** HTML as sent to this lead; deprecated, still sent. */ custom_email_message: string;
  /** HTML of the mail that was sent; deprecated, still sent. */ sent_message_body: string;
  /** The mail that the event is about. */ sent_message: LiveSentMessage;
  /** Subject of the mail that was sent. */ subject: string;
  /** Message-ID, with its angle brackets, of the sent mail; its bounce repeats it. */ message_id: string;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "FIRST_EMAIL_SENT";
}

/** The lead opened a mail. */
export interface LiveEmailOpen {
  /** Id of the lead, as text. */ sl_email_lead_id: string;
  /** Id of the lead in this campaign, as a number. */ sl_email_lead_map_id: number;
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** One for each mail that was sent: that of the mail. */ stats_id: string;
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was opened; deprecated, still sent. ISO 8601 with +00:00, up to six digits of a second. */ time_opened: string;
  /** When the mail was opened. ISO 8601 with +00:00, up to six digits of a second. */ event_timestamp: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject of the mail that was sent. */ subject: string;
  /** HTML of the mail that was sent; deprecated, still sent. */ sent_message_body: string;
  /** The mail that the event is about. */ sent_message: LiveSentMessage;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "EMAIL_OPEN";
}

/** The lead clicked a tracked link. */
export interface LiveEmailLinkClick {
  /** Id of the lead, as text. */ sl_email_lead_id: string;
  /** Id of the lead in this campaign, as a number. */ sl_email_lead_map_id: number;
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** One for each mail that was sent: that of the mail. */ stats_id: string;
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the link was clicked; deprecated, still sent. ISO 8601 with +00:00, up to six digits of a second. */ time_clicked: string;
  /** When the link was clicked. ISO 8601 with +00:00, up to six digits of a second. */ event_timestamp: string;
  /** The links that were clicked; deprecated, still sent. */ link_clicked: string[];
  /** The links that were clicked. */ link_details: string[];
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject of the mail that was sent. */ subject: string;
  /** HTML of the mail that was sent; deprecated, still sent. */ sent_message_body: string;
  /** The mail that the event is about. */ sent_message: LiveSentMessage;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "EMAIL_LINK_CLICK";
}

/** A reply to a mail came in. */
export interface LiveEmailReply {
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** One for each mail that was sent: that of the mail that is answered. */ stats_id: string;
  /** Only from the second reply of a thread on. */ stats_thread_id?: string | undefined;
  /** CAMPAIGN. */ reply_source: string;
  /** Id of the lead, as text. */ sl_email_lead_id: string;
  /** Id of the lead in this campaign, as a number. */ sl_email_lead_map_id: number;
  /** The lead that was written to. */ sl_lead_email: string;
  /** Our mailbox that had sent the mail, not the one who replied. */ from_email: string;
  /** Addresses in copy. */ cc_emails: string[];
  /** Subject of the mail that was sent, without "Re:". */ subject: string;
  /** HTML of the mail that was sent; deprecated, still sent. */ sent_message_body: string;
  /** The mail that the event is about. */ sent_message: LiveSentMessage;
  /** The person who answered: the lead, a colleague, another company. */ to_email: string;
  /** Name of the person who answered. */ to_name: string;
  /** When the reply came; deprecated, still sent. ISO 8601 with +00:00, up to six digits of a second. */ time_replied: string;
  /** When the reply came. ISO 8601 with +00:00, up to six digits of a second. */ event_timestamp: string;
  /** The reply. */ reply_message: {
    /** Message-ID, with its angle brackets, of the reply. */ message_id: string;
    /** HTML of the reply, quoted history included, lines ended by CRLF. */ html: string;
    /** Text of the reply's newest part, with a newline at its end. */ text: string;
    /** When the reply came. ISO 8601 with +00:00, up to six digits of a second. */ time: string;
  };
  /** HTML of the reply; deprecated, still sent. */ reply_body: string;
  /** Message-ID, with its angle brackets, of the reply; deprecated, still sent. */ message_id: string;
  /** Text of the reply's newest part; deprecated, still sent. */ preview_text: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** Step of the sequence that is answered, counted from 1. */ sequence_number: number;
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** Who was written to and who answered; the only object in camelCase. */ leadCorrespondence: {
    /** The lead that was written to. */ targetLeadEmail: string;
    /** The person who answered. */ replyReceivedFrom: string;
    /** Whether that is somebody of the lead's company. */ repliedCompanyDomain: "SameCompany" | "DifferentCompany" | "Unknown";
  };
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "EMAIL_REPLY";
}

/** A mail bounced. Ids and times are those of EMAIL_SENT. */
export interface LiveEmailBounce {
  /** Id of the lead, as text. */ sl_email_lead_id: string;
  /** Status of the campaign when the event happened. */ campaign_status: "DRAFTED" | "ACTIVE" | "COMPLETED" | "STOPPED" | "PAUSED";
  /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
  /** One for each mail that was sent: that of the mail that bounced. */ stats_id: string;
  /** The sending mailbox. */ from_email: string;
  /** The lead. */ to_email: string;
  /** First and last name of the lead. */ to_name: string;
  /** When the mail was sent; deprecated, still sent. ISO 8601 with +00:00, up to six digits of a second. */ time_sent: string;
  /** When the mail was sent. ISO 8601 with +00:00, up to six digits of a second. */ event_timestamp: string;
  /** Name of the campaign. */ campaign_name: string;
  /** Id of the campaign. */ campaign_id: number;
  /** Step of the sequence, counted from 1. */ sequence_number: number;
  /** Subject as sent to this lead; deprecated, still sent. */ custom_subject: string;
  /** HTML as sent to this lead; deprecated, still sent. */ custom_email_message: string;
  /** HTML of the mail that was sent; deprecated, still sent. */ sent_message_body: string;
  /** The mail that the event is about. */ sent_message: LiveSentMessage;
  /** Subject of the mail that was sent. */ subject: string;
  /** Message-ID, with its angle brackets, of the sent mail; its bounce repeats it. */ message_id: string;
  /** Always true; deprecated, still sent. */ is_bounced: true;
  /** Whether the sender's side is to blame. */ is_sender_originated_bounce: boolean;
  /** Message-ID, with its angle brackets, of the bounce notice. */ bounce_reply_message_id: string;
  /** Beginning of the notice, with HTML entities; deprecated, still sent. */ bounce_reply_email: string;
  /** The same; deprecated, still sent. */ bounce_reply_email_preview: string;
  /** The bounce notice. */ bounce_message: {
    /** Message-ID, with its angle brackets, of the bounce notice. */ message_id: string;
    /** Beginning of the notice; no real HTML. */ html: string;
    /** The same. */ text: string;
    /** When the mail bounced: the only key that tells. ISO 8601 with Z, milliseconds. */ time: string;
  };
  /** The same for every event of the account; --secret-key sets it. */ secret_key: string;
  /** Where SmartLead's own pages show it. */ app_url: string;
  /** The same as app_url; deprecated, still sent. */ ui_master_inbox_link: string;
  /** The event in a sentence. */ description: string;
  /** About the webhook. */ metadata: LiveMetadata;
  /** The registered address, with its query. */ webhook_url: string;
  /** Id of the webhook. */ webhook_id: number;
  /** Name of the webhook. */ webhook_name: string;
  /** Name of the event; the last key. */ event_type: "EMAIL_BOUNCE";
}

/** SmartLead can no longer reach a mailbox. */
export interface LiveEmailAccountDisconnected {
  /** Name of the event. */ eventType: "EMAIL_ACCOUNT_DISCONNECTED";
  /** Id of the mailbox. */ accountId: number;
  /** Address of the mailbox. */ email: string;
  /** What SMTP or IMAP said. */ error: string;
  /** The mailbox in SmartLead. */ appUrl: string;
  /** One line for a person. */ title: string;
  /** Several lines for a person. */ message: string;
}
