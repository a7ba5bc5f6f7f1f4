/** A campaign's steps; the field names differ between reading and writing (smartlead.md §4 sequences; E4, E5). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Campaign, SequenceStep } from "../account/account.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, ok, refusal } from "./responses.ts";

/** Maximum steps of a sequence and variants of a step: `email_sequence_number` of the statistics ends at 20 (E5), labels at Z. */
const MAX_STEPS = 20;
const MAX_VARIANTS = 26;
/** Maximum characters of an email's HTML. */
const MAX_BODY_LENGTH = 100_000;
const MAX_DELAY_DAYS = 365;

const subject = z.string().max(998);
const percent = z.int().min(0).max(100);
const emailBody = z.string().max(MAX_BODY_LENGTH);

const variantRow = z.strictObject({
  id: z.int(),
  variant_label: z.string(),
  subject: z.string(),
  email_body: z.string(),
  created_at: isoMs,
  updated_at: isoMs,
  is_deleted: z.boolean(),
  email_campaign_seq_id: z.int(),
  optional_email_body_1: z.string().nullable(),
  variant_distribution_percentage: z.int().nullable(),
});

const stepRow = z.strictObject({
  id: z.int(),
  created_at: isoMs,
  updated_at: isoMs,
  email_campaign_id: z.int(),
  seq_number: z.int(),
  seq_delay_details: z.strictObject({ delayInDays: z.int() }),
  subject: z.string(),
  email_body: z.string(),
  sequence_variants: z.array(variantRow),
});

const SEQUENCES_BODY = z.strictObject({
  sequences: z
    .array(
      z.strictObject({
        id: z.int().nullable().optional(),
        seq_number: z.int().min(1).max(MAX_STEPS),
        seq_delay_details: z.strictObject({ delay_in_days: z.int().min(0).max(MAX_DELAY_DAYS) }),
        subject: subject.default(""),
        email_body: emailBody.default(""),
        variant_distribution_type: z.enum(["MANUAL_EQUAL", "MANUAL_PERCENTAGE", "AI_EQUAL"]).optional(),
        lead_distribution_percentage: percent.optional(),
        winning_metric_property: z.enum(["OPEN_RATE", "CLICK_RATE", "REPLY_RATE", "POSITIVE_REPLY_RATE"]).optional(),
        seq_type: z.enum(["EMAIL", "MANUAL"]).optional(),
        seq_variants: z
          .array(
            z.strictObject({
              id: z.int().nullable().optional(),
              subject: subject.default(""),
              email_body: emailBody.default(""),
              variant_label: z.string().min(1).max(10),
              variant_distribution_percentage: percent.nullable().optional(),
              is_deleted: z.boolean().optional(),
              optional_email_body_1: emailBody.nullable().optional(),
            }),
          )
          .max(MAX_VARIANTS)
          .optional(),
      }),
    )
    .max(MAX_STEPS),
});

