import { z } from "zod";
import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Mailbox } from "../account/account.ts";
import { warmupAt } from "../account/mailbox-settings.ts";
import { answer } from "./declared-answers.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { ok } from "./responses.ts";

interface WarmupDay {
  readonly date: string;
  readonly sent: number;
  readonly spam: number;
  readonly replied: number;
}

/** Days that totals cover: ten years. */
const MAX_DAYS = 3_650;

/**
 * Warm-up emails are not simulated; their counts are derived from the mailbox, its settings and the day (since 1970), the same in every
 * run.
 */
function warmupOn(mailbox: Mailbox, day: number): WarmupDay {
  return { date: isoFromMs(day * DAY_MS).slice(0, 10), ...countsOn(mailbox, day) };
}

/** The sum of all its days, today's included; `now` is in epoch ms. */
export function warmupUntil(mailbox: Mailbox, now: number): Pick<WarmupDay, "sent" | "spam"> {
  const today = Math.floor(now / DAY_MS);
  const since = Math.floor((mailbox.settings.warmup?.createdAt ?? now) / DAY_MS);
  let [sent, spam] = [0, 0];
  for (let day = Math.max(since, today - MAX_DAYS); day <= today; day += 1) {
    const counts = countsOn(mailbox, day);
    sent += counts.sent;
    spam += counts.spam;
  }
  return { sent, spam };
}

/** A day uses the warm-up settings at its end, so that a change applies from its own day on and not to earlier days. */
function countsOn(mailbox: Mailbox, day: number): Omit<WarmupDay, "date"> {
  const { id, settings } = mailbox;
  const warmup = warmupAt(mailbox, (day + 1) * DAY_MS - 1);
  if (warmup === null || !warmup.isOn) return { sent: 0, spam: 0, replied: 0 };
  const age = day - Math.floor((settings.warmup?.createdAt ?? 0) / DAY_MS);
  const most = Math.min(warmup.perDay, (age + 1) * Math.max(warmup.dailyRampup, 1));
  const sent = Math.max(most - ((id * 7 + day * 3) % 4), 0);
  return {
    sent,
    spam: sent > 10 && (id + day) % 5 === 0 ? 1 : 0,
    replied: Math.floor((sent * warmup.replyRatePercent) / 100),
  };
}

const WARMUP_DAYS = 7;

export const warmupStats = defineOperation({
  id: "email-accounts.warmup-stats",
  method: "GET",
  path: "/email-accounts/:email_account_id/warmup-stats",
  summary: "Counts the warm-up of a mailbox, for each of the last 7 days.",
  sources: ["H4", "B4", "A5"],
  answers: [
    answer(
      "Totals as strings, days as numbers.",
      z.strictObject({
        id: z.int(),
        sent_count: z.string(),
        spam_count: z.string(),
        inbox_count: z.string(),
        warmup_email_received_count: z.string(),
        stats_by_date: z.array(
          z.strictObject({
            id: z.int(),
            date: z.string(),
            sent_count: z.int(),
            reply_count: z.int(),
            save_from_spam_count: z.int(),
          }),
        ),
        total_sent: z.int(),
        reputation_score: z.int(),
        daily_stats: z.array(
          z.strictObject({
            date: z.string(),
            sent: z.int(),
            spam: z.int(),
            delivered: z.int(),
            opened: z.int(),
            replied: z.int(),
          }),
        ),
      }),
    ),
    answer("There is no such mailbox.", z.strictObject({ message: z.string(), status: z.literal("error") }), 404),
  ],
  params: z.strictObject({ email_account_id: z.int() }),
  query: UNCHECKED,
  body: UNCHECKED,
  handle: ({ params: { email_account_id: id } }, { world, now }) => {
    const mailbox = world.mailbox(id);
    if (mailbox === undefined) return { status: 404, body: { message: "Email account not found", status: "error" } };
    const today = Math.floor(now() / DAY_MS);
    const days = Array.from({ length: WARMUP_DAYS }, (_, index) => warmupOn(mailbox, today - WARMUP_DAYS + 1 + index));
    const sum = (part: (day: WarmupDay) => number) => days.reduce((all, day) => all + part(day), 0);
    const [sent, spam] = [sum((day) => day.sent), sum((day) => day.spam)];
    return ok({
      id,
      sent_count: String(sent),
      spam_count: String(spam),
      inbox_count: String(sent - spam),
      warmup_email_received_count: String(sum((day) => day.replied)),
      stats_by_date: days.map((day, index) => ({
        id: index + 1,
        date: day.date,
        sent_count: day.sent,
        reply_count: day.replied,
        save_from_spam_count: day.spam,
      })),
      total_sent: sent,
      reputation_score: sent === 0 ? 0 : Math.round((100 * (sent - spam)) / sent),
      daily_stats: days.map(({ date, sent: daily, spam: caught, replied }) => ({
        date,
        sent: daily,
        spam: caught,
        delivered: daily - caught,
        opened: Math.floor(daily * 0.7),
        replied,
      })),
    });
  },
});
