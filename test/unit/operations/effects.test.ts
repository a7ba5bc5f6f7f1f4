import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { type Api, anApi } from "./an-api.ts";
import { type Call, CHANGING, type Door, found, PREPARED, someone } from "./changing-calls.ts";

const CAMPAIGN = 3_600_001;
const answered = (api: Api) => someone(api.mock, ({ replyCount }) => replyCount > 0);
const running = (api: Api) => someone(api.mock, ({ status }) => status === "INPROGRESS");
const leadOf = (api: Api, id: number) => found(api.mock.world.lead(id));

/** What the other tests leave to chance: one call that changes something. */
const CALLS: Readonly<Record<string, (api: Api) => Call>> = {
  "webhook.create": () => ({
    path: "/webhook/create",
    body: { webhook_url: "http://127.0.0.1:9/hook", association_type: 1, event_type_map: { EMAIL_REPLY: true } },
  }),
  "campaigns.create": () => ({ path: "/campaigns/create", body: { name: "Mine" } }),
  "campaigns.duplicate": () => ({ path: `/campaigns/${CAMPAIGN}/duplicate`, body: {} }),
  "campaigns.status": () => ({ path: `/campaigns/${CAMPAIGN}/status`, body: { status: "PAUSED" } }),
  "campaigns.schedule": () => ({
    path: `/campaigns/${CAMPAIGN}/schedule`,
    body: {
      ...{ timezone: "Europe/Berlin", days_of_the_week: [1, 2], start_hour: "10:00", end_hour: "11:00" },
      ...{ min_time_btw_emails: 17, max_new_leads_per_day: 7 },
    },
  }),
  "campaigns.settings": () => ({ path: `/campaigns/${CAMPAIGN}/settings`, body: { name: "Renamed" } }),
  "campaign-mailboxes.add": (api) => {
    const { mailboxIds } = found(api.mock.world.campaign(CAMPAIGN));
    const { id } = found(api.mock.world.mailboxes.find((mailbox) => !mailboxIds.includes(mailbox.id)));
    return { path: `/campaigns/${CAMPAIGN}/email-accounts`, body: { email_account_ids: [id] } };
  },
  "campaign-mailboxes.remove": (api) => ({
    path: `/campaigns/${CAMPAIGN}/email-accounts`,
    body: { email_account_ids: found(api.mock.world.campaign(CAMPAIGN)).mailboxIds.slice(0, 1) },
  }),
  "campaign-leads.add": () => ({
    path: `/campaigns/${CAMPAIGN}/leads`,
    body: { lead_list: [{ email: "new@lead.example" }] },
  }),
  "campaign-leads.category": (api) => {
    const { campaignId, leadId, category } = answered(api);
    return {
      path: `/campaigns/${campaignId}/leads/${leadId}/category`,
      body: { category_id: category?.id === 3 ? 1 : 3, pause_lead: true },
    };
  },
  "campaign-leads.unsubscribe": (api) => ({
    path: `/campaigns/${running(api).campaignId}/leads/${running(api).leadId}/unsubscribe`,
  }),
  "campaign-leads.delete": (api) => ({ path: `/campaigns/${answered(api).campaignId}/leads/${answered(api).leadId}` }),
  "campaign-leads.update": (api) => ({
    path: `/campaigns/${answered(api).campaignId}/leads/${answered(api).leadId}/`,
    body: { email: leadOf(api, answered(api).leadId).email, first_name: "Changed" },
  }),
  "leads.unsubscribe": (api) => ({ path: `/leads/${running(api).leadId}/unsubscribe` }),
  "master-inbox.block-domains": (api) => ({
    path: "/master-inbox/block-domains",
    body: { domains: [leadOf(api, running(api).leadId).email.split("@")[1]] },
  }),
  "block-list.add": (api) => ({
    path: "/leads/add-domain-block-list",
    body: { domain_block_list: [leadOf(api, running(api).leadId).email] },
  }),
  "email-accounts.delete": () => ({ path: "/email-accounts/130001" }),
  "email-accounts.save": () => ({
    path: "/email-accounts/save",
    body: {
      ...{ id: null, from_name: "Sam", from_email: "sam@sender.example", user_name: "sam@sender.example" },
      ...{ password: "p", smtp_host: "smtp.sender.example", smtp_port: 465 },
      ...{ imap_host: "imap.sender.example", imap_port: 993, warmup_enabled: true },
    },
  }),
  "email-accounts.update": () => ({ path: "/email-accounts/130001", body: { from_name: "Renamed" } }),
  "email-accounts.warmup": () => ({
    path: "/email-accounts/130001/warmup",
    body: { warmup_enabled: true, total_warmup_per_day: 33, daily_rampup: 7, reply_rate_percentage: 40 },
  }),
  "clients.save": () => ({
    path: "/client/save",
    body: { name: "New client", email: "c@client.example", permission: ["full_access"], password: "p" },
  }),
  "client-keys.create": () => ({ path: "/client/api-key", body: { clientId: 30_101, keyName: "ci" } }),
  "lead-lists.create": () => ({ path: "/lead-list/", body: { listName: "Prospects" } }),
};

