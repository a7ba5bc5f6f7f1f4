/** Tags, notes and tasks of leads, and the block list (more-endpoints.json, crm and block-list; A5, E6, H14). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { BlockEntry } from "../account/crm-records.ts";
import { TEAM_MEMBERS } from "../account/crm-records.ts";
import { domainOf } from "../account/identifiers.ts";
import { answer, isoMs, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { leadNotFound, ok, refusal } from "./responses.ts";

const MAX_TAGS_PER_CALL = 100;
const MAX_BLOCKED_PER_PAGE = 1_000;
const MAX_BLOCKED_PER_CALL = 10_000;
const MAX_WORD_LENGTH = 320;

const okTrue = z.literal(true);
const LEAD_PARAMS = z.strictObject({ id: z.int() });
const NO_LEAD = refusalAnswer(404, "There is no such lead.");
const message = z.strictObject({ ok: okTrue, message: z.string() });
const success = z.strictObject({ success: okTrue, message: z.string() });

/** The answer of a call that lists notes or tasks of a lead. */
function rowsAnswer<Fields extends z.ZodRawShape>(description: string, fields: Fields) {
  const row = z.strictObject({ id: z.int(), lead_id: z.int(), ...fields, created_at: isoMs });
  return answer(description, z.strictObject({ ok: okTrue, data: z.array(row) }));
}

