import { describe, expect, it } from "vitest";
import { type Api, anApi } from "./an-api.ts";
import { found, someone } from "./changing-calls.ts";

/** Answers are looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ALWAYS = {
  ...{ timezone: "UTC", days_of_the_week: [0, 1, 2, 3, 4, 5, 6], start_hour: "00:00", end_hour: "23:59" },
  ...{ min_time_btw_emails: 3, max_new_leads_per_day: 2_000 },
};
const step = (number: number, more: object = {}) => ({
  ...{ id: null, seq_number: number, seq_delay_details: { delay_in_days: number === 1 ? 0 : 1 } },
  ...{ subject: number === 1 ? "Hi" : "", email_body: `<p>Step ${number}</p>`, ...more },
});

function ok(api: Api, method: string, path: string, body?: unknown, query: Record<string, string> = {}): Json {
  const response = api.call(method, path, { query, ...(body === undefined ? {} : { body }) });
  expect([method, path, response.status, response.body]).toEqual([method, path, 200, response.body]);
  return response.body;
}

function campaignWith(api: Api, emails: readonly string[], steps: readonly object[], mailboxes = [130_001]): number {
  const { id } = ok(api, "POST", "/campaigns/create", { name: "Mine" });
  ok(api, "POST", `/campaigns/${id}/sequences`, { sequences: steps });
  ok(api, "POST", `/campaigns/${id}/email-accounts`, { email_account_ids: mailboxes });
  ok(api, "POST", `/campaigns/${id}/schedule`, ALWAYS);
  for (let from = 0; from < emails.length; from += 400) {
    const lead_list = emails.slice(from, from + 400).map((email) => ({ email }));
    ok(api, "POST", `/campaigns/${id}/leads`, { lead_list });
  }
  return id;
}

const start = (api: Api, id: number) => ok(api, "POST", `/campaigns/${id}/status`, { status: "START" });
const sentTo = (api: Api, campaignId: number) =>
  api.mock.world
    .enrolmentsOf(campaignId)
    .filter(({ thread }) => thread.some(({ kind }) => kind === "SENT"))
    .map(({ leadId }) => api.mock.world.lead(leadId)?.email);

describe("variants of a step", () => {
  const worded = (label: string, percent?: number) => ({
    ...{ variant_label: label, subject: `Subject ${label}`, email_body: `<p>${label}</p>` },
    ...(percent !== undefined && { variant_distribution_percentage: percent }),
  });
  const people = Array.from({ length: 600 }, (_, index) => `p${index}@lead.example`);

  it.each([
    ["alike", "MANUAL_EQUAL", [undefined, undefined], [0.5, 0.5]],
    ["by their shares", "MANUAL_PERCENTAGE", [80, 20], [0.8, 0.2]],
  ] as const)("go out %s, and statistics name the one that did", (_how, type, shares, expected) => {
    const api = anApi();
    const [a, b] = shares;
    const first = step(1, { seq_variants: [worded("A", a), worded("B", b)], variant_distribution_type: type });
    const id = campaignWith(api, people, [first, step(2)]);
    start(api, id);
    const { data } = ok(api, "GET", `/campaigns/${id}/statistics`, undefined, { limit: "1000" });
    const [{ sequence_variants: variants }] = ok(api, "GET", `/campaigns/${id}/sequences`);
    const shareOf = (variant: Json) => {
      const rows = data.filter((row: Json) => row.seq_variant_id === variant.id);
      for (const row of rows) expect(row.email_subject).toBe(`Subject ${variant.variant_label}`);
      return rows.length / data.length;
    };
    expect(data).toHaveLength(people.length);
    for (const [index, variant] of variants.entries()) {
      expect(Math.abs(shareOf(variant) - (expected[index] ?? 0))).toBeLessThan(0.07);
    }
    expect(variants.map(shareOf).reduce((sum: number, one: number) => sum + one)).toBe(1);
  });

  it("give later steps the subject that the lead got, and a deleted one goes to nobody", async () => {
    const api = anApi({ worldTime: true });
    const variants = [worded("A"), worded("B"), { ...worded("C"), is_deleted: true }];
    const id = campaignWith(api, people.slice(0, 30), [step(1, { seq_variants: variants }), step(2)]);
    start(api, id);
    await api.mock.clock.advance(3 * DAY_MS);
    const subjects = api.mock.world
      .enrolmentsOf(id)
      .map(({ thread }) => thread.filter((mail) => mail.kind === "SENT" && mail.sequenceNumber !== null))
      .filter((mails) => mails.length === 2)
      .map((mails) => mails.map(({ subject }) => subject));
    expect(subjects.length).toBeGreaterThan(5);
    for (const [one, other] of subjects) expect(other).toBe(one);
    expect(new Set(subjects.flat())).toEqual(new Set(["Subject A", "Subject B"]));
    await api.mock.close(0);
  });
});

describe("the block list", () => {
  const rival = ["ann@rival.example", "bob@rival.example", "cid@lead.example"];
  const block = (api: Api, entries: readonly string[], client: object = {}) =>
    ok(api, "POST", "/leads/add-domain-block-list", { domain_block_list: entries, ...client });

  it.each([
    ["before the leads came", true],
    ["after the leads came", false],
  ])("keeps a campaign's mail from its people, when they were put on it %s", (_when, isBefore) => {
    const api = anApi();
    if (isBefore) block(api, ["rival.example"]);
    const id = campaignWith(api, rival, [step(1)]);
    if (!isBefore) block(api, ["rival.example"]);
    start(api, id);
    expect(sentTo(api, id)).toEqual(["cid@lead.example"]);
  });

  it("keeps mail from its people when time passes, in a subsequence, by a change of address, and from those who are pushed", async () => {
    const api = anApi({ worldTime: true });
    const parent = campaignWith(api, [...rival, "eve@lead.example"], [step(1), step(2)]);
    const rules = { parent_campaign_id: parent, subsequence_name: "Later", condition_events: [] };
    const { id: child } = ok(api, "POST", "/campaigns/create-subsequence", rules);
    ok(api, "POST", `/campaigns/${child}/sequences`, { sequences: [step(1)] });
    start(api, child);
    start(api, parent);
    const [ann, bob] = rival.map((email) => found(api.mock.world.leadByEmail(email)));
    const ofAnn = found(api.mock.world.enrolment(parent, found(ann).id));
    block(api, ["rival.example"]);
    const push = { email_lead_map_id: ofAnn.mapId, sub_sequence_id: child };
    ok(api, "POST", "/master-inbox/push-to-subsequence", push);
    ok(api, "POST", "/leads/push-to-campaign", {
      ...{ campaignId: child, action: "copy", leadList: { leadIds: [found(bob).id] } },
    });
    const eve = found(api.mock.world.leadByEmail("eve@lead.example"));
    const body = { email: "eve@rival.example", first_name: "Eve" };
    ok(api, "POST", `/campaigns/${parent}/leads/${eve.id}/`, body);
    await api.mock.clock.advance(4 * DAY_MS);
    expect(sentTo(api, parent)).toEqual(["cid@lead.example"]);
    expect(sentTo(api, child)).toEqual([]);
    await api.mock.close(0);
  });

  it("refuses an answer, a forwarded mail and a mail outside campaigns, and takes back an answer that waits", async () => {
    const api = anApi();
    const { campaignId, leadId, mapId, thread } = someone(api.mock, ({ replyCount }) => replyCount > 0);
    const { email } = found(api.mock.world.lead(leadId));
    const { statsId } = found(thread.findLast(({ kind }) => kind === "REPLY"));
    const answer = { email_stats_id: statsId, email_body: "<p>Tuesday?</p>" };
    const reply = `/campaigns/${campaignId}/reply-email-thread`;
    ok(api, "POST", reply, { ...answer, scheduled_time: "2026-01-06T09:00:00.000Z" });
    const mails = thread.length;
    block(api, [found(email.split("@")[1])]);
    await api.mock.clock.advance(2 * DAY_MS);
    expect(found(api.mock.world.enrolmentByMapId(mapId)).thread).toHaveLength(mails);
    const refused = [
      api.call("POST", reply, { body: answer }),
      api.call("POST", reply, { body: { ...answer, to_email: "x@lead.example", cc: `y@lead.example, A <${email}>` } }),
      api.call("POST", `/campaigns/${campaignId}/forward-email`, {
        body: { message_id: "<m@x.example>", stats_id: statsId, to_emails: email },
      }),
      api.call("POST", "/send-email/initiate", {
        body: { to: `Lead <${email}>`, subject: "Hi", body: "<p>Hi</p>", fromEmailId: 130_001 },
      }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(found(api.mock.world.enrolmentByMapId(mapId)).thread).toHaveLength(mails);
  });

  it("of a client counts for its campaigns only", () => {
    const api = anApi();
    const id = campaignWith(api, rival, [step(1)]);
    block(api, ["rival.example"], { client_id: 30_101 });
    ok(api, "POST", `/campaigns/${id}/settings`, { client_id: 30_101 });
    start(api, id);
    expect(sentTo(api, id)).toEqual(["cid@lead.example"]);
    const other = campaignWith(api, rival, [step(1)]);
    start(api, other);
    expect(sentTo(api, other)).toEqual(rival);
  });
});

describe("a suspended mailbox", () => {
  const suspend = (api: Api) => ok(api, "PUT", "/email-accounts/suspend/130001");
  const people = ["ann@lead.example", "bob@lead.example"];

  it("sends no mail of a campaign until it is released, whatever starts it", async () => {
    for (const worldTime of [true, false]) {
      const api = anApi({ worldTime });
      const id = campaignWith(api, people, [step(1)]);
      suspend(api);
      expect(ok(api, "GET", "/email-accounts/130001")).toMatchObject({ is_suspended: true });
      start(api, id);
      for (let steps = 0; steps < 40; steps += 1) api.mock.step();
      await api.mock.clock.advance(2 * HOUR_MS);
      expect(sentTo(api, id)).toEqual([]);
      ok(api, "DELETE", "/email-accounts/unsuspend/130001");
      await api.mock.clock.advance(2 * HOUR_MS);
      if (worldTime) expect(sentTo(api, id)).toEqual(people);
      await api.mock.close(0);
    }
  });
});

describe("a subsequence", () => {
  it("runs by the clock for leads who meet its condition, and its events carry its own id", async () => {
    const api = anApi({ worldTime: true });
    const parent = campaignWith(api, ["ann@lead.example", "bob@lead.example"], [step(1)]);
    const { id: child } = ok(api, "POST", "/campaigns/create-subsequence", {
      ...{ parent_campaign_id: parent, subsequence_name: "Pricing", delayForNewLeads: 1 },
      conditionEvents: [{ eventType: "LEAD_CATEGORY", eventSubType: null, categoryId: 1, text: null }],
    });
    ok(api, "POST", `/campaigns/${child}/sequences`, { sequences: [step(1), step(2)] });
    start(api, child);
    start(api, parent);
    await api.mock.clock.advance(HOUR_MS);
    const ann = found(api.mock.world.leadByEmail("ann@lead.example"));
    const sent: string[] = [];
    api.mock.journal.subscribe((entry) => {
      if (entry.type === "event.emitted" && entry.campaign_id === child) sent.push(entry.event_type);
    });
    ok(api, "POST", `/campaigns/${parent}/leads/${ann.id}/category`, { category_id: 1, pause_lead: false });
    await api.mock.clock.advance(23 * HOUR_MS);
    expect(sent).toEqual([]);
    await api.mock.clock.advance(3 * DAY_MS);
    expect(sent.filter((type) => /SENT/.test(type))).toEqual(["FIRST_EMAIL_SENT", "EMAIL_SENT", "EMAIL_SENT"]);
    const { history } = ok(api, "GET", `/campaigns/${child}/leads/${ann.id}/message-history`);
    expect(history.length).toBeGreaterThanOrEqual(2);
    await api.mock.close(0);
  });
});

describe("a lead that comes into a campaign which runs already", () => {
  it("gets its first mail without --world-time too, however it is added, and only while the campaign is active", async () => {
    const api = anApi();
    const id = campaignWith(api, ["ann@lead.example"], [step(1), step(2)]);
    start(api, id);
    const add = (email: string) => ok(api, "POST", `/campaigns/${id}/leads`, { lead_list: [{ email }] });
    add("bob@lead.example");
    const pushed = found(api.mock.world.leads[0]);
    ok(api, "POST", "/leads/push-to-campaign", { campaignId: id, action: "copy", leadList: { leadIds: [pushed.id] } });
    await api.mock.clock.advance(HOUR_MS);
    expect(sentTo(api, id)).toEqual(["ann@lead.example", "bob@lead.example", pushed.email]);
    ok(api, "POST", `/campaigns/${id}/status`, { status: "PAUSED" });
    add("cid@lead.example");
    await api.mock.clock.advance(DAY_MS);
    expect(sentTo(api, id)).not.toContain("cid@lead.example");
    start(api, id);
    await api.mock.clock.advance(HOUR_MS);
    expect(sentTo(api, id)).toContain("cid@lead.example");
    await api.mock.close(0);
  });
});

describe("a subsequence without --world-time", () => {
  it.each([
    ["when the condition is met", 0, false],
    ["after the delay", 2, false],
    ["not before the child campaign is started", 2, true],
  ])("sends its first mail %s", async (_when, delay, isLate) => {
    const api = anApi();
    const parent = campaignWith(api, ["ann@lead.example", "bob@lead.example"], [step(1)]);
    start(api, parent);
    const { id: child } = ok(api, "POST", "/campaigns/create-subsequence", {
      ...{ parent_campaign_id: parent, subsequence_name: "Pricing", delayForNewLeads: delay },
      conditionEvents: [{ eventType: "REPLY_AN_EMAIL", eventSubType: null, categoryId: null, text: null }],
    });
    ok(api, "POST", `/campaigns/${child}/sequences`, { sequences: [step(1), step(2)] });
    if (!isLate) start(api, child);
    const sent: string[] = [];
    api.mock.journal.subscribe((entry) => {
      if (entry.type === "event.emitted" && entry.campaign_id === child) sent.push(entry.event_type);
    });
    api.mock.emit({ eventType: "EMAIL_REPLY", campaignId: parent, leadEmail: "ann@lead.example" });
    await api.mock.clock.advance(HOUR_MS);
    expect(sentTo(api, child)).toEqual(delay === 0 ? ["ann@lead.example"] : []);
    await api.mock.clock.advance(3 * DAY_MS);
    if (isLate) {
      expect(sent).toEqual([]);
      start(api, child);
    }
    expect(sentTo(api, child)).toEqual(["ann@lead.example"]);
    expect(sent.filter((type) => /SENT/.test(type))).toEqual(["FIRST_EMAIL_SENT", "EMAIL_SENT"]);
    await api.mock.close(0);
  });

  it("waits for its delay after a push too, and writes to no more leads a day than it may", async () => {
    const api = anApi();
    const people = ["ann@lead.example", "bob@lead.example", "cid@lead.example"];
    const parent = campaignWith(api, people, [step(1)]);
    start(api, parent);
    const { id: child } = ok(api, "POST", "/campaigns/create-subsequence", { parent_campaign_id: parent });
    ok(api, "POST", `/campaigns/${child}/sequences`, { sequences: [step(1)] });
    ok(api, "POST", `/campaigns/${child}/schedule`, { ...ALWAYS, max_new_leads_per_day: 2 });
    start(api, child);
    for (const { mapId } of [...api.mock.world.enrolmentsOf(parent)]) {
      const push = { email_lead_map_id: mapId, sub_sequence_id: child, sub_sequence_delay_time: 1 };
      ok(api, "POST", "/master-inbox/push-to-subsequence", push);
    }
    await api.mock.clock.advance(23 * HOUR_MS);
    expect(sentTo(api, child)).toEqual([]);
    await api.mock.clock.advance(2 * HOUR_MS);
    expect(sentTo(api, child)).toEqual(people.slice(0, 2));
    await api.mock.clock.advance(DAY_MS);
    expect(sentTo(api, child)).toEqual(people);
    await api.mock.close(0);
  });
});

describe("a mail outside campaigns", () => {
  it("stands in its mailbox, counts for the day, and is answered by its recipient as an untracked reply", async () => {
    const api = anApi({ worldTime: true });
    const count = () => ok(api, "GET", "/email-accounts/130001").daily_sent_count;
    const before = count();
    const mail = { subject: "A question", body: "<p>Hi</p>", fromEmailId: 130_001 };
    for (let sent = 0; sent < 10; sent += 1) ok(api, "POST", "/send-email/initiate", { to: "ann@x.example", ...mail });
    expect(count()).toBe(before + 10);
    const { data } = ok(api, "POST", "/email-accounts/130001/fetch-messages", { folder: "SENT" });
    expect(data.messages.filter(({ to }: Json) => to === "ann@x.example")).toHaveLength(10);
    await api.mock.clock.advance(2 * DAY_MS);
    const answers = api.mock.world.untrackedReplies.filter(({ from }) => from === "ann@x.example");
    expect(answers.length).toBeGreaterThan(0);
    expect(answers[0]?.subject).toBe("Re: A question");
    await api.mock.close(0);
  });
});

describe("a reminder", () => {
  it("falls due by the clock", async () => {
    const api = anApi();
    const { mapId } = someone(api.mock, ({ replyCount }) => replyCount > 0);
    ok(api, "POST", "/master-inbox/set-reminder", {
      ...{ email_lead_map_id: mapId, email_stats_id: "s", message: "Call" },
      reminder_time: "2026-01-06T09:00:00.000Z",
    });
    const isOverdue = () => ok(api, "POST", "/master-inbox/reminders", {}).data[0].is_overdue;
    expect(isOverdue()).toBe(false);
    await api.mock.clock.advance(2 * DAY_MS);
    expect(isOverdue()).toBe(true);
  });
});

describe("the warm-up of a mailbox", () => {
  it("leaves days that have passed as they were, whatever changes from now on", async () => {
    const api = anApi();
    const days = () => ok(api, "GET", "/email-accounts/130001/warmup-stats").stats_by_date;
    const past = days().slice(0, 6);
    expect(past.every(({ sent_count }: Json) => sent_count > 0)).toBe(true);
    const numbers = { warmup_enabled: true, total_warmup_per_day: 50, daily_rampup: 20 };
    ok(api, "POST", "/email-accounts/130001/warmup", numbers);
    const [ofToday] = days().slice(-1);
    expect(ofToday.sent_count).toBeGreaterThan(45);
    expect(days().slice(0, 6)).toEqual(past);
    await api.mock.clock.advance(DAY_MS);
    ok(api, "PUT", "/email-accounts/suspend/130001");
    expect(days().at(-1).sent_count).toBe(0);
    expect(days().at(-2)).toMatchObject({ date: ofToday.date, sent_count: ofToday.sent_count });
    await api.mock.clock.advance(2 * DAY_MS);
    ok(api, "DELETE", "/email-accounts/unsuspend/130001");
    expect(
      days()
        .slice(-4)
        .map(({ sent_count }: Json) => sent_count > 0),
    ).toEqual([true, false, false, true]);
    await api.mock.close(0);
  });
});
