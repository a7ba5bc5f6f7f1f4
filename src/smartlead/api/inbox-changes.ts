/** Changes to a lead in the master inbox (more-endpoints.json, inbox; A5, B4, E6). They fire no events. */

import { z } from "zod";
import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { TEAM_MEMBERS } from "../account/crm-records.ts";
import { answer, isoMs, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { done, INBOX_SOURCES, inboxRecordOperations, mappingNotFound } from "./inbox-records.ts";
import { inboxRow, inboxRowShape } from "./inbox-rows.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type Operation } from "./operation.ts";
import { ok, refusal } from "./responses.ts";

const MAX_NAME_LENGTH = 255;
/** Maximum revenue: SmartLead's own limit is not known. */
const MAX_REVENUE = 1_000_000_000;
/** Maximum days of a subsequence's delay; larger values are treated as seconds (more-endpoints.md "Doubtful points"). */
const MAX_DELAY_DAYS = 366;
const DAY_SECONDS = 86_400;
const MAX_BLOCKED = 10_000;

const mapId = z.int();

const inboxItem = defineOperation({
  id: "master-inbox.item",
  method: "GET",
  path: "/master-inbox/:id",
  summary: "Shows a lead in a campaign by its map id, in a list of one; it is not marked as read.",
  sources: ["A5", "B4"],
  answers: [
    answer("A list of one.", z.strictObject({ ok: z.literal(true), data: z.array(z.strictObject(inboxRowShape)) })),
    refusalAnswer(404, "There is no such mapping."),
  ],
  params: z.strictObject({ id: z.int() }),
  query: UNCHECKED,
  body: UNCHECKED,
  handle: ({ params: { id } }, context) => {
    const enrolment = context.world.enrolmentByMapId(id);
    if (enrolment === undefined) return refusal(404, `Inbox item not found with ID ${id}`);
    return ok({ ok: true, data: [inboxRow(context, enrolment)] });
  },
});

const changeReadStatus = defineOperation({
  id: "master-inbox.change-read-status",
  method: "PATCH",
  path: "/master-inbox/change-read-status",
  summary: "Marks the replies of a lead as read or unread.",
  sources: INBOX_SOURCES,
  answers: [updatedAnswer({ is_read: z.boolean() })],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({ email_lead_map_id: mapId, read_status: z.boolean() }),
  handle: ({ body: { email_lead_map_id: id, read_status: isRead } }, { world, change, now }) => {
    const isThere = world.enrolmentByMapId(id) !== undefined;
    if (isThere) change("inbox.read", { mapId: id, isRead });
    // SmartLead has this message in either case (B4).
    return updated("Lead marked as unread successfully", { isThere, id, set: { is_read: isRead }, at: now() });
  },
});

const updateRevenue = defineOperation({
  id: "master-inbox.update-revenue",
  method: "PATCH",
  path: "/master-inbox/update-revenue",
  summary: "Sets the revenue of a lead.",
  sources: INBOX_SOURCES,
  answers: [updatedAnswer({ revenue: z.number() })],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({ email_lead_map_id: mapId, revenue: z.number().min(0).max(MAX_REVENUE) }),
  handle: ({ body: { email_lead_map_id: id, revenue } }, { world, change, now }) => {
    const isThere = world.enrolmentByMapId(id) !== undefined;
    if (isThere) change("inbox.mark", { mapId: id, marks: { revenue } });
    return updated("Lead revenue updated successfully", { isThere, id, set: { revenue }, at: now() });
  },
});

const updateTeamMember = defineOperation({
  id: "master-inbox.update-team-member",
  method: "POST",
  path: "/master-inbox/update-team-member",
  summary: "Assigns a lead to a team member.",
  sources: INBOX_SOURCES,
  answers: [
    done(z.strictObject({ email_lead_map_id: z.int(), team_member_id: z.int(), assigned_at: isoMs })),
    refusalAnswer(404, "There is no such mapping or team member."),
  ],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({ email_lead_map_id: mapId, team_member_id: z.int() }),
  handle: ({ body: { email_lead_map_id: id, team_member_id: member } }, { world, change, now }) => {
    if (world.enrolmentByMapId(id) === undefined) return mappingNotFound();
    if (TEAM_MEMBERS.every((one) => one.id !== member)) return refusal(404, `Team member not found with ID ${member}`);
    change("inbox.mark", { mapId: id, marks: { teamMemberId: member } });
    const data = { email_lead_map_id: id, team_member_id: member, assigned_at: isoFromMs(now()) };
    return ok({ ok: true, success: true, message: "Lead team member updated successfully", data });
  },
});

const pushToSubsequence = defineOperation({
  id: "master-inbox.push-to-subsequence",
  method: "POST",
  path: "/master-inbox/push-to-subsequence",
  summary: "Enrols a lead in a subsequence, whose emails then follow.",
  sources: INBOX_SOURCES,
  answers: [
    done(
      z.strictObject({
        success: z.literal(true),
        sub_sequence_id: z.int(),
        delay_days: z.number(),
        email_lead_map_id: z.int(),
        parent_campaign_id: z.int(),
        will_start_at: isoMs,
        stop_on_parent_reply: z.boolean(),
      }),
    ),
    refusalAnswer(404, "There is no such mapping, or no such subsequence."),
  ],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({
    email_lead_map_id: mapId,
    sub_sequence_id: z.int(),
    sub_sequence_delay_time: z
      .number()
      .min(0)
      .max(MAX_DELAY_DAYS * DAY_SECONDS)
      .default(0),
    stop_lead_on_parent_campaign_reply: z.boolean().default(false),
  }),
  handle: ({ body }, context) => {
    const { world, change, now } = context;
    const { email_lead_map_id: id, sub_sequence_id: childId, stop_lead_on_parent_campaign_reply: stopsOnReply } = body;
    const enrolment = world.enrolmentByMapId(id);
    if (enrolment === undefined) return mappingNotFound();
    if ((world.campaign(childId)?.parentId ?? null) === null)
      return refusal(404, `Subsequence not found with ID ${childId}`);
    const given = body.sub_sequence_delay_time;
    const delayDays = given > MAX_DELAY_DAYS ? given / DAY_SECONDS : given;
    change("lead.pushToSubsequence", {
      mapId: id,
      childId,
      delayDays,
      stopsOnReply,
      sendsAtOnce: !context.isWorldTime,
    });
    const data = {
      success: true,
      sub_sequence_id: childId,
      delay_days: delayDays,
      email_lead_map_id: id,
      parent_campaign_id: enrolment.campaignId,
      will_start_at: isoFromMs(now() + Math.floor(delayDays * DAY_MS)),
      stop_on_parent_reply: stopsOnReply,
    };
    return ok({ ok: true, success: true, message: "Lead pushed to subsequence successfully", data });
  },
});

const blockDomains = defineOperation({
  id: "master-inbox.block-domains",
  method: "POST",
  path: "/master-inbox/block-domains",
  summary: "Adds domains to the block list of the account: their addresses get no more email.",
  sources: INBOX_SOURCES,
  answers: [done(z.strictObject({ blocked_domains: z.int(), source: z.string(), blocked_at: isoMs })), LIMIT_REACHED],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({
    domains: z.array(z.string().min(1).max(MAX_NAME_LENGTH)).min(1).max(MAX_BLOCKED),
    source: z.enum(["manual", "bounce", "complaint", "invalid"]).default("manual"),
  }),
  handle: ({ body: { domains, source } }, { change, now }) => {
    change("block.add", { entries: domains, source, clientId: null });
    const data = { blocked_domains: domains.length, source, blocked_at: isoFromMs(now()) };
    return ok({ ok: true, success: true, message: "Domains blocked successfully", data });
  },
});

export const inboxChangeOperations: readonly Operation[] = [
  inboxItem,
  changeReadStatus,
  updateRevenue,
  updateTeamMember,
  ...inboxRecordOperations,
  pushToSubsequence,
  blockDomains,
];

/** The answer of calls that return 200 whether or not the mapping exists; `updated` tells which. */
function updatedAnswer(set: Readonly<Record<string, z.ZodType>>) {
  return done(
    z.strictObject({
      success: z.literal(true),
      updated: z.int(),
      email_lead_map_id: z.int(),
      ...set,
      updated_at: isoMs,
    }),
  );
}

interface Update {
  readonly isThere: boolean;
  /** The map id. */
  readonly id: number;
  readonly set: object;
  readonly at: number;
}

function updated(message: string, { isThere, id, set, at }: Update) {
  const data = { success: true, updated: isThere ? 1 : 0, email_lead_map_id: id, ...set, updated_at: isoFromMs(at) };
  return ok({ ok: true, success: true, message, data });
}
