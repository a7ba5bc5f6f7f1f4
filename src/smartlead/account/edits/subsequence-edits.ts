import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Campaign } from "../account.ts";
import { firstSend } from "../account-events/lead-events.ts";
import type { SubsequenceRules } from "../crm-records.ts";
import { isRunning } from "../enrolment-progress.ts";
import { isSuspended } from "../first-mails.ts";
import { contactOf, type Life } from "../life.ts";
import { joinSubsequence } from "../subsequences.ts";
import { newCampaign } from "./campaign-edits.ts";
import { type Edited, quietly } from "./edit.ts";
import { lookupByMapId, lookupCampaign } from "./lookup.ts";

export const SUBSEQUENCE_EDITS = {
  "campaign.createSubsequence": createSubsequence,
  "campaign.teamMember": setTeamMember,
  "lead.pushToSubsequence": pushToSubsequence,
};

/** A draft below its parent, with the parent's mailboxes, schedule and client. Returns its id. */
function createSubsequence(
  life: Life,
  {
    parentId,
    name,
    clientId,
    rules,
  }: { parentId: number; name: string; clientId: number | null; rules: SubsequenceRules },
  at: number,
): Edited<number> {
  const { mailboxIds, schedule, clientId: ofParent } = lookupCampaign(life, parentId);
  const child: Campaign = {
    ...newCampaign(life, { name, clientId: clientId ?? ofParent }, at),
    parentId,
    subsequence: rules,
    mailboxIds,
    schedule,
  };
  life.store.addCampaign(child);
  return quietly(child.id);
}

function setTeamMember(
  life: Life,
  { campaignId, memberId }: { campaignId: number; memberId: number | null },
  at: number,
): Edited<null> {
  const campaign = lookupCampaign(life, campaignId);
  campaign.teamMemberId = memberId;
  campaign.updatedAt = at;
  return quietly(null);
}

export interface Push {
  readonly mapId: number;
  readonly childId: number;
  readonly delayDays: number;
  readonly stopsOnReply: boolean;
  /** Where no schedule sends, an active subsequence sends its first mail at once. */
  readonly sendsAtOnce: boolean;
}

/** Throws `bad_request` for a campaign that is no subsequence. */
function pushToSubsequence(
  life: Life,
  { mapId, childId, delayDays, stopsOnReply, sendsAtOnce }: Push,
  at: number,
): Edited<null> {
  const parent = lookupByMapId(life, mapId);
  const child = lookupCampaign(life, childId);
  if (child.parentId === null) {
    throw new SmartLeadMockError("bad_request", `Campaign ${childId} is not a subsequence.`);
  }
  const enrolment = joinSubsequence(life, child, { parent, delayDays, stopsOnReply, at });
  const begins = sendsAtOnce && delayDays === 0 && child.status === "ACTIVE" && child.steps[0]?.kind === "email";
  if (enrolment === null || !begins || !isRunning(enrolment) || isSuspended(life, enrolment)) return quietly(null);
  const contact = contactOf(life, enrolment);
  return contact.lead.isUnsubscribed ? quietly(null) : { value: null, accountEvents: firstSend(life, contact, at) };
}
