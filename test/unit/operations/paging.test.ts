import { expect, it } from "vitest";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";
import { anApi } from "./an-api.ts";
import { found, someone } from "./changing-calls.ts";

/** Answers are looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

const keysOf = (schema: Operation["query"]) => Object.keys((schema as { shape?: object }).shape ?? {});
const placeOf = ({ query, body }: Operation) =>
  [["query", keysOf(query)] as const, ["body", keysOf(body)] as const].find(
    ([, keys]) => keys.includes("offset") && keys.includes("limit"),
  )?.[0];
const PAGED = OPERATIONS.filter((operation) => placeOf(operation) !== undefined);
const USUAL = { start_date: "2025-10-01", end_date: "2026-01-28", time_zone: "UTC", timezone: "UTC" };
const ALL = 20;
const PER_PAGE = 3;

/** The rows of an answer: the longest list in it. */
function rowsIn(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return [];
  const lists = Object.values(value).map(rowsIn);
  return lists.reduce((longest, one) => (one.length > longest.length ? one : longest), []);
}

it.each(PAGED.map((operation) => [operation.id, operation] as const))(
  "%s gives the same rows page by page as at once, each once",
  (_id, operation) => {
    const api = anApi();
    const { campaignId, leadId, mapId } = someone(api.mock, ({ replyCount }) => replyCount > 0);
    for (const name of ["One", "Two", "Three", "Four", "Five", "Six", "Seven"]) {
      api.call("POST", "/lead-list/", { body: { listName: name } });
      api.call("POST", "/leads/add-domain-block-list", { body: { domain_block_list: [`${name}.example`] } });
      const reminder_time = "2026-01-09T09:00:00.000Z";
      const body = { email_lead_map_id: mapId, email_stats_id: "s", message: name, reminder_time };
      api.call("POST", "/master-inbox/set-reminder", { body });
    }
    for (let count = 0; count < 8; count += 1) api.mock.emit({ eventType: "UNTRACKED_REPLIES" });
    const path = operation.path.replace(/:campaign_id|:id/, String(campaignId)).replace(/:\w+/, String(leadId));
    const usual = Object.fromEntries(Object.entries(USUAL).filter(([key]) => keysOf(operation.query).includes(key)));
    const page = (offset: number, limit: number) => {
      const asked = { offset, limit };
      const query = placeOf(operation) === "query" ? { ...usual, offset: `${offset}`, limit: `${limit}` } : usual;
      const body = placeOf(operation) === "body" ? asked : {};
      const response = api.call(operation.method, path, { query, body });
      expect([operation.id, response.status]).toEqual([operation.id, 200]);
      return rowsIn(JSON.parse(JSON.stringify(response.body)));
    };
    const all = page(0, ALL);
    const paged: Json[] = [];
    for (let offset = 0; offset < ALL; offset += PER_PAGE)
      paged.push(...page(offset, Math.min(PER_PAGE, ALL - offset)));
    expect(paged).toEqual(all);
    expect(new Set(all.map((row) => JSON.stringify(row))).size).toBe(all.length);
  },
);

it("finds the lists that have pages", () => {
  expect(PAGED.length).toBeGreaterThan(15);
  expect(found(PAGED.find(({ id }) => id === "master-inbox.reminders")).method).toBe("POST");
});
