import { expect, it } from "vitest";
import { anApi } from "./an-api.ts";

/** Answers are looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

const MAILBOX_ID = 130_001;

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