/** What is asked besides the path, where a reading needs it. */
const ASKED: Readonly<Record<string, (ids: Ids) => { query?: Record<string, string>; body?: unknown }>> = {
  "crm.tags": ({ lead, tag }) => ({ query: { leadId: String(lead), tagId: String(tag) } }),
  "crm.notes": ({ map }) => ({ query: { emailLeadMapId: String(map) } }),
  "crm.tasks": ({ map }) => ({ query: { emailLeadMapId: String(map) } }),
  "lead-lists.list": ({ tag }) => (tag === 0 ? {} : { query: { tagIds: String(tag) } }),
  "tags.of-mailboxes": ({ mailboxEmail }) => ({ body: { email_ids: [mailboxEmail] } }),
  "leads.by-email": ({ leadEmail }) => ({ query: { email: leadEmail } }),
};
const DATES = { start_date: "2026-01-01", end_date: "2026-01-28", time_zone: "UTC", timezone: "UTC" };

interface Ids {
  readonly lead: number;
  readonly map: number;
  readonly tag: number;
  readonly mailboxEmail: string;
  readonly leadEmail: string;
}

interface Effect {
  /** Operations of which an answer about the same records has changed. */
  readonly shows: string;
  /** What is emitted, in order. */
  readonly events?: string;
}

