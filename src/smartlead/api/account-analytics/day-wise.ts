/** Statistics per day: by the day of the occurrence, or of the email that it belongs to (more-endpoints.json, analytics; H1, B4). */

import { z } from "zod";
import { DAY_MS, SHORT_MONTHS, weekdayOf } from "../../../base/time/calendar.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import { isPositive } from "../../account/categories.ts";
import { MailReader } from "../../account/mail-reader.ts";
import { type DayCounts, noCounts } from "../../account/past-mails.ts";
import type { OperationWorld } from "../operation.ts";
import { DATES, DATES_IN_ZONE, dayIndexOf, type Scope, utcDayIndexOf } from "./analytics-scope.ts";
import { asTexts, pastIn } from "./counts.ts";
import { defineDatedFigures } from "./define.ts";

const BY_DATES = z.strictObject(DATES);
const BY_DATES_IN_ZONE = z.strictObject(DATES_IN_ZONE);
const countOrText = z.union([z.int(), z.string()]);
const headSchema = { date: z.string(), day_name: z.string() };

function daysSchema(metrics: Readonly<Record<string, z.ZodType>>, flat: Readonly<Record<string, z.ZodType>>) {
  const row = z.strictObject({ ...headSchema, email_engagement_metrics: z.strictObject(metrics), ...flat });
  return z.strictObject({ day_wise_stats: z.array(row) });
}

export const dayWiseFigures = [
  defineDatedFigures({
    path: "day-wise-overall-stats",
    summary: "Counts by the day on which each thing happened.",
    sources: ["A5", "E6", "B4", "H1"],
    query: BY_DATES,
    data: daysSchema(
      { sent: z.int(), opened: z.int(), replied: z.int(), bounced: z.int(), unsubscribed: z.int() },
      { sent: z.int(), opened: z.int(), replied: z.int(), bounced: z.int() },
    ),
    message: "Email engagement stats fetched successfully!",
    figure: ({ world }, scope) => ({
      day_wise_stats: countByDay(world, scope, "happened").map(
        ({ sent, opened, replied, bounced, unsubscribed }, day) => ({
          ...headOf(scope, day),
          email_engagement_metrics: { sent, opened, replied, bounced, unsubscribed },
          ...{ sent, opened, replied, bounced },
        }),
      ),
    }),
  }),
  defineDatedFigures({
    path: "day-wise-overall-stats-by-sent-time",
    summary: "Counts by the day of the email that was opened, answered or bounced, as strings.",
    sources: ["A5", "E6", "B4", "H1"],
    query: BY_DATES_IN_ZONE,
    data: daysSchema(
      {
        sent: z.string(),
        opened: z.string(),
        replied: z.string(),
        bounced: z.string(),
        unsubscribed: z.string(),
        positive_replied: z.string(),
        unique_lead_reached: z.string(),
      },
      { sent: z.string(), opened: z.string() },
    ),
    message: "Day-wise overall stats by sent time fetched successfully!",
    figure: ({ world }, scope) => ({
      day_wise_stats: countByDay(world, scope, "ofMails").map((counts, day) => {
        const { positive, clicked: _clicked, ...shown } = counts;
        // Live, the number of leads reached equals that of emails (H1).
        const metrics = asTexts({ ...shown, positive_replied: positive, unique_lead_reached: shown.sent });
        return {
          ...headOf(scope, day),
          email_engagement_metrics: metrics,
          sent: metrics.sent,
          opened: metrics.opened,
        };
      }),
    }),
  }),
  defineDatedFigures({
    path: "day-wise-positive-reply-stats",
    summary: "Counts replies of leads in a positive category, by the day of the reply.",
    sources: ["A5", "E6", "B4", "H1"],
    query: BY_DATES,
    data: daysSchema({ positive_replied: z.int() }, { positive_replied: z.int() }),
    message: "Email engagement stats fetched successfully!",
    figure: ({ world }, scope) => ({
      day_wise_stats: countByDay(world, scope, "happened").map(({ positive }, day) => ({
        ...headOf(scope, day),
        email_engagement_metrics: { positive_replied: positive },
        positive_replied: positive,
      })),
    }),
  }),
  defineDatedFigures({
    path: "day-wise-positive-reply-stats-by-sent-time",
    summary: "Counts replies of leads in a positive category, by the day of the email; a string if there are any.",
    sources: ["A5", "E6", "B4", "H1"],
    query: BY_DATES_IN_ZONE,
    data: daysSchema({ positive_replied: countOrText }, { positive_replied: countOrText }),
    message: "Day-wise positive reply stats by sent time fetched successfully!",
    figure: ({ world }, scope) => ({
      day_wise_stats: countByDay(world, scope, "ofMails").map(({ positive }, day) => {
        const shown = positive === 0 ? 0 : String(positive);
        return {
          ...headOf(scope, day),
          email_engagement_metrics: { positive_replied: shown },
          positive_replied: shown,
        };
      }),
    }),
  }),
];

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** `16 Nov` and `Monday`, without a year (B4, H1). */
function headOf({ firstDay }: Scope, index: number): { date: string; day_name: string } {
  const ms = firstDay + index * DAY_MS;
  const day = isoFromMs(ms);
  return {
    date: `${Number(day.slice(8, 10))} ${SHORT_MONTHS[Number(day.slice(5, 7)) - 1]}`,
    day_name: DAYS[weekdayOf(ms)] ?? "",
  };
}

