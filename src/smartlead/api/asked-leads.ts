import { z } from "zod";
import type { Enrolment, Lead } from "../account/account.ts";
import { isRunning } from "../account/enrolment-progress.ts";
import { hasEmailStatus, isEmailStatus } from "./email-status.ts";
import type { OperationWorld } from "./operation.ts";

export const LEAD_TYPES = ["active", "yet_to_use", "previously_active", "archived"] as const;

export const word = z.union([z.string().max(320), z.number()]).optional();
/** What leads are chosen by where all are meant (more-endpoints.json `POST /leads/push-to-list`). */
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
}

/** Tells whether a lead is one that is asked for: one of its campaigns is as asked; a lead in none is asked for by its address and type alone. */
export function askedFor(world: OperationWorld, asked: Asked): (lead: Lead) => boolean {
  const { leadType, leadEmail, ...ofCampaign } = asked;
  const address = leadEmail?.toLowerCase();
  // Worked out once: ten thousand leads are asked.
  const isOfAnyCampaign = Object.values(ofCampaign).every((one) => one === undefined);
  return (lead) => {
    if (address !== undefined && !lead.email.toLowerCase().includes(address)) return false;
    if (leadType === undefined && isOfAnyCampaign) return true;
    const enrolments = world.enrolmentsOfLead(lead.id);
    if (leadType !== undefined && typeOf(enrolments) !== leadType) return false;
    return isOfAnyCampaign || enrolments.some((one) => isAskedEnrolment(world, lead, one, ofCampaign));
  };
}

function isAskedEnrolment(world: OperationWorld, lead: Lead, one: Enrolment, asked: Asked): boolean {
  const { campaignId, status, emailStatus, clientId, mailboxId, teamMemberId, categoryIds } = asked;
  return (
    (campaignId === undefined || one.campaignId === campaignId) &&
    (status === undefined || one.status === status) &&
    (mailboxId === undefined || one.mailboxId === mailboxId) &&
    (teamMemberId === undefined || one.marks?.teamMemberId === teamMemberId) &&
    (categoryIds === undefined || categoryIds.includes(one.category?.id ?? 0)) &&
    (clientId === undefined || world.campaign(one.campaignId)?.clientId === clientId) &&
    (emailStatus === undefined || (isEmailStatus(emailStatus) && hasEmailStatus(one, lead, emailStatus)))
  );
}

function typeOf(enrolments: readonly Enrolment[]): (typeof LEAD_TYPES)[number] {
  if (enrolments.length === 0) return "yet_to_use";
  if (enrolments.every(({ marks }) => marks?.isArchived === true)) return "archived";
  return enrolments.some(isRunning) ? "active" : "previously_active";
}

/** The leads that the filters of a push ask for. What the account does not know of a lead is taken and has no effect. */
export function idsOf(world: OperationWorld, filters: Partial<z.output<typeof FILTERS>> = {}): number[] {
  const text = (value: string | number | undefined) =>
    value === undefined || value === "" ? undefined : String(value);
  const number = (value: string | number | undefined) => (text(value) === undefined ? undefined : Number(value));
  const categories = text(filters.leadCategoryIds);
  const asked: Asked = {
    campaignId: number(filters.campaignId),
    status: text(filters.status),
    emailStatus: text(filters.emailStatus),
    leadType: text(filters.leadType),
    clientId: number(filters.clientId),
    leadEmail: text(filters.leadEmail),
    mailboxId: number(filters.emailAccountId),
    teamMemberId: number(filters.teamMemberId),
    categoryIds: text(filters.unCategorized) === "true" ? [0] : categories?.split(",").map(Number),
  };
  return world.leads.filter(askedFor(world, asked)).map((lead) => lead.id);
}
