/** Adding leads, with SmartLead's counts (smartlead.md §4 "Leads"; E1, E4). */
import { z } from "zod";
import type { Lead } from "../account/account.ts";
import type { ImportedLead, ImportRules } from "../account/edits/lead-import.ts";
import { answer, CAMPAIGN_NOT_FOUND } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, UNCHECKED } from "./key-schemas.ts";
import { customFieldsOf, GIVEN_LEAD, type GivenLead, isAddress } from "./lead-fields.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

/** Maximum leads per call (smartlead.md §4; older limits were 350 and 100). */
const MAX_LEADS_PER_CALL = 400;

/** Maximum leads that one call takes from lists, as in the calls that push leads. Further ones count as not imported. */
const MAX_FROM_LISTS = 10_000;

/** Maximum lead lists per call. */
const MAX_LISTS = 100;

const idsByAddress = z.record(z.string(), z.string());
const flag = z.boolean().optional();

/** How an import treats leads that are blocked, unsubscribed, bounced or in another campaign. */
export const IMPORT_SETTINGS = {
  ignore_global_block_list: flag,
  ignore_unsubscribe_list: flag,
  ignore_duplicate_leads_in_other_campaign: flag,
  ignore_community_bounce_list: flag,
};

const ADD_BODY = z
  .strictObject({
    lead_list: z.array(GIVEN_LEAD).min(1).max(MAX_LEADS_PER_CALL).optional(),
    lead_list_ids: z.array(z.int()).max(MAX_LISTS).optional(),
    type: z.string().max(100).optional(),
    settings: z
      .strictObject({
        ...IMPORT_SETTINGS,
        return_lead_ids: flag,
      })
      .optional(),
  })
  .refine((body) => body.lead_list !== undefined || body.lead_list_ids !== undefined, {
    path: ["lead_list"],
    message: "is required",
    when: () => true,
  });

export const leadImportOperations = [
  defineOperation({
    id: "campaign-leads.add",
    method: "POST",
    path: "/campaigns/:campaign_id/leads",
    summary: "Adds leads to a campaign, at most 400 in one call.",
    sources: ["E1", "E4", "A5"],
    answers: [
      answer(
        "How many were added, and why the others were not.",
        z.strictObject({
          ok: z.literal(true),
          upload_count: z.int(),
          total_leads: z.int(),
          block_count: z.int(),
          duplicate_count: z.int(),
          invalid_email_count: z.int(),
          invalid_emails: z.array(z.string()),
          already_added_to_campaign: z.int(),
          unsubscribed_leads: z.array(z.string()),
          is_lead_limit_exhausted: z.boolean(),
          lead_import_stopped_count: z.int(),
          bounce_count: z.int(),
          skipped_in_other_campaign_count: z.int(),
          emailToLeadIdMap: z
            .strictObject({
              newlyAddedLeads: idsByAddress,
              existingLeads: idsByAddress,
              existingLeadsInOtherCampaigns: idsByAddress,
            })
            .optional()
            .describe("Only with return_lead_ids; ids are strings."),
        }),
      ),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: ADD_BODY,
    handle: ({ params: { campaign_id: campaignId }, body }, { world, change }) => {
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      const { lead_list: given = [], lead_list_ids: listIds = [], settings = {} } = body;
      const { leads, invalid, duplicates } = sorted(given);
      const listed = leadsOfLists(world, listIds);
      const fromLists = listed.slice(0, MAX_FROM_LISTS).filter(({ email }) => !leads.has(email.toLowerCase()));
      const beyondLimit = Math.max(listed.length - MAX_FROM_LISTS, 0);
      const result = change("lead.import", {
        campaignId,
        leads: [...leads.values(), ...fromLists.map(detailsOf)],
        ...importRules(settings),
      });
      return ok({
        ok: true,
        // The leads in the request, and those that are new to the campaign (E18).
        upload_count: given.length + listed.length,
        total_leads: result.uploaded,
        block_count: result.blocked,
        duplicate_count: duplicates + listed.length - beyondLimit - fromLists.length,
        invalid_email_count: invalid.length,
        invalid_emails: invalid,
        already_added_to_campaign: result.alreadyInCampaign,
        unsubscribed_leads: result.unsubscribed,
        is_lead_limit_exhausted: result.beyondLimit + beyondLimit > 0,
        lead_import_stopped_count: result.beyondLimit + beyondLimit,
        bounce_count: result.bounced,
        skipped_in_other_campaign_count: result.inOtherCampaigns,
        ...(settings.return_lead_ids === true && {
          emailToLeadIdMap: {
            newlyAddedLeads: asTexts(result.leadIds.added),
            existingLeads: asTexts(result.leadIds.inCampaign),
            existingLeadsInOtherCampaigns: asTexts(result.leadIds.inOtherCampaigns),
          },
        }),
      });
    },
  }),
];

export function importRules(settings: z.output<z.ZodObject<typeof IMPORT_SETTINGS>>): Required<ImportRules> {
  return {
    ignoresBlockList: settings.ignore_global_block_list ?? false,
    ignoresUnsubscribes: settings.ignore_unsubscribe_list ?? false,
    ignoresBounces: settings.ignore_community_bounce_list ?? false,
    // Live (E18) the name is the opposite of its effect: true skips leads of other campaigns.
    skipsOtherCampaigns: settings.ignore_duplicate_leads_in_other_campaign ?? false,
  };
}

function asTexts(ids: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).map(([email, id]) => [email, String(id)]));
}

/** The leads of lead lists, without repeats. An unknown list has none. */
function leadsOfLists(world: OperationWorld, listIds: readonly number[]): Lead[] {
  const ids = new Set(listIds.flatMap((id) => [...(world.crm.leadList(id)?.leadIds ?? [])]));
  return [...ids].flatMap((id) => world.lead(id) ?? []);
}

function detailsOf(lead: Lead): ImportedLead {
  const { id: _id, createdAt: _at, isUnsubscribed: _flag, unsubscribedClientIdMap: _map, ...details } = lead;
  return details;
}

/** The first lead per address, the invalid addresses, and the number of repeats. */
function sorted(given: readonly GivenLead[]) {
  const leads = new Map<string, ImportedLead>();
  const invalid: string[] = [];
  let duplicates = 0;
  for (const lead of given) {
    const email = lead.email.trim();
    if (!isAddress(email)) invalid.push(lead.email);
    else if (leads.has(email.toLowerCase())) duplicates += 1;
    else leads.set(email.toLowerCase(), importedLead(lead, email));
  }
  return { leads, invalid, duplicates };
}

export function importedLead(lead: GivenLead, email: string): ImportedLead {
  const orNull = (value: string | null | undefined) => (value === undefined || value === "" ? null : value);
  return {
    email,
    firstName: lead.first_name ?? "",
    lastName: lead.last_name ?? "",
    companyName: lead.company_name ?? "",
    phoneNumber: orNull(typeof lead.phone_number === "number" ? String(lead.phone_number) : lead.phone_number),
    website: orNull(lead.website),
    location: orNull(lead.location),
    linkedinProfile: orNull(lead.linkedin_profile),
    companyUrl: orNull(lead.company_url),
    customFields: customFieldsOf(lead.custom_fields),
  };
}
