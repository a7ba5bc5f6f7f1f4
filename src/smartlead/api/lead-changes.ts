/** Changes to a lead of a campaign (smartlead.md §4 "Leads"). */
import { z } from "zod";
import type { LeadFields } from "../account/edits/lead-edits.ts";
import { nextStepOf } from "../account/enrolment-progress.ts";
import { answer, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_LEAD_PARAMS, UNCHECKED } from "./key-schemas.ts";
import { customFieldsOf, GIVEN_LEAD, type GivenLead, isAddress } from "./lead-fields.ts";
import { defineOperation, type OperationContext, type OperationResponse, type OperationWorld } from "./operation.ts";
import { campaignNotFound, leadNotFound, ok, refusal } from "./responses.ts";

const NOT_FOUND = refusalAnswer(404, "There is no such campaign, or the lead is not in it.");
const okSuccess = answer("Done.", z.strictObject({ ok: z.literal(true), data: z.literal("success") }));
const MAX_DELAY_DAYS = 3_650;

export const leadChangeOperations = [
  defineOperation({
    id: "campaign-leads.category",
    method: "POST",
    path: "/campaigns/:campaign_id/leads/:lead_id/category",
    summary: "Sets or clears the category of a lead; a new category sends LEAD_CATEGORY_UPDATED.",
    sources: ["E4", "A5"],
    answers: [
      answer("Done.", z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string() })),
      refusalAnswer(400, "There is no such category."),
      NOT_FOUND,
    ],
    params: CAMPAIGN_LEAD_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({ category_id: z.int().nullable().optional(), pause_lead: z.boolean().default(false) }),
    handle: ({ params, body }, context) => {
      const { campaign_id: campaignId, lead_id: leadId } = params;
      const { category_id: categoryId, pause_lead: pausesLead } = body;
      const missing = whatIsMissing(context, campaignId, leadId);
      if (missing !== null) return missing;
      if (categoryId === undefined) {
        if (pausesLead) context.change("lead.pause", { campaignId, leadId });
        return ok({ ok: true, success: true, message: "Lead category updated" });
      }
      if (categoryId !== null && context.world.categories.every(({ id }) => id !== categoryId)) {
        return refusal(400, `Invalid category_id - ${categoryId}`);
      }
      context.change("lead.category", { campaignId, leadId, categoryId, pausesLead });
      return ok({ ok: true, success: true, message: "Lead category updated" });
    },
  }),
  defineOperation({
    id: "campaign-leads.pause",
    method: "POST",
    path: "/campaigns/:campaign_id/leads/:lead_id/pause",
    summary: "Pauses the sequence for a lead.",
    sources: ["A5", "C3"],
    answers: [okSuccess, NOT_FOUND],
    params: CAMPAIGN_LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, context) =>
      changed(context, params, { edit: "lead.pause", answer: { ok: true, data: "success" } }),
  }),
  defineOperation({
    id: "campaign-leads.resume",
    method: "POST",
    path: "/campaigns/:campaign_id/leads/:lead_id/resume",
    summary: "Resumes the sequence for a lead, optionally after some days.",
    sources: ["A5", "C3"],
    answers: [
      okSuccess,
      refusalAnswer(500, "The lead is not in the campaign, or no step is left for it."),
      refusalAnswer(400, "The lead has unsubscribed."),
      refusalAnswer(404, "There is no such campaign."),
    ],
    params: CAMPAIGN_LEAD_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({ resume_lead_with_delay_days: z.int().min(0).max(MAX_DELAY_DAYS).nullable().optional() }),
    handle: ({ params, body }, context) =>
      resumed(context, {
        campaignId: params.campaign_id,
        leadId: params.lead_id,
        delayDays: body.resume_lead_with_delay_days ?? 0,
      }),
  }),
  defineOperation({
    id: "campaign-leads.unsubscribe",
    method: "POST",
    path: "/campaigns/:campaign_id/leads/:lead_id/unsubscribe",
    summary: "Unsubscribes a lead; LEAD_UNSUBSCRIBED follows.",
    sources: ["C3", "A5"],
    answers: [answer("Done.", z.strictObject({ ok: z.literal(true) })), NOT_FOUND],
    params: CAMPAIGN_LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, context) => changed(context, params, { edit: "lead.unsubscribe", answer: { ok: true } }),
  }),
  defineOperation({
    id: "campaign-leads.delete",
    method: "DELETE",
    path: "/campaigns/:campaign_id/leads/:lead_id",
    summary: "Removes a lead from a campaign; the answer is plain text.",
    sources: ["E4", "C3", "A5"],
    answers: [answer("The JSON string success, not an object (E4).", z.literal("success")), NOT_FOUND],
    params: CAMPAIGN_LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, context) => changed(context, params, { edit: "lead.delete", answer: "success" }),
  }),
  defineOperation({
    id: "campaign-leads.update",
    method: "POST",
    path: "/campaigns/:campaign_id/leads/:lead_id/",
    summary: "Changes a lead; what is left out stays, custom fields are merged.",
    sources: ["A5"],
    answers: [
      answer("Changed.", z.strictObject({ ok: z.literal(true) })),
      answer(
        "The lead is not in the campaign, or the address is invalid or another lead's.",
        z.strictObject({ ok: z.literal(false), error: z.string() }),
        404,
      ),
    ],
    params: CAMPAIGN_LEAD_PARAMS,
    query: UNCHECKED,
    body: GIVEN_LEAD,
    handle: ({ params: { campaign_id: campaignId, lead_id: leadId }, body }, { world, change, notice }) => {
      const cause = whyUnchanged(world, { campaignId, leadId, email: body.email });
      if (cause !== null) {
        notice(`lead ${leadId} was not changed: ${cause}.`);
        return { status: 404, body: { ok: false, error: "Invalid request!" } };
      }
      change("lead.update", { leadId, fields: changedFields(body) });
      return ok({ ok: true });
    },
  }),
  defineOperation({
    id: "campaign-leads.manual-complete",
    method: "POST",
    path: "/campaigns/:campaign_id/leads/:lead_map_id/manual-complete",
    summary: "Marks the manual step that a lead has reached as done; takes the map id.",
    sources: ["E4", "A5"],
    answers: [
      answer(
        "What comes next.",
        z.strictObject({
          ok: z.literal(true),
          status: z.strictObject({
            isLastSequence: z.boolean(),
            nextSequence: z.strictObject({ id: z.int(), delayInDays: z.int() }).nullable(),
          }),
        }),
      ),
      refusalAnswer(400, "No manual step waits for this lead."),
      NOT_FOUND,
    ],
    params: z.strictObject({ campaign_id: z.int(), lead_map_id: z.int() }),
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { campaign_id: campaignId, lead_map_id: mapId } }, { world, change }) => {
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      const enrolment = world.enrolmentByMapId(mapId);
      if (enrolment === undefined || enrolment.campaignId !== campaignId) return leadNotFound();
      if (!enrolment.awaitsManualStep) return refusal(400, "No manual step is pending for this lead.");
      const next = change("lead.completeManualStep", { mapId });
      const nextSequence = next === null ? null : { id: next.stepId, delayInDays: next.delayDays };
      return ok({ ok: true, status: { isLastSequence: next === null, nextSequence } });
    },
  }),
];