export const crmLeadOperations = [
  defineOperation({
    id: "crm.tags",
    method: "GET",
    path: "/crm/leads/tags",
    summary: "Lists the tags of a lead, or all of the account.",
    sources: ["A5"],
    answers: [
      answer(
        "The tags; without a lead there is no mapping.",
        z.strictObject({
          ok: okTrue,
          data: z.array(
            z.strictObject({
              id: z.int(),
              tag_mapping_id: z.int().nullable(),
              name: z.string(),
              color: z.string(),
            }),
          ),
        }),
      ),
    ],
    params: UNCHECKED,
    query: z.strictObject({ leadId: z.int().optional() }),
    body: UNCHECKED,
    handle: ({ query: { leadId } }, { world: { crm } }) => {
      if (leadId === undefined) {
        return ok({
          ok: true,
          data: crm.tags.map(({ id, name, color }) => ({ id, tag_mapping_id: null, name, color })),
        });
      }
      const data = crm.mappingsOf("lead", leadId).flatMap(({ id: tag_mapping_id, tagId }) => {
        const tag = crm.tag(tagId);
        return tag === undefined ? [] : [{ id: tag.id, tag_mapping_id, name: tag.name, color: tag.color }];
      });
      return ok({ ok: true, data });
    },
  }),
  defineOperation({
    id: "crm.add-tags",
    method: "POST",
    path: "/crm/leads/tags",
    summary: "Adds tags to a lead.",
    sources: ["A5"],
    answers: [answer("Done.", message), NO_LEAD, LIMIT_REACHED],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({ leadId: z.int(), tagIds: z.array(z.int()).max(MAX_TAGS_PER_CALL) }),
    handle: ({ body: { leadId, tagIds } }, { world, change }) => {
      if (world.lead(leadId) === undefined) return leadNotFound();
      change("tag.map", { kind: "lead", ids: [leadId], tagIds });
      return ok({ ok: true, message: "Tags added to lead successfully" });
    },
  }),
  defineOperation({
    id: "crm.remove-tag",
    method: "DELETE",
    path: "/crm/leads/tags/:tagMappingId",
    summary: "Removes a tag from a lead; takes the id of the mapping.",
    sources: ["A5"],
    answers: [answer("Done.", message), refusalAnswer(404, "There is no such mapping.")],
    params: z.strictObject({ tagMappingId: z.int() }),
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { tagMappingId: id } }, { world: { crm }, change }) => {
      if (crm.tagMappings.every((mapping) => mapping.id !== id || mapping.kind !== "lead")) {
        return refusal(404, `Tag mapping not found with ID ${id}`);
      }
      change("tag.removeMapping", { id });
      return ok({ ok: true, message: "Tag removed from lead successfully" });
    },
  }),
  defineOperation({
    id: "crm.notes",
    method: "GET",
    path: "/crm/leads/notes/:id",
    summary: "Lists the notes of a lead, of all its campaigns.",
    sources: ["A5"],
    answers: [rowsAnswer("The notes.", { note_message: z.string(), created_by: z.string() }), NO_LEAD],
    params: LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { id } }, { world }) =>
      rowsAbout({ id, world }, world.crm.notes, ({ text }) => ({
        note_message: text,
        created_by: TEAM_MEMBERS[0].name,
      })),
  }),
  defineOperation({
    id: "crm.tasks",
    method: "GET",
    path: "/crm/leads/tasks/:id",
    summary: "Lists the tasks about a lead, of all its campaigns.",
    sources: ["A5"],
    answers: [
      rowsAnswer("The tasks.", {
        name: z.string(),
        description: z.string().nullable(),
        priority: z.string(),
        due_date: z.string().nullable(),
        status: z.literal("pending"),
      }),
      NO_LEAD,
    ],
    params: LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { id } }, { world }) =>
      rowsAbout({ id, world }, world.crm.tasks, ({ name, description, priority, dueDate }) => ({
        name,
        description,
        priority,
        due_date: dueDate,
        status: "pending",
      })),
  }),
  defineOperation({
    id: "block-list.get",
    method: "GET",
    path: "/leads/get-domain-block-list",
    summary: "Lists blocked addresses and domains, page by page.",
    sources: ["A5", "E6", "H13"],
    answers: [
      answer(
        "A bare array.",
        z.array(
          z.strictObject({
            id: z.int(),
            email_or_domain: z.string(),
            created_at: isoMs,
            source: z.string(),
            client_id: z.int().nullable(),
          }),
        ),
      ),
    ],
    params: UNCHECKED,
    query: z.strictObject({
      offset: pageOffset,
      limit: z.int().min(1).max(MAX_BLOCKED_PER_PAGE).default(100),
      filter_client_id: z.int().optional(),
      filter_email_or_domain: z.string().max(MAX_WORD_LENGTH).optional(),
      filter_email_with_domain: z.string().max(MAX_WORD_LENGTH).optional(),
    }),
    body: UNCHECKED,
    handle: ({ query }, { world: { crm } }) => {
      const part = query.filter_email_or_domain?.toLowerCase();
      const address = query.filter_email_with_domain?.toLowerCase();
      const holds = ({ emailOrDomain, clientId }: BlockEntry) =>
        (query.filter_client_id === undefined || clientId === query.filter_client_id) &&
        (part === undefined || emailOrDomain.includes(part)) &&
        (address === undefined || emailOrDomain.includes(address) || emailOrDomain === domainOf(address));
      const found = crm.blockList.filter(holds).slice(query.offset, query.offset + query.limit);
      return ok(
        found.map(({ id, emailOrDomain, createdAt, source, clientId }) => ({
          id,
          email_or_domain: emailOrDomain,
          created_at: isoFromMs(createdAt),
          source,
          client_id: clientId,
        })),
      );
    },
  }),
  defineOperation({
    id: "block-list.add",
    method: "POST",
    path: "/leads/add-domain-block-list",
    summary: "Blocks addresses and domains: their leads get no more email and become BLOCKED.",
    sources: ["A5", "C3", "B4", "H14"],
    answers: [
      answer(
        "How many were given, and how many are new.",
        z.strictObject({
          uploadCount: z.int(),
          totalDomainAdded: z.int(),
          success: okTrue,
          message: z.string(),
        }),
      ),
      LIMIT_REACHED,
      refusalAnswer(404, "There is no such client."),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      domain_block_list: z.array(z.string().min(1).max(MAX_WORD_LENGTH)).max(MAX_BLOCKED_PER_CALL),
      client_id: z.int().nullable().optional(),
    }),
    handle: ({ body: { domain_block_list: entries, client_id: clientId = null } }, { world, change }) => {
      if (clientId !== null && world.client(clientId) === undefined) {
        return refusal(404, "Client not found - Invalid client_id.");
      }
      const added = change("block.add", { entries, source: "manual", clientId });
      const { length } = entries;
      return ok({
        uploadCount: length,
        totalDomainAdded: added,
        success: true,
        message: `${length} entries added to block list`,
      });
    },
  }),
  defineOperation({
    id: "block-list.delete",
    method: "DELETE",
    path: "/leads/delete-domain-block-list",
    summary: "Removes an entry from the block list; leads that it blocked stay blocked.",
    sources: ["A5", "B4"],
    answers: [answer("Done.", success), refusalAnswer(404, "There is no such entry.")],
    params: UNCHECKED,
    query: z.strictObject({ id: z.int() }),
    body: UNCHECKED,
    handle: ({ query: { id } }, { change }) =>
      change("block.remove", { id })
        ? ok({ success: true, message: "Entry deleted successfully" })
        : refusal(404, "Block list entry not found"),
  }),
];

interface AboutLead {
  readonly id: number;
  readonly leadId: number | null;
  readonly createdAt: number;
}

/** Notes or tasks about one lead, in all its campaigns; 404 if there is no such lead. */
function rowsAbout<Item extends AboutLead, Row extends object>(
  { id, world }: { readonly id: number; readonly world: OperationWorld },
  items: readonly Item[],
  rowOf: (item: Item) => Row,
) {
  if (world.lead(id) === undefined) return leadNotFound();
  const data = items
    .filter(({ leadId }) => leadId === id)
    .map((item) => ({ id: item.id, lead_id: id, ...rowOf(item), created_at: isoFromMs(item.createdAt) }));
  return ok({ ok: true, data });
}