type Basis = "happened" | "ofMails";

function countByDay(
  world: Pick<OperationWorld, "enrolmentsOf" | "pastMails">,
  scope: Scope,
  basis: Basis,
): DayCounts[] {
  const counter = new DayCounter(scope, basis);
  const mail = new MailReader();
  for (const { id } of scope.campaigns) {
    for (const enrolment of world.enrolmentsOf(id)) {
      const isGood = isPositive(enrolment.category?.id ?? 0);
      mail.open(enrolment);
      while (mail.next()) counter.add(mail, isGood);
    }
  }
  const { days } = counter;
  for (const row of pastIn(world, scope)) {
    const day = days[utcDayIndexOf(scope, row.day)];
    if (day === undefined) continue;
    for (const name of Object.keys(day) as (keyof DayCounts)[]) day[name] += row[basis][name];
  }
  return days;
}

/** Counts emails into days. One answer reads a hundred thousand emails, so it allocates no closure or object per email. */
class DayCounter {
  readonly days: DayCounts[];
  readonly #scope: Scope;
  readonly #isOfMails: boolean;
  #ofMail: DayCounts | undefined;

  constructor(scope: Scope, basis: Basis) {
    this.days = scope.dayStarts.map(noCounts);
    this.#scope = scope;
    this.#isOfMails = basis === "ofMails";
  }

  add(mail: MailReader, isGood: boolean): void {
    const { at, bouncedAt, unsubscribedAt } = mail;
    this.#ofMail = this.days[dayIndexOf(this.#scope, at)];
    if (this.#ofMail !== undefined) this.#ofMail.sent += 1;
    // If the email's day is outside the scope, its opens, clicks and replies do not count either.
    else if (this.#isOfMails) return;
    if (mail.has("opens")) mail.each("opens", this.#opened);
    if (mail.has("replies")) {
      mail.each("replies", this.#replied);
      if (isGood) mail.each("replies", this.#answeredWell);
    }
    if (!Number.isNaN(bouncedAt)) this.#count("bounced", bouncedAt, 1);
    if (!Number.isNaN(unsubscribedAt)) this.#count("unsubscribed", unsubscribedAt, 1);
  }

  readonly #opened = (at: number, times: number) => this.#count("opened", at, times);
  readonly #replied = (at: number, times: number) => this.#count("replied", at, times);
  readonly #answeredWell = (at: number, times: number) => this.#count("positive", at, times);

  #count(name: keyof DayCounts, at: number, times: number): void {
    const day = this.#isOfMails ? this.#ofMail : this.days[dayIndexOf(this.#scope, at)];
    if (day !== undefined) day[name] += times;
  }
}
