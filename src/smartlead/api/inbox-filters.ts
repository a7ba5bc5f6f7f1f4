/** Filters of the master inbox views (smartlead.json `POST /master-inbox/inbox-replies`; more-endpoints.json, inbox; A5). */
import { z } from "zod";
import type { Enrolment, Lead } from "../account/account.ts";
import { lastReplyAt } from "../account/enrolment-progress.ts";
import { type EmailStatus, hasEmailStatus } from "./email-status.ts";
import { isoTime } from "./key-schemas.ts";
import type { OperationWorld } from "./operation.ts";

/** One id or a list of at most `max` (A5). */
const idOrIds = (max: number) => z.union([z.int(), z.array(z.int()).max(max)]).optional();

const INBOX_STATUSES = ["Opened", "Clicked", "Replied", "Unsubscribed", "Bounced", "Accepted", "Not Replied"] as const;
const EMAIL_STATUS_OF: Readonly<Record<(typeof INBOX_STATUSES)[number], EmailStatus>> = {
  Opened: "is_opened",
  Clicked: "is_clicked",
  Replied: "is_replied",
  Unsubscribed: "is_unsubscribed",
  Bounced: "is_bounced",
  Accepted: "is_accepted",
  "Not Replied": "not_replied",
};
const emailStatus = z.enum(INBOX_STATUSES);

const COMMON = {
  search: z.string().max(30).optional(),
  leadCategories: z
    .strictObject({
      unassigned: z.boolean().optional(),
      isAssigned: z.boolean().optional(),
      categoryIdsNotIn: z.array(z.int()).max(10).optional(),
      categoryIdsIn: z.array(z.int()).max(10).optional(),
    })
    .optional(),
  replyTimeBetween: z.array(isoTime).length(2).optional(),
};

/** Filters of a view that accepts lists, with limits for mailboxes and others (A5). */
export function listFilters(mailboxes: number, campaigns = 5, others = 10) {
  return z.strictObject({
    ...COMMON,
    emailStatus: z.union([emailStatus, z.array(emailStatus).max(INBOX_STATUSES.length)]).optional(),
    campaignId: idOrIds(campaigns),
    emailAccountId: idOrIds(mailboxes),
    campaignTeamMemberId: idOrIds(others),
    campaignTagId: idOrIds(others),
    campaignClientId: idOrIds(others),
  });
}

const id = z.int().optional();

/** Filters of a view that accepts one id each (A5). */
export const SINGLE_FILTERS = z.strictObject({
  ...COMMON,
  emailStatus: emailStatus.optional(),
  campaignId: id,
  emailAccountId: id,
  campaignTeamMemberId: id,
  campaignTagId: id,
  campaignClientId: id,
});

export const FILTERS = listFilters(20);

export type Filters = z.output<typeof FILTERS> & { readonly subSequenceId?: number | undefined };

/** Whether a lead in a campaign matches the filters. */
export function fits(world: OperationWorld, enrolment: Enrolment, filters: Filters): boolean {
  const campaign = world.campaign(enrolment.campaignId);
  const lead = world.lead(enrolment.leadId);
  const [from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY] = filters.replyTimeBetween ?? [];
  return (
    isOneOf(enrolment.campaignId, filters.campaignId) &&
    isOneOf(enrolment.mailboxId, filters.emailAccountId) &&
    isOneOf(campaign?.clientId ?? null, filters.campaignClientId) &&
    hasCampaignTag(world, enrolment, filters.campaignTagId) &&
    isOneOf(campaign?.teamMemberId ?? null, filters.campaignTeamMemberId) &&
    isOneOf(enrolment.marks?.subsequenceId ?? null, filters.subSequenceId) &&
    hasCategory(enrolment, filters.leadCategories ?? {}) &&
    hasStatus(enrolment, lead, filters.emailStatus) &&
    (filters.search === undefined || isFound(enrolment, lead, filters.search.toLowerCase())) &&
    (filters.replyTimeBetween === undefined || isBetween(lastReplyAt(enrolment) ?? 0, from, to))
  );
}

function isOneOf(value: number | null, asked: number | number[] | undefined): boolean {
  if (asked === undefined) return true;
  return value !== null && [asked].flat().includes(value);
}

function hasCampaignTag(
  world: OperationWorld,
  { campaignId }: Enrolment,
  asked: number | number[] | undefined,
): boolean {
  if (asked === undefined) return true;
  return world.crm.mappingsOf("campaign", campaignId).some(({ tagId }) => isOneOf(tagId, asked));
}

function hasCategory({ category }: Enrolment, asked: NonNullable<Filters["leadCategories"]>): boolean {
  const { unassigned, isAssigned, categoryIdsIn, categoryIdsNotIn } = asked;
  return (
    (unassigned !== true || category === null) &&
    (isAssigned !== true || category !== null) &&
    (categoryIdsIn === undefined || categoryIdsIn.includes(category?.id ?? 0)) &&
    !(categoryIdsNotIn ?? []).includes(category?.id ?? 0)
  );
}

/** Matches any of the requested statuses. */
function hasStatus(enrolment: Enrolment, lead: Lead | undefined, asked: Filters["emailStatus"]): boolean {
  return asked === undefined || [asked].flat().some((word) => hasEmailStatus(enrolment, lead, EMAIL_STATUS_OF[word]));
}

function isFound({ thread }: Enrolment, lead: Lead | undefined, search: string): boolean {
  const who = `${lead?.email} ${lead?.firstName} ${lead?.lastName}`.toLowerCase();
  return who.includes(search) || thread.some(({ text }) => text.toLowerCase().includes(search));
}

function isBetween(at: number, from: number, to: number): boolean {
  return at >= from && at <= to;
}
