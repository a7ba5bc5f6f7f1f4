import fc from "fast-check";
import { expect, it } from "vitest";
import { rowOfMails } from "../../../src/smartlead/account/mail-reader.ts";
import { MAIL_EVENT_TYPES } from "../../lead-event-types.ts";
import { API_NOW, type Api, anApi } from "./an-api.ts";

/** Answers are looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

const DAYS = { start_date: "2025-10-01", end_date: "2026-02-28" };
const COUNTERS = ["sent", "opened", "replied", "bounced"] as const;
/** What campaigns/:id/analytics-by-date calls them. */
const NAMES_OF_CAMPAIGN = {
  sent: "sent_count",
  opened: "open_count",
  replied: "total_reply_count",
  bounced: "bounce_count",
  unsubscribed: "unsubscribed_count",
};
const HOUR_MS = 3_600_000;

/** What may happen to an account: an event, a step of its life, a lead or a mailbox that goes, a lead that is answered by hand, hours that pass. */
const aDeed = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constantFrom(...MAIL_EVENT_TYPES), campaign: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ steps: fc.integer({ min: 1, max: 15 }) }) },
  { weight: 2, arbitrary: fc.record({ lead: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ mailbox: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ answeredLead: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ hours: fc.integer({ min: 1, max: 40 }) }) },
);

it("the same mails counted in all, by day, campaign, client, mailbox and domain give the same sums, also when leads have left", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aDeed, { minLength: 5, maxLength: 25 }),
      fc.constantFrom("UTC", "Asia/Kathmandu"),
      async (deeds, zone) => {
        const api = anApi();
        for (const deed of deeds) {
          await live(api, deed);
          // What is kept for this answer must not outlive the next deed.
          api.call("GET", "/analytics/overall-stats-v2", { query: DAYS });
        }
        for (const { id } of api.mock.world.campaigns) {
          for (const one of api.mock.world.enrolmentsOf(id)) expect(one.mailRow).toEqual(rowOfMails(one.mails));
        }
        const read = (path: string, query: Record<string, string> = { ...DAYS, timezone: zone }) =>
          (api.call("GET", `/analytics/${path}`, { query }).body as Json).data;
        const total = read("overall-stats-v2").overall_stats;
        const sumOf = (list: readonly Json[], key: string) => list.reduce((sum, row) => sum + Number(row[key] ?? 0), 0);
        const campaigns = read("campaign/overall-stats").campaign_wise_performance;
        const names = read("mailbox/name-wise-health-metrics").email_health_metrics;
        const domains = read("mailbox/domain-wise-health-metrics").domain_health_metrics;
        const providers = read("mailbox/provider-wise-overall-performance").email_providers_performance_overview
          .overall;
        const days = read("day-wise-overall-stats").day_wise_stats.map((row: Json) => row.email_engagement_metrics);
        const bySent = read("day-wise-overall-stats-by-sent-time").day_wise_stats.map(
          (row: Json) => row.email_engagement_metrics,
        );
        for (const key of COUNTERS) {
          const sums = [campaigns, names, domains, providers, days, bySent].map((list) => sumOf(list, key));
          expect([key, sums]).toEqual([key, sums.map(() => total[key])]);
        }
        const clients = read("client/overall-stats").client_wise_performance.map((row: Json) => row.campaign_stats);
        const ofClients = campaigns.filter(({ id }: Json) => api.mock.world.campaign(id)?.clientId !== null);
        for (const key of ["sent", "opened", "replied"]) expect(sumOf(clients, key)).toBe(sumOf(ofClients, key));
        const thirtyDays = { start_date: "2025-12-15", end_date: "2026-01-13" };
        const ofDays = read("day-wise-overall-stats-by-sent-time", {
          ...thirtyDays,
          timezone: zone,
        }).day_wise_stats.map((row: Json) => row.email_engagement_metrics);
        const byDate = campaigns.map(
          ({ id }: Json) =>
            api.call("GET", `/campaigns/${id}/analytics-by-date`, { query: { ...thirtyDays, time_zone: zone } }).body,
        );
        for (const [key, name] of Object.entries(NAMES_OF_CAMPAIGN)) {
          expect([name, sumOf(byDate, name)]).toEqual([name, sumOf(ofDays, key)]);
        }
        for (const { id, ...counted } of campaigns) {
          const own = api.call("GET", `/campaigns/${id}/analytics`).body as Json;
          const [sent, opened, bounced] = [own.sent_count, own.open_count, own.bounce_count].map(Number);
          expect(counted).toMatchObject({ sent, opened, bounced });
          const listed = api.call("GET", `/campaigns/${id}/statistics`, { query: { limit: "1" } }).body as Json;
          expect(Number(listed.total_stats)).toBeLessThanOrEqual(counted.sent);
          const mailboxes = (api.call("GET", `/campaigns/${id}/mailbox-statistics`).body as Json).data;
          expect(sumOf(mailboxes, "sent_count")).toBe(sent);
          expect(sumOf(mailboxes, "open_count")).toBe(opened);
          expect(sumOf(mailboxes, "bounce_count")).toBe(bounced);
          const rows = rowsOf(api, `/campaigns/${id}/statistics`, 1_000);
          const leads = rowsOf(api, `/campaigns/${id}/leads-statistics`, 100);
          expect(sumOf(leads, "sent_count")).toBe(rows.length);
          for (const key of ["open_count", "click_count"])
            expect([key, sumOf(leads, key)]).toEqual([key, sumOf(rows, key)]);
        }
        void api.mock.close(0);
      },
    ),
    { numRuns: 25, seed: 6 },
  );
});

