import type { Happening } from "../../events/event.ts";
import type { Campaign } from "../account.ts";
import { changeStatus } from "../happenings/campaign-happenings.ts";
import { firstSend } from "../happenings/lead-happenings.ts";
import { contactOf, type Life } from "../life.ts";
import { newestStepMail } from "../thread.ts";
import type { Edited } from "./edit.ts";
import { foundCampaign } from "./found.ts";

export const CAMPAIGN_EDITS = {
  "campaign.status": changeCampaignStatus,
};

interface StatusChange {
  readonly campaignId: number;
  readonly status: "ACTIVE" | "PAUSED" | "STOPPED";
  /** Where no schedule sends (no `--world-time`), a campaign that begins sends its first mails at once. */
  readonly sendsAtOnce: boolean;
}

/** START, PAUSED or STOPPED. The same status again changes nothing. A campaign that begins sends to as many leads as it may on one day. */
function changeCampaignStatus(life: Life, { campaignId, status, sendsAtOnce }: StatusChange, at: number): Edited<null> {
  const campaign = foundCampaign(life, campaignId);
  if (campaign.status === status) return { value: null, happenings: [] };
  const begins = campaign.status === "DRAFTED" && status === "ACTIVE" && sendsAtOnce;
  const change = changeStatus(campaign, { status, at });
  return { value: null, happenings: begins ? [change, ...firstMails(life, campaign, at)] : [change] };
}

function firstMails(life: Life, campaign: Campaign, at: number): Happening[] {
  if (campaign.steps[0]?.kind !== "email") return [];
  return life.store
    .enrolmentsOf(campaign.id)
    .filter((enrolment) => enrolment.status === "STARTED" && newestStepMail(enrolment) === null)
    .slice(0, campaign.maxLeadsPerDay)
    .flatMap((enrolment) => firstSend(life, contactOf(life, enrolment), at));
}
