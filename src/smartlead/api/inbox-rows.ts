/** A lead in a campaign as every view of the master inbox shows it (more-endpoints.json, inbox; B4, H12): 30 keys, ids and revenue as texts. */

import { z } from "zod";
import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment } from "../account/account.ts";
import { NO_MARKS } from "../account/crm-records.ts";
import { isRunning, lastReplyAt, lastSentAt, nextStepOf } from "../account/enrolment-progress.ts";
import { messageRow, messageRowSchema } from "./message-history.ts";
import type { OperationContext, OperationWorld } from "./operation.ts";

export const inboxRowShape = {
  email_lead_map_id: z.string(),
  email_lead_id: z.string(),
  lead_first_name: z.string(),
  lead_last_name: z.string(),
  lead_email: z.string(),
  lead_status: z.string(),
  lead_category_id: z.int().nullable(),
  last_sent_time: z.string().nullable(),
  last_reply_time: z.string().nullable(),
  has_new_unread_email: z.boolean(),
  email_account_id: z.int(),
  revenue: z.string(),
  is_pushed_to_sub_sequence: z.boolean(),
  current_sequence_number: z.int(),
  sub_sequence_id: z.int().nullable(),
  old_replaced_lead_data: z.null(),
  lead_next_timestamp_to_send: z.string().nullable(),
  email_campaign_seq_id: z.int().nullable(),
  is_important: z.boolean(),
  is_archived: z.boolean(),
  is_snoozed: z.boolean(),
  team_member_id: z.int().nullable(),
  is_ooo_automated_push_lead: z.null(),
  email_campaign_id: z.int(),
  email_campaign_name: z.string(),
  client_id: z.int().nullable(),
  belongs_to_sub_sequence: z.boolean(),
  campaign_sending_schedule: z
    .strictObject({ tz: z.string(), days: z.array(z.int()), startHour: z.string(), endHour: z.string() })
    .nullable(),
  sequence_count: z.int(),
};

export const historyShape = {
  email_history: z.array(messageRowSchema).optional().describe("Only with fetch_message_history."),
};

export const inboxRowSchema = z.strictObject({ ...inboxRowShape, ...historyShape });

export function inboxRow({ world, now }: Pick<OperationContext, "world" | "now">, enrolment: Enrolment) {
  const lead = world.lead(enrolment.leadId);
  const campaign = world.campaign(enrolment.campaignId);
  const marks = enrolment.marks ?? NO_MARKS;
  const schedule = campaign?.schedule ?? null;
  return {
    email_lead_map_id: String(enrolment.mapId),
    email_lead_id: String(enrolment.leadId),
    lead_first_name: lead?.firstName ?? "",
    lead_last_name: lead?.lastName ?? "",
    lead_email: lead?.email ?? "",
    lead_status: enrolment.status,
    lead_category_id: enrolment.category?.id ?? null,
    last_sent_time: isoOrNull(lastSentAt(enrolment)),
    last_reply_time: isoOrNull(lastReplyAt(enrolment)),
    has_new_unread_email: enrolment.isUnread,
    email_account_id: enrolment.mailboxId,
    revenue: marks.revenue.toFixed(2),
    is_pushed_to_sub_sequence: marks.subsequenceId !== null,
    current_sequence_number: enrolment.currentStep,
    sub_sequence_id: marks.subsequenceId,
    old_replaced_lead_data: null,
    lead_next_timestamp_to_send: isoOrNull(nextSendAt(world, enrolment)),
    email_campaign_seq_id: campaign?.steps[Math.max(enrolment.currentStep - 1, 0)]?.id ?? null,
    is_important: marks.isImportant,
    is_archived: marks.isArchived,
    is_snoozed: marks.snoozedUntil !== null && marks.snoozedUntil > now(),
    team_member_id: marks.teamMemberId,
    is_ooo_automated_push_lead: null,
    email_campaign_id: enrolment.campaignId,
    email_campaign_name: campaign?.name ?? "",
    client_id: campaign?.clientId ?? null,
    belongs_to_sub_sequence: marks.pushedFrom !== null,
    campaign_sending_schedule:
      schedule === null
        ? null
        : {
            tz: schedule.timezone,
            days: [...schedule.days],
            startHour: schedule.startHour,
            endHour: schedule.endHour,
          },
    sequence_count: campaign?.steps.length ?? 0,
  };
}

export function historyOf(enrolment: Enrolment): z.output<typeof messageRowSchema>[] {
  return enrolment.thread.map((message) => messageRow(message, enrolment, false));
}

/** When the next step of a running lead is due, by its delay only: schedule and limits may postpone it. `null` = none. */
export function nextSendAt(world: Pick<OperationWorld, "campaign">, enrolment: Enrolment): number | null {
  const campaign = world.campaign(enrolment.campaignId);
  if (campaign === undefined || !isRunning(enrolment) || enrolment.awaitsManualStep) return null;
  const step = nextStepOf(campaign, enrolment);
  if (step === undefined) return null;
  const from = enrolment.lastStepAt ?? enrolment.createdAt;
  const due = enrolment.currentStep === 0 ? from : from + step.delayDays * DAY_MS;
  return Math.max(due, enrolment.notBefore ?? 0);
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoFromMs(at);
}
