import { describe, expect, it } from "vitest";
import type { Enrolment } from "../../../src/smartlead/account/account.ts";
import { type Api, anApi } from "./an-api.ts";

/** Answers are looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

const NO_CAMPAIGN = { status: 404, body: { error: "Campaign not found - Invalid campaign_id." } };
const NO_LEAD = { status: 404, body: { error: "Lead not found - Invalid lead_id." } };

function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

function ok(
  api: Api,
  method: string,
  path: string,
  input: { query?: Record<string, string>; body?: unknown } = {},
): Json {
  const { status, body } = api.call(method, path, input);
  expect({ path, status, body: status === 200 ? null : body }).toEqual({ path, status: 200, body: null });
  return json(body);
}

/** That it is refused, and that the account is as it was. */
function refused(
  api: Api,
  method: string,
  path: string,
  input: { query?: Record<string, string>; body?: unknown } = {},
): Json {
  const before = JSON.stringify(api.mock.world.save());
  const { status, body } = api.call(method, path, input);
  expect(JSON.stringify(api.mock.world.save())).toBe(before);
  expect(api.emitted()).toEqual([]);
  return { status, body: json(body) };
}

function joi(message: string, keys: string[], source = "body") {
  return { status: 400, body: { statusCode: 400, error: "Bad Request", message, validation: { source, keys } } };
}

/** A campaign of one's own, ready to be started. */
function aCampaign(
  api: Api,
  leads: readonly object[] = [{ email: "ada@lovelace.example", first_name: "Ada" }],
): number {
  const { id } = ok(api, "POST", "/campaigns/create", { body: { name: "Mine" } });
  const step = {
    id: null,
    seq_number: 1,
    seq_delay_details: { delay_in_days: 0 },
    subject: "Hi",
    email_body: "<p>{{first_name}}</p>",
  };
  const second = { ...step, seq_number: 2, seq_delay_details: { delay_in_days: 3 }, subject: "" };
  ok(api, "POST", `/campaigns/${id}/sequences`, { body: { sequences: [step, second] } });
  ok(api, "POST", `/campaigns/${id}/email-accounts`, { body: { email_account_ids: [130_001] } });
  ok(api, "POST", `/campaigns/${id}/schedule`, { body: SCHEDULE });
  if (leads.length > 0) ok(api, "POST", `/campaigns/${id}/leads`, { body: { lead_list: leads } });
  return id;
}

const SCHEDULE = {
  timezone: "Europe/Berlin",
  days_of_the_week: [1, 2, 3, 4, 5],
  start_hour: "09:00",
  end_hour: "17:00",
  min_time_btw_emails: 10,
  max_new_leads_per_day: 20,
};

function someone(api: Api, fits: (enrolment: Enrolment) => boolean): Enrolment {
  const found = api.mock.world.campaigns.flatMap(({ id }) => api.mock.world.enrolmentsOf(id)).find(fits);
  if (found === undefined) throw new Error("Nobody in the seeded account fits.");
  return found;
}

