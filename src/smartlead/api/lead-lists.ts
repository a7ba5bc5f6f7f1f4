/** Lead lists: groups of leads outside campaigns (more-endpoints.json, lead-lists; A5). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { LeadList } from "../account/crm-records.ts";
import { importedLead } from "./add-leads.ts";
import { answer, isoMs, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import { GIVEN_LEAD, type GivenLead, isAddress } from "./lead-fields.ts";
import { defineOperation } from "./operation.ts";
import { ok, refusal } from "./responses.ts";

const MAX_NAME_LENGTH = 255;
const MAX_LISTS_PER_PAGE = 1_000;
/** Maximum leads per import; no maximum is documented. */
const MAX_LEADS_PER_CALL = 10_000;
const MAX_TAGGED = 10;

const LIST_PARAMS = z.strictObject({ id: z.int() });
const NAME_BODY = z.strictObject({ listName: z.string().min(1).max(MAX_NAME_LENGTH) });
const NO_LIST = refusalAnswer(404, "There is no such list.");
const okTrue = z.literal(true);
const message = z.strictObject({ ok: okTrue, message: z.string() });

const LEAD_KEYS = Object.keys(GIVEN_LEAD.shape);

export const leadListOperations = [
  defineOperation({
    id: "lead-lists.create",
    method: "POST",
    path: "/lead-list/",
    summary: "Creates an empty lead list.",
    sources: ["A5"],
    answers: [
      answer(
        "The list.",
        z.strictObject({ ok: okTrue, data: z.strictObject({ id: z.int(), name: z.string(), created_at: isoMs }) }),
      ),
      LIMIT_REACHED,
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: NAME_BODY,
    handle: ({ body: { listName: name } }, { world, change, now }) => {
      const id = change("list.create", { name });
      const created_at = isoFromMs(world.crm.leadList(id)?.createdAt ?? now());
      return ok({ ok: true, data: { id, name, created_at } });
    },
  }),
  defineOperation({
    id: "lead-lists.list",
    method: "GET",
    path: "/lead-list/",
    summary: "Lists the lead lists, page by page.",
    sources: ["A5"],
    answers: [
      answer(
        "A page.",
        z.strictObject({
          ok: okTrue,
          data: z.array(z.strictObject({ id: z.int(), name: z.string(), lead_count: z.int(), created_at: isoMs })),
        }),
      ),
    ],
    params: UNCHECKED,
    query: z.strictObject({
      listName: z.string().max(MAX_NAME_LENGTH).optional(),
      tagIds: z.string().max(2_000).optional(),
      limit: z.int().min(1).max(MAX_LISTS_PER_PAGE).default(10),
      offset: pageOffset,
    }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const tagIds = query.tagIds === undefined ? null : query.tagIds.split(",").map(Number);
      const hasTag = ({ id }: LeadList) =>
        tagIds === null || world.crm.mappingsOf("leadList", id).some(({ tagId }) => tagIds.includes(tagId));
      const found = world.crm.leadLists.filter(
        (list) => list.name.toLowerCase().includes((query.listName ?? "").toLowerCase()) && hasTag(list),
      );
      return ok({ ok: true, data: found.slice(query.offset, query.offset + query.limit).map(listRow) });
    },
  }),
  defineOperation({
    id: "lead-lists.get",
    method: "GET",
    path: "/lead-list/:id",
    summary: "Shows one lead list.",
    sources: ["A5"],
    answers: [
      answer(
        "The list.",
        z.strictObject({
          ok: okTrue,
          data: z.strictObject({
            id: z.int(),
            name: z.string(),
            lead_count: z.int(),
            created_at: isoMs,
            updated_at: isoMs,
          }),
        }),
      ),
      NO_LIST,
    ],
    params: LIST_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      const list = world.crm.leadList(params.id);
      if (list === undefined) return listNotFound(params.id);
      return ok({ ok: true, data: { ...listRow(list), updated_at: isoFromMs(list.updatedAt) } });
    },
  }),
  defineOperation({
    id: "lead-lists.rename",
    method: "PUT",
    path: "/lead-list/:id",
    summary: "Renames a lead list.",
    sources: ["A5"],
    answers: [
      answer("The list.", z.strictObject({ ok: okTrue, data: z.strictObject({ id: z.int(), name: z.string() }) })),
      NO_LIST,
    ],
    params: LIST_PARAMS,
    query: UNCHECKED,
    body: NAME_BODY,
    handle: ({ params: { id: listId }, body: { listName: name } }, { world, change }) => {
      if (world.crm.leadList(listId) === undefined) return listNotFound(listId);
      change("list.rename", { listId, name });
      return ok({ ok: true, data: { id: listId, name } });
    },
  }),
  defineOperation({
    id: "lead-lists.delete",
    method: "DELETE",
    path: "/lead-list/:id",
    summary: "Deletes a lead list; its leads stay.",
    sources: ["A5"],
    answers: [answer("Deleted.", message), NO_LIST],
    params: LIST_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { id: listId } }, { world, change }) => {
      if (world.crm.leadList(listId) === undefined) return listNotFound(listId);
      change("list.delete", { listId });
      return ok({ ok: true, message: "Lead list deleted successfully" });
    },
  }),
  defineOperation({
    id: "lead-lists.import",
    method: "POST",
    path: "/lead-list/:id/import",
    summary: "Adds leads to a list; no email is sent.",
    sources: ["A5"],
    answers: [
      answer(
        "How many were added, and why the others were not.",
        z.strictObject({
          ok: okTrue,
          data: z.strictObject({
            total_leads: z.int(),
            imported: z.int(),
            duplicates: z.int(),
            blocked: z.int(),
          }),
        }),
      ),
      NO_LIST,
    ],
    params: LIST_PARAMS,
    query: UNCHECKED,
    body: z.strictObject({
      leadList: z.array(z.record(z.string(), z.unknown())).max(MAX_LEADS_PER_CALL),
      fileName: z.string().min(1).max(MAX_NAME_LENGTH),
      emailFieldsAdded: z.record(z.string(), z.unknown()).optional(),
      customFields: z.record(z.string(), z.unknown()).optional(),
      csvSettings: z.strictObject({ ignoreGlobalBlockList: z.boolean().default(false) }).optional(),
    }),
    handle: ({ params: { id: listId }, body }, { world, change }) => {
      if (world.crm.leadList(listId) === undefined) return listNotFound(listId);
      const given = body.leadList.map(knownLead).filter((lead) => lead !== null);
      const leads = new Map(given.map((lead) => [lead.email.toLowerCase(), lead]));
      const ignoresBlockList = body.csvSettings?.ignoreGlobalBlockList ?? false;
      const counts = change("list.import", { listId, leads: [...leads.values()], ignoresBlockList });
      const duplicates = counts.duplicates + given.length - leads.size;
      return ok({ ok: true, data: { total_leads: body.leadList.length, ...counts, duplicates } });
    },
  }),
  defineOperation({
    id: "lead-lists.assign-tags",
    method: "POST",
    path: "/lead-list/assign-tags",
    summary: "Adds tags to lists and removes others.",
    sources: ["A5"],
    answers: [answer("Done.", message), LIMIT_REACHED],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      listIds: z.array(z.int()).min(1).max(MAX_TAGGED),
      tagIds: z.array(z.int()).min(1).max(MAX_TAGGED),
      removeTagIds: z.array(z.int()).min(1).max(MAX_TAGGED).optional(),
    }),
    handle: ({ body }, { world, change }) => {
      const ids = body.listIds.filter((id) => world.crm.leadList(id) !== undefined);
      change("tag.map", { kind: "leadList", ids, tagIds: body.tagIds });
      if (body.removeTagIds !== undefined) change("tag.unmap", { kind: "leadList", ids, tagIds: body.removeTagIds });
      return ok({ ok: true, message: "Tags updated successfully" });
    },
  }),
  defineOperation({
    id: "lead-lists.push-between-lists",
    method: "POST",
    path: "/leads/leads/push-between-lists",
    summary: "Copies or moves leads to another list.",
    sources: ["A5"],
    answers: [
      answer("How many.", z.strictObject({ ok: okTrue, data: z.strictObject({ total_leads_moved: z.int() }) })),
      NO_LIST,
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z
      .strictObject({
        action: z.enum(["copy", "move"]),
        leadIds: z.array(z.int()).min(1).max(10_000).optional(),
        fromListId: z.int().optional(),
        toListId: z.int(),
      })
      .refine(({ leadIds, fromListId }) => leadIds !== undefined || fromListId !== undefined, {
        path: ["value"],
        message: "must contain at least one of [leadIds, fromListId]",
      }),
    handle: ({ body }, context) => {
      const { action, leadIds, fromListId, toListId: listId } = body;
      const { world, change } = context;
      const missing = [listId, fromListId].find((id) => id !== undefined && world.crm.leadList(id) === undefined);
      if (missing !== undefined) return listNotFound(missing);
      const source = fromListId === undefined ? null : [...(world.crm.leadList(fromListId)?.leadIds ?? [])];
      const asked =
        leadIds === undefined ? (source ?? []) : leadIds.filter((id) => source === null || source.includes(id));
      const from = action === "move" ? (fromListId ?? "all") : null;
      const moved = change("list.push", { listId, leadIds: asked, fromListId: from, endsIn: "none" });
      return ok({ ok: true, data: { total_leads_moved: moved } });
    },
  }),
];

function listRow({ id, name, leadIds, createdAt }: LeadList) {
  return { id, name, lead_count: leadIds.size, created_at: isoFromMs(createdAt) };
}

/** Worded like the others: SmartLead's answer for an unknown list is not known. */
export function listNotFound(id: number) {
  return refusal(404, `Lead list not found with ID ${id}`);
}

/** Keys other than a lead's become custom fields; `null` without an address. */
function knownLead(given: Readonly<Record<string, unknown>>) {
  const known = Object.fromEntries(Object.entries(given).filter(([key]) => LEAD_KEYS.includes(key)));
  const others = Object.entries(given).filter(([key, value]) => !LEAD_KEYS.includes(key) && value !== null);
  const lead = GIVEN_LEAD.safeParse(known);
  if (!lead.success || !isAddress(lead.data.email.trim())) return null;
  const custom_fields: GivenLead["custom_fields"] = { ...Object.fromEntries(others), ...lead.data.custom_fields };
  return importedLead({ ...lead.data, custom_fields }, lead.data.email.trim());
}
