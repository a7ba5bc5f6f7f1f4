/** Tags of the account, and those of mailboxes (more-endpoints.json, email-account-tags; A5, B4, E6, H6). */
import { z } from "zod";
import { answer, LIMIT_REACHED } from "./declared-answers.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { ok } from "./responses.ts";

const MAX_NAME_LENGTH = 255;
/** Maximum mailboxes per call (B4; H15 confirms it). */
const MAX_MAILBOXES = 25;
const MAX_TAGS_PER_CALL = 100;
const MAX_ADDRESSES = 1_000;
/** SmartLead's choice is not documented. */
const DEFAULT_COLOR = "#4CAF50";

const okTrue = z.literal(true);
const name = z.string().min(1).max(MAX_NAME_LENGTH);
const color = z.string().refine((text) => /^#[0-9A-Fa-f]{6}$/.test(text), {
  error: ({ input }) => `with value "${input}" fails to match the required pattern: /^#[0-9A-Fa-f]{6}$/`,
});
const tagSchema = z.strictObject({ id: z.int(), name: z.string(), color: z.string() });
const PAIRS = z.strictObject({
  email_account_ids: z.array(z.int()).min(1).max(MAX_MAILBOXES),
  tag_ids: z.array(z.int()).min(1).max(MAX_TAGS_PER_CALL),
});

function mappingAnswer(done: "added" | "deleted") {
  return answer(
    "Each pair, and how many of each.",
    z.strictObject({
      ok: okTrue,
      success: okTrue,
      message: z.string(),
      data: z.strictObject({
        results: z.array(
          z.strictObject({
            email_account_id: z.int(),
            tag_id: z.int(),
            action: z.string(),
            mapping_id: z.int().optional(),
            reason: z.string().optional(),
          }),
        ),
        summary: z.strictObject({
          total_processed: z.int(),
          [done]: z.int(),
          skipped: z.int(),
          failed: z.int(),
        }),
      }),
    }),
  );
}