export const campaignSequenceOperations = [
  defineOperation({
    id: "campaign-sequences.list",
    method: "GET",
    path: "/campaigns/:campaign_id/sequences",
    summary: "Lists a campaign's steps.",
    sources: ["E4", "E5"],
    answers: [answer("A bare array.", z.array(stepRow)), CAMPAIGN_NOT_FOUND],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      const campaign = world.campaign(params.campaign_id);
      return campaign === undefined ? campaignNotFound() : ok(campaign.steps.map((step) => rowOf(campaign, step)));
    },
  }),
  defineOperation({
    id: "campaign-sequences.save",
    method: "POST",
    path: "/campaigns/:campaign_id/sequences",
    summary: "Saves a campaign's steps; those left out are removed. Not while the campaign is active.",
    sources: ["E4", "C3", "A5"],
    answers: [
      answer(
        "Saved.",
        z.strictObject({
          ok: z.literal(true),
          data: z.strictObject({
            sequences: z.array(z.strictObject({ id: z.int(), seqNumber: z.int(), seq_number: z.int() })),
          }),
        }),
      ),
      refusalAnswer(400, "The campaign is active, a step has another's number, or its id is not the campaign's."),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: SEQUENCES_BODY,
    handle: ({ params: { campaign_id: campaignId }, body: { sequences } }, { world, change, notice }) => {
      const campaign = world.campaign(campaignId);
      if (campaign === undefined) return campaignNotFound();
      const hindrance = hindranceTo(campaign, sequences);
      if (hindrance !== null) return refusal(400, hindrance);
      const steps = sequences.map((step) => ({
        id: step.id ?? null,
        number: step.seq_number,
        delayDays: step.seq_delay_details.delay_in_days,
        subject: step.subject,
        body: step.email_body,
        ...(step.seq_type !== undefined && { kind: KINDS[step.seq_type] }),
        distribution: distributionOf(step),
        variants: (step.seq_variants ?? []).map((variant) => ({
          id: variant.id ?? null,
          label: variant.variant_label,
          subject: variant.subject,
          body: variant.email_body,
          distributionPercent: variant.variant_distribution_percentage ?? null,
          isDeleted: variant.is_deleted ?? false,
          optionalBody: variant.optional_email_body_1 ?? null,
        })),
      }));
      if (steps.length === 0 && campaign.steps.length > 0) {
        notice(`campaign ${campaignId}: an empty sequences removed all of its ${campaign.steps.length} steps.`);
      }
      const saved = change("sequence.replace", { campaignId, steps });
      return ok({
        ok: true,
        data: { sequences: saved.map(({ id, number }) => ({ id, seqNumber: number, seq_number: number })) },
      });
    },
  }),
];

type AskedStep = z.output<typeof SEQUENCES_BODY>["sequences"][number];

const KINDS = { EMAIL: "email", MANUAL: "manual" } as const;

/** `null` if the request has no distribution. */
function distributionOf(step: AskedStep): SequenceStep["distribution"] {
  const {
    variant_distribution_type: type = null,
    lead_distribution_percentage: leadPercent = null,
    winning_metric_property: winningMetric = null,
  } = step;
  return type === null && leadPercent === null && winningMetric === null ? null : { type, leadPercent, winningMetric };
}

/** SmartLead's wording of these refusals is not known. */
function hindranceTo(campaign: Campaign, asked: readonly AskedStep[]): string | null {
  if (campaign.status === "ACTIVE") return "Cannot update the sequences of an active campaign - pause it first.";
  const numbers = asked.map(({ seq_number: number }) => number);
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice !== undefined) return `Two sequences have the seq_number ${twice}.`;
  const known = new Set(campaign.steps.map(({ id }) => id));
  const ids = asked.map(({ id }) => id ?? null).filter((id) => id !== null);
  const stranger = ids.find((id, index) => !known.has(id) || ids.indexOf(id) !== index);
  return stranger === undefined ? null : `Invalid sequence id - ${stranger}`;
}

function rowOf(campaign: Campaign, step: SequenceStep): z.output<typeof stepRow> {
  return {
    id: step.id,
    created_at: isoFromMs(step.createdAt),
    updated_at: isoFromMs(step.updatedAt),
    email_campaign_id: campaign.id,
    seq_number: step.number,
    seq_delay_details: { delayInDays: step.delayDays },
    subject: step.subject,
    email_body: step.body,
    sequence_variants: step.variants.map((variant) => ({
      id: variant.id,
      variant_label: variant.label,
      subject: variant.subject,
      email_body: variant.body,
      created_at: isoFromMs(variant.createdAt),
      updated_at: isoFromMs(variant.updatedAt),
      is_deleted: variant.isDeleted,
      email_campaign_seq_id: step.id,
      optional_email_body_1: variant.optionalBody,
      variant_distribution_percentage: variant.distributionPercent,
    })),
  };
}