it("a past day never shrinks when its leads leave, and a deleted campaign takes its figures along", () => {
  const api = anApi();
  const stats = () => (api.call("GET", "/analytics/overall-stats-v2", { query: DAYS }).body as Json).data.overall_stats;
  const before = stats();
  for (const { leadId } of [...api.mock.world.enrolmentsOf(3_600_001)]) {
    expect(api.call("DELETE", `/campaigns/3600001/leads/${leadId}`).status).toBe(200);
  }
  const { unique_lead_count: _some, unique_open_count: _others, ...kept } = before;
  expect(stats()).toMatchObject({ sent: kept.sent, opened: kept.opened, replied: kept.replied, bounced: kept.bounced });
  api.call("POST", "/campaigns/3600001/status", { body: { status: "PAUSED" } });
  expect(api.call("DELETE", "/campaigns/3600001").status).toBe(200);
  expect(stats().sent).toBeLessThan(before.sent);
});

it("days begin where the time zone's do", () => {
  const api = anApi({ now: Date.UTC(2026, 0, 5, 23, 30) });
  api.mock.emit({ eventType: "EMAIL_OPEN" });
  const openedOn = (timezone: string, day: string) => {
    const query = { start_date: day, end_date: day, timezone };
    return (api.call("GET", "/analytics/overall-stats-v2", { query }).body as Json).data.overall_stats.opened;
  };
  const base = openedOn("UTC", "2026-01-05");
  expect(base).toBeGreaterThan(0);
  expect(openedOn("Europe/Berlin", "2026-01-06")).toBeGreaterThan(0);
  expect(openedOn("UTC", "2026-01-06")).toBe(0);
});

/** Every page of a list. */
function rowsOf(api: Api, path: string, limit: number): Json[] {
  const rows: Json[] = [];
  for (;;) {
    const query = { limit: String(limit), offset: String(rows.length) };
    const { data } = api.call("GET", path, { query }).body as Json;
    rows.push(...data);
    if (data.length < limit) return rows;
  }
}

type Deed = typeof aDeed extends fc.Arbitrary<infer One> ? One : never;

async function live(api: Api, deed: Deed): Promise<void> {
  const { world, clock } = api.mock;
  if ("type" in deed) api.mock.emit({ eventType: deed.type, campaignId: world.campaigns[deed.campaign]?.id ?? 0 });
  if ("steps" in deed) for (let step = 0; step < deed.steps; step += 1) world.nextStep();
  if ("hours" in deed) await clock.advance(deed.hours * HOUR_MS);
  if ("lead" in deed) {
    const lead = world.leads[deed.lead];
    const campaignId = world.enrolmentsOfLead(lead?.id ?? 0)[0]?.campaignId;
    if (lead !== undefined) api.call("DELETE", `/campaigns/${campaignId}/leads/${lead.id}`);
  }
  if ("answeredLead" in deed) {
    const [enrolment] = world.enrolmentsOfLead(world.leads[deed.answeredLead]?.id ?? 0);
    const body = { email_stats_id: enrolment?.thread[0]?.statsId, email_body: "<p>Thanks</p>" };
    if (body.email_stats_id) api.call("POST", `/campaigns/${enrolment?.campaignId}/reply-email-thread`, { body });
  }
  if ("mailbox" in deed) api.call("DELETE", `/email-accounts/${world.mailboxes[deed.mailbox]?.id ?? 1}`);
  expect(api.mock.clock.now()).toBeGreaterThanOrEqual(API_NOW);
}
