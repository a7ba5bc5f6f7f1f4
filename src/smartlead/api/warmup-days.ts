import { isoFromMs } from "../../base/time/iso.ts";
import type { Mailbox } from "../account/account.ts";
import { warmupAt } from "../account/mailbox-settings.ts";

const DAY_MS = 86_400_000;

export interface WarmupDay {
  readonly date: string;
  readonly sent: number;
  readonly spam: number;
  readonly replied: number;
}

/** Days that totals go back: ten years. */
const MAX_DAYS = 3_650;

/**
 * Warm-up mails go to nobody whom the mock knows; their counts follow from the mailbox, its settings and the day (since 1970), the
 * same in every run.
 */
export function warmupOn(mailbox: Mailbox, day: number): WarmupDay {
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

/** A day is as the warm-up was at its end, so that a change shows from its own day on and leaves those before. */
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
