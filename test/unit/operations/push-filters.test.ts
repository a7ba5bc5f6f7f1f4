import { describe, expect, it } from "vitest";
import { isoFromMs } from "../../../src/base/time/iso.ts";
import { type Api, anApi } from "./an-api.ts";

const CAMPAIGN = 3600001;

/** The leads that `POST /leads/push-to-list` puts into a new list when it is asked for all that fit. */
function pushed(api: Api, filters: Record<string, string>): number[] {
  const listId = api.mock.change("list.create", { name: `list ${JSON.stringify(filters)}` });
  const body = { listId, allLeads: true, action: "copy", filters };
  expect(api.call("POST", "/leads/push-to-list", { body }).status).toBe(200);
  return [...(api.mock.world.crm.leadList(listId)?.leadIds ?? [])].sort((one, other) => one - other);
}

/** A seeded lead that answered at a known time, in a campaign with steps. */
function repliedLead({ mock: { world } }: Api) {
  const enrolment = world.campaigns
    .flatMap(({ id }) => world.enrolmentsOf(id))
    .find(({ replyCount, currentStep }) => replyCount > 0 && currentStep > 0)!;
  const repliedAt = enrolment.thread.findLast(({ kind }) => kind === "REPLY")!.at;
  return { enrolment, repliedAt };
}

describe("filters of the push calls", () => {
  it("tagIds asks for leads with any of the tags", () => {
    const api = anApi();
    const [one, other] = api.mock.world.leads;
    const tag = api.mock.change("tag.create", { name: "hot", color: "#FF0000" });
    api.mock.change("tag.map", { kind: "lead", ids: [one!.id, other!.id], tagIds: [tag.id] });
    expect(pushed(api, { tagIds: `${tag.id},7` })).toEqual([one!.id, other!.id].sort((a, b) => a - b));
    expect(pushed(api, { tagIds: "7" })).toEqual([]);
  });

  it("campaignTagId asks for leads of campaigns with the tag", () => {
    const api = anApi();
    const [tag] = api.mock.change("campaign.tag", { campaignId: CAMPAIGN, tags: [{ name: "Q1", color: "#2F80ED" }] });
    const members = api.mock.world.enrolmentsOf(CAMPAIGN).map(({ leadId }) => leadId);
    expect(pushed(api, { campaignTagId: String(tag!.id) })).toEqual(members.sort((a, b) => a - b));
    expect(pushed(api, { campaignTagId: "7" })).toEqual([]);
  });

  it("emailCampaignSeqId asks for leads whose last step it is", () => {
    const api = anApi();
    const { enrolment } = repliedLead(api);
    const { steps } = api.mock.world.campaign(enrolment.campaignId)!;
    const step = steps[enrolment.currentStep - 1]!;
    const expected = api.mock.world
      .enrolmentsOf(enrolment.campaignId)
      .filter(({ currentStep }) => currentStep === enrolment.currentStep)
      .map(({ leadId }) => leadId);
    expect(pushed(api, { emailCampaignSeqId: String(step.id) })).toEqual(expected.sort((a, b) => a - b));
  });

  it("replyDateFrom and replyDateTo ask for leads by their last reply, whole days included", () => {
    const api = anApi();
    const { enrolment, repliedAt } = repliedLead(api);
    const day = isoFromMs(repliedAt).slice(0, 10);
    expect(pushed(api, { replyDateFrom: day, replyDateTo: day })).toContain(enrolment.leadId);
    const earlier = isoFromMs(repliedAt - 1);
    expect(pushed(api, { replyDateTo: earlier })).not.toContain(enrolment.leadId);
    expect(pushed(api, { replyDateFrom: isoFromMs(repliedAt) })).toContain(enrolment.leadId);
  });

  it("importedDate asks for leads that were added on that day", () => {
    const api = anApi();
    const { leads } = api.mock.world;
    const day = isoFromMs(leads[0]!.createdAt).slice(0, 10);
    const expected = leads.filter(({ createdAt }) => isoFromMs(createdAt).startsWith(day)).map(({ id }) => id);
    expect(pushed(api, { importedDate: day })).toEqual(expected.sort((a, b) => a - b));
    expect(pushed(api, { importedDate: "1999-01-01" })).toEqual([]);
  });

  it("listId asks for the members of a list when leads are pushed to a campaign", () => {
    const api = anApi();
    const listId = api.mock.change("list.create", { name: "few" });
    const leadIds = api.mock.world.leads.slice(0, 3).map(({ id }) => id);
    api.mock.change("list.push", { listId, leadIds, fromListId: null, endsIn: "none" });
    const body = { campaignName: "New", action: "copy", leadList: { allLeads: true }, filters: { listId } };
    expect(api.call("POST", "/leads/push-to-campaign", { body }).body).toMatchObject({ data: { total_leads: 3 } });
    const typo = { ...body, filters: { listID: listId } };
    expect(api.call("POST", "/leads/push-to-campaign", { body: typo })).toMatchObject({
      status: 400,
      body: { message: '"filters.listID" is not allowed' },
    });
  });

  it("a date that can't be read fits no lead, so that a typo never pushes the whole account", () => {
    const api = anApi();
    expect(pushed(api, { replyDateFrom: "yesterday" })).toEqual([]);
    expect(pushed(api, { importedDate: "soon" })).toEqual([]);
  });
});