interface LeadChange {
  readonly edit: "lead.pause" | "lead.unsubscribe" | "lead.delete";
  readonly answer: unknown;
}

function changed(
  context: OperationContext,
  { campaign_id: campaignId, lead_id: leadId }: z.output<typeof CAMPAIGN_LEAD_PARAMS>,
  { edit, answer }: LeadChange,
): OperationResponse {
  const missing = whatIsMissing(context, campaignId, leadId);
  if (missing !== null) return missing;
  context.change(edit, { campaignId, leadId });
  return ok(answer);
}

/** SmartLead's answer is the same for all of these; `null` = the change is allowed. */
function whyUnchanged(
  world: OperationWorld,
  { campaignId, leadId, email }: { campaignId: number; leadId: number; email: string },
): string | null {
  if (world.enrolment(campaignId, leadId) === undefined) return `it is not in campaign ${campaignId}`;
  const holder = world.leadByEmail(email);
  if (holder !== undefined && holder.id !== leadId) return "another lead has the address that was given";
  return isAddress(email.trim()) ? null : "what was given is not an address";
}

/** The answer if the campaign, or the lead in it, does not exist, else `null`. */
export function whatIsMissing(
  { world }: Pick<OperationContext, "world">,
  campaignId: number,
  leadId: number,
): OperationResponse | null {
  if (world.campaign(campaignId) === undefined) return campaignNotFound();
  return world.enrolment(campaignId, leadId) === undefined ? leadNotFound() : null;
}

interface Resumption {
  readonly campaignId: number;
  readonly leadId: number;
  readonly delayDays: number;
}

/** Includes the documented 500s (A5). */
function resumed({ world, change }: OperationContext, asked: Resumption): OperationResponse {
  const campaign = world.campaign(asked.campaignId);
  if (campaign === undefined) return campaignNotFound();
  const enrolment = world.enrolment(asked.campaignId, asked.leadId);
  if (enrolment === undefined) return refusal(500, "Invalid lead id");
  if (nextStepOf(campaign, enrolment) === undefined) {
    return refusal(500, "This is the last sequence. You cannot resume this lead.");
  }
  if (world.lead(asked.leadId)?.isUnsubscribed === true) return refusal(400, "This lead has unsubscribed.");
  change("lead.resume", asked);
  return ok({ ok: true, data: "success" });
}

function changedFields(given: GivenLead): LeadFields {
  const orNull = (value: string | null | undefined) => (value === "" ? null : value);
  const phone = typeof given.phone_number === "number" ? String(given.phone_number) : given.phone_number;
  const fields = {
    email: given.email.trim(),
    firstName: given.first_name === null ? "" : given.first_name,
    lastName: given.last_name === null ? "" : given.last_name,
    companyName: given.company_name === null ? "" : given.company_name,
    phoneNumber: orNull(phone),
    website: orNull(given.website),
    location: orNull(given.location),
    linkedinProfile: orNull(given.linkedin_profile),
    companyUrl: orNull(given.company_url),
    customFields: given.custom_fields === undefined ? undefined : customFieldsOf(given.custom_fields),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
