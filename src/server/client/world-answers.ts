import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import type { WebhookLevel } from "../../smartlead/webhooks/webhook.ts";

/** `GET /_mock/world`. */
export interface WorldView {
  readonly clients: readonly { readonly id: number; readonly name: string }[];
  readonly campaigns: readonly CampaignView[];
  readonly webhooks: readonly WebhookScope[];
}

export interface CampaignView {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly client_id: number | null;
  readonly steps: number;
  readonly leads: number;
  readonly replies: number;
}

/** A webhook with the events that it asks for, and whether it gets them. */
export interface WebhookScope {
  readonly id: number;
  readonly name: string;
  readonly level: WebhookLevel;
  readonly url: string;
  readonly client_id: number | null;
  readonly campaign_id: number | null;
  readonly disabled: boolean;
  readonly events: readonly {
    readonly event_type: AnyEventType;
    readonly receives: boolean;
    /** Why the webhook does not get the event. */
    readonly reason: string | null;
  }[];
}

/** One lead of `GET /_mock/world/leads`. */
export interface LeadView {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly company_name: string;
  readonly is_unsubscribed: boolean;
  readonly campaigns: readonly {
    readonly campaign_id: number;
    readonly status: string;
    readonly category: string | null;
    readonly step: number;
    readonly messages: number;
    readonly replies: number;
  }[];
}

/** `GET /_mock/world/thread`. */
export interface ThreadView {
  readonly lead: LeadView;
  readonly campaign_id: number;
  readonly messages: readonly ThreadMessageView[];
}

export interface ThreadMessageView {
  readonly type: "SENT" | "REPLY";
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly message_id: string;
  readonly step: number | null;
  readonly opens: number;
  readonly clicks: number;
  readonly is_bounced: boolean;
}
