/** Totals over a range of days: for the account, by campaign, client and mailbox (more-endpoints.json, analytics). */
import { z } from "zod";
import { domainOf } from "../../account/identifiers.ts";
import type { OperationWorld } from "../operation.ts";
import { DATES, FULL_DATA, PAGE } from "./analytics-scope.ts";
import { asTexts, Counts, countBy, counters, countersSchema, pageOf, percent } from "./counts.ts";
import { defineDatedFigures } from "./define.ts";

const ALL = "all";
const NOTHING = new Counts();
const { bounced: _bounced, bounce_rate: _rate, ...clientCounters } = countersSchema;
const textCounters = Object.fromEntries(Object.keys(countersSchema).map((key) => [key, z.string()]));

export const totalFigures = [
  defineDatedFigures({
    path: "overall-stats-v2",
    summary: "Counts emails sent in a range of days, and the results.",
    sources: ["A5", "E6", "B4", "H10"],
    query: z.strictObject({ ...DATES, is_agency: z.string().max(16).optional(), ...FULL_DATA }),
    data: z.strictObject({ overall_stats: z.strictObject(countersSchema) }),
    message: "Overall Stats fetched successfully!",
    figure: ({ world }, scope) => {
      const all = countBy(world, scope, () => [ALL]).get(ALL) ?? NOTHING;
      return { overall_stats: counters(all) };
    },
  }),
  defineDatedFigures({
    path: "campaign/overall-stats",
    summary: "Counts sent emails and results by campaign; a campaign without sent emails has no row.",
    sources: ["A5", "E6", "B4", "H2", "H10"],
    query: z.strictObject({ ...DATES, ...PAGE, ...FULL_DATA }),
    data: z.strictObject({
      campaign_wise_performance: z.array(z.strictObject({ id: z.int(), campaign_name: z.string(), ...countersSchema })),
    }),
    message: "Campaign wise performance fetched successfully!",
    figure: ({ world }, scope, query) => {
      const counts = countBy(world, scope, ({ campaignId }) => [campaignId]);
      const rows = scope.campaigns.flatMap(({ id, name }) => {
        const own = counts.get(id);
        return hasAny(own) ? [{ id, campaign_name: name, ...counters(own) }] : [];
      });
      return { campaign_wise_performance: [...pageOf(rows, query)] };
    },
  }),
  defineDatedFigures({
    path: "client/overall-stats",
    summary: "Counts sent emails and results by client, for clients that have campaigns.",
    sources: ["A5", "E6", "B4"],
    query: z.strictObject({ ...DATES, filter: z.string().max(255).optional(), ...PAGE, ...FULL_DATA }),
    data: z.strictObject({
      client_wise_performance: z.array(
        z.strictObject({
          client_id: z.int(),
          client_name: z.string(),
          total_campaigns_count: z.string(),
          campaign_stats: z.strictObject({ ...clientCounters, client_health: z.string() }),
        }),
      ),
    }),
    message: "Client wise performance fetched successfully!",
    figure: ({ world }, asked, query) => {
      // SmartLead accepts campaign_ids here and ignores it (docs commit c526e4a).
      const owned = world.campaigns.filter(({ clientId }) => clientId !== null);
      const ids = query.client_ids === "" ? null : new Set(query.client_ids.split(",").map(Number));
      const campaigns = owned.filter(({ clientId }) => ids === null || ids.has(clientId ?? 0));
      const clientOf = new Map(campaigns.map(({ id, clientId }) => [id, clientId]));
      const counts = countBy(world, { ...asked, campaigns }, ({ campaignId }) => [clientOf.get(campaignId)]);
      const rows = world.clients.flatMap(({ id, name }) => {
        const count = campaigns.filter(({ clientId }) => clientId === id).length;
        if (count === 0) return [];
        const { bounced: _one, bounce_rate: _other, ...stats } = counters(counts.get(id) ?? NOTHING);
        const client_health = percent(stats.positive_replied, stats.unique_lead_count);
        return [
          {
            client_id: id,
            client_name: name,
            total_campaigns_count: String(count),
            campaign_stats: { ...stats, client_health },
          },
        ];
      });
      return { client_wise_performance: [...pageOf(rows, query)] };
    },
  }),
  defineDatedFigures({
    path: "mailbox/name-wise-health-metrics",
    summary: "Counts sent emails and results by the mailbox that sent the email.",
    sources: ["A5", "E6", "B4", "H2", "H11"],
    query: z.strictObject({ ...DATES, ...PAGE, ...FULL_DATA, is_bounced: z.enum(["true", "false"]).optional() }),
    data: z.strictObject({
      email_health_metrics: z.array(
        z.strictObject({ from_email: z.string(), email_account: z.string(), ...countersSchema }),
      ),
    }),
    message: "Email health metrics fetched successfully",
    figure: ({ world }, scope, { is_bounced: isBounced, ...page }) => {
      const counts = countBy(world, scope, ({ mailboxId }) => [mailboxId]);
      const rows = sendersOf(world).flatMap(({ id, email }) => {
        const own = counts.get(id);
        if (!hasAny(own) || (isBounced !== undefined && own.bounced > 0 !== (isBounced === "true"))) return [];
        return [{ from_email: email, email_account: email, ...counters(own) }];
      });
      return { email_health_metrics: [...pageOf(rows, page)] };
    },
  }),
  defineDatedFigures({
    path: "mailbox/domain-wise-health-metrics",
    summary: "Counts sent emails and results by the domain of the mailbox.",
    sources: ["A5", "E6", "B4", "H5"],
    query: z.strictObject({ ...DATES, ...PAGE, ...FULL_DATA }),
    data: z.strictObject({
      domain_health_metrics: z.array(z.strictObject({ domain: z.string(), ...countersSchema })),
    }),
    message: "Domain health metrics fetched successfully",
    figure: ({ world }, scope, query) => {
      const domains = new Map(sendersOf(world).map(({ id, email }) => [id, domainOf(email)]));
      const counts = countBy(world, scope, ({ mailboxId }) => [domains.get(mailboxId) ?? ""]);
      const rows = [...counts]
        .filter(([, own]) => hasAny(own))
        .map(([domain, own]) => ({ domain, ...counters(own) }))
        .sort((one, other) => (one.domain < other.domain ? -1 : 1));
      return { domain_health_metrics: [...pageOf(rows, query)] };
    },
  }),
  defineDatedFigures({
    path: "mailbox/provider-wise-overall-performance",
    summary: "Counts sent emails and results by the type of the mailbox, and by tag and type, as strings.",
    sources: ["A5", "E6", "B4"],
    query: z.strictObject({ ...DATES, ...FULL_DATA }),
    data: z.strictObject({
      email_providers_performance_overview: z.strictObject({
        overall: z.array(z.strictObject({ email_provider: z.string(), provider: z.string(), ...textCounters })),
        tag_wise: z.array(
          z.strictObject({
            email_provider: z.string(),
            provider: z.string(),
            tag_id: z.int(),
            tag_name: z.string(),
            tag: z.string(),
            tag_color: z.string(),
            ...textCounters,
          }),
        ),
      }),
    }),
    message: "Email providers performance overview fetched successfully",
    figure: ({ world }, scope) => {
      const espOf = new Map(sendersOf(world).map(({ id, esp }) => [id, esp]));
      const providerOf = (mailboxId: number) => espOf.get(mailboxId) ?? "SMTP";
      const overall = countBy(world, scope, ({ mailboxId }) => [providerOf(mailboxId)]);
      // Most accounts tag no mailbox, and then need no second pass over the emails.
      const tagWise = world.crm.tagMappings.some(({ kind }) => kind === "mailbox")
        ? countBy(world, scope, ({ mailboxId }) =>
            world.crm.mappingsOf("mailbox", mailboxId).map(({ tagId }) => `${tagId} ${providerOf(mailboxId)}`),
          )
        : new Map<string, Counts>();
      return {
        email_providers_performance_overview: {
          overall: sorted(overall).map(([esp, own]) => ({
            email_provider: esp,
            provider: esp,
            ...asTexts(counters(own)),
          })),
          tag_wise: sorted(tagWise).flatMap(([key, own]) => {
            const [tagId, esp = "SMTP"] = key.split(" ");
            const tag = world.crm.tag(Number(tagId));
            if (tag === undefined) return [];
            const named = { tag_id: tag.id, tag_name: tag.name, tag: tag.name, tag_color: tag.color };
            return [{ email_provider: esp, provider: esp, ...named, ...asTexts(counters(own)) }];
          }),
        },
      };
    },
  }),
];

/** Present mailboxes, and deleted ones. */
function sendersOf({ mailboxes, crm }: Pick<OperationWorld, "mailboxes" | "crm">) {
  return [...crm.formerMailboxes, ...mailboxes];
}

/** Whether there is any occurrence in the scope; an open of an older mail counts, too. */
function hasAny(counts: Counts | undefined): counts is Counts {
  if (counts === undefined) return false;
  return counts.sent + counts.opened + counts.replied + counts.bounced > 0;
}

function sorted<Key extends string>(counts: ReadonlyMap<Key, Counts>): [Key, Counts][] {
  return [...counts].filter(([, own]) => hasAny(own)).sort(([one], [other]) => (one < other ? -1 : 1));
}
