/** What became of a campaign's deliveries, and sending the failed ones again (smartlead.md §3, summary and retrigger-failed-events). */

import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs, refusalAnswer } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, TIME_RANGE, UNCHECKED } from "./key-schemas.ts";
import { type DeliveryCounts, type DeliverySummary, defineOperation } from "./operation.ts";
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
    summary: "Counts a campaign's deliveries that were created in a window of time.",
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
    summary: "Sends a campaign's failed deliveries of a window of time again.",
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

/** With one decimal, as in A4's 145 of 150 = 96.7; 0 where nothing was sent. */
function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10;
}
