import { isoFromMs } from "../../base/time/iso.ts";
import type { Mailbox } from "../account/account.ts";

const DAY_MS = 86_400_000;

export interface WarmupDay {
  readonly date: string;
  readonly sent: number;
  readonly spam: number;
  readonly replied: number;
}

/** Warm-up mails go to nobody whom the mock knows; their counts follow from the mailbox, its settings and the day, the same in every run. */
export function warmupOn({ id, settings, isWarmupEnabled, isSuspended }: Mailbox, day: number): WarmupDay {
  const date = isoFromMs(day * DAY_MS).slice(0, 10);
  const { warmup } = settings;
  if (warmup === null || !isWarmupEnabled || isSuspended || (day + 1) * DAY_MS <= warmup.createdAt) {
    return { date, sent: 0, spam: 0, replied: 0 };
  }
  const age = day - Math.floor(warmup.createdAt / DAY_MS);
  const most = Math.min(warmup.perDay, (age + 1) * Math.max(warmup.dailyRampup, 1));
  const sent = Math.max(most - ((id * 7 + day * 3) % 4), 0);
  return {
    date,
    sent,
    spam: sent > 10 && (id + day) % 5 === 0 ? 1 : 0,
    replied: Math.floor((sent * warmup.replyRatePercent) / 100),
  };
}
