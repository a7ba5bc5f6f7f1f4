import { z } from "zod";
import type { Campaign } from "../account/account.ts";
import { isPositive } from "../account/categories.ts";
import { MailReader } from "../account/mail-reader.ts";
import { type DayCounts, noCounts } from "../account/past-mails.ts";
import type { OperationWorld } from "./operation.ts";
import type { SentDays } from "./sent-mails.ts";

/** A row of `sequence-analytics` (more-endpoints.json, campaigns; B4). */
export const stepRow = z.strictObject({
  email_campaign_seq_id: z.int(),
  sent_count: z.int(),
  skipped_count: z.int(),
  open_count: z.int(),
  click_count: z.int(),
  reply_count: z.int(),
  bounce_count: z.int(),
  unsubscribed_count: z.int(),
  failed_count: z.int(),
  stopped_count: z.int(),
  ln_connection_req_pending_count: z.int(),
  ln_connection_req_accepted_count: z.int(),
  ln_connection_req_skipped_sent_msg_count: z.int(),
  positive_reply_count: z.int(),
});

/** Counts the emails of a campaign that were sent on these days, and their results at any time, per step. */
export function countSteps(
  world: Pick<OperationWorld, "enrolmentsOf" | "pastMails">,
  { id, steps }: Pick<Campaign, "id" | "steps">,
  { from, until, firstDay, lastDay }: SentDays,
): z.output<typeof stepRow>[] {
  const byStep = new Map(steps.map((step) => [step.id, noCounts()]));
  const mail = new MailReader();
  for (const enrolment of world.enrolmentsOf(id)) {
    const isGood = isPositive(enrolment.category?.id ?? 0);
    mail.open(enrolment);
    while (mail.next()) {
      const counts = byStep.get(mail.stepId);
      if (counts !== undefined && mail.at >= from && mail.at < until) addMail(counts, mail, isGood);
    }
  }
  for (const { campaignId, stepId, day, ofMails } of world.pastMails) {
    const counts = campaignId === id && day >= firstDay && day <= lastDay ? byStep.get(stepId) : undefined;
    if (counts === undefined) continue;
    for (const name of Object.keys(counts) as (keyof DayCounts)[]) counts[name] += ofMails[name];
  }
  return Array.from(byStep, ([stepId, counts]) => rowOf(stepId, counts));
}

function addMail(counts: DayCounts, mail: MailReader, isGood: boolean): void {
  counts.sent += 1;
  counts.opened += mail.times("opens");
  counts.clicked += mail.times("clicks");
  const replies = mail.times("replies");
  counts.replied += replies;
  if (isGood) counts.positive += replies;
  if (!Number.isNaN(mail.bouncedAt)) counts.bounced += 1;
  if (!Number.isNaN(mail.unsubscribedAt)) counts.unsubscribed += 1;
}

/** LinkedIn activity is not simulated, and no step is skipped or fails. */
function rowOf(stepId: number, counts: DayCounts): z.output<typeof stepRow> {
  return {
    email_campaign_seq_id: stepId,
    sent_count: counts.sent,
    skipped_count: 0,
    open_count: counts.opened,
    click_count: counts.clicked,
    reply_count: counts.replied,
    bounce_count: counts.bounced,
    unsubscribed_count: counts.unsubscribed,
    failed_count: 0,
    stopped_count: 0,
    ln_connection_req_pending_count: 0,
    ln_connection_req_accepted_count: 0,
    ln_connection_req_skipped_sent_msg_count: 0,
    positive_reply_count: counts.positive,
  };
}
