import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import type { Enrolment } from "../../../src/smartlead/account/account.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";

/** Calls the API below `/api/v1`; the body of the answer is text. */
export interface Door {
  call(
    method: string,
    path: string,
    input?: { query?: object; body?: unknown },
  ): Promise<{ readonly status: number; readonly body: string }>;
}

/** They change nothing in the account, though they are called by POST: two read, and a forwarded mail is not kept. */
const READING_BY_POST = [
  "message-history.bulk",
  "master-inbox.inbox-replies",
  "campaigns.forward-email",
  "master-inbox.unread-replies",
  "master-inbox.archived",
  "master-inbox.important",
  "master-inbox.snoozed",
  "master-inbox.scheduled",
  "master-inbox.reminders",
  "master-inbox.sent",
  "master-inbox.assigned-me",
  "master-inbox.views",
  "tags.of-mailboxes",
  "email-accounts.fetch-messages",
  "email-accounts.fetch-messages-of-several",
  "campaigns.send-test-email",
];
const isReading = ({ id, method }: Operation) => method === "GET" || READING_BY_POST.includes(id);
export const CHANGING = OPERATIONS.filter((operation) => !isReading(operation));
export const READING = OPERATIONS.filter(isReading);
export interface Call {
  readonly path: string;
  readonly query?: object;
  readonly body?: unknown;
}

const enrolments = (mock: SmartLeadMock) => mock.world.campaigns.flatMap(({ id }) => mock.world.enrolmentsOf(id));
export const someone = (mock: SmartLeadMock, fits: (one: Enrolment) => boolean) => found(enrolments(mock).find(fits));

export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("The seeded account has none.");
  return value;
}

/** A webhook to change or delete. */
async function aWebhook({ call }: Door, campaign = false): Promise<number> {
  const owner = campaign ? { association_type: 3, email_campaign_id: 3_600_001 } : { association_type: 1 };
  const body = { webhook_url: "http://127.0.0.1:9/hook", event_type_map: { EMAIL_REPLY: true }, ...owner };
  return JSON.parse((await call("POST", "/webhook/create", { body })).body).webhook_id;
}

async function aClientKey({ call }: Door): Promise<number> {
  const body = { clientId: 30_101, keyName: "ci" };
  return JSON.parse((await call("POST", "/client/api-key", { body })).body).data.id;
}

const onInbox = (mock: SmartLeadMock, name: string, body: object): Call => ({
  path: `/master-inbox/${name}`,
  body: { email_lead_map_id: answered(mock).mapId, ...body },
});

async function aSubsequence({ call }: Door): Promise<number> {
  const body = { parent_campaign_id: 3_600_001, subsequence_name: "Pricing" };
  return JSON.parse((await call("POST", "/campaigns/create-subsequence", { body })).body).id;
}

async function aList({ call }: Door): Promise<number> {
  return JSON.parse((await call("POST", "/lead-list/", { body: { listName: "Prospects" } })).body).data.id;
}

async function aTag({ call }: Door): Promise<number> {
  return JSON.parse((await call("POST", "/tags", { body: { name: "Primary" } })).body).data.id;
}

const leadPath = ({ campaignId, leadId }: Enrolment) => `/campaigns/${campaignId}/leads/${leadId}`;
const answered = (mock: SmartLeadMock) => someone(mock, ({ replyCount }) => replyCount > 0);