describe("campaigns", () => {
  it("are made, listed newest first, shown, copied and deleted", () => {
    const api = anApi();
    const id = aCampaign(api);
    expect(ok(api, "GET", "/campaigns/")[0]).toMatchObject({ id, name: "Mine", status: "DRAFTED", client_id: null });
    const { newCampaignId } = ok(api, "POST", `/campaigns/${id}/duplicate`, { body: { duplicate_sub_sequence: true } });
    expect(ok(api, "GET", `/campaigns/${newCampaignId}`)).toMatchObject({ status: "DRAFTED", parent_campaign_id: id });
    expect(ok(api, "GET", `/campaigns/${newCampaignId}/sequences`)).toHaveLength(2);
    expect(ok(api, "GET", `/campaigns/${newCampaignId}/leads`).total_leads).toBe("0");
    ok(api, "DELETE", `/campaigns/${newCampaignId}`);
    expect(ok(api, "GET", `/campaigns/${newCampaignId}`)).toEqual({});
    expect(ok(api, "POST", "/campaigns/create", {}).id).toBeGreaterThan(newCampaignId);
  });

  it("that are active are not deleted, that are unknown not copied, and a client must be there", () => {
    const api = anApi();
    expect(refused(api, "DELETE", "/campaigns/3600001")).toMatchObject({
      status: 400,
      body: { success: false, error: { code: "CAMPAIGN_ACTIVE" } },
    });
    expect(refused(api, "POST", "/campaigns/7/duplicate")).toEqual({
      status: 500,
      body: { message: "Invalid campaign Id!" },
    });
    expect(refused(api, "POST", "/campaigns/create", { body: { client_id: 7 } }).status).toBe(500);
    expect(refused(api, "POST", "/campaigns/create", { body: { nam: "x" } })).toEqual(
      joi('"nam" is not allowed', ["nam"]),
    );
  });

  it("start once they have steps, a mailbox and a schedule; a first START begins the sequence", () => {
    const api = anApi();
    const { id } = ok(api, "POST", "/campaigns/create", { body: {} });
    const start = { body: { status: "START" } };
    expect(refused(api, "POST", `/campaigns/${id}/status`, start).body.error).toContain("sequences");
    const ready = aCampaign(api, [{ email: "a@x.example" }, { email: "b@x.example" }]);
    api.emitted();
    expect(ok(api, "POST", `/campaigns/${ready}/status`, start)).toMatchObject({ ok: true });
    const pair = ["FIRST_EMAIL_SENT", "EMAIL_SENT"];
    expect(api.emitted()).toEqual(["CAMPAIGN_STATUS_CHANGED", ...pair, ...pair]);
    ok(api, "POST", `/campaigns/${ready}/status`, { body: { status: "PAUSED" } });
    ok(api, "POST", `/campaigns/${ready}/status`, { body: { status: "STOPPED" } });
    expect(api.emitted()).toEqual(["CAMPAIGN_STATUS_CHANGED", "CAMPAIGN_STATUS_CHANGED"]);
    expect(refused(api, "POST", `/campaigns/${ready}/status`, start).status).toBe(400);
    expect(refused(api, "POST", `/campaigns/${ready}/status`, { body: { status: "ACTIVE" } })).toEqual(
      joi('"status" must be one of [START, PAUSED, STOPPED]', ["status"]),
    );
  });

  it("take a schedule, and say what is wrong with one", () => {
    const api = anApi();
    const path = "/campaigns/3600001/schedule";
    ok(api, "POST", path, { body: SCHEDULE });
    expect(ok(api, "GET", "/campaigns/3600001")).toMatchObject({
      scheduler_cron_value: { tz: "Europe/Berlin", days: [1, 2, 3, 4, 5], startHour: "09:00", endHour: "17:00" },
      min_time_btwn_emails: 10,
      max_leads_per_day: 20,
    });
    expect(refused(api, "POST", path, { body: { ...SCHEDULE, timezone: "Mars/Phobos" } }).body).toEqual({
      error: "Invalid timezone - Mars/Phobos",
    });
    expect(refused(api, "POST", path, { body: { ...SCHEDULE, start_hour: "18:00" } }).body).toEqual({
      error: "startHour cannot be greater that endHour",
    });
    expect(refused(api, "POST", "/campaigns/7/schedule", { body: SCHEDULE })).toEqual(NO_CAMPAIGN);
  });

  it("read their tracking back in other words than it is written", () => {
    const api = anApi();
    const path = "/campaigns/3600001/settings";
    ok(api, "POST", path, {
      body: { track_settings: ["DONT_TRACK_EMAIL_OPEN"], client_id: 30_102, follow_up_percentage: 70 },
    });
    expect(ok(api, "GET", "/campaigns/3600001")).toMatchObject({
      track_settings: ["DONT_EMAIL_OPEN"],
      client_id: 30_102,
      follow_up_percentage: 70,
    });
    expect(refused(api, "POST", path, { body: { track_settings: ["DONT_EMAIL_OPEN"] } }).status).toBe(400);
    expect(refused(api, "POST", path, { body: { client_id: 1 } }).status).toBe(404);
  });

  it("take steps while they are not active; those left out are removed, those named keep their ids", () => {
    const api = anApi();
    const id = aCampaign(api, []);
    const path = `/campaigns/${id}/sequences`;
    const [first] = ok(api, "GET", path);
    const changed = {
      id: first.id,
      seq_number: 1,
      seq_delay_details: { delay_in_days: 1 },
      subject: "New",
      email_body: "<p/>",
    };
    const variants = [{ subject: "A", email_body: "a", variant_label: "A" }];
    ok(api, "POST", path, { body: { sequences: [{ ...changed, seq_variants: variants }] } });
    expect(ok(api, "GET", path)).toMatchObject([
      {
        id: first.id,
        subject: "New",
        seq_delay_details: { delayInDays: 1 },
        sequence_variants: [{ variant_label: "A" }],
      },
    ]);
    expect(refused(api, "POST", path, { body: { sequences: [{ ...changed, id: 1 }] } }).body.error).toContain(
      "Invalid sequence id",
    );
    expect(refused(api, "POST", "/campaigns/3600001/sequences", { body: { sequences: [changed] } }).status).toBe(400);
  });

  it("take mailboxes in and out; their leads are written to from those that are left", () => {
    const api = anApi();
    const id = aCampaign(api, [{ email: "a@x.example" }]);
    const path = `/campaigns/${id}/email-accounts`;
    expect(ok(api, "POST", path, { body: { email_account_ids: [130_001, 130_003] } }).result).toHaveLength(1);
    expect(ok(api, "DELETE", path, { body: { email_account_ids: [130_001] } })).toEqual({ ok: true, result: 1 });
    expect(ok(api, "GET", path).map((row: Json) => row.id)).toEqual([130_003]);
    expect(api.mock.world.enrolmentsOf(id)[0]?.mailboxId).toBe(130_003);
    expect(refused(api, "POST", path, { body: { email_account_ids: [7] } }).status).toBe(404);
  });
});

describe("analytics and statistics", () => {
  it("count the same mails as the threads hold", () => {
    const api = anApi();
    for (const { id } of api.mock.world.campaigns) {
      const sent = api.mock.world
        .enrolmentsOf(id)
        .flatMap(({ thread }) => thread.filter((one) => one.kind === "SENT" && one.sequenceNumber !== null));
      const analytics = ok(api, "GET", `/campaigns/${id}/analytics`);
      const statistics = ok(api, "GET", `/campaigns/${id}/statistics`, { query: { limit: "1000" } });
      const mailboxes = ok(api, "GET", `/campaigns/${id}/mailbox-statistics`);
      expect(analytics.sent_count).toBe(String(sent.length));
      expect(statistics.total_stats).toBe(String(sent.length));
      expect(mailboxes.data.reduce((sum: number, row: Json) => sum + Number(row.sent_count), 0)).toBe(sent.length);
      const replied = statistics.data.filter((row: Json) => row.reply_time !== null).length;
      expect(analytics.reply_count).toBe(String(replied));
      expect(analytics.campaign_lead_stats.total).toBe(api.mock.world.enrolmentsOf(id).length);
    }
    expect(ok(api, "GET", "/campaigns/7/analytics")).toEqual({});
  });

  it("by date take at most thirty days of a time zone that exists", () => {
    const api = anApi();
    const path = "/campaigns/3600001/analytics-by-date";
    const all = ok(api, "GET", path, { query: { start_date: "2025-12-10", end_date: "2026-01-05" } });
    expect(Number(all.sent_count)).toBeGreaterThan(0);
    const none = ok(api, "GET", path, { query: { start_date: "2020-01-01", end_date: "2020-01-02" } });
    expect(none.sent_count).toBe("0");
    for (const query of [
      { start_date: "2025-11-01", end_date: "2026-01-05" },
      { start_date: "2026-01-05", end_date: "2026-01-01" },
      { start_date: "2026-01-01", end_date: "2026-01-02", time_zone: "Nowhere" },
      { start_date: "2026-02-31x", end_date: "2026-01-02" },
    ])
      expect(refused(api, "GET", path, { query }).status).toBe(400);
  });
});