describe("rules of an import", () => {
  const push = (api: Api, leadId: number, csvSettings: Record<string, boolean>) => {
    const campaignName = `for ${JSON.stringify(csvSettings)}`;
    const body = { campaignName, action: "copy", leadList: { leadIds: [leadId] }, csvSettings };
    const { data } = JSON.parse(JSON.stringify(api.call("POST", "/leads/push-to-campaign", { body }).body));
    return data.pushed;
  };

  it("csvSettings of a push take leads that unsubscribed, and leave out those of other campaigns", () => {
    const api = anApi();
    const [gone, enrolled] = api.mock.world.leads.filter(({ id }) => api.mock.world.enrolmentsOfLead(id).length > 0);
    api.call("POST", `/leads/${gone!.id}/unsubscribe`);
    expect(push(api, gone!.id, {})).toBe(0);
    expect(push(api, gone!.id, { ignore_unsubscribe_list: true, ignore_community_bounce_list: true })).toBe(1);
    expect(push(api, enrolled!.id, { ignore_duplicate_leads_in_other_campaign: true })).toBe(0);
    expect(push(api, enrolled!.id, { ignore_community_bounce_list: true })).toBe(1);
  });

  it("lead_list_ids of an import brings the members of lists, each once", () => {
    const api = anApi();
    const [one, other] = api.mock.world.leads;
    const lists = ["a", "b"].map((name) => api.mock.change("list.create", { name }));
    for (const listId of lists) {
      api.mock.change("list.push", { listId, leadIds: [one!.id, other!.id], fromListId: null, endsIn: "none" });
    }
    const campaignId = api.mock.change("campaign.create", { name: "from lists", clientId: null });
    const settings = { ignore_unsubscribe_list: true, ignore_community_bounce_list: true };
    const body = { lead_list: [{ email: one!.email }], lead_list_ids: lists, settings };
    const { body: answer } = api.call("POST", `/campaigns/${campaignId}/leads`, { body });
    expect(answer).toMatchObject({
      upload_count: 3,
      total_leads: 2,
      duplicate_count: 1,
      is_lead_limit_exhausted: false,
    });
    const members = api.mock.world.enrolmentsOf(campaignId).map(({ leadId }) => leadId);
    expect(new Set(members)).toEqual(new Set([one!.id, other!.id]));
    expect(api.mock.world.lead(other!.id)).toMatchObject({ firstName: other!.firstName, email: other!.email });
  });
});