/** For every operation that changes something, which others show it and which events tell it. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  "webhook.create": { shows: "webhook.get" },
  "webhook.update": { shows: "webhook.get" },
  "webhook.delete": { shows: "webhook.get" },
  "webhook.delete-by-path": { shows: "webhook.get" },
  "campaign-webhooks.upsert": { shows: "campaign-webhooks.list" },
  "campaign-webhooks.delete": { shows: "campaign-webhooks.list webhook.get" },
  "campaign-webhooks.delete-by-path": { shows: "campaign-webhooks.list webhook.get" },
  "campaigns.create": { shows: "campaigns.list campaigns.get analytics.campaign.list" },
  "campaigns.delete": { shows: "campaigns.list campaigns.get" },
  "campaigns.duplicate": { shows: "campaigns.list analytics.campaign.list email-accounts.list" },
  "campaigns.status": {
    shows: "campaigns.list campaigns.get campaigns.analytics analytics.campaign.status-stats master-inbox.scheduled",
    events: "CAMPAIGN_STATUS_CHANGED",
  },
  "campaigns.schedule": { shows: "campaigns.list campaigns.get" },
  "campaigns.settings": { shows: "campaigns.list campaigns.get analytics.campaign.list leads.campaigns" },
  "campaigns.create-subsequence": { shows: "campaigns.list analytics.campaign.list" },
  "campaigns.team-member": { shows: "analytics.team-board.overall-stats" },
  "campaigns.update-lead-email-account": { shows: "message-history.get master-inbox.item" },
  "campaigns.reply-email-thread": {
    shows: "message-history.get master-inbox.item master-inbox.inbox-replies email-accounts.list",
  },
  "campaign-sequences.save": { shows: "campaign-sequences.list campaigns.sequence-analytics" },
  "campaign-mailboxes.add": { shows: "campaign-mailboxes.list campaigns.mailbox-statistics email-accounts.list" },
  "campaign-mailboxes.remove": { shows: "campaign-mailboxes.list email-accounts.list" },
  "campaign-leads.add": { shows: "campaigns.analytics campaign-leads.list campaign-leads.export leads.all" },
  "campaign-leads.category": {
    shows: "campaign-leads.list campaigns.statistics leads.campaign-overview master-inbox.item",
    events: "LEAD_CATEGORY_UPDATED",
  },
  "campaign-leads.pause": { shows: "campaign-leads.list campaigns.analytics campaign-leads.export" },
  "campaign-leads.resume": { shows: "campaign-leads.list campaigns.analytics campaign-leads.export" },
  "campaign-leads.unsubscribe": {
    shows: "campaign-leads.list leads.by-id campaigns.analytics campaigns.statistics analytics.day-wise-overall-stats",
    events: "LEAD_UNSUBSCRIBED",
  },
  "campaign-leads.delete": { shows: "campaign-leads.list campaigns.analytics leads.campaigns leads.all" },
  "campaign-leads.update": { shows: "campaign-leads.list leads.by-id campaigns.statistics" },
  "campaign-leads.manual-complete": { shows: "master-inbox.item" },
  "leads.unsubscribe": { shows: "campaign-leads.list leads.by-id leads.all", events: "LEAD_UNSUBSCRIBED" },
  "leads.push-to-list": { shows: "lead-lists.list lead-lists.get" },
  "leads.push-from-campaign-to-list": { shows: "lead-lists.list lead-lists.get" },
  "leads.push-to-campaign": { shows: "campaigns.list leads.campaigns leads.all" },
  "master-inbox.update-category": {
    shows: "campaign-leads.list campaigns.statistics master-inbox.item",
    events: "LEAD_CATEGORY_UPDATED",
  },
  "master-inbox.resume-lead": { shows: "campaign-leads.list campaigns.analytics master-inbox.scheduled" },
  "master-inbox.change-read-status": { shows: "master-inbox.unread-replies master-inbox.item" },
  "master-inbox.update-revenue": { shows: "master-inbox.item campaigns.analytics leads.campaign-overview" },
  "master-inbox.update-team-member": { shows: "master-inbox.item master-inbox.assigned-me" },
  "master-inbox.create-note": { shows: "crm.notes" },
  "master-inbox.create-task": { shows: "crm.tasks" },
  "master-inbox.set-reminder": { shows: "master-inbox.reminders" },
  "master-inbox.push-to-subsequence": { shows: "campaigns.analytics leads.campaigns master-inbox.item" },
  "master-inbox.block-domains": { shows: "block-list.get campaign-leads.list campaigns.analytics" },
  "block-list.add": { shows: "block-list.get campaign-leads.list campaigns.analytics" },
  "block-list.delete": { shows: "block-list.get" },
  "email-accounts.delete": { shows: "email-accounts.list email-accounts.get campaign-mailboxes.list" },
  "email-accounts.save": { shows: "email-accounts.list analytics.mailbox.overall-stats" },
  "email-accounts.save-oauth": { shows: "email-accounts.list analytics.mailbox.overall-stats" },
  "email-accounts.update": { shows: "email-accounts.list email-accounts.get campaign-mailboxes.list" },
  "email-accounts.warmup": { shows: "email-accounts.get email-accounts.warmup-stats" },
  "email-accounts.suspend": { shows: "email-accounts.list email-accounts.get campaign-mailboxes.list" },
  "email-accounts.unsuspend": { shows: "email-accounts.list email-accounts.get campaign-mailboxes.list" },
  "email-accounts.reconnect-failed": { shows: "email-accounts.list analytics.mailbox.overall-stats" },
  "send-email.initiate": { shows: "email-accounts.list email-accounts.get email-accounts.fetch-messages" },
  "clients.save": { shows: "clients.list analytics.client.list" },
  "client-keys.create": { shows: "client-keys.list" },
  "client-keys.delete": { shows: "client-keys.list" },
  "client-keys.reset": { shows: "client-keys.list" },
  "lead-lists.create": { shows: "lead-lists.list" },
  "lead-lists.rename": { shows: "lead-lists.list lead-lists.get" },
  "lead-lists.delete": { shows: "lead-lists.list lead-lists.get" },
  "lead-lists.import": { shows: "lead-lists.list lead-lists.get leads.all" },
  "lead-lists.assign-tags": { shows: "lead-lists.list" },
  "lead-lists.push-between-lists": { shows: "lead-lists.list lead-lists.get" },
  "crm.add-tags": { shows: "crm.tags" },
  "crm.remove-tag": { shows: "crm.tags" },
  "tags.create": { shows: "tags.list" },
  "tags.update": { shows: "tags.list" },
  "tags.map": { shows: "email-accounts.list tags.of-mailboxes analytics.mailbox.provider-wise-overall-performance" },
  "tags.unmap": { shows: "email-accounts.list tags.of-mailboxes analytics.mailbox.provider-wise-overall-performance" },
};

function doorOf(api: Api): Door {
  return {
    call: async (method, path, input = {}) => {
      const { status, body } = api.call(method, path, input as { query?: Record<string, string>; body?: unknown });
      return { status, body: typeof body === "string" ? body : JSON.stringify(body) };
    },
  };
}

function numbersIn(value: unknown): number[] {
  return (JSON.stringify(value).match(/\d{2,}/g) ?? []).map(Number);
}

/** The answers of one operation about the records that the call names, and about a few that are always there. */
function answersOf(api: Api, id: string, ids: readonly number[], asked: Ids): ReadonlyMap<string, string> {
  const operation = found(OPERATIONS.find((one) => one.id === id));
  const parameters = operation.path.split("/").filter((part) => part.startsWith(":"));
  const paths = parameters.reduce(
    (list, name) => list.flatMap((path) => ids.map((one) => path.replace(name, String(one)))),
    [operation.path],
  );
  const keys = Object.keys((operation.query as { shape?: object }).shape ?? {});
  const dates = Object.fromEntries(Object.entries(DATES).filter(([key]) => keys.includes(key)));
  const { query = {}, body = {} } = ASKED[id]?.(asked) ?? {};
  return new Map(
    paths.map((path) => {
      const response = api.call(operation.method, path, { query: { ...dates, ...query }, body });
      return [path, `${response.status} ${JSON.stringify(response.body)}`];
    }),
  );
}

