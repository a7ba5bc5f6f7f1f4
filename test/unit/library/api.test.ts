import { describe, expect, it } from "vitest";
import { open } from "./a-smartlead.ts";

describe("SmartLead's API in the process", () => {
  it("takes a path, a whole URL or a Request, and adds a key", async () => {
    const smartlead = await open();
    const names = async (response: Response) => ((await response.json()) as { name: string }[]).map(({ name }) => name);
    const expected = smartlead.world.campaigns.map(({ name }) => name).reverse();
    for (const input of [
      "/campaigns/",
      "campaigns",
      "https://server.smartlead.ai/api/v1/campaigns?api_key=mine",
      new URL("https://server.smartlead.ai/api/v1/campaigns"),
      new Request("http://localhost/api/v1/campaigns/"),
    ]) {
      expect(await names(await smartlead.api(input))).toEqual(expected);
    }
  });

  it("changes the account, and its events are delivered", async () => {
    const seen: unknown[] = [];
    const smartlead = await open({
      target: async (request) => {
        seen.push(((await request.json()) as { event_type: string }).event_type);
        return new Response();
      },
    });
    const created = await smartlead.api("/campaigns/create", { json: { name: "Launch" } });
    const { id } = (await created.json()) as { id: number };
    expect(smartlead.world.campaign("Launch")).toMatchObject({ id, status: "DRAFTED" });
    const [active] = smartlead.world.campaigns.filter(({ status }) => status === "ACTIVE");
    const body = JSON.stringify({ status: "PAUSED" });
    const headers = { "content-type": "application/json" };
    await smartlead.api(`/campaigns/${active?.id}/status`, { method: "POST", headers, body });
    await smartlead.settle();
    expect(seen).toEqual(["CAMPAIGN_STATUS_CHANGED"]);
    expect(smartlead.world.campaign(active?.id ?? 0)?.status).toBe("PAUSED");
  });

  it("carries the body of a Request", async () => {
    const smartlead = await open();
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"name":"By request"}' };
    const response = await smartlead.api(new Request("http://x.test/api/v1/campaigns/create?api_key=k", init));
    expect(response.status).toBe(200);
    expect(smartlead.world.campaign("By request")).toBeDefined();
  });

  it("answers errors as SmartLead does", async () => {
    const smartlead = await open({ apiKey: "secret" });
    expect((await smartlead.api("/campaigns/")).status).toBe(200);
    const wrong = await smartlead.api("/campaigns/?api_key=other");
    expect([wrong.status, await wrong.json()]).toEqual([401, { message: "Invalid API Key" }]);
    const unknown = await smartlead.api("/campains");
    expect([unknown.status, await unknown.text()]).toEqual([
      404,
      expect.stringContaining("Cannot GET /api/v1/campains"),
    ]);
    expect((await smartlead.api("/campaigns/create", { json: { nam: "x" } })).status).toBe(400);
    await expect(smartlead.api("/campaigns/create", { json: {}, body: "{}" })).rejects.toThrow("use only one of them");
  });

  it("limits the rate when asked to", async () => {
    const smartlead = await open({ rateLimit: "2/h" });
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await smartlead.api("/campaigns/")).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("fails as a fault says", async () => {
    const smartlead = await open({ faults: [{ kind: "api-status", status: 503, first: 1 }] });
    expect((await smartlead.api("/campaigns/")).status).toBe(503);
    expect((await smartlead.api("/campaigns/")).status).toBe(200);
  });

  it("is seen as the receiver's reaction when its handler calls it", async () => {
    const smartlead = await open({
      target: async (request) => {
        const { campaign_id, sl_email_lead_id } = (await request.json()) as Record<string, unknown>;
        await smartlead.api(`/campaigns/${campaign_id}/leads/${sl_email_lead_id}/category`, {
          json: { category_id: 1, pause_lead: false },
        });
        return new Response();
      },
      dialect: "live",
      webhooks: [{ events: ["EMAIL_REPLY"] }],
    });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event.deliveries[0]?.calls).toMatchObject([{ source: "api", method: "POST", status: 200, is_effect: true }]);
    expect(event.deliveries[0]?.effects).toMatchObject([{ source: "api" }]);
  });

  it("is seen as a reaction that did nothing when the rate limit refuses it", async () => {
    const smartlead = await open({
      rateLimit: "1/h",
      webhooks: [{ events: ["EMAIL_REPLY"] }],
      target: async (request) => {
        const { campaign_id } = (await request.json()) as Record<string, unknown>;
        const pause = () => smartlead.api(`/campaigns/${campaign_id}/status`, { json: { status: "PAUSED" } });
        await pause();
        await pause();
        return new Response();
      },
    });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event.deliveries[0]?.calls).toMatchObject([
      { status: 200, is_effect: true },
      { status: 429, is_effect: false },
    ]);
    expect(event.deliveries[0]?.effects).toHaveLength(1);
  });
});
