import { ownValue } from "../../../base/own-value.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import { campaignOf, type Event, type ReplyMessage, type SentMessage } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";

/** Names for `{{…}}` in a value; `null` for an event without that part. */
export const ACCOUNT_VALUES = [
  "event.id",
  "event.type",
  "event.time",
  "event.ms",
  "event.seconds",
  "lead.email",
  "lead.first_name",
  "lead.last_name",
  "lead.name",
  "lead.company",
  "lead.phone",
  "lead.id",
  "lead.map_id",
  "campaign.id",
  "campaign.name",
  "campaign.status",
  "campaign.client_id",
  "mailbox.id",
  "mailbox.email",
  "mailbox.name",
  "message.id",
  "message.stats_id",
  "message.subject",
  "message.text",
  "message.html",
  "message.time",
  "reply.id",
  "reply.subject",
  "reply.text",
  "reply.html",
  "reply.from",
  "webhook.id",
  "webhook.name",
  "webhook.url",
  "secret_key",
] as const;
export type AccountValueName = (typeof ACCOUNT_VALUES)[number];
export type AccountValues = Readonly<Record<AccountValueName, string | number | null>>;

/** The values of an event, by name: the same as in its bodies. */
export function accountValues(event: Event, { webhook, secretKey }: PayloadContext): AccountValues {
  const lead = "lead" in event ? event.lead : null;
  const campaign = campaignOf(event);
  const mailbox = "mailbox" in event ? event.mailbox : null;
  const message: SentMessage | null = "message" in event ? event.message : null;
  const reply = replyOf(event);
  return {
    "event.id": event.id,
    "event.type": event.type,
    "event.time": isoFromMs(event.at),
    "event.ms": event.at,
    "event.seconds": Math.floor(event.at / 1_000),
    "lead.email": lead?.email ?? null,
    "lead.first_name": lead?.firstName ?? null,
    "lead.last_name": lead?.lastName ?? null,
    "lead.name": lead === null ? null : `${lead.firstName} ${lead.lastName}`.trim(),
    "lead.company": lead?.companyName ?? null,
    "lead.phone": lead?.phoneNumber ?? null,
    "lead.id": lead?.id ?? null,
    "lead.map_id": lead?.mapId ?? null,
    "campaign.id": campaign?.id ?? null,
    "campaign.name": campaign?.name ?? null,
    "campaign.status": campaign?.status ?? null,
    "campaign.client_id": campaign?.clientId ?? null,
    "mailbox.id": mailbox?.id ?? null,
    "mailbox.email": mailbox?.email ?? null,
    "mailbox.name": mailbox?.name ?? null,
    "message.id": message?.messageId ?? null,
    "message.stats_id": message?.statsId ?? null,
    "message.subject": message?.subject ?? null,
    "message.text": message?.text ?? null,
    "message.html": message?.html ?? null,
    "message.time": message === null ? null : isoFromMs(message.at),
    "reply.id": reply?.messageId ?? null,
    "reply.subject": reply?.subject ?? null,
    "reply.text": reply?.text ?? null,
    "reply.html": reply?.html ?? null,
    "reply.from": reply?.from ?? null,
    "webhook.id": webhook?.id ?? null,
    "webhook.name": webhook?.name ?? null,
    "webhook.url": webhook?.url ?? null,
    secret_key: secretKey,
  };
}

function replyOf(event: Event): Pick<ReplyMessage, "messageId" | "subject" | "text" | "html" | "from"> | null {
  if ("reply" in event) return event.reply;
  return event.type === "LEAD_CATEGORY_UPDATED" ? event.lastReply : null;
}

const PLACE = /\{\{\s*([\w.]+)\s*\}\}/g;

/** Unknown names in the placeholders of a value. */
export function unknownPlaces(value: unknown): readonly string[] {
  const text = JSON.stringify(value) ?? "";
  const names = [...text.matchAll(PLACE)].map(([, name = ""]) => name);
  return names.filter((name) => !ACCOUNT_VALUES.some((known) => known === name));
}

/** Fills the placeholders of a value: a text that is only a placeholder becomes the value in its original type. */
export function filledValue(value: unknown, values: AccountValues): unknown {
  if (typeof value === "string") return filledText(value, values);
  if (Array.isArray(value)) return value.map((item) => filledValue(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledValue(inner, values)]));
}

function filledText(text: string, values: AccountValues): string | number | null {
  const [only] = /^\{\{\s*([\w.]+)\s*\}\}$/.exec(text)?.slice(1) ?? [];
  if (only !== undefined) return accountValue(values, only);
  return text.replace(PLACE, (_, name: string) => String(accountValue(values, name) ?? ""));
}

/** `null` for unknown names, including names such as `constructor`. */
function accountValue(values: AccountValues, name: string): string | number | null {
  return ownValue(values, name) ?? null;
}
