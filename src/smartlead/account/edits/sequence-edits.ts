import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Campaign, SequenceStep, StepDistribution, StepVariant } from "../account.ts";
import type { Life } from "../life.ts";
import { type Edited, quietly } from "./edit.ts";
import { lookupCampaign } from "./lookup.ts";

export const SEQUENCE_EDITS = { "sequence.replace": replaceSequence };

export interface AskedStep {
  /** That of a step which the campaign has; `null` makes a new one. */
  readonly id: number | null;
  readonly number: number;
  readonly delayDays: number;
  readonly subject: string;
  readonly body: string;
  /** That of the step, or email, unless given. */
  readonly kind?: SequenceStep["kind"];
  readonly variants: readonly AskedVariant[];
  readonly distribution?: StepDistribution | null;
}

/** An id that the step does not have is dropped, as SmartLead does (E20). */
export type AskedVariant = Omit<StepVariant, "id" | "createdAt" | "updatedAt"> & { readonly id: number | null };

/** The steps as they are to be, in order of number; those left out are removed. Returns them with their ids. */
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
