import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { World } from "../../../src/smartlead/account/world.ts";
import { aContext, NOW } from "../../unit/operations/hand-made-account.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

interface LeadRow {
  readonly campaign_lead_map_id: string;
  readonly lead_category_id: number | null;
  readonly status: string;
  readonly lead: { readonly id: number; readonly email: string };
}

interface LeadPage {
  readonly total_leads: string;
  readonly data: readonly LeadRow[];
}

interface FoundLead {
  readonly id: string;
  readonly lead_campaign_data: readonly { readonly campaign_id: number; readonly campaign_lead_map_id: number }[];
}

interface History {
  readonly history: readonly { readonly type: string; readonly message_id: string; readonly time: string }[];
  readonly to: string;
}

let world: World;
let server: RestServer;

beforeAll(async () => {
  world = new World({ seed: 1, run: "t", clock: { now: () => NOW } });
  server = await startRestServer(aContext({ world }));
});

afterAll(() => server.close());

async function get<Body>(path: string): Promise<Body> {
  const answer = await server.call("GET", path);
  expect(answer.status).toBe(200);
  return answer.body as Body;
}

describe("The seeded account over REST", () => {
  it("tells one story: a lead has the same ids, campaigns and thread in every call", async () => {
    const campaigns = await get<{ id: number }[]>("/campaigns/");
    expect(campaigns.map(({ id }) => id)).toEqual(world.campaigns.map(({ id }) => id).toReversed());
    for (const { id } of campaigns) {
      expect({ ...((await get(`/campaigns/${id}`)) as object), campaign_activity_logs: {} }).toEqual(
        campaigns.find((campaign) => campaign.id === id),
      );
      const page = await get<LeadPage>(`/campaigns/${id}/leads?limit=5`);
      expect(page.data.length).toBeGreaterThan(0);
      for (const row of page.data) await expectOneStory(id, row);
    }
  });

  it("pages through every lead of a campaign exactly once", async () => {
    const [campaign] = world.campaigns;
    const seen: string[] = [];
    for (let offset = 0; ; offset += 7) {
      const { total_leads, data } = await get<LeadPage>(`/campaigns/${campaign?.id}/leads?limit=7&offset=${offset}`);
      expect(total_leads).toBe(String(world.enrolmentsOf(campaign!.id).length));
      if (data.length === 0) break;
      seen.push(...data.map((row) => row.campaign_lead_map_id));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(world.enrolmentsOf(campaign!.id).length);
  });

  it("shows what has just happened", async () => {
    const happening = world.apply("EMAIL_REPLY", { campaignId: world.campaigns[0]!.id });
    if (happening.type !== "EMAIL_REPLY") throw new TypeError("another event happened");
    const { campaign, lead, reply } = happening;
    const { history } = await get<History>(`/campaigns/${campaign.id}/leads/${lead.id}/message-history`);
    expect(history.at(-1)).toMatchObject({
      type: "REPLY",
      message_id: reply.messageId,
      time: new Date(reply.at).toISOString(),
    });
    const updated = world.apply("LEAD_CATEGORY_UPDATED", { campaignId: campaign.id, leadEmail: lead.email });
    if (updated.type !== "LEAD_CATEGORY_UPDATED") throw new TypeError("another event happened");
    const rows = await get<LeadPage>(`/campaigns/${campaign.id}/leads?lead_category_id=${updated.newCategory.id}`);
    expect(rows.data.map((row) => row.lead.email)).toContain(lead.email);
  });

  it("has the nine categories", async () => {
    const categories = await get<{ id: number; name: string }[]>("/leads/fetch-categories");
    expect(categories.map(({ id, name }) => `${id} ${name}`)).toEqual([
      "1 Interested",
      "2 Meeting Request",
      "3 Not Interested",
      "4 Do Not Contact",
      "5 Information Request",
      "6 Out Of Office",
      "7 Wrong Person",
      "8 Uncategorizable by Ai",
      "9 Sender Originated Bounce",
    ]);
  });
});

async function expectOneStory(campaignId: number, row: LeadRow): Promise<void> {
  const found = await get<FoundLead>(`/leads/?email=${encodeURIComponent(row.lead.email)}`);
  expect(found.id).toBe(String(row.lead.id));
  const inCampaign = found.lead_campaign_data.find((entry) => entry.campaign_id === campaignId);
  expect(String(inCampaign?.campaign_lead_map_id)).toBe(row.campaign_lead_map_id);
  const thread = await get<History>(`/campaigns/${campaignId}/leads/${row.lead.id}/message-history`);
  expect(thread.to).toBe(row.lead.email);
  expect(thread.history.map(({ time }) => time)).toEqual(thread.history.map(({ time }) => time).toSorted());
}