describe("leads", () => {
  it("are added with SmartLead's counts, each person once in the account", () => {
    const api = anApi();
    const id = aCampaign(api, []);
    const gone = someone(api, ({ leadId }) => api.mock.world.lead(leadId)?.isUnsubscribed === true);
    const list = [
      { email: "ada@lovelace.example", custom_fields: { age: 36 } },
      { email: "ADA@lovelace.example" },
      { email: "no address" },
      { email: api.mock.world.lead(gone.leadId)?.email },
    ];
    const answer = ok(api, "POST", `/campaigns/${id}/leads`, {
      body: { lead_list: list, settings: { return_lead_ids: true } },
    });
    expect(answer).toMatchObject({
      ok: true,
      upload_count: 4,
      total_leads: 1,
      duplicate_count: 1,
      invalid_email_count: 1,
      invalid_emails: ["no address"],
      unsubscribed_leads: [api.mock.world.lead(gone.leadId)?.email],
      already_added_to_campaign: 0,
      is_lead_limit_exhausted: false,
    });
    const again = ok(api, "POST", `/campaigns/${id}/leads`, { body: { lead_list: list.slice(0, 1) } });
    expect(again).toMatchObject({ upload_count: 1, total_leads: 0, already_added_to_campaign: 1 });
    expect(ok(api, "GET", "/leads/", { query: { email: "ada@lovelace.example" } })).toMatchObject({
      id: answer.emailToLeadIdMap.newlyAddedLeads["ada@lovelace.example"],
      custom_fields: { age: "36" },
    });
    expect(api.emitted()).toEqual([]);
  });

  it("that other campaigns have are left out only when asked, and counted apart", () => {
    const api = anApi();
    const [target, other] = [aCampaign(api, []), aCampaign(api, [])];
    const lead_list = [{ email: "ada@lovelace.example", first_name: "Ada" }];
    ok(api, "POST", `/campaigns/${other}/leads`, { body: { lead_list } });
    const settings = { ignore_duplicate_leads_in_other_campaign: true, return_lead_ids: true };
    const skipped = ok(api, "POST", `/campaigns/${target}/leads`, { body: { lead_list, settings } });
    expect(skipped).toMatchObject({
      upload_count: 1,
      total_leads: 0,
      duplicate_count: 0,
      skipped_in_other_campaign_count: 1,
      emailToLeadIdMap: {
        newlyAddedLeads: {},
        existingLeadsInOtherCampaigns: { "ada@lovelace.example": expect.stringMatching(/^\d+$/) },
      },
    });
    expect(ok(api, "POST", `/campaigns/${target}/leads`, { body: { lead_list } }).total_leads).toBe(1);
  });

  it("are changed for the whole account by adding them again, and stay as they stand", () => {
    const api = anApi();
    const id = aCampaign(api, []);
    const ada = {
      email: "ada@lovelace.example",
      first_name: "Ada",
      company_name: "Engines",
      custom_fields: { a: 1, b: 2 },
    };
    ok(api, "POST", `/campaigns/${id}/leads`, { body: { lead_list: [ada] } });
    const [row] = ok(api, "GET", `/campaigns/${id}/leads`).data;
    ok(api, "POST", `/campaigns/${id}/leads/${row.lead.id}/pause`);
    const again = { ...ada, first_name: "Augusta", company_name: "", custom_fields: { b: 3 } };
    ok(api, "POST", `/campaigns/${id}/leads`, { body: { lead_list: [again] } });
    expect(ok(api, "GET", `/campaigns/${id}/leads`).data).toMatchObject([
      {
        status: "PAUSED",
        lead: { first_name: "Augusta", company_name: "Engines", custom_fields: { a: "1", b: "3" } },
      },
    ]);
  });

  it("come from a list in the body or from stored ones, and a call without either is refused", () => {
    const api = anApi();
    const id = aCampaign(api, []);
    expect(refused(api, "POST", `/campaigns/${id}/leads`, { body: {} })).toEqual(
      joi('"lead_list" is required', ["lead_list"]),
    );
  });

  it("come 400 at a time at most, and return_lead_ids is a setting", () => {
    const api = anApi();
    const list = Array.from({ length: 401 }, (_, index) => ({ email: `a${index}@x.example` }));
    const path = "/campaigns/3600001/leads";
    expect(refused(api, "POST", path, { body: { lead_list: list } })).toEqual(
      joi('"lead_list" must contain less than or equal to 400 items', ["lead_list"]),
    );
    expect(refused(api, "POST", path, { body: { lead_list: list.slice(1, 2), return_lead_ids: true } })).toEqual(
      joi('"return_lead_ids" is not allowed', ["return_lead_ids"]),
    );
    expect(refused(api, "POST", "/campaigns/7/leads", { body: { lead_list: list.slice(0, 1) } })).toEqual(NO_CAMPAIGN);
  });

  it.each([
    ["POST", "/campaigns/:id/leads/:lead/category", { category_id: 3 }, { ok: true, success: true }],
    ["PATCH", "/master-inbox/update-category", { category_id: 3 }, { ok: true, success: true }],
  ])("%s %s puts a lead into a category, with the whole history", (method, template, body, answer) => {
    const api = anApi();
    const { campaignId, leadId, mapId } = someone(
      api,
      ({ replyCount, category }) => replyCount > 0 && category?.id !== 3,
    );
    const path = template.replace(":id", String(campaignId)).replace(":lead", String(leadId));
    const sent = method === "PATCH" ? { ...body, email_lead_map_id: mapId } : body;
    expect(ok(api, method, path, { body: sent })).toMatchObject(answer);
    expect(api.emitted()).toEqual(["LEAD_CATEGORY_UPDATED"]);
    expect(api.mock.world.enrolment(campaignId, leadId)?.category?.name).toBe("Not Interested");
    ok(api, method, path, { body: { ...sent, category_id: null } });
    expect(api.emitted()).toEqual([]);
    expect(api.mock.world.enrolment(campaignId, leadId)?.category).toBeNull();
    expect(refused(api, method, path, { body: { ...sent, category_id: 77 } }).status).toBe(
      method === "PATCH" ? 422 : 400,
    );
  });

  it("are paused, resumed with a delay, and not beyond their last step", () => {
    const api = anApi();
    const id = aCampaign(api);
    const leadId = api.mock.world.enrolmentsOf(id)[0]?.leadId ?? 0;
    const path = `/campaigns/${id}/leads/${leadId}`;
    expect(ok(api, "POST", `${path}/pause`)).toEqual({ ok: true, data: "success" });
    expect(api.mock.world.enrolment(id, leadId)?.status).toBe("PAUSED");
    ok(api, "POST", `${path}/resume`, { body: { resume_lead_with_delay_days: 2 } });
    expect(api.mock.world.enrolment(id, leadId)).toMatchObject({
      status: "STARTED",
      notBefore: api.mock.clock.now() + 172_800_000,
    });
    expect(refused(api, "POST", `/campaigns/${id}/leads/7/resume`)).toEqual({
      status: 500,
      body: { error: "Invalid lead id" },
    });
    expect(refused(api, "POST", `/campaigns/${id}/leads/7/pause`)).toEqual(NO_LEAD);
    const done = someone(api, ({ status }) => status === "COMPLETED");
    expect(refused(api, "POST", `/campaigns/${done.campaignId}/leads/${done.leadId}/resume`).body).toEqual({
      error: "This is the last sequence. You cannot resume this lead.",
    });
  });

  it("are unsubscribed, from a campaign or at all; whoever has is left as they are", () => {
    const api = anApi();
    const one = someone(
      api,
      ({ leadId, status }) => status === "INPROGRESS" && api.mock.world.lead(leadId)?.isUnsubscribed === false,
    );
    expect(ok(api, "POST", `/campaigns/${one.campaignId}/leads/${one.leadId}/unsubscribe`)).toEqual({ ok: true });
    expect(api.emitted()).toEqual(["LEAD_UNSUBSCRIBED"]);
    expect(ok(api, "POST", `/leads/${one.leadId}/unsubscribe`)).toEqual({ ok: false });
    const other = someone(
      api,
      ({ leadId, status }) => status === "INPROGRESS" && api.mock.world.lead(leadId)?.isUnsubscribed === false,
    );
    expect(ok(api, "POST", `/leads/${other.leadId}/unsubscribe`)).toEqual({ ok: true });
    expect(new Set(api.emitted())).toEqual(new Set(["LEAD_UNSUBSCRIBED"]));
    expect(refused(api, "POST", "/leads/7/unsubscribe")).toEqual(NO_LEAD);
  });

  it("are changed, with custom fields merged, and deleted with a bare text for an answer", () => {
    const api = anApi();
    const id = aCampaign(api, [{ email: "ada@lovelace.example", custom_fields: { a: "1" } }]);
    const leadId = api.mock.world.enrolmentsOf(id)[0]?.leadId ?? 0;
    const path = `/campaigns/${id}/leads/${leadId}`;
    ok(api, "POST", `${path}/`, { body: { email: "ada@new.example", last_name: "King", custom_fields: { b: "2" } } });
    expect(ok(api, "GET", `/leads/${leadId}`).data[0]).toMatchObject({
      email: "ada@new.example",
      last_name: "King",
      custom_fields: { a: "1", b: "2" },
    });
    expect(ok(api, "GET", "/leads/", { query: { email: "ada@lovelace.example" } })).toEqual({});
    expect(refused(api, "POST", `/campaigns/${id}/leads/7/`, { body: { email: "x@y.example" } })).toEqual({
      status: 404,
      body: { ok: false, error: "Invalid request!" },
    });
    expect(ok(api, "DELETE", path)).toBe("success");
    expect(refused(api, "DELETE", path)).toEqual(NO_LEAD);
  });

  it("that have reached a manual step go on once it is done", () => {
    const api = anApi();
    const happening = api.mock.world.apply("MANUAL_STEP_REACHED");
    if (happening.type !== "MANUAL_STEP_REACHED") throw new Error("Something else happened.");
    const path = `/campaigns/${happening.campaign.id}/leads/${happening.lead.mapId}/manual-complete`;
    expect(ok(api, "POST", path)).toMatchObject({ ok: true, status: { isLastSequence: expect.any(Boolean) } });
    expect(refused(api, "POST", path).status).toBe(400);
  });

  it("are exported as CSV and listed with what happened to them", () => {
    const api = anApi();
    const { body, contentType } = api.call("GET", "/campaigns/3600001/leads-export");
    const lines = String(body).trimEnd().split("\n");
    expect(contentType).toContain("text/csv");
    expect(lines[0]).toMatch(/^id,campaign_lead_map_id,status,category,/);
    expect(lines).toHaveLength(1 + api.mock.world.enrolmentsOf(3_600_001).length);
    const { data, hasMore } = ok(api, "GET", "/campaigns/all-leads-activities", { query: { limit: "5" } });
    expect([data.length, hasMore]).toEqual([5, true]);
    expect(refused(api, "GET", "/campaigns/all-leads-activities", { query: { event_time_from: "soon" } })).toEqual({
      status: 400,
      body: { error: "Invalid event_time_from format. Use YYYY-MM-DD or ISO 8601 format.", status: "error" },
    });
  });
});

