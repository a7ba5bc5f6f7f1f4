import { expect, it } from "vitest";
import { API_NOW, anApi } from "./an-api.ts";

/** Answers are looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

const MAILBOX_ID = 130_001;
const DAY_MS = 86_400_000;

it("mailbox rows show the tags that hang on the mailbox, each in its own form", () => {
  const api = anApi();
  const read = (path: string, query: Record<string, string> = {}) => api.call("GET", path, { query }).body as Json;
  const made = (api.call("POST", "/tags", { body: { name: "Warm", color: "#112233" } }).body as Json).data;
  const pairs = { email_account_ids: [MAILBOX_ID], tag_ids: [made.id] };
  expect(api.call("POST", "/email-accounts/tag-mapping", { body: pairs }).status).toBe(200);
  const campaignId = api.mock.world.campaigns.find(({ mailboxIds }) => mailboxIds.includes(MAILBOX_ID))?.id;
  const inCampaign = `/campaigns/${campaignId}/email-accounts`;
  const tagsIn = (rows: Json) => rows.map(({ id, tags }: Json) => [id, tags.length]);
  const own = (rows: Json) => rows.find(({ id }: Json) => id === MAILBOX_ID).tags;

  expect(own(read("/email-accounts/"))).toEqual([{ tag_id: made.id, tag_name: "Warm", tag_color: "#112233" }]);
  expect(own(read(inCampaign, { include_tags: "true" }))).toEqual([{ id: made.id, name: "Warm" }]);
  expect(tagsIn(read(inCampaign)).every(([, count]: [number, number]) => count === 0)).toBe(true);
  const one = `/email-accounts/${MAILBOX_ID}/`;
  expect(read(one, { fetch_tags: "true" }).tags).toEqual([{ id: made.id, name: "Warm" }]);
  expect(read(one)).not.toHaveProperty("tags");
  expect(tagsIn(read("/email-accounts/")).filter(([, count]: [number, number]) => count > 0)).toEqual([
    [MAILBOX_ID, 1],
  ]);
  api.call("DELETE", "/email-accounts/tag-mapping", { body: pairs });
  expect(own(read("/email-accounts/"))).toEqual([]);
});

it("warm-up totals of a new mailbox are those of its week, and grow on from there", async () => {
  const api = anApi();
  const save = {
    id: null,
    from_name: "Zoe",
    from_email: "zoe@new.example",
    user_name: "zoe@new.example",
    password: "secret",
    smtp_host: "smtp.new.example",
    smtp_port: 465,
    imap_host: "imap.new.example",
    imap_port: 993,
    max_email_per_day: 40,
    warmup_enabled: true,
  };
  const id = (api.call("POST", "/email-accounts/save", { body: save }).body as Json).emailAccountId;
  const totals = () => {
    const { warmup_details: shown } = api.call("GET", `/email-accounts/${id}/`).body as Json;
    const week = api.call("GET", `/email-accounts/${id}/warmup-stats`).body as Json;
    const list = (api.call("GET", "/email-accounts/").body as Json).find((row: Json) => row.id === id);
    expect(list.warmup_details.total_sent_count).toBe(shown.total_sent_count);
    return { all: [shown.total_sent_count, shown.total_spam_count], week: [week.total_sent, Number(week.spam_count)] };
  };
  await api.mock.clock.advance(6 * DAY_MS);
  const first = totals();
  expect(first.week[0]).toBeGreaterThan(0);
  expect(first.all).toEqual(first.week);
  await api.mock.clock.advance(7 * DAY_MS);
  const second = totals();
  expect(second.all).toEqual(second.week.map((count, index) => count + (first.week[index] ?? 0)));
  expect(api.mock.clock.now()).toBe(API_NOW + 13 * DAY_MS);
});
