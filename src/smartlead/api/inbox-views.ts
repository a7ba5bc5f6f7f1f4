/** The views of the master inbox (more-endpoints.json, inbox; A5, B4, E6): each has the leads that match one condition. */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment } from "../account/account.ts";
import { type Reminder, TEAM_MEMBERS } from "../account/crm-records.ts";
import { lastReplyAt, lastSentAt } from "../account/enrolment-progress.ts";
import { answer, isoMs, refusalAnswer } from "./declared-answers.ts";
import { FirstInOrder } from "./first-in-order.ts";
import { type Filters, fits, listFilters, SINGLE_FILTERS } from "./inbox-filters.ts";
import { historyOf, historyShape, inboxRow, inboxRowShape, nextSendAt } from "./inbox-rows.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type Operation, type OperationContext, type OperationResponse } from "./operation.ts";
import { ok, refusal } from "./responses.ts";

const MAX_ROWS = 20;
/** Maximum mailboxes, team members, tags and clients in the filter of sent emails; the docs have no limit. */
const MANY = 1_000;

export interface InboxQuery {
  readonly offset: number;
  readonly limit: number;
  readonly filters?: Filters | undefined;
  readonly sortBy: string;
  readonly hasHistory: boolean;
}

type Extra = (enrolment: Enrolment) => readonly InboxEntry[];

/** A row of a view: its extra fields, and its sort keys. */
interface InboxEntry {
  readonly at: number;
  readonly shown: Readonly<Record<string, unknown>>;
}

interface FoundEntry extends InboxEntry {
  readonly enrolment: Enrolment;
}

const NOTHING_MORE = {};

/** A page of the matching leads, newest first or as requested; `entriesOf` returns the rows of a lead if a view has its own. */
export function inboxPage(
  context: Pick<OperationContext, "world" | "now">,
  query: InboxQuery,
  holds: (enrolment: Enrolment) => boolean,
  entriesOf?: Extra,
): OperationResponse {
  const { world } = context;
  const timeOf = query.sortBy === "SENT_TIME_DESC" ? lastSentAt : lastReplyAt;
  const direction = query.sortBy.endsWith("_ASC") ? -1 : 1;
  const found = new FirstInOrder<FoundEntry>(
    query.offset + query.limit,
    (one, other) => direction * (other.at - one.at || other.enrolment.mapId - one.enrolment.mapId),
  );
  const look = (enrolment: Enrolment) => {
    if (!holds(enrolment) || (query.filters !== undefined && !fits(world, enrolment, query.filters))) return;
    if (entriesOf === undefined) found.add({ at: timeOf(enrolment) ?? 0, shown: NOTHING_MORE, enrolment });
    else for (const { at, shown } of entriesOf(enrolment)) found.add({ at, shown, enrolment });
  };
  for (const { id } of world.campaigns) {
    const enrolments = world.enrolmentsOf(id);
    // Starts at the end where the page begins, so that later rows rarely displace earlier ones.
    if (direction === 1)
      for (let index = enrolments.length - 1; index >= 0; index -= 1) look(enrolments[index] as Enrolment);
    else enrolments.forEach(look);
  }
  const data = found
    .list()
    .slice(query.offset, query.offset + query.limit)
    .map(({ enrolment, shown }) => ({
      ...inboxRow(context, enrolment),
      ...shown,
      ...(query.hasHistory && { email_history: historyOf(enrolment) }),
    }));
  return ok({ ok: true, data, offset: query.offset, limit: query.limit });
}

interface View {
  readonly name: string;
  readonly summary: string;
  readonly sources: readonly string[];
  readonly filters?: z.ZodObject;
  /** The possible sort keys, the default first. */
  readonly sorts?: readonly [string, ...string[]];
  /** Extra keys of this view's rows. */
  readonly more?: Readonly<Record<string, z.ZodType>>;
  holds(context: OperationContext): (enrolment: Enrolment) => boolean;
  entriesOf?(context: OperationContext): Extra;
}

const DOCS = ["A5"];
const KNOWN = ["E6", "A5", "B4"];

