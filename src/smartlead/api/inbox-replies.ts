/** Leads that have answered, as the master inbox lists them (smartlead.md §4 "Reply and master inbox"; E4, E6, A5). */
import { z } from "zod";
import { answer } from "./declared-answers.ts";
import { FILTERS } from "./inbox-filters.ts";
import { inboxRowSchema } from "./inbox-rows.ts";
import { inboxPage } from "./inbox-views.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";

const MAX_REPLIES = 20;

export const inboxReplies = defineOperation({
  id: "master-inbox.inbox-replies",
  method: "POST",
  path: "/master-inbox/inbox-replies",
  summary: "Lists the leads that have answered, newest first.",
  sources: ["E4", "E6", "A5"],
  answers: [
    answer(
      "A page.",
      z.strictObject({ ok: z.literal(true), data: z.array(inboxRowSchema), offset: z.int(), limit: z.int() }),
    ),
  ],
  params: UNCHECKED,
  query: z.strictObject({ fetch_message_history: z.boolean().default(false) }),
  body: z.strictObject({
    offset: pageOffset,
    limit: z.int().min(1).max(MAX_REPLIES).default(MAX_REPLIES),
    filters: FILTERS.optional(),
    sortBy: z.enum(["REPLY_TIME_DESC", "SENT_TIME_DESC"]).default("REPLY_TIME_DESC"),
  }),
  handle: ({ query, body }, context) =>
    inboxPage(context, { ...body, hasHistory: query.fetch_message_history }, ({ replyCount }) => replyCount > 0),
});