describe("the master inbox", () => {
  it("answers in a thread at once, or when it is time; the history and reply-status show it", async () => {
    const api = anApi();
    const { campaignId, leadId, thread } = someone(api, ({ replyCount }) => replyCount > 0);
    const reply = thread.findLast(({ kind }) => kind === "REPLY");
    const path = `/campaigns/${campaignId}/reply-email-thread`;
    const history = () => ok(api, "GET", `/campaigns/${campaignId}/leads/${leadId}/message-history`).history;
    const body = { email_stats_id: reply?.statsId, email_body: "<p>Tuesday?</p>", cc: "boss@x.example, cto@x.example" };
    expect(api.call("POST", path, { body })).toMatchObject({
      status: 200,
      body: "Email added to the queue, will be sent out soon!",
      contentType: "text/html; charset=utf-8",
    });
    const sent = history().at(-1);
    expect(sent).toMatchObject({ type: "SENT", email_seq_number: null, cc: ["boss@x.example", "cto@x.example"] });
    const statusOf = (id: string) => ok(api, "GET", "/master-inbox/reply-status", { query: { message_id: id } }).data;
    expect(statusOf(sent.message_id).status).toBe("COMPLETED");
    const later = new Date(api.mock.clock.now() + 3_600_000).toISOString();
    api.call("POST", path, { body: { ...body, email_body: "<p>Later</p>", scheduled_time: later } });
    expect(history()).toHaveLength(thread.length);
    expect(history().at(-1).message_id).toBe(sent.message_id);
    await api.mock.clock.advance(3_600_001);
    expect(history().at(-1).email_body).toContain("Later");
    expect(refused(api, "POST", path, { body: { ...body, lead_id: 1 } })).toEqual(
      joi('"lead_id" is not allowed', ["lead_id"]),
    );
    expect(refused(api, "POST", path, { body: { ...body, email_stats_id: "x" } }).status).toBe(404);
    expect(refused(api, "GET", "/master-inbox/reply-status", { query: { message_id: "<x@y>" } }).status).toBe(404);
  });

  it("lists who has answered, newest first, by campaign if asked", () => {
    const api = anApi();
    const { data } = ok(api, "POST", "/master-inbox/inbox-replies", { body: { limit: 5 } });
    const times = data.map((row: Json) => row.last_reply_time);
    expect(times).toEqual([...times].sort().reverse());
    const some = ok(api, "POST", "/master-inbox/inbox-replies", { body: { filters: { campaignId: 3_600_002 } } }).data;
    expect(new Set(some.map((row: Json) => row.email_campaign_id))).toEqual(new Set([3_600_002]));
    const full = ok(api, "POST", "/master-inbox/inbox-replies", { query: { fetch_message_history: "true" } }).data;
    expect(full[0].email_history.length).toBeGreaterThan(0);
    expect(refused(api, "POST", "/master-inbox/inbox-replies", { body: { campaign_id: 1 } }).status).toBe(400);
  });

  it("resumes leads, forwards mails and lists untracked ones", () => {
    const api = anApi();
    const stopped = someone(
      api,
      ({ status, replyCount, currentStep }) => status === "STOPPED" && replyCount > 0 && currentStep === 1,
    );
    const body = { campaign_id: stopped.campaignId, email_lead_map_id: stopped.mapId };
    expect(ok(api, "PATCH", "/master-inbox/resume-lead", { body }).data.status).toBe("INPROGRESS");
    expect(refused(api, "PATCH", "/master-inbox/resume-lead", { body: { ...body, campaign_id: 7 } }).status).toBe(404);
    const statsId = stopped.thread[0]?.statsId;
    const forward = { message_id: "<x@y>", stats_id: statsId, to_emails: "boss@x.example" };
    const path = `/campaigns/${stopped.campaignId}/forward-email`;
    expect(ok(api, "POST", path, { body: forward })).toMatchObject({ ok: true, status: "success" });
    expect(refused(api, "POST", path, { body: { ...forward, stats_id: "x" } }).body.error).toBe(
      "Email account not found!",
    );
    api.mock.world.apply("UNTRACKED_REPLIES");
    const { untracked_replies: replies, total_count: total } = ok(api, "GET", "/master-inbox/untracked-replies");
    expect([replies.length, total]).toEqual([1, 1]);
  });
});