const VIEWS: readonly View[] = [
  {
    name: "unread-replies",
    summary: "Lists the leads with an unread reply.",
    sources: KNOWN,
    holds: () => (one) => one.isUnread && one.replyCount > 0,
  },
  {
    name: "archived",
    summary:
      "Lists the archived leads; no call of SmartLead's archives one, the mock's `POST /_mock/world/marks` does.",
    sources: KNOWN,
    holds: () => (one) => one.marks?.isArchived === true,
  },
  {
    name: "important",
    summary: "Lists the important leads; no call of SmartLead's marks one, the mock's `POST /_mock/world/marks` does.",
    sources: KNOWN,
    holds: () => (one) => one.marks?.isImportant === true,
  },
  {
    name: "snoozed",
    summary: "Lists the snoozed leads; no call of SmartLead's snoozes one, the mock's `POST /_mock/world/marks` does.",
    sources: KNOWN,
    more: { snoozed_until: isoMs },
    holds: (context) => (one) => (one.marks?.snoozedUntil ?? 0) > context.now(),
    entriesOf: () => (one) => [
      { at: lastReplyAt(one) ?? 0, shown: { snoozed_until: isoFromMs(one.marks?.snoozedUntil ?? 0) } },
    ],
  },
  {
    name: "scheduled",
    summary: "Lists the leads with a pending email: the next step of an active campaign, or a scheduled answer.",
    sources: KNOWN,
    sorts: ["SCHEDULED_TIME_ASC", "SCHEDULED_TIME_DESC"],
    more: { scheduled_time: isoMs },
    holds: () => () => true,
    entriesOf: ({ world }) => {
      const active = new Set(world.campaigns.filter(({ status }) => status === "ACTIVE").map(({ id }) => id));
      const waiting = new Map<number, number>();
      for (const { mapId, sendAt, sentAt } of world.queuedAnswers) if (sentAt === null) waiting.set(mapId, sendAt);
      return (one) => {
        const next = active.has(one.campaignId) ? nextSendAt(world, one) : null;
        const times = [next, waiting.get(one.mapId) ?? null].filter((at) => at !== null);
        if (times.length === 0) return [];
        const at = Math.min(...times);
        return [{ at, shown: { scheduled_time: isoFromMs(at) } }];
      };
    },
  },
  {
    name: "reminders",
    summary: "Lists reminders, each with its lead, including overdue ones.",
    sources: KNOWN,
    sorts: ["REMINDER_TIME_ASC", "REMINDER_TIME_DESC"],
    more: { reminder_time: isoMs, reminder_message: z.string(), is_overdue: z.boolean() },
    holds: () => () => true,
    entriesOf: ({ world, now }) => {
      const byMapId = new Map<number, Reminder[]>();
      for (const reminder of world.crm.reminders) {
        byMapId.set(reminder.mapId, [...(byMapId.get(reminder.mapId) ?? []), reminder]);
      }
      return (one) =>
        (byMapId.get(one.mapId) ?? []).map(({ at, text }) => ({
          at,
          shown: { reminder_time: isoFromMs(at), reminder_message: text, is_overdue: at < now() },
        }));
    },
  },
  {
    name: "sent",
    summary: "Lists the leads that got email, whether or not they answered.",
    sources: DOCS,
    filters: listFilters(MANY, 15, MANY),
    holds: () => hasSent,
  },
  {
    name: "assigned-me",
    summary: "Lists the leads that are assigned to the owner of the key.",
    sources: DOCS,
    filters: SINGLE_FILTERS,
    holds: () => (one) => one.marks?.teamMemberId === TEAM_MEMBERS[0].id,
  },
];

export const inboxViewOperations: readonly Operation[] = [
  ...VIEWS.map(defineView),
  defineOperation({
    id: "master-inbox.views",
    method: "POST",
    path: "/master-inbox/views",
    summary: "Lists the leads that the filters ask for; a subsequence among them is named by its campaign.",
    sources: DOCS,
    answers: [answer("A page.", pageSchema({})), refusalAnswer(422, "There is no such subsequence.")],
    params: UNCHECKED,
    query: historyQuery(),
    body: bodyOf(SINGLE_FILTERS.extend({ subSequenceId: z.int().optional() }), replySorts()),
    handle: ({ query, body }, context) => {
      const filters = body.filters as Filters | undefined;
      const child = filters?.subSequenceId;
      if (child !== undefined && (context.world.campaign(child)?.parentId ?? null) === null) {
        return refusal(422, "Invalid subSequenceId");
      }
      return inboxPage(context, { ...body, filters, hasHistory: query.fetch_message_history }, () => true);
    },
  }),
];

/** Almost every thread starts with our email. */
function hasSent({ thread }: Enrolment): boolean {
  return thread[0]?.kind === "SENT" || thread.some(({ kind }) => kind === "SENT");
}

function defineView(view: View): Operation {
  const { name, summary, sources, filters = listFilters(10), sorts = replySorts(), more = {} } = view;
  return defineOperation({
    id: `master-inbox.${name}`,
    method: "POST",
    path: `/master-inbox/${name}`,
    summary,
    sources,
    answers: [answer("A page.", pageSchema(more))],
    params: UNCHECKED,
    query: name === "sent" ? UNCHECKED : historyQuery(),
    body: bodyOf(filters, sorts),
    handle: (input, context) => {
      const { fetch_message_history: asked = false } = (input.query ?? {}) as { fetch_message_history?: boolean };
      // Reminders accept the key and ignore it (A5).
      const hasHistory = asked && name !== "reminders" && name !== "sent";
      const query = { ...input.body, filters: input.body.filters as Filters | undefined, hasHistory };
      return inboxPage(context, query, view.holds(context), view.entriesOf?.(context));
    },
  });
}

function replySorts(): readonly [string, ...string[]] {
  return ["REPLY_TIME_DESC", "SENT_TIME_DESC"];
}

function bodyOf(filters: z.ZodObject, sorts: readonly [string, ...string[]]) {
  return z.strictObject({
    offset: pageOffset,
    limit: z.int().min(1).max(MAX_ROWS).default(MAX_ROWS),
    filters: filters.optional(),
    sortBy: z.enum(sorts).default(sorts[0]),
  });
}

function historyQuery() {
  return z.strictObject({ fetch_message_history: z.boolean().default(false) });
}

function pageSchema(more: Readonly<Record<string, z.ZodType>>) {
  const row = z.strictObject({ ...inboxRowShape, ...more, ...historyShape });
  return z.strictObject({ ok: z.literal(true), data: z.array(row), offset: z.int(), limit: z.int() });
}
