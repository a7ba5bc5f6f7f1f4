/** Lists without dates: campaigns and clients for selection, and present states (more-endpoints.json, analytics). */
import { z } from "zod";
import { isoFromMs } from "../../../base/time/iso.ts";
import { ACCOUNT_USER_ID } from "../campaign-row.ts";
import { clientRow, clientRowShape } from "../clients.ts";
import { isoMs } from "../declared-answers.ts";
import { CLIENT_IDS, campaignsOf, idsIn } from "./analytics-scope.ts";
import { defineFigures } from "./define.ts";

const BY_CLIENTS = z.strictObject(CLIENT_IDS);
const countOrText = z.union([z.int(), z.string()]);

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const STATUS_WORDS = [
  ["Active", "ACTIVE"],
  ["Paused", "PAUSED"],
  ["Drafted", "DRAFTED"],
  ["Completed", "COMPLETED"],
  ["Stopped", "STOPPED"],
  ["Campaigns with Smart Servers", null],
] as const;

export const listFigures = [
  defineFigures({
    path: "campaign/list",
    summary: "Lists campaigns for a selection list.",
    sources: ["A5", "B4", "H9"],
    query: BY_CLIENTS,
    data: z.strictObject({
      campaign_list: z.array(
        z.strictObject({
          id: z.int(),
          name: z.string(),
          status: z.string(),
          user_id: z.int(),
          client_id: z.int().nullable(),
          created_at: isoMs,
        }),
      ),
    }),
    message: "Campaign list fetched successfully!",
    figure: ({ world }, query) => ({
      campaign_list: campaignsOf(query, world).map(({ id, name, status, clientId, createdAt }) => ({
        id,
        name,
        status,
        user_id: ACCOUNT_USER_ID,
        client_id: clientId,
        created_at: isoFromMs(createdAt),
      })),
    }),
  }),
  defineFigures({
    path: "client/list",
    summary: "Lists clients for a selection list.",
    sources: ["A5", "B4"],
    query: BY_CLIENTS,
    data: z.strictObject({
      client_list: z.array(z.strictObject(clientRowShape)),
    }),
    message: "Clients fetched successfully",
    figure: ({ world }, { client_ids: ids }) => ({
      client_list: isAmong(world.clients, ids).map(clientRow),
    }),
  }),
  defineFigures({
    path: "client/month-wise-count",
    summary: "Counts clients by the month in which they were created, newest first.",
    sources: ["A5", "B4"],
    query: BY_CLIENTS,
    data: z.strictObject({ monthly_stats: z.array(z.strictObject({ month: z.string(), count: z.string() })) }),
    message: "Monthly stats for clients fetched successfully",
    figure: ({ world }, { client_ids: ids }) => {
      const counts = new Map<string, number>();
      for (const { createdAt } of isAmong(world.clients, ids)) {
        const month = isoFromMs(createdAt).slice(0, 7);
        counts.set(month, (counts.get(month) ?? 0) + 1);
      }
      const newestFirst = [...counts].sort(([one], [other]) => (one < other ? 1 : -1));
      const monthly_stats = newestFirst.map(([month, count]) => ({
        month: MONTHS[Number(month.slice(5)) - 1] ?? month,
        count: String(count),
      }));
      return { monthly_stats };
    },
  }),
  defineFigures({
    path: "campaign/status-stats",
    summary: "Counts campaigns by status.",
    sources: ["A5", "B4"],
    query: BY_CLIENTS,
    data: z.strictObject({
      campaign_status_stats: z.array(z.strictObject({ status: z.string(), total_count: countOrText, count: z.int() })),
    }),
    message: "Campaign status stats",
    figure: ({ world }, query) => {
      const campaigns = campaignsOf(query, world);
      const campaign_status_stats = STATUS_WORDS.map(([word, status]) => {
        const count = campaigns.filter((campaign) => campaign.status === status).length;
        // A text if something was counted, the number 0 otherwise (B4).
        return { status: word, total_count: count === 0 ? 0 : String(count), count };
      });
      return { campaign_status_stats };
    },
  }),
  defineFigures({
    path: "mailbox/overall-stats",
    summary: "Counts mailboxes by their state.",
    sources: ["A5", "B4"],
    query: BY_CLIENTS,
    data: z.strictObject({
      overall_mailbox_stats: z.strictObject({
        total_connected: z.int(),
        in_use: z.int(),
        disconnected: z.int(),
        enabled_without_warmup: z.int(),
      }),
    }),
    message: "Overall mailbox stats fetched successfully!",
    figure: ({ world }, { client_ids: ids }) => {
      const asked = idsIn(ids);
      const mailboxes = world.mailboxes.filter(
        ({ clientId }) => asked.length === 0 || (clientId !== null && asked.includes(clientId)),
      );
      const used = new Set(world.campaigns.flatMap(({ mailboxIds }) => mailboxIds));
      const connected = mailboxes.filter(({ connectionError }) => connectionError === null);
      return {
        overall_mailbox_stats: {
          total_connected: connected.length,
          in_use: mailboxes.filter(({ id }) => used.has(id)).length,
          disconnected: mailboxes.length - connected.length,
          enabled_without_warmup: connected.filter(({ isWarmupEnabled }) => !isWarmupEnabled).length,
        },
      };
    },
  }),
];

function isAmong<Record extends { readonly id: number }>(records: readonly Record[], ids: string): readonly Record[] {
  const asked = idsIn(ids);
  return asked.length === 0 ? records : records.filter(({ id }) => asked.includes(id));
}