describe("what SmartLead's pages list beyond the samples", () => {
  it("a step's variants keep their ids, shares and marks, and an id that is gone is dropped", () => {
    const api = anApi();
    const id = aCampaign(api, []);
    const path = `/campaigns/${id}/sequences`;
    const variant = { variant_label: "A", subject: "Hi", email_body: "<p>A</p>", variant_distribution_percentage: 100 };
    const step = {
      seq_number: 1,
      seq_delay_details: { delay_in_days: 0 },
      variant_distribution_type: "MANUAL_PERCENTAGE",
      lead_distribution_percentage: 40,
      winning_metric_property: "REPLY_RATE",
      seq_type: "EMAIL",
      seq_variants: [variant],
    };
    ok(api, "POST", path, { body: { sequences: [step] } });
    const [saved] = ok(api, "GET", path);
    expect(saved.sequence_variants).toMatchObject([
      {
        email_campaign_seq_id: saved.id,
        is_deleted: false,
        optional_email_body_1: null,
        variant_distribution_percentage: 100,
      },
    ]);
    const [{ id: variantId, created_at: createdAt }] = saved.sequence_variants;
    const changed = [
      { ...variant, id: variantId, variant_distribution_percentage: 0, is_deleted: true },
      { ...variant, id: 987_654, variant_label: "B" },
    ];
    ok(api, "POST", path, { body: { sequences: [{ ...step, id: saved.id, seq_variants: changed }] } });
    const [{ sequence_variants: kept }] = ok(api, "GET", path);
    expect(kept[0]).toMatchObject({
      id: variantId,
      created_at: createdAt,
      is_deleted: true,
      variant_distribution_percentage: 0,
    });
    expect(kept[1].id).not.toBe(987_654);
  });

  it("an empty sequences removes every step, with a notice, and is refused while the campaign is active", () => {
    const api = anApi();
    const told: string[] = [];
    api.mock.journal.subscribe((entry) => {
      if (entry.type === "world.changed") told.push(entry.change);
    });
    expect(refused(api, "POST", "/campaigns/3600001/sequences", { body: { sequences: [] } }).status).toBe(400);
    ok(api, "POST", "/campaigns/3600004/sequences", { body: { sequences: [] } });
    expect(ok(api, "GET", "/campaigns/3600004/sequences")).toEqual([]);
    expect(told).toEqual([
      expect.stringMatching(/^campaign 3600004: an empty sequences removed all of its \d steps\.$/),
    ]);
  });

  it.each([
    [undefined, [expect.stringMatching(/^campaign 3600004 sends only the first of its \d steps: .* --world-time\.$/)]],
    [true, []],
  ])("a campaign of several steps tells which of them are sent: worldTime %s", (worldTime, notices) => {
    const api = anApi(worldTime === undefined ? {} : { worldTime });
    const told: string[] = [];
    api.mock.journal.subscribe((entry) => {
      if (entry.type === "world.changed") told.push(entry.change);
    });
    ok(api, "POST", "/campaigns/3600004/status", { body: { status: "START" } });
    expect(told.filter((sentence) => sentence.includes("steps"))).toEqual(notices);
  });

  it("a campaign that is started before its schedule does is active at once and sends when its time comes", async () => {
    const api = anApi();
    const id = aCampaign(api, [{ email: "ada@lovelace.example" }]);
    const schedule = { timezone: "UTC", days_of_the_week: [1, 2, 3, 4, 5], start_hour: "00:00", end_hour: "23:59" };
    const startsAt = api.mock.clock.now() + 3_600_000;
    const body = { ...schedule, schedule_start_time: new Date(startsAt).toISOString() };
    ok(api, "POST", `/campaigns/${id}/schedule`, { body });
    api.emitted();
    ok(api, "POST", `/campaigns/${id}/status`, { body: { status: "START" } });
    expect(ok(api, "GET", `/campaigns/${id}`).status).toBe("ACTIVE");
    expect(api.emitted()).toEqual(["CAMPAIGN_STATUS_CHANGED"]);
    await api.mock.clock.advance(3_599_000);
    expect(api.emitted()).toEqual([]);
    await api.mock.clock.advance(2_000);
    expect(api.emitted()).toEqual(["FIRST_EMAIL_SENT", "EMAIL_SENT"]);
    await api.mock.clock.advance(7_200_000);
    expect(api.emitted()).toEqual([]);
  });

  it("a lead of a campaign without steps cannot be resumed", () => {
    const api = anApi();
    const { id } = ok(api, "POST", "/campaigns/create");
    ok(api, "POST", `/campaigns/${id}/leads`, { body: { lead_list: [{ email: "ada@lovelace.example" }] } });
    const [{ lead }] = ok(api, "GET", `/campaigns/${id}/leads`).data;
    expect(refused(api, "POST", `/campaigns/${id}/leads/${lead.id}/resume`)).toEqual({
      status: 500,
      body: { error: "This is the last sequence. You cannot resume this lead." },
    });
  });

  it("a lead takes a free address, and the notice says why one was refused", () => {
    const api = anApi();
    const told: string[] = [];
    api.mock.journal.subscribe((entry) => {
      if (entry.type === "world.changed") told.push(entry.change);
    });
    const id = aCampaign(api, [{ email: "ada@lovelace.example" }, { email: "bob@lovelace.example" }]);
    const { lead } = ok(api, "GET", `/campaigns/${id}/leads`).data.find((row: Json) =>
      row.lead.email.startsWith("ada"),
    );
    const path = `/campaigns/${id}/leads/${lead.id}/`;
    expect(ok(api, "POST", path, { body: { email: "countess@lovelace.example" } })).toEqual({ ok: true });
    const refusal = { status: 404, body: { ok: false, error: "Invalid request!" } };
    expect(refused(api, "POST", path, { body: { email: "bob@lovelace.example" } })).toEqual(refusal);
    expect(refused(api, "POST", "/campaigns/3600001/leads/1/", { body: { email: "x@y.example" } })).toEqual(refusal);
    expect(told).toEqual([
      `lead ${lead.id} was not changed: another lead has the address that was given.`,
      "lead 1 was not changed: it is not in campaign 3600001.",
    ]);
  });

  it("a schedule leaves what it does not name", () => {
    const api = anApi();
    const before = ok(api, "GET", "/campaigns/3600001");
    const body = { timezone: "UTC", days_of_the_week: [1], start_hour: "08:00", end_hour: "09:00" };
    ok(api, "POST", "/campaigns/3600001/schedule", { body });
    expect(ok(api, "GET", "/campaigns/3600001")).toMatchObject({
      min_time_btwn_emails: before.min_time_btwn_emails,
      max_leads_per_day: before.max_leads_per_day,
      scheduler_cron_value: { startHour: "08:00" },
    });
  });

  it("settings take every switch, and refuse one that is not documented", () => {
    const api = anApi();
    const body = {
      force_plain_text: true,
      auto_pause_domain_leads_on_reply: "true",
      ignore_ss_mailbox_sending_limit: false,
      domain_level_rate_limit: true,
      add_unsubscribe_tag: true,
      out_of_office_detection_settings: { ignoreOOOasReply: true, reactivateOOOwithDelay: null },
    };
    ok(api, "POST", "/campaigns/3600001/settings", { body });
    expect(api.mock.world.campaign(3_600_001)?.switches).toEqual({
      forcePlainText: true,
      autoPauseDomainLeadsOnReply: true,
      ignoreMailboxSendingLimit: false,
      domainLevelRateLimit: true,
      addUnsubscribeTag: true,
    });
    expect(refused(api, "POST", "/campaigns/3600001/settings", { body: { track_open: true } }).status).toBe(400);
  });

  it("a category call without a category pauses only", () => {
    const api = anApi();
    const one = someone(api, ({ status, category }) => status === "INPROGRESS" && category === null);
    ok(api, "POST", `/campaigns/${one.campaignId}/leads/${one.leadId}/category`, { body: { pause_lead: true } });
    expect([one.status, one.category]).toEqual(["PAUSED", null]);
    expect(api.emitted()).toEqual([]);
  });

  it("analytics by date take an instant as the day that it is on", () => {
    const api = anApi();
    const path = "/campaigns/3600001/analytics-by-date";
    const days = ok(api, "GET", path, { query: { start_date: "2025-12-20", end_date: "2026-01-04" } });
    const query = { start_date: "2025-12-20T23:59:00Z", end_date: "2026-01-04T00:00:00.000Z" };
    expect(ok(api, "GET", path, { query })).toEqual(days);
    expect(Number(days.total_reply_count)).toBeGreaterThanOrEqual(Number(days.non_ooo_reply_count));
    const eastern = { ...query, start_date: "2025-12-21T02:00:00Z", time_zone: "America/New_York" };
    expect(ok(api, "GET", path, { query: eastern }).start_date).toBe("2025-12-20");
  });

  it("the master inbox filters by category, status, client and time", () => {
    const api = anApi();
    const rows = (filters: object) => ok(api, "POST", "/master-inbox/inbox-replies", { body: { filters } }).data;
    expect(rows({ leadCategories: { unassigned: true } }).every((row: Json) => row.lead_category_id === null)).toBe(
      true,
    );
    expect(rows({ leadCategories: { isAssigned: true } }).every((row: Json) => row.lead_category_id !== null)).toBe(
      true,
    );
    expect(rows({ campaignClientId: [30_101] }).every((row: Json) => row.email_campaign_id === 3_600_002)).toBe(true);
    expect(rows({ emailStatus: ["Not Replied"] })).toEqual([]);
    expect(rows({ emailStatus: "Replied" })).toEqual(rows({}));
    expect(rows({ replyTimeBetween: ["2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"] })).toEqual([]);
    expect(refused(api, "POST", "/master-inbox/inbox-replies", { body: { filters: { sneaky: 1 } } }).status).toBe(400);
  });

  it("a client's number of credits and uuid are kept", () => {
    const api = anApi();
    const body = {
      name: "Acme",
      email: "a@acme.example",
      uuid: "u-1",
      is_credit_assigned: true,
      email_credits: "50",
      lead_credits: 7,
    };
    const { clientId } = ok(api, "POST", "/client/save", { body });
    expect(ok(api, "GET", "/client/").at(-1)).toMatchObject({ id: clientId, uuid: "u-1" });
    expect(api.mock.world.client(clientId)?.credits).toEqual({ emails: 50, leads: 7 });
    ok(api, "POST", "/client/save", {
      body: { id: clientId, name: "Acme", email: "a@acme.example", email_credits: 9 },
    });
    expect(api.mock.world.client(clientId)?.credits).toEqual({ emails: 9, leads: 7 });
  });
});

