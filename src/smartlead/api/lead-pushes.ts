/** Leads that are pushed to a list or into a campaign (more-endpoints.json, leads; B4, E6, A5). */
import { z } from "zod";
import { IMPORT_SETTINGS, importRules } from "./add-leads.ts";
import { FILTERS, idsOf, word } from "./asked-leads.ts";
import { answer, CAMPAIGN_NOT_FOUND, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { listNotFound } from "./lead-lists.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

const MAX_PUSHED = 10_000;
const leadIds = z.array(z.int()).min(1).max(MAX_PUSHED).optional();
const id = z.int();
const NO_LIST = refusalAnswer(404, "There is no such list or campaign.");
const message = z.strictObject({ ok: z.literal(true), message: z.string() });

export const leadPushOperations = [
  defineOperation({
    id: "leads.push-to-list",
    method: "POST",
    path: "/leads/push-to-list",
    summary: "Puts leads into a list; moving them ends their sequences.",
    sources: ["B4", "E6"],
    answers: [answer("Done.", message), NO_LIST],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z
      .strictObject({
        listId: id,
        leadIds,
        allLeads: z.boolean(),
        filters: FILTERS.optional(),
        action: z.enum(["copy", "move"]).default("copy"),
      })
      .refine(({ leadIds: given, allLeads }) => given === undefined || !allLeads, {
        path: ["leadIds"],
        message: "is not allowed",
      }),
    handle: ({ body }, { world, change }) => {
      if (world.crm.leadList(body.listId) === undefined) return listNotFound(body.listId);
      const asked = body.allLeads ? idsOf(world, body.filters) : (body.leadIds ?? []);
      const endsIn = body.action === "move" ? "all" : "none";
      change("list.push", { listId: body.listId, leadIds: asked, fromListId: null, endsIn });
      return ok({ ok: true, message: "Leads inactivated from all leads successfully" });
    },
  }),
  defineOperation({
    id: "leads.push-from-campaign-to-list",
    method: "POST",
    path: "/leads/campaign/push-to-list",
    summary: "Puts leads of a campaign into a list, by map ids; their sequences end.",
    sources: ["B4", "E6"],
    answers: [answer("Done.", message), NO_LIST],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z
      .strictObject({
        campaignId: id,
        listId: id,
        leadMapIds: leadIds,
        allLeads: z.boolean().default(false),
        filters: FILTERS.optional(),
        archivedFromAllCampaign: z.boolean().default(false),
      })
      .refine(({ leadMapIds: given, allLeads }) => given === undefined || !allLeads, {
        path: ["leadMapIds"],
        message: "is not allowed",
      }),
    handle: ({ body }, { world, change }) => {
      const { campaignId, listId, leadMapIds = [] } = body;
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      if (world.crm.leadList(listId) === undefined) return listNotFound(listId);
      const mapIds = new Set(leadMapIds);
      const enrolled = world.enrolmentsOf(campaignId).filter(({ mapId }) => body.allLeads || mapIds.has(mapId));
      const wanted = body.allLeads ? new Set(idsOf(world, body.filters)) : null;
      const asked = enrolled.map(({ leadId }) => leadId).filter((leadId) => wanted === null || wanted.has(leadId));
      const endsIn = body.archivedFromAllCampaign ? "all" : campaignId;
      change("list.push", { listId, leadIds: asked, fromListId: null, endsIn });
      return ok({ ok: true, message: "Leads pushed to list successfully" });
    },
  }),
  defineOperation({
    id: "leads.push-to-campaign",
    method: "POST",
    path: "/leads/push-to-campaign",
    summary:
      "Enrols leads of the account in a campaign; a campaign that does not exist is created under the given name.",
    sources: ["A5", "B4", "E6"],
    answers: [
      answer(
        "How many.",
        z.strictObject({
          ok: z.literal(true),
          message: z.string(),
          data: z.strictObject({ total_leads: z.int(), pushed: z.int(), duplicates: z.int() }),
        }),
      ),
      CAMPAIGN_NOT_FOUND,
      LIMIT_REACHED,
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z
      .strictObject({
        campaignId: z.int().optional(),
        campaignName: z.string().min(1).max(255).optional(),
        action: z.enum(["copy", "move"]),
        leadList: z.strictObject({ listId: z.int().optional(), leadIds, allLeads: z.boolean().optional() }).optional(),
        csvSettings: z.strictObject({ ...IMPORT_SETTINGS, ignoreGlobalBlockList: z.boolean().optional() }).optional(),
        filters: FILTERS.extend({ listId: word }).optional(),
      })
      .refine(({ campaignId, campaignName }) => campaignId !== undefined || campaignName !== undefined, {
        path: ["value"],
        message: "must contain at least one of [campaignId, campaignName]",
      })
      .superRefine(({ leadList = {} }, check) => {
        if (leadList.allLeads !== true) return;
        for (const key of ["listId", "leadIds"] as const) {
          if (leadList[key] === undefined) continue;
          check.addIssue({ code: "custom", path: ["leadList", key], message: "is not allowed", input: leadList[key] });
        }
      }),
    handle: ({ body }, { world, change }) => {
      const { campaignName = "", leadList = {}, csvSettings = {} } = body;
      if (body.campaignId !== undefined && world.campaign(body.campaignId) === undefined) return campaignNotFound();
      const named = world.campaigns.find(({ name }) => name === campaignName);
      const campaignId =
        body.campaignId ?? named?.id ?? change("campaign.create", { name: campaignName, clientId: null });
      const { listId } = leadList;
      const members = listId === undefined ? [] : [...(world.crm.leadList(listId)?.leadIds ?? [])];
      const asked = leadList.leadIds ?? (leadList.allLeads === true ? idsOf(world, body.filters) : members);
      const counts = change("lead.pushToCampaign", {
        campaignId,
        leadIds: asked,
        fromListId: body.action === "move" ? (listId ?? null) : null,
        ...importRules({
          ...csvSettings,
          ignore_global_block_list: csvSettings.ignore_global_block_list ?? csvSettings.ignoreGlobalBlockList,
        }),
      });
      const message = "Leads pushed to campaign successfully";
      return ok({ ok: true, message, data: { total_leads: asked.length, ...counts } });
    },
  }),
];
