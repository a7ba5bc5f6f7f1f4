/** What a test asks for: the options of `createSmartLead`, and the webhooks, policies and contents in them. */
import type { FaultRule } from "../delivery/faults/fault.ts";
import type { FunctionTarget } from "../delivery/function-sender.ts";
import type { RecogniserConfig } from "../delivery/idempotency/recogniser-config.ts";
import type { EventType } from "../smartlead/events/event-types.ts";
import type { WebhookLevel } from "../smartlead/webhooks/webhook.ts";

/** A text such as `500ms`, `30s`, `5m`, `1h30m`; a bare number is milliseconds. */
export type Duration = string | number;

/** What `createSmartLead` takes. Top-level keys are those of the configuration file, in the same words; everything has a default. */
export interface SmartLeadOptions {
  /**
   * The receiver under test: its URL, or a function from Request to Response, which is called with no port in between. Registered as
   * one webhook of user level for all eleven event types, unless `webhooks` says otherwise. `none`, or left out, registers nothing.
   */
  readonly target?: string | FunctionTarget | null;
  /** The address under which a function target believes it is called; http://receiver.test/webhooks/smartlead by default. */
  readonly targetUrl?: string;
  /** Level of the target's webhook; `user` by default. */
  readonly level?: WebhookLevel;
  /** Replace the target's webhook; each sends to the target unless it has a `url`. */
  readonly webhooks?: readonly SmartLeadWebhook[];
  /** `real` by default. `virtual` jumps to whatever is due next, `manual` moves only when you move it. */
  readonly clock?: "real" | "virtual" | "manual";
  /** Mock seconds for each real one; for the real clock. */
  readonly speed?: number;
  /** Where the mock's clock starts; 2026-01-05T09:00:00Z with a virtual or manual clock, else the present. */
  readonly now?: string | Date;
  /** Minimum real time for an attempt when the clock is not real; 2 s by default. */
  readonly minTimeout?: Duration;
  /** Seed for people, texts and random choices; 1 by default. */
  readonly seed?: number;
  /** Salts every id; always the same one by default, so that a test gets the same ids each time. */
  readonly run?: string;
  readonly policy?: PolicyName | RetryNumbers;
  /** Timeout of one attempt; overrides the policy's. */
  readonly timeout?: Duration;
  /** A built-in one, or one of your own, as in a dialect file. */
  readonly dialect?: "guide" | "live" | "core" | OwnDialectContent;
  readonly scope?: "priority" | "unmapped-only";
  /** Signs each body: `X-Smartlead-Signature`. */
  readonly secret?: string;
  /** The old secret during a rotation: every second delivery is still signed with it. */
  readonly previousSecret?: string;
  /** Form of the signature: `sha256=<hex>` (by default), the hex digest alone, or none at all. */
  readonly signature?: "sha256" | "hex" | "none";
  /** `secret_key` of `live` bodies; a UUID. */
  readonly secretKey?: string;
  /** Added to every delivery, for a gateway in front of the receiver. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends a W3C `traceparent` header, so that the receiver's spans join the delivery's trace. */
  readonly traceparent?: boolean;
  /** A custom account: the content of a world file. */
  readonly world?: WorldContent;
  /** Runs campaigns on their schedules, by the mock's clock: always, or for this long. */
  readonly worldTime?: boolean | Duration;
  /** Armed from the start, and again after a reset. */
  readonly faults?: readonly FaultRule[];
  /** The only `api_key` that SmartLead's API takes; any by default. */
  readonly apiKey?: string;
  /** Calls a key may make of SmartLead's API, such as `60/min`; any number by default. */
  readonly rateLimit?: string;
  /** Answers by which the receiver reports a duplicate. */
  readonly recognizer?: RecogniserConfig;
  /** Writes that count only once, however often they are made, as `METHOD /path` with `*` for anything. */
  readonly evidence?: { readonly idempotent?: readonly string[] };
  /** What `/_mock/sink` answers. */
  readonly sink?: { readonly status?: number; readonly body?: unknown };
  /** URL that gets EMAIL_ACCOUNT_DISCONNECTED, CAMPAIGN_BOUNCE_BREACH and LINKEDIN_DISCONNECTED. */
  readonly account_webhook_url?: string;
  /** SmartLead's API refuses query keys that it does not document; ignored, with a notice, by default. */
  readonly strict_query?: boolean;
  /** Public hosts that deliveries may go to. */
  readonly allowTarget?: readonly string[];
  /** Accepts any TLS certificate of the target. */
  readonly insecure?: boolean;
  /** A directory that keeps account and deliveries; nothing is kept by default. */
  readonly data?: string;
}

export type PolicyName = "guide" | "guide-retries" | "core" | "fixed";

/** The numbers of a named policy (`guide` by default) with some of them overridden. */
export interface RetryNumbers {
  readonly name?: PolicyName;
  /** Attempts in total. */
  readonly tries?: number;
  /** Between one attempt and the next; the last one repeats. */
  readonly waits?: readonly Duration[];
  readonly timeout?: Duration;
}

/** A webhook in the words of the configuration. */
export interface SmartLeadWebhook {
  readonly level?: WebhookLevel;
  /** The target's by default. */
  readonly url?: string;
  /** All eleven by default. */
  readonly events?: readonly EventType[];
  readonly name?: string;
  /** Required on level client. */
  readonly client_id?: number;
  /** Required on level campaign. */
  readonly campaign_id?: number;
  /** Names or ids; filters LEAD_CATEGORY_UPDATED. */
  readonly categories?: readonly (string | number)[];
  /** Added to its deliveries, over those of every delivery. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The content of a dialect file: `dialect.schema.json` says it all. */
export interface OwnDialectContent {
  readonly name: string;
  readonly on: "guide" | "live" | "core";
  readonly events: Readonly<Record<string, object>>;
}

/** The content of a world file: `world.schema.json` says it all. */
export interface WorldContent {
  readonly clients?: readonly object[];
  readonly mailboxes?: readonly object[];
  readonly campaigns?: readonly object[];
  readonly webhooks?: readonly object[];
}