describe("mailboxes and clients", () => {
  const MAILBOX = {
    from_name: "Zoe",
    from_email: "zoe@new.example",
    user_name: "zoe",
    password: "hunter2",
    smtp_host: "smtp.gmail.com",
    smtp_port: 465,
    imap_host: "imap.gmail.com",
    imap_port: 993,
    warmup_enabled: true,
  };

  it("are saved, shown with their passwords, changed and deleted", () => {
    const api = anApi();
    const { emailAccountId: id } = ok(api, "POST", "/email-accounts/save", { body: MAILBOX });
    expect(ok(api, "GET", `/email-accounts/${id}/`, { query: { fetch_campaigns: "true" } })).toMatchObject({
      type: "GMAIL",
      password: "hunter2",
      campaign_ids: [],
    });
    const listed = ok(api, "GET", "/email-accounts/", { query: { username: "zoe" } });
    expect(listed).toMatchObject([{ id, password: Buffer.from("hunter2").toString("base64") }]);
    expect(refused(api, "POST", "/email-accounts/save", { body: MAILBOX }).body.errorCode).toBe(
      "ACCOUNT_ALREADY_EXIST",
    );
    ok(api, "POST", `/email-accounts/${id}`, { body: { max_email_per_day: 7, signature: "<p>Z</p>" } });
    ok(api, "POST", `/email-accounts/${id}/warmup`, { body: { warmup_enabled: false } });
    expect(ok(api, "GET", `/email-accounts/${id}/`)).toMatchObject({
      message_per_day: 7,
      warmup_details: { status: "INACTIVE" },
    });
    ok(api, "DELETE", `/email-accounts/${id}`);
    expect(refused(api, "DELETE", `/email-accounts/${id}`).body.errorCode).toBe("ACCOUNT_NOT_FOUND");
    expect(refused(api, "GET", `/email-accounts/${id}/`)).toEqual({
      status: 404,
      body: { error: "Email account not found" },
    });
  });

  it("keep what SmartLead lets its user set, under the names that it reads back", () => {
    const api = anApi();
    const body = {
      ...MAILBOX,
      type: "OUTLOOK",
      token: { scope: "mail", expiry_date: Date.UTC(2026, 1, 1) },
      different_reply_to_address: "answers@new.example",
      imap_user_name: "zoe.imap",
      imap_password: "other",
      custom_tracking_url: "track.new.example",
      bcc: "crm@new.example",
      time_to_wait_in_mins: 9,
      signature: "<p>Zoe</p>",
      max_email_per_day: 33,
      total_warmup_per_day: 12,
      daily_rampup: 3,
      reply_rate_percentage: 40,
      is_suspended: true,
    };
    const { emailAccountId: id } = ok(api, "POST", "/email-accounts/save", { body });
    const listed = ok(api, "GET", "/email-accounts/", { query: { username: "zoe" } })[0];
    expect(listed).toMatchObject({
      type: "OUTLOOK",
      expires_at: "2026-02-01T00:00:00.000Z",
      different_reply_to_address: "answers@new.example",
      is_different_imap_account: true,
      imap_username: "zoe.imap",
      imap_password: Buffer.from("other").toString("base64"),
      custom_tracking_domain: "track.new.example",
      bcc_email: "crm@new.example",
      minTimeToWaitInMins: 9,
      signature: "<p>Zoe</p>",
      message_per_day: 33,
      warmup_details: { warmup_max_count: 12, reply_rate: 40, warmup_reputation: "100%" },
    });
    const warmup = {
      warmup_enabled: false,
      total_warmup_per_day: "5",
      reply_rate_percentage: "50",
      warmup_key_id: "a-b",
    };
    ok(api, "POST", `/email-accounts/${id}/warmup`, { body: warmup });
    ok(api, "POST", `/email-accounts/${id}`, { body: { is_suspended: false, bcc: "", time_to_wait_in_mins: 2 } });
    expect(ok(api, "GET", `/email-accounts/${id}/`)).toMatchObject({
      bcc_email: null,
      is_suspended: false,
      signature: "<p>Zoe</p>",
      warmup_details: {
        status: "INACTIVE",
        warmup_max_count: 5,
        reply_rate: 50,
        warmup_key_id: "a-b",
        warmup_reputation: 0,
      },
    });
    expect(refused(api, "POST", `/email-accounts/${id}`, { body: { message_per_day: 5 } }).body.message).toBe(
      '"message_per_day" is not allowed',
    );
  });

  it("have no warm-up before one was set up", () => {
    const api = anApi();
    const body = { ...MAILBOX, warmup_enabled: false };
    const { emailAccountId: id } = ok(api, "POST", "/email-accounts/save", { body });
    expect(ok(api, "GET", `/email-accounts/${id}/`).warmup_details).toBeNull();
  });

  it("count what a mailbox has sent today", () => {
    const api = anApi();
    const sum = () =>
      ok(api, "GET", "/email-accounts/").reduce((total: number, row: Json) => total + row.daily_sent_count, 0);
    const before = sum();
    api.mock.world.apply("EMAIL_SENT");
    expect(sum()).toBe(before + 1);
  });

  it("clients are saved and listed in SmartLead's spelling, with keys that can be reset", () => {
    const api = anApi();
    const { clientId } = ok(api, "POST", "/client/save", {
      body: { name: "Acme", email: "a@acme.example", permission: ["x"] },
    });
    ok(api, "POST", "/client/save", { body: { id: clientId, name: "Acme 2", email: "a@acme.example" } });
    expect(ok(api, "GET", "/client/").at(-1)).toMatchObject({
      id: clientId,
      name: "Acme 2",
      client_permision: { permission: ["x"], retricted_category: [] },
    });
    const { data: key } = ok(api, "POST", "/client/api-key", { body: { clientId, keyName: "ci" } });
    const { data: reset } = ok(api, "PUT", `/client/api-key/reset/${key.id}`);
    expect(reset.api_key).not.toBe(key.api_key);
    expect(ok(api, "GET", "/client/api-key", { query: { clientId: String(clientId) } }).data).toEqual([reset]);
    ok(api, "DELETE", `/client/api-key/${key.id}`);
    expect(refused(api, "DELETE", `/client/api-key/${key.id}`).status).toBe(404);
    expect(refused(api, "POST", "/client/api-key", { body: { clientId: 7, keyName: "x" } }).status).toBe(404);
  });
});