export const mailboxTagOperations = [
  defineOperation({
    id: "tags.create",
    method: "POST",
    path: "/tags",
    summary: "Creates a tag for mailboxes, leads and lead lists.",
    sources: ["A5"],
    answers: [answer("The tag.", z.strictObject({ ok: okTrue, data: tagSchema })), LIMIT_REACHED],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({ name, color: color.optional() }),
    handle: ({ body }, { change }) =>
      ok({ ok: true, data: change("tag.create", { name: body.name, color: body.color ?? DEFAULT_COLOR }) }),
  }),
  defineOperation({
    id: "tags.list",
    method: "GET",
    path: "/email-accounts/tags",
    summary: "Lists the tags of the account.",
    sources: ["I1"],
    answers: [answer("The tags.", z.strictObject({ ok: okTrue, data: z.array(tagSchema) }))],
    params: UNCHECKED,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: (_input, { world: { crm } }) => ok({ ok: true, data: crm.tags.map((tag) => ({ ...tag })) }),
  }),
  defineOperation({
    id: "tags.update",
    method: "POST",
    path: "/email-accounts/tag-manager",
    summary: "Renames or recolours a tag; the number is how many were changed.",
    sources: ["B4", "E6", "A5"],
    answers: [answer("How many.", z.strictObject({ ok: okTrue, message: z.string(), data: z.int() }))],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({ id: z.int(), name, color }),
    handle: ({ body }, { change }) =>
      ok({ ok: true, message: "Tag updated successfully!", data: change("tag.update", body) }),
  }),
  defineOperation({
    id: "tags.map",
    method: "POST",
    path: "/email-accounts/tag-mapping",
    summary: "Adds tags to mailboxes, at most 25 in one call.",
    sources: ["B4", "A5", "E6", "H15"],
    answers: [mappingAnswer("added"), LIMIT_REACHED],
    params: UNCHECKED,
    query: UNCHECKED,
    body: PAIRS,
    handle: ({ body }, { world, change }) => {
      const ids = body.email_account_ids.filter((id) => world.mailbox(id) !== undefined);
      const added = change("tag.map", { kind: "mailbox", ids, tagIds: body.tag_ids });
      const results = pairsOf(body).map((pair) => {
        const mapping = added.find(({ of, tagId }) => of === pair.email_account_id && tagId === pair.tag_id);
        if (mapping !== undefined) return { ...pair, action: "added", mapping_id: mapping.id };
        const failure = failureOf(world, pair);
        return failure === null
          ? { ...pair, action: "skipped", reason: "Mapping already exists" }
          : { ...pair, action: "failed", reason: failure };
      });
      return mapped("Tag mapping operation completed", results, "added");
    },
  }),
  defineOperation({
    id: "tags.unmap",
    method: "DELETE",
    path: "/email-accounts/tag-mapping",
    summary: "Removes tags from mailboxes; the tags remain.",
    sources: ["B4", "A5", "E6"],
    answers: [mappingAnswer("deleted")],
    params: UNCHECKED,
    query: UNCHECKED,
    body: PAIRS,
    handle: ({ body }, { change }) => {
      const removed = change("tag.unmap", { kind: "mailbox", ids: body.email_account_ids, tagIds: body.tag_ids });
      const results = pairsOf(body).map((pair) => {
        const mapping = removed.find(({ of, tagId }) => of === pair.email_account_id && tagId === pair.tag_id);
        return mapping === undefined
          ? { ...pair, action: "skipped", reason: "Mapping does not exist" }
          : { ...pair, action: "deleted", mapping_id: mapping.id };
      });
      return mapped("Tag removal operation completed", results, "deleted");
    },
  }),
  defineOperation({
    id: "tags.of-mailboxes",
    method: "POST",
    path: "/email-accounts/tag-list",
    summary: "Lists the tags of mailboxes, by address; addresses without a mailbox are left out.",
    sources: ["A5", "E6", "H6"],
    answers: [
      answer(
        "The mailboxes with both documented forms of their tags.",
        z.strictObject({
          ok: okTrue,
          success: okTrue,
          data: z.array(
            z.strictObject({
              email_account_id: z.int(),
              from_email: z.string(),
              tags: z.array(
                z.strictObject({
                  tag_id: z.int(),
                  tag_name: z.string(),
                  tag_color: z.string(),
                  id: z.int(),
                  name: z.string(),
                  color: z.string(),
                }),
              ),
            }),
          ),
        }),
      ),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({ email_ids: z.array(z.string().max(320)).min(1).max(MAX_ADDRESSES) }),
    handle: ({ body: { email_ids: addresses } }, { world }) => {
      const asked = new Set(addresses.map((address) => address.trim().toLowerCase()));
      const data = world.mailboxes
        .filter(({ email }) => asked.has(email.toLowerCase()))
        .map(({ id, email }) => ({ email_account_id: id, from_email: email, tags: tagsOf(world, id) }));
      return ok({ ok: true, success: true, data });
    },
  }),
];

function tagsOf({ crm }: Pick<OperationWorld, "crm">, mailboxId: number) {
  return crm.mappingsOf("mailbox", mailboxId).flatMap(({ tagId }) => {
    const tag = crm.tag(tagId);
    if (tag === undefined) return [];
    return [{ tag_id: tag.id, tag_name: tag.name, tag_color: tag.color, id: tag.id, name: tag.name, color: tag.color }];
  });
}

interface Pair {
  readonly email_account_id: number;
  readonly tag_id: number;
}

function pairsOf(body: z.output<typeof PAIRS>): Pair[] {
  return body.email_account_ids.flatMap((email_account_id) =>
    body.tag_ids.map((tag_id) => ({ email_account_id, tag_id })),
  );
}

function failureOf(world: Pick<OperationWorld, "mailbox" | "crm">, pair: Pair): string | null {
  if (world.mailbox(pair.email_account_id) === undefined) return "Email account not found";
  return world.crm.tag(pair.tag_id) === undefined ? "Tag not found" : null;
}

function mapped(message: string, results: readonly { readonly action: string }[], done: "added" | "deleted") {
  const count = (action: string) => results.filter((result) => result.action === action).length;
  const summary = {
    total_processed: results.length,
    [done]: count(done),
    skipped: count("skipped"),
    failed: count("failed"),
  };
  return ok({ ok: true, success: true, message, data: { results, summary } });
}
