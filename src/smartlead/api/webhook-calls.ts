/** The results of a campaign's deliveries, and resending the failed ones (smartlead.md §3, summary and retrigger-failed-events). */

import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { EVENT_TYPES, type EventType, isEventType } from "../events/event-types.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, TIME_RANGE, UNCHECKED } from "./key-schemas.ts";
import { type DeliveryCounts, type DeliverySummary, defineOperation, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

const countsSchema = {
  sent_count: z.int(),
  successful_count: z.int(),
  failed_count: z.int(),
  scheduled_for_retry_count: z.int(),
};

export const webhookCallOperations = [
  defineOperation({
    id: "campaign-webhooks.summary",
    method: "GET",
    path: "/campaigns/:campaign_id/webhooks/summary",
    summary: "Counts a campaign's deliveries that were created in a period.",
    sources: ["E4", "A4", "E6", "G2"],
    answers: [
      answer(
        "The four known forms in one.",
        z.strictObject({
          ok: z.literal(true),
          data: z.strictObject({
            summary: z.array(z.strictObject({ event_type: z.string(), ...countsSchema })),
            timeRange: z.strictObject({ from: isoMs, to: isoMs }),
            ...countsSchema,
            retroactively_failed_count: z.int(),
            event_types: z.record(z.string(), z.strictObject(countsSchema)),
          }),
          total_calls: z.int(),
          successful_calls: z.int(),
          failed_calls: z.int(),
          success_rate: z.number(),
          total: z.int(),
          success: z.int(),
          failed: z.int(),
        }),
      ),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: TIME_RANGE,
    body: UNCHECKED,
    handle: ({ params, query }, context) => {
      if (context.world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const summary = context.summary(params.campaign_id, query.fromTime, query.toTime);
      return ok(summaryBody(summary, { from: isoFromMs(query.fromTime), to: isoFromMs(query.toTime) }));
    },
  }),
  defineOperation({
    id: "campaign-webhooks.retrigger",
    method: "POST",
    path: "/campaigns/:campaign_id/webhooks/retrigger-failed-events",
    summary: "Resends a campaign's failed deliveries of a period.",
    sources: ["A4", "E6", "G2"],
    answers: [
      answer(
        "The known forms in one.",
        z.strictObject({
          success: z.literal(true),
          ok: z.literal(true),
          retriggered_count: z.int(),
          message: z.string(),
          retrigger_id: z.string(),
        }),
      ),
      CAMPAIGN_NOT_FOUND,
      refusalAnswer(503, "The mock has reached its limit of open deliveries."),
    ],
    params: CAMPAIGN_PARAMS,
    query: UNCHECKED,
    body: TIME_RANGE,
    handle: ({ params, body }, context) => {
      if (context.world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const { count, done } = context.retrigger(params.campaign_id, body.fromTime, body.toTime);
      const answer = ok({
        success: true,
        ok: true,
        retriggered_count: count,
        message: count === 0 ? "No failed events in this time range" : `Retriggering ${count} failed event(s)`,
        retrigger_id: `${params.campaign_id}-${context.now()}`,
      });
      return done === null ? answer : { ...answer, done };
    },
  }),
];

/** The four documented shapes in one: live (E4), A4, the official command line client (E6), a third-party copy (G2). The keys of E4's rows were never seen; they are G2's. */
function summaryBody(summary: DeliverySummary, timeRange: { readonly from: string; readonly to: string }) {
  const byType = Object.entries(summary.byEventType).map(([type, counts]) => [type, countRow(counts)] as const);
  return {
    ok: true,
    data: {
      summary: byType.map(([type, row]) => ({ event_type: type, ...row })),
      timeRange,
      ...countRow(summary),
      retroactively_failed_count: summary.retriedFailures,
      event_types: Object.fromEntries(byType),
    },
    total_calls: summary.total,
    successful_calls: summary.delivered,
    failed_calls: summary.failed,
    success_rate: percentage(summary.delivered, summary.total),
    total: summary.total,
    success: summary.delivered,
    failed: summary.failed,
  };
}

function countRow(counts: DeliveryCounts) {
  return {
    sent_count: counts.total,
    successful_count: counts.delivered,
    failed_count: counts.failed,
    scheduled_for_retry_count: counts.pending,
  };
}

/** One decimal, as in A4's 145 of 150 = 96.7; 0 if nothing was sent. */
function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10;
}

/** The names that older families of SmartLead's documentation use (smartlead.md §2 "Name map across families"; B1, B2, B3, A4, C2). */
const OLD_EVENT_NAMES: ReadonlyMap<string, EventType> = new Map<string, EventType>([
  ["SENT", "EMAIL_SENT"],
  ["EMAIL_OPENED", "EMAIL_OPEN"],
  ["OPENED", "EMAIL_OPEN"],
  ["LEAD_OPENED", "EMAIL_OPEN"],
  ["EMAIL_CLICKED", "EMAIL_LINK_CLICK"],
  ["CLICKED", "EMAIL_LINK_CLICK"],
  ["LEAD_CLICKED", "EMAIL_LINK_CLICK"],
  ["LINK_CLICKED", "EMAIL_LINK_CLICK"],
  ["EMAIL_REPLIED", "EMAIL_REPLY"],
  ["REPLIED", "EMAIL_REPLY"],
  ["LEAD_REPLIED", "EMAIL_REPLY"],
  ["EMAIL_BOUNCED", "EMAIL_BOUNCE"],
  ["BOUNCED", "EMAIL_BOUNCE"],
  ["LEAD_BOUNCED", "EMAIL_BOUNCE"],
  ["EMAIL_UNSUBSCRIBED", "LEAD_UNSUBSCRIBED"],
  ["UNSUBSCRIBED", "LEAD_UNSUBSCRIBED"],
]);

/** All names that an account-wide webhook accepts. */
export const EVENT_NAMES: readonly string[] = [...EVENT_TYPES, ...OLD_EVENT_NAMES.keys()];

/** The event type of a name from any family, if any. */
export function eventTypeOfName(name: string): EventType | undefined {
  return isEventType(name) ? name : OLD_EVENT_NAMES.get(name);
}

/** Converts names of any family to the map that webhooks store. If two names mean one type, the later one wins. */
export function eventTypeMapOf(entries: Iterable<readonly [string, boolean]>): Partial<Record<EventType, boolean>> {
  const map: Partial<Record<EventType, boolean>> = {};
  for (const [name, isSubscribed] of entries) {
    const type = eventTypeOfName(name);
    if (type !== undefined) map[type] = isSubscribed;
  }
  return map;
}

/**
 * Categories as stored in a webhook, or the first unknown name. Ids are not checked: an account's own categories have ids that the mock
 * cannot know.
 */
type ResolvedCategories =
  | { readonly isKnown: true; readonly categoryIdMap: Readonly<Record<string, boolean>> }
  | { readonly isKnown: false; readonly name: string };

export function resolveCategories(world: OperationWorld, asked: readonly (string | number)[]): ResolvedCategories {
  const ids = new Set<string>();
  for (const item of asked) {
    const id = typeof item === "number" || /^\d+$/.test(item) ? item : idOfCategory(world, item);
    if (id === undefined) return { isKnown: false, name: String(item) };
    ids.add(String(id));
  }
  return { isKnown: true, categoryIdMap: Object.fromEntries([...ids].map((id) => [id, true])) };
}

function idOfCategory(world: OperationWorld, name: string): number | undefined {
  return world.categories.find((category) => category.name === name)?.id;
}
