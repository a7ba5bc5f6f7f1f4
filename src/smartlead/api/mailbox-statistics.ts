import { z } from "zod";
import { isTimeZone } from "../../base/time/zone.ts";
import type { Campaign, Mailbox } from "../account/account.ts";
import { answer, CAMPAIGN_NOT_FOUND, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, isoDay, pageOffset, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok, refusal } from "./responses.ts";
import { countMailsByMailbox, MailCounts, sentDays } from "./sent-mails.ts";

const MAX_MAILBOX_STATISTICS = 20;

const countText = z.string().regex(/^\d+$/);

const mailboxRow = z.strictObject({
  email_account_id: z.int(),
  from_email: z.string(),
  from_name: z.string(),
  sent_count: countText,
  open_count: countText,
  click_count: countText,
  reply_count: countText,
  bounce_count: countText,
  unsubscribed_count: countText,
});

const MAILBOX_QUERY = z.strictObject({
  limit: z.int().min(1).max(MAX_MAILBOX_STATISTICS).default(MAX_MAILBOX_STATISTICS),
  offset: pageOffset,
  start_date: isoDay.optional(),
  end_date: isoDay.optional(),
  time_zone: z.string().max(64).optional(),
  client_id: z.int().optional(),
  // SmartLead documents this key and ignores it.
  private_api_key: z.string().max(320).optional(),
});

/** Statistics per mailbox (A5, E6). */
export const mailboxStatistics = defineOperation({
  id: "campaigns.mailbox-statistics",
  method: "GET",
  path: "/campaigns/:campaign_id/mailbox-statistics",
  summary: "Counts emails and results by the mailbox that sent them.",
  sources: ["A5", "E6"],
  answers: [
    answer("A page.", z.strictObject({ ok: z.literal(true), data: z.array(mailboxRow) })),
    refusalAnswer(400, "The time zone is invalid."),
    CAMPAIGN_NOT_FOUND,
  ],
  params: CAMPAIGN_PARAMS,
  query: MAILBOX_QUERY,
  body: UNCHECKED,
  handle: ({ params, query }, context) => {
    const { world } = context;
    const campaign = world.campaign(params.campaign_id);
    if (campaign === undefined) return campaignNotFound();
    const { time_zone: zone = "UTC" } = query;
    if (!isTimeZone(zone)) return refusal(400, `Invalid timezone - ${zone}`);
    const { start_date: start, end_date: end } = query;
    // Each date applies only together with the other.
    const days = start === undefined || end === undefined ? null : sentDays({ start, end, zone });
    const counts = countMailsByMailbox(world, campaign.id, days);
    const page = sendersOf(world, campaign, counts)
      .filter(({ clientId }) => query.client_id === undefined || clientId === query.client_id)
      .slice(query.offset, query.offset + query.limit);
    return ok({
      ok: true,
      data: page.map((mailbox) => mailboxCounts(mailbox, counts.get(mailbox.id) ?? new MailCounts())),
    });
  },
});

type Sender = Pick<Mailbox, "id" | "email" | "fromName" | "clientId">;

/** The campaign's mailboxes, then other senders of its emails: mailboxes that a lead was moved to, or that were removed or deleted. */
function sendersOf(
  world: OperationWorld,
  { mailboxIds }: Campaign,
  counts: ReadonlyMap<number, MailCounts>,
): readonly Sender[] {
  const own = new Set(mailboxIds);
  const hasSent = ({ id }: { readonly id: number }) => !own.has(id) && counts.has(id);
  return [
    ...world.mailboxes.filter(({ id }) => own.has(id)),
    ...world.mailboxes.filter(hasSent),
    ...world.crm.formerMailboxes.filter(hasSent).map((former) => ({ ...former, fromName: "" })),
  ];
}

function mailboxCounts({ id, email, fromName }: Sender, counts: MailCounts): z.output<typeof mailboxRow> {
  return {
    email_account_id: id,
    from_email: email,
    from_name: fromName,
    sent_count: String(counts.sent),
    open_count: String(counts.open),
    click_count: String(counts.click),
    reply_count: String(counts.reply),
    bounce_count: String(counts.bounce),
    unsubscribed_count: String(counts.unsubscribed),
  };
}
