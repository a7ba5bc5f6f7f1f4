import { expect, it } from "vitest";
import { fetchHandler } from "../../../src/mock/fetch-handler.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { aFolder, aKeptMock } from "./a-kept-mock.ts";

/** Answers are looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

const OPTIONS = { clock: "manual", run: "r", seed: 1 } as const;
const PER_CALL = 400;
const CALLS = 10;
const ENTRIES = 10_000;

function apiOf(mock: SmartLeadMock) {
  const handle = fetchHandler(mock);
  return async (method: string, path: string, body?: object): Promise<Json> => {
    const url = `http://smartlead.test/api/v1${path}${path.includes("?") ? "&" : "?"}api_key=key`;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await handle(
      new Request(url, { method, headers: { "content-type": "application/json" }, ...sent }),
    );
    const text = await response.text();
    expect([method, path, response.status, text.slice(0, 200)]).toEqual([method, path, 200, text.slice(0, 200)]);
    return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
  };
}

const people = (call: number, domain: string) =>
  Array.from({ length: PER_CALL }, (_, index) => ({ email: `p${call * PER_CALL + index}@${domain}.example` }));

it("keeps what calls of hundreds and thousands of records changed, as it was when a kill came", async () => {
  const folder = aFolder();
  const mock = aKeptMock(folder, OPTIONS);
  const call = apiOf(mock);
  const { id } = await call("POST", "/campaigns/create", { name: "Bulk" });
  const { data: list } = await call("POST", "/lead-list/", { listName: "Bulk" });
  const added = await Promise.all(
    Array.from({ length: CALLS }, (_, at) =>
      call("POST", `/campaigns/${id}/leads`, { lead_list: people(at, `c${at}`) }),
    ),
  );
  expect(added.map(({ upload_count }) => upload_count)).toEqual(Array(CALLS).fill(PER_CALL));
  await call("POST", `/lead-list/${list.id}/import`, { leadList: people(0, "listed"), fileName: "a.csv" });
  const target = { campaignName: "From the list", action: "copy", leadList: { listId: list.id } };
  expect((await call("POST", "/leads/push-to-campaign", target)).data.pushed).toBe(PER_CALL);
  const entries = Array.from({ length: ENTRIES }, (_, at) => (at < CALLS / 2 ? `c${at}.example` : `b${at}.example`));
  await call("POST", "/leads/add-domain-block-list", { domain_block_list: entries });
  const { data: some } = await call("GET", `/campaigns/${id}/leads?limit=100&offset=3000`);
  for (const { lead } of some) await call("DELETE", `/campaigns/${id}/leads/${lead.id}`);
  const { id: gone } = await call("POST", "/campaigns/create", { name: "Gone" });
  await call("POST", `/campaigns/${gone}/leads`, { lead_list: people(0, "c0") });
  await call("DELETE", `/campaigns/${gone}`);
  const read = async (from: SmartLeadMock) => {
    const ask = apiOf(from);
    const paths = [
      ...[`/campaigns/${id}/leads-export`, `/campaigns/${id}/analytics`, "/campaigns/", "/leads/all?limit=1000"],
      ...[`/lead-list/${list.id}`, "/leads/get-domain-block-list?limit=1000&offset=9000"],
    ];
    return Promise.all(paths.map((path) => ask("GET", path)));
  };
  const before = await read(mock);
  await mock.crash();
  const after = aKeptMock(folder, OPTIONS);
  expect(await read(after)).toEqual(before);
  expect(before[1].campaign_lead_stats).toMatchObject({
    total: CALLS * PER_CALL - 100,
    blocked: (CALLS / 2) * PER_CALL,
  });
});