/** The call of an operation that random bodies seldom get past. */
export const PREPARED: Readonly<Record<string, (restHandler: Door, mock: SmartLeadMock) => Call | Promise<Call>>> = {
  "webhook.update": async (restHandler) => ({
    path: `/webhook/update/${await aWebhook(restHandler)}`,
    body: { name: "Renamed" },
  }),
  "webhook.delete": async (restHandler) => ({ path: "/webhook/delete", body: { id: await aWebhook(restHandler) } }),
  "webhook.delete-by-path": async (restHandler) => ({ path: `/webhook/delete/${await aWebhook(restHandler)}` }),
  "campaign-webhooks.delete": async (restHandler) => ({
    path: "/campaigns/3600001/webhooks",
    body: { id: await aWebhook(restHandler, true) },
  }),
  "campaign-webhooks.delete-by-path": async (restHandler) => ({
    path: `/campaigns/3600001/webhooks/${await aWebhook(restHandler, true)}`,
  }),
  "campaign-webhooks.upsert": () => ({
    path: "/campaigns/3600001/webhooks",
    body: {
      id: null,
      name: "CRM",
      webhook_url: "http://127.0.0.1:9/hook",
      event_types: ["EMAIL_REPLY"],
      categories: ["Interested"],
    },
  }),
  "campaigns.delete": async ({ call }) => {
    const { id } = JSON.parse((await call("POST", "/campaigns/create", { body: { name: "Mine" } })).body);
    return { path: `/campaigns/${id}` };
  },
  "campaign-sequences.save": async ({ call }) => {
    const { id } = JSON.parse((await call("POST", "/campaigns/create", { body: { name: "Mine" } })).body);
    const step = { seq_number: 1, seq_delay_details: { delay_in_days: 0 }, subject: "Hi", email_body: "<p>Hi</p>" };
    return { path: `/campaigns/${id}/sequences`, body: { sequences: [{ id: null, ...step }] } };
  },
  "campaign-leads.pause": (_door, mock) => ({
    path: `${leadPath(someone(mock, ({ status }) => status === "INPROGRESS"))}/pause`,
  }),
  "campaign-leads.resume": async ({ call }, mock) => {
    const path = leadPath(someone(mock, ({ status }) => status === "INPROGRESS"));
    await call("POST", `${path}/pause`);
    return { path: `${path}/resume`, body: { resume_lead_with_delay_days: 2 } };
  },
  "campaign-leads.manual-complete": (_door, mock) => {
    mock.emit({ eventType: "MANUAL_STEP_REACHED" });
    const waiting = someone(mock, ({ awaitsManualStep }) => awaitsManualStep);
    return { path: `/campaigns/${waiting.campaignId}/leads/${waiting.mapId}/manual-complete` };
  },
  "campaigns.reply-email-thread": (_door, mock) => {
    const { campaignId, thread } = answered(mock);
    const { statsId } = found(thread.findLast(({ kind }) => kind === "REPLY"));
    const body = { email_stats_id: statsId, email_body: "<p>Tuesday?</p>" };
    return { path: `/campaigns/${campaignId}/reply-email-thread`, body };
  },
  "master-inbox.update-category": (_door, mock) => {
    const { mapId } = someone(mock, ({ replyCount, category }) => replyCount > 0 && category?.id !== 3);
    return { path: "/master-inbox/update-category", body: { email_lead_map_id: mapId, category_id: 3 } };
  },
  "master-inbox.resume-lead": (_door, mock) => {
    const { campaignId, mapId } = someone(
      mock,
      ({ status, replyCount, currentStep }) => status === "STOPPED" && replyCount > 0 && currentStep === 1,
    );
    const body = { campaign_id: campaignId, email_lead_map_id: mapId };
    return { path: "/master-inbox/resume-lead", body };
  },
  "master-inbox.change-read-status": (_door, mock) => ({
    path: "/master-inbox/change-read-status",
    body: { email_lead_map_id: someone(mock, ({ isUnread }) => isUnread).mapId, read_status: true },
  }),
  "master-inbox.update-revenue": (_door, mock) => onInbox(mock, "update-revenue", { revenue: 5_000 }),
  "master-inbox.update-team-member": (_door, mock) => onInbox(mock, "update-team-member", { team_member_id: 2101 }),
  "master-inbox.create-note": (_door, mock) => onInbox(mock, "create-note", { note_message: "Asked for prices" }),
  "master-inbox.create-task": (_door, mock) => onInbox(mock, "create-task", { name: "Call back" }),
  "master-inbox.set-reminder": (_door, mock) =>
    onInbox(mock, "set-reminder", { email_stats_id: "s", message: "Call", reminder_time: "2026-01-09T09:00:00.000Z" }),
  "master-inbox.push-to-subsequence": async (door, mock) =>
    onInbox(mock, "push-to-subsequence", { sub_sequence_id: await aSubsequence(door) }),
  "lead-lists.rename": async (door) => ({ path: `/lead-list/${await aList(door)}`, body: { listName: "Cleaned" } }),
  "lead-lists.delete": async (door) => ({ path: `/lead-list/${await aList(door)}` }),
  "lead-lists.import": async (door) => ({
    path: `/lead-list/${await aList(door)}/import`,
    body: { leadList: [{ email: "ann@lead.example", company: "Lead Co" }], fileName: "a.csv" },
  }),
  "lead-lists.assign-tags": async (door) => ({
    path: "/lead-list/assign-tags",
    body: { listIds: [await aList(door)], tagIds: [await aTag(door)] },
  }),
  "lead-lists.push-between-lists": async (door, mock) => ({
    path: "/leads/leads/push-between-lists",
    body: { action: "copy", leadIds: [answered(mock).leadId], toListId: await aList(door) },
  }),
  "crm.add-tags": async (door, mock) => ({
    path: "/crm/leads/tags",
    body: { leadId: answered(mock).leadId, tagIds: [await aTag(door)] },
  }),
  "crm.remove-tag": async (door, mock) => {
    const body = { leadId: answered(mock).leadId, tagIds: [await aTag(door)] };
    await door.call("POST", "/crm/leads/tags", { body });
    return { path: `/crm/leads/tags/${found(mock.world.crm.tagMappings[0]).id}` };
  },
  "block-list.delete": async ({ call }, mock) => {
    await call("POST", "/leads/add-domain-block-list", { body: { domain_block_list: ["rival.example"] } });
    return { path: "/leads/delete-domain-block-list", query: { id: String(found(mock.world.crm.blockList[0]).id) } };
  },
  "tags.create": () => ({ path: "/tags", body: { name: "Primary" } }),
  "tags.update": async (door) => ({
    path: "/email-accounts/tag-manager",
    body: { id: await aTag(door), name: "Renamed", color: "#000000" },
  }),
  "tags.map": async (door) => ({
    path: "/email-accounts/tag-mapping",
    body: { email_account_ids: [130_001], tag_ids: [await aTag(door)] },
  }),
  "tags.unmap": async (door) => {
    const body = { email_account_ids: [130_001], tag_ids: [await aTag(door)] };
    await door.call("POST", "/email-accounts/tag-mapping", { body });
    return { path: "/email-accounts/tag-mapping", body };
  },
  "email-accounts.save-oauth": () => ({
    path: "/email-accounts/save-oauth",
    body: {
      ...{ from_name: "Ada", from_email: "ada@oauth.example", username: "ada", type: "GMAIL" },
      token: { scope: "mail", token_type: "Bearer", expiry_date: 4_102_444_800_000 },
      ...{ warmup_enabled: true, use_whitelabel_credentials: false },
    },
  }),
  "email-accounts.suspend": () => ({ path: "/email-accounts/suspend/130001" }),
  "email-accounts.unsuspend": async ({ call }) => {
    await call("PUT", "/email-accounts/suspend/130001");
    return { path: "/email-accounts/unsuspend/130001" };
  },
  "email-accounts.reconnect-failed": (_door, mock) => {
    mock.emit({ eventType: "EMAIL_ACCOUNT_DISCONNECTED" });
    return { path: "/email-accounts/reconnect-failed-email-accounts" };
  },
  "send-email.initiate": () => ({
    path: "/send-email/initiate",
    body: { to: "ann@lead.example", subject: "Hi", body: "<p>Hi</p>", fromEmailId: 130_001 },
  }),
  "campaigns.update-lead-email-account": (_door, mock) => {
    const { campaignId, leadId, mailboxId } = answered(mock);
    const body = {
      ...{ email_campaign_id: campaignId, email_lead_id: leadId, override_lead_email_account: true },
      email_account_id: found(mock.world.mailboxes.find(({ id }) => id !== mailboxId)).id,
    };
    return { path: "/campaigns/update-lead-email-account", body };
  },
  "campaigns.create-subsequence": () => ({
    path: "/campaigns/create-subsequence",
    body: { parent_campaign_id: 3_600_001, subsequence_name: "Pricing" },
  }),
  "campaigns.team-member": () => ({ path: "/campaigns/3600001/team-member", body: { teamMemberId: 2102 } }),
  "leads.push-to-list": async (door, mock) => ({
    path: "/leads/push-to-list",
    body: { listId: await aList(door), leadIds: [answered(mock).leadId], allLeads: false, action: "move" },
  }),
  "leads.push-from-campaign-to-list": async (door, mock) => {
    const { campaignId, mapId } = answered(mock);
    return {
      path: "/leads/campaign/push-to-list",
      body: { campaignId, listId: await aList(door), leadMapIds: [mapId] },
    };
  },
  "leads.push-to-campaign": (_door, mock) => ({
    path: "/leads/push-to-campaign",
    body: { campaignName: "By name", action: "copy", leadList: { leadIds: [answered(mock).leadId] } },
  }),
  "client-keys.delete": async (restHandler) => ({ path: `/client/api-key/${await aClientKey(restHandler)}` }),
  "client-keys.reset": async (restHandler) => ({ path: `/client/api-key/reset/${await aClientKey(restHandler)}` }),
};
