import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";

/** Fields of an event, as paths. */
export interface OptionalFields {
  /** Fields that are not always sent. */
  readonly absent?: readonly string[];
  /** Fields that are sent as null if they have no value. */
  readonly null?: readonly string[];
}

const NULLABLE_OF_LEAD = [
  "lead_data.phone_number",
  "lead_data.website",
  "lead_data.location",
  "lead_data.linkedin_profile",
  "lead_data.company_url",
  "lead_data.category.sentiment_type",
] as const;
const CLIENT_ID = { null: ["client_id"] } as const;

/**
 * Optional fields by dialect and event (smartlead.md §2): marked `opt`, seen in one generation of bodies and not in another, or null if a
 * campaign has no client and a lead no telephone.
 */
export const OPTIONAL_FIELDS: Readonly<Record<DialectName, Readonly<Partial<Record<EventType, OptionalFields>>>>> = {
  guide: {
    EMAIL_REPLY: CLIENT_ID,
    LEAD_CATEGORY_UPDATED: { absent: ["lead_data.custom_fields.job_title"], null: [...NULLABLE_OF_LEAD, "lastReply"] },
    CAMPAIGN_STATUS_CHANGED: CLIENT_ID,
    MANUAL_STEP_REACHED: CLIENT_ID,
  },
  live: {
    EMAIL_SENT: { absent: ["ui_master_inbox_link", "metadata"], ...CLIENT_ID },
    EMAIL_OPEN: CLIENT_ID,
    EMAIL_LINK_CLICK: { absent: ["sl_email_lead_id", "sl_email_lead_map_id"], ...CLIENT_ID },
    EMAIL_REPLY: { absent: ["cc_emails", "reply_source", "leadCorrespondence"], ...CLIENT_ID },
    EMAIL_BOUNCE: { absent: ["sl_email_lead_id", "is_sender_originated_bounce"], ...CLIENT_ID },
    LEAD_UNSUBSCRIBED: {
      absent: ["campaign_status", "client_id", "from_email", "sent_message"],
      null: ["client_id", "sent_message.message_id"],
    },
    LEAD_CATEGORY_UPDATED: {
      absent: ["current_sequence", "lead_category", "last_reply", "history[1].subject"],
      null: [
        "client_id",
        ...NULLABLE_OF_LEAD,
        "lead_category.old_id",
        "lead_category.old_name",
        "lastReply",
        "last_reply",
      ],
    },
    CAMPAIGN_STATUS_CHANGED: CLIENT_ID,
    MANUAL_STEP_REACHED: CLIENT_ID,
  },
  core: {},
};
