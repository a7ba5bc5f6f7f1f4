import { z } from "zod";
import { msFromIso } from "../../base/time/iso.ts";
import type { Enrolment, Lead } from "../account/account.ts";
import type { TaggedKind } from "../account/crm-records.ts";
import { isRunning, lastReplyAt } from "../account/enrolment-progress.ts";
import { hasEmailStatus, isEmailStatus } from "./email-status.ts";
import type { OperationWorld } from "./operation.ts";

export const LEAD_TYPES = ["active", "yet_to_use", "previously_active", "archived"] as const;

export const word = z.union([z.string().max(320), z.number()]).optional();
/** Filters that select leads when all are requested (more-endpoints.json `POST /leads/push-to-list`). */
export const FILTERS = z.strictObject({
  leadType: word,
  status: word,
  campaignId: word,
  leadCategoryIds: word,
  unCategorized: word,
  emailAccountId: word,
  emailStatus: word,
  teamMemberId: word,
  emailCampaignSeqId: word,
  campaignTagId: word,
  clientId: word,
  replyDateFrom: word,
  replyDateTo: word,
  importedDate: word,
  leadEmail: word,
  tagIds: word,
  espDomainType: word,
  segType: word,
});
export interface Asked {
  readonly campaignId?: number | undefined;
  readonly status?: string | undefined;
  readonly emailStatus?: string | undefined;
  readonly leadType?: string | undefined;
  readonly clientId?: number | undefined;
  readonly leadEmail?: string | undefined;
  readonly mailboxId?: number | undefined;
  readonly teamMemberId?: number | undefined;
  readonly categoryIds?: readonly number[] | undefined;
  /** The step that was last sent. */
  readonly stepId?: number | undefined;
  readonly campaignTagIds?: readonly number[] | undefined;
  readonly repliedBetween?: TimeSpan | undefined;
  readonly importedBetween?: TimeSpan | undefined;
  /** Tags of the lead. */
  readonly tagIds?: readonly number[] | undefined;
}

/** Epoch milliseconds, both included; `NaN`, which matches nothing, for an invalid date. */
interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

const LAST_MS_OF_DAY = 86_400_000 - 1;

/**
 * Builds the filter for leads: one of a lead's campaigns must match; a lead in no campaign is matched by address, type, import date and
 * tags only.
 */
export function askedFor(world: OperationWorld, asked: Asked): (lead: Lead) => boolean {
  const { leadType, leadEmail, importedBetween, tagIds, ...ofCampaign } = asked;
  const address = leadEmail?.toLowerCase();
  // Computed once: ten thousand leads are checked.
  const isOfAnyCampaign = Object.values(ofCampaign).every((one) => one === undefined);
  return (lead) => {
    if (address !== undefined && !lead.email.toLowerCase().includes(address)) return false;
    if (importedBetween !== undefined && !isIn(importedBetween, lead.createdAt)) return false;
    if (tagIds !== undefined && !hasTag(world, "lead", lead.id, tagIds)) return false;
    if (leadType === undefined && isOfAnyCampaign) return true;
    const enrolments = world.enrolmentsOfLead(lead.id);
    if (leadType !== undefined && typeOf(enrolments) !== leadType) return false;
    return isOfAnyCampaign || enrolments.some((one) => isAskedEnrolment(world, lead, one, ofCampaign));
  };
}

function isAskedEnrolment(world: OperationWorld, lead: Lead, one: Enrolment, asked: Asked): boolean {
  const { campaignId, status, emailStatus, clientId, mailboxId, teamMemberId, categoryIds, stepId } = asked;
  const { campaignTagIds, repliedBetween } = asked;
  const campaign = world.campaign(one.campaignId);
  return (
    (campaignId === undefined || one.campaignId === campaignId) &&
    (status === undefined || one.status === status) &&
    (mailboxId === undefined || one.mailboxId === mailboxId) &&
    (teamMemberId === undefined || one.marks?.teamMemberId === teamMemberId) &&
    (categoryIds === undefined || categoryIds.includes(one.category?.id ?? 0)) &&
    (clientId === undefined || campaign?.clientId === clientId) &&
    (stepId === undefined || campaign?.steps[one.currentStep - 1]?.id === stepId) &&
    (campaignTagIds === undefined || hasTag(world, "campaign", one.campaignId, campaignTagIds)) &&
    (repliedBetween === undefined || isIn(repliedBetween, lastReplyAt(one) ?? Number.NaN)) &&
    (emailStatus === undefined || (isEmailStatus(emailStatus) && hasEmailStatus(one, lead, emailStatus)))
  );
}

function hasTag(world: OperationWorld, kind: TaggedKind, id: number, tagIds: readonly number[]): boolean {
  return world.crm.mappingsOf(kind, id).some(({ tagId }) => tagIds.includes(tagId));
}

function isIn({ from, to }: TimeSpan, at: number): boolean {
  return at >= from && at <= to;
}

/** A day without a time counts as the whole day, in UTC. */
function spanOf(from: string | undefined, to: string | undefined): TimeSpan | undefined {
  if (from === undefined && to === undefined) return undefined;
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : (msFromIso(from) ?? Number.NaN),
    to:
      to === undefined
        ? Number.POSITIVE_INFINITY
        : (msFromIso(to) ?? Number.NaN) + (to.length === 10 ? LAST_MS_OF_DAY : 0),
  };
}

function typeOf(enrolments: readonly Enrolment[]): (typeof LEAD_TYPES)[number] {
  if (enrolments.length === 0) return "yet_to_use";
  if (enrolments.every(({ marks }) => marks?.isArchived === true)) return "archived";
  return enrolments.some(isRunning) ? "active" : "previously_active";
}

/** The leads that match the filters of a push. `espDomainType` and `segType` have no effect: the account has no such data. */
export function idsOf(
  world: OperationWorld,
  filters: Partial<z.output<typeof FILTERS>> & { readonly listId?: z.output<typeof word> } = {},
): number[] {
  const text = (value: string | number | undefined) =>
    value === undefined || value === "" ? undefined : String(value);
  const number = (value: string | number | undefined) => (text(value) === undefined ? undefined : Number(value));
  const ids = (value: string | number | undefined) => text(value)?.split(",").map(Number);
  const imported = text(filters.importedDate)?.slice(0, 10);
  const asked: Asked = {
    campaignId: number(filters.campaignId),
    status: text(filters.status),
    emailStatus: text(filters.emailStatus),
    leadType: text(filters.leadType),
    clientId: number(filters.clientId),
    leadEmail: text(filters.leadEmail),
    mailboxId: number(filters.emailAccountId),
    teamMemberId: number(filters.teamMemberId),
    categoryIds: text(filters.unCategorized) === "true" ? [0] : ids(filters.leadCategoryIds),
    stepId: number(filters.emailCampaignSeqId),
    campaignTagIds: ids(filters.campaignTagId),
    repliedBetween: spanOf(text(filters.replyDateFrom), text(filters.replyDateTo)),
    importedBetween: spanOf(imported, imported),
    tagIds: ids(filters.tagIds),
  };
  const listId = number(filters.listId);
  const list = listId === undefined ? null : (world.crm.leadList(listId)?.leadIds ?? new Set<number>());
  const found = world.leads.filter(askedFor(world, asked)).map((lead) => lead.id);
  return list === null ? found : found.filter((id) => list.has(id));
}
