import type { AccountEvent, CampaignStatus } from "../../events/event.ts";
import type { Campaign, Enrolment } from "../account.ts";
import { chooseContact, prepare } from "../choosing.ts";
import { bounceMail } from "../correspondence.ts";
import { instantBetween, type Life } from "../life.ts";
import type { CampaignEventType } from "../readiness.ts";
import { campaignSnapshot } from "../snapshots.ts";
import { activityOf, lastTimeOf, newestStepMail } from "../thread.ts";

type Perform = (life: Life, campaign: Campaign, at: number) => AccountEvent;

export const CAMPAIGN_EVENTS: Readonly<Record<CampaignEventType, Perform>> = {
  CAMPAIGN_STATUS_CHANGED: ({ random }, campaign, at) =>
    changeStatus(campaign, { status: random.pick(FOLLOWING_STATUSES[campaign.status]), at }),
  CAMPAIGN_BOUNCE_BREACH: breachBounceThreshold,
};

export function changeStatus(campaign: Campaign, { status, at }: { status: CampaignStatus; at: number }): AccountEvent {
  const previousStatus = campaign.status;
  campaign.status = status;
  campaign.updatedAt = at;
  return { type: "CAMPAIGN_STATUS_CHANGED", at, campaign: campaignSnapshot(campaign), previousStatus };
}

/**
 * The statuses that may follow a status. STOPPED is final in SmartLead (smartlead.md §4), so it is never drawn: the next trigger would have
 * no valid status left. A campaign that was stopped over REST is started again, because a status never blocks a trigger.
 */
const FOLLOWING_STATUSES: Readonly<Record<CampaignStatus, readonly CampaignStatus[]>> = {
  DRAFTED: ["ACTIVE"],
  ACTIVE: ["PAUSED", "PAUSED", "COMPLETED"],
  PAUSED: ["ACTIVE"],
  COMPLETED: ["ACTIVE"],
  STOPPED: ["ACTIVE"],
};

/**
 * The bounce rate passes the threshold and the campaign is paused. If too few emails have bounced, the missing bounces are written first.
 * SmartLead's rate: (bounces + 1) / leads * 100 (smartlead.md §2 CAMPAIGN_BOUNCE_BREACH, D210).
 */
function breachBounceThreshold(life: Life, campaign: Campaign, at: number): AccountEvent {
  const thresholdPercent = campaign.bounceAutopauseThresholdPercent;
  const enrolments = life.store.enrolmentsOf(campaign.id);
  const limit = enrolments.length;
  for (let count = 0; count < limit && bounceRatePercent(enrolments).rate <= thresholdPercent; count += 1) {
    writeBounce(life, campaign, at);
  }
  campaign.status = "PAUSED";
  campaign.updatedAt = at;
  return {
    type: "CAMPAIGN_BOUNCE_BREACH",
    at,
    campaign: campaignSnapshot(campaign),
    bounceRatePercent: bounceRatePercent(enrolments).rate,
    thresholdPercent,
  };
}

function writeBounce(life: Life, campaign: Campaign, now: number): void {
  const chosen = chooseContact(life, "EMAIL_BOUNCE", { campaigns: [campaign], now });
  const contact = prepare(life, "EMAIL_BOUNCE", { contact: chosen, now });
  const message = newestStepMail(contact.enrolment);
  const at = instantBetween(life.random, lastTimeOf(contact.enrolment), now);
  if (message !== null) bounceMail(life, contact, { message, at });
}

/** Bounces plus one, as a percentage of all leads (D210). */
export function bounceRatePercent(enrolments: readonly Enrolment[]): { rate: number; bounces: number } {
  const bounced = enrolments.filter((enrolment) => {
    const mail = newestStepMail(enrolment);
    return mail !== null && activityOf(enrolment, mail).isBounced;
  });
  const leads = Math.max(enrolments.length, 1);
  return { rate: Math.round(((bounced.length + 1) / leads) * 10_000) / 100, bounces: bounced.length };
}
