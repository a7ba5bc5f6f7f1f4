import { z } from "zod";
import type { Counts } from "./counts.ts";

/** `43.75%`; what has no base is `0.00%`. */
export function percent(part: number, base: number): string {
  return `${(base === 0 ? 0 : (100 * part) / base).toFixed(2)}%`;
}

const rate = z.string().regex(/^\d+\.\d\d%$/);

export const countersSchema = {
  sent: z.int(),
  opened: z.int(),
  replied: z.int(),
  bounced: z.int(),
  unique_lead_count: z.int(),
  unique_open_count: z.int(),
  positive_replied: z.int(),
  open_rate: rate,
  reply_rate: rate,
  positive_reply_rate: rate,
  bounce_rate: rate,
};

/** Rates by the sums of B4: of the leads that were mailed, the positive one of the replies (more-endpoints.json `GET /analytics/overall-stats-v2`). */
export function counters(counts: Counts) {
  const { sent, opened, replied, bounced, leads, openers, positives } = counts;
  return {
    sent,
    opened,
    replied,
    bounced,
    unique_lead_count: leads,
    unique_open_count: openers,
    positive_replied: positives,
    open_rate: percent(openers, leads),
    reply_rate: percent(replied, leads),
    positive_reply_rate: percent(positives, replied),
    bounce_rate: percent(bounced, leads),
  };
}

/** Every number as a text. */
export function asTexts<Row extends Readonly<Record<string, number | string>>>(row: Row): Record<keyof Row, string> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])) as Record<
    keyof Row,
    string
  >;
}

/** A page of rows; without a limit all of them. */
export function pageOf<Row>(
  rows: readonly Row[],
  { limit, offset = 0 }: { readonly limit?: number | undefined; readonly offset?: number | undefined },
): readonly Row[] {
  return rows.slice(offset, limit === undefined ? undefined : offset + limit);
}
