import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Campaign, SequenceStep, StepDistribution, StepVariant } from "../account.ts";
import { firstSend } from "../account-events/lead-events.ts";
import type { SubsequenceRules } from "../crm-records.ts";
import { joinSubsequence } from "../enrolling.ts";
import { isRunning } from "../enrolment-progress.ts";
import { isSuspended } from "../first-mails.ts";
import { contactOf, type Life } from "../life.ts";
import { newCampaign } from "./campaign-edits.ts";
import { type Edited, lookupByMapId, lookupCampaign, quietly } from "./edit.ts";

export const SEQUENCE_EDITS = { "sequence.replace": replaceSequence };

export interface AskedStep {
  /** The id of an existing step; `null` creates a new one. */
  readonly id: number | null;
  readonly number: number;
  readonly delayDays: number;
  readonly subject: string;
  readonly body: string;
  /** The existing step's kind, or email, by default. */
  readonly kind?: SequenceStep["kind"];
  readonly variants: readonly AskedVariant[];
  readonly distribution?: StepDistribution | null;
}

/** A variant id that the step does not have is dropped, as in SmartLead (E20). */
type AskedVariant = Omit<StepVariant, "id" | "createdAt" | "updatedAt"> & { readonly id: number | null };

/** Replaces all steps, in order of number; steps that are left out are removed. Returns them with their ids. */
function replaceSequence(
  life: Life,
  { campaignId, steps }: { campaignId: number; steps: readonly AskedStep[] },
  at: number,
): Edited<{ id: number; number: number }[]> {
  const campaign = lookupCampaign(life, campaignId);
  const unknown = steps.find(({ id }) => id !== null && campaign.steps.every((step) => step.id !== id));
  if (unknown !== undefined) {
    throw new SmartLeadMockError("not_found", `Campaign ${campaignId} has no sequence step ${unknown.id}.`);
  }
  campaign.steps = [...steps]
    .sort((one, other) => one.number - other.number)
    .map((step, index) => stepOf(life, campaign, { ...step, number: index + 1, at }));
  campaign.updatedAt = at;
  return quietly(campaign.steps.map(({ id, number }) => ({ id, number })));
}

function stepOf(life: Life, campaign: Campaign, { at, ...asked }: AskedStep & { at: number }): SequenceStep {
  const known = campaign.steps.find(({ id }) => id === asked.id);
  const present = life.store.campaigns.flatMap(({ steps }) => steps);
  const variantIds = present.flatMap(({ variants }) => variants.map(({ id }) => id));
  return {
    id:
      known?.id ??
      life.identifiers.madeId(
        "step",
        present.map(({ id }) => id),
        1,
      ),
    number: asked.number,
    delayDays: asked.delayDays,
    kind: asked.kind ?? known?.kind ?? "email",
    subject: asked.subject,
    body: asked.body,
    variants: asked.variants.map((variant) => {
      const old = known?.variants.find(({ id }) => id === variant.id);
      return {
        ...variant,
        id: old?.id ?? life.identifiers.madeId("variant", variantIds, 1),
        createdAt: old?.createdAt ?? at,
        updatedAt: at,
      };
    }),
    distribution: asked.distribution ?? null,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
  };
}

export const SUBSEQUENCE_EDITS = {
  "campaign.createSubsequence": createSubsequence,
  "campaign.teamMember": setTeamMember,
  "lead.pushToSubsequence": pushToSubsequence,
};

/** Creates a draft subsequence with the parent's mailboxes, schedule and client. Returns its id. */
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
  /** Without `--world-time`, an active subsequence sends its first email immediately. */
  readonly sendsAtOnce: boolean;
}

/** Throws `bad_request` if the campaign is not a subsequence. */
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
