/** The mailboxes that a campaign sends from (smartlead.md §4; E4, C3). */
import { z } from "zod";
import { answer, CAMPAIGN_NOT_FOUND, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, UNCHECKED } from "./key-schemas.ts";
import { campaignMailbox, campaignMailboxSchema, mailboxCounts } from "./mailbox-row.ts";
import { defineOperation } from "./operation.ts";
import { campaignNotFound, mailboxNotFound, ok } from "./responses.ts";

/** Maximum ids per call: more than a campaign has. */
const MAX_IDS = 1_000;

const IDS_BODY = z.strictObject({ email_account_ids: z.array(z.int()).min(1).max(MAX_IDS) });

export const campaignMailboxOperations = [
  defineOperation({
    id: "campaign-mailboxes.list",
    method: "GET",
    path: "/campaigns/:campaign_id/email-accounts",
    summary: "Lists the mailboxes that a campaign sends from, with their passwords.",
    sources: ["E4"],
    answers: [answer("A bare array.", z.array(campaignMailboxSchema)), CAMPAIGN_NOT_FOUND],
    params: CAMPAIGN_PARAMS,
    // Tags are filled only on request; the answer always has the key.
    query: z.strictObject({ include_tags: z.boolean().default(false) }),
    body: UNCHECKED,
    handle: ({ params, query }, { world, now }) => {
      const campaign = world.campaign(params.campaign_id);
      if (campaign === undefined) return campaignNotFound();
      const mailboxes = world.mailboxes.filter(({ id }) => campaign.mailboxIds.includes(id));
      const counts = mailboxCounts(world, now());
      return ok(mailboxes.map((mailbox) => campaignMailbox(mailbox, counts, query.include_tags)));
    },
  }),
  defineOperation({
    id: "campaign-mailboxes.add",
    method: "POST",
    path: "/campaigns/:campaign_id/email-accounts",
    summary: "Adds mailboxes to a campaign.",
    sources: ["C3", "A5"],
    answers: [
      answer(
        "Added; `result` has those that are new to the campaign.",
        z.strictObject({
          ok: z.literal(true),
          result: z.array(z.strictObject({ email_campaign_id: z.int(), email_account_id: z.int() })),
        }),
      ),
      refusalAnswer(404, "There is no such campaign or mailbox."),
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: IDS_BODY.extend({ auto_adjust_warmup: z.boolean().optional() }),
    handle: ({ params: { campaign_id: campaignId }, body }, { world, change }) => {
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      if (body.email_account_ids.some((id) => world.mailbox(id) === undefined)) return mailboxNotFound();
      const added = change("campaign.addMailboxes", { campaignId, mailboxIds: body.email_account_ids });
      return ok({ ok: true, result: added.map((id) => ({ email_campaign_id: campaignId, email_account_id: id })) });
    },
  }),
  defineOperation({
    id: "campaign-mailboxes.remove",
    method: "DELETE",
    path: "/campaigns/:campaign_id/email-accounts",
    summary: "Removes mailboxes from a campaign; its other mailboxes take over their leads.",
    sources: ["C3"],
    answers: [
      answer("How many were removed.", z.strictObject({ ok: z.literal(true), result: z.int() })),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: IDS_BODY,
    handle: ({ params: { campaign_id: campaignId }, body }, { world, change }) => {
      if (world.campaign(campaignId) === undefined) return campaignNotFound();
      return ok({
        ok: true,
        result: change("campaign.removeMailboxes", { campaignId, mailboxIds: body.email_account_ids }),
      });
    },
  }),
];
