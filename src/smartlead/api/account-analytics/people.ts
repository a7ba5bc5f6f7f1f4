/** Leads that were mailed, and the team members responsible for them (more-endpoints.json, analytics). */
import { z } from "zod";
import type { Enrolment } from "../../account/account.ts";
import { isPositive } from "../../account/categories.ts";
import { TEAM_MEMBERS } from "../../account/crm-records.ts";
import { MailReader } from "../../account/mail-reader.ts";
import { DATES, FULL_DATA, type Scope } from "./analytics-scope.ts";
import { Counts, countBy, enrolmentsIn, pastIn } from "./counts.ts";
import { defineDatedFigures } from "./define.ts";

const SECOND_MS = 1_000;

export const peopleFigures = [
  defineDatedFigures({
    path: "lead/overall-stats",
    summary: "Counts leads that got email: for the first time, or again.",
    sources: ["A5", "E6", "B4", "H1"],
    query: z.strictObject(DATES),
    data: z.strictObject({
      lead_stats: z.strictObject({
        count: z.strictObject({ total: z.int(), new: z.int(), follow_up: z.int() }),
        percentage: z.strictObject({ new: z.string(), follow_up: z.string() }),
      }),
    }),
    message: "Lead stats fetched successfully",
    figure: ({ world }, scope) => {
      const total = countBy(world, scope, () => ["all"]).get("all")?.leads ?? 0;
      const begun = new Set<number>();
      const mail = new MailReader();
      for (const enrolment of enrolmentsIn(world, scope)) {
        mail.open(enrolment);
        if (mail.next() && mail.at >= scope.from && mail.at < scope.until) begun.add(enrolment.leadId);
      }
      let gone = 0;
      for (const row of pastIn(world, scope)) gone += row.leads;
      const isNew = begun.size + gone;
      const share = (part: number) => `${total === 0 ? 0 : Math.round((100 * part) / total)}%`;
      return {
        lead_stats: {
          count: { total, new: isNew, follow_up: total - isNew },
          percentage: { new: share(isNew), follow_up: share(total - isNew) },
        },
      };
    },
  }),
  defineDatedFigures({
    path: "team-board/overall-stats",
    summary: "Counts by team member, over the leads that are assigned to each.",
    sources: ["A5", "E6", "B4"],
    query: z.strictObject({ ...DATES, ...FULL_DATA }),
    data: z.strictObject({
      team_board_stats: z.array(
        z.strictObject({
          id: z.int(),
          name: z.string(),
          profile_pic_url: z.string().nullable(),
          lead_count: z.int(),
          campaign_count: z.int(),
          reply_count: z.int(),
          positive_reply_count: z.int(),
          reply_rate: z.number(),
          positive_reply_rate: z.number(),
          average_reply_time: z.int().describe("Seconds from a reply to our answer."),
          unique_open_count: z.int(),
        }),
      ),
    }),
    message: "Team board overall stats fetched successfully",
    figure: ({ world }, scope) => {
      const assigned = new Map<number, Enrolment[]>(TEAM_MEMBERS.map(({ id }) => [id, []]));
      for (const enrolment of enrolmentsIn(world, scope)) {
        if (enrolment.marks !== null) assigned.get(enrolment.marks.teamMemberId ?? 0)?.push(enrolment);
      }
      const team_board_stats = TEAM_MEMBERS.map(({ id, name }) => {
        const enrolments = assigned.get(id) ?? [];
        const counts = countsOf(enrolments, scope);
        return {
          id,
          name,
          profile_pic_url: null,
          lead_count: enrolments.length,
          campaign_count: scope.campaigns.filter(({ teamMemberId }) => teamMemberId === id).length,
          reply_count: counts.replied,
          positive_reply_count: counts.positives,
          reply_rate: rateOf(counts.replied, enrolments.length),
          positive_reply_rate: rateOf(counts.positives, counts.replied),
          average_reply_time: averageAnswerTime(enrolments, scope),
          unique_open_count: counts.openers,
        };
      });
      return { team_board_stats };
    },
  }),
];

function countsOf(enrolments: readonly Enrolment[], scope: Scope): Counts {
  const counts = new Counts();
  const mail = new MailReader();
  for (const enrolment of enrolments) {
    const who = { leadId: enrolment.leadId, isPositive: isPositive(enrolment.category?.id ?? 0) };
    mail.open(enrolment);
    while (mail.next()) counts.add(mail, who, scope);
  }
  return counts;
}

function rateOf(part: number, base: number): number {
  return base === 0 ? 0 : Math.round((10_000 * part) / base) / 100;
}

/** From each reply in the scope to our next manual answer. */
function averageAnswerTime(enrolments: readonly Enrolment[], { from, until }: Scope): number {
  const waits = enrolments.flatMap(({ thread }) =>
    thread.flatMap((message, index) => {
      if (message.kind !== "REPLY" || message.at < from || message.at >= until) return [];
      const answer = thread.slice(index + 1).find((one) => one.kind === "SENT" && one.sequenceNumber === null);
      return answer === undefined ? [] : [answer.at - message.at];
    }),
  );
  return waits.length === 0 ? 0 : Math.round(waits.reduce((sum, wait) => sum + wait, 0) / waits.length / SECOND_MS);
}