describe("a call that changes something", () => {
  it("is in the table, whichever it is", () => {
    const known = [...Object.keys(EFFECTS), "campaign-webhooks.retrigger"].sort();
    expect(known).toEqual(CHANGING.map(({ id }) => id).sort());
  });

  it.each(Object.entries(EFFECTS))("%s shows where it has to, and emits its events", async (id, { shows, events }) => {
    const api = anApi();
    const operation = found(OPERATIONS.find((one) => one.id === id));
    const call = CALLS[id]?.(api) ?? (await found(PREPARED[id])(doorOf(api), api.mock));
    const { leadId, mapId, campaignId } = answered(api);
    const ids = {
      lead: leadId,
      map: mapId,
      tag: api.mock.world.crm.tags.at(-1)?.id ?? 0,
      mailboxEmail: found(api.mock.world.mailboxes[0]).email,
      leadEmail: leadOf(api, leadId).email,
    };
    const present = [...numbersIn([call.path, call.query ?? {}, call.body ?? {}]), campaignId, leadId, mapId];
    const made = { webhooks: 670_001, campaign: Math.max(...api.mock.world.campaigns.map((one) => one.id)) + 1 };
    const near = { run: running(api), mailbox: 130_001, client: 30_101 };
    const known = [
      ...new Set([...present, made.webhooks, made.campaign, near.run.campaignId, near.run.leadId, 130_001, 30_101]),
    ];
    const asked = shows.split(" ");
    const before = asked.map((one) => answersOf(api, one, known, ids));
    api.emitted();
    const input = { query: (call.query ?? {}) as Record<string, string>, body: call.body };
    expect(api.call(operation.method, call.path, input).status).toBe(200);
    expect(api.emitted().join(" ")).toBe(events ?? "");
    const unchanged = asked.filter((one, index) =>
      [...answersOf(api, one, known, ids)].every(([path, text]) => before[index]?.get(path) === text),
    );
    expect(unchanged).toEqual([]);
  });
});
