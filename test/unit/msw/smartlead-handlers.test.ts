import { getResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterEach, describe, expect, it } from "vitest";
import { createSmartLead } from "../../../src/library/create-smart-lead.ts";
import { SMARTLEAD_API_BASE, smartleadHandlers } from "../../../src/library/msw/index.ts";
import type { SmartLead, SmartLeadOptions } from "../../../src/library/smart-lead.ts";

const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

/** An account whose API is where SmartLead's really is, for every fetch of this process. */
async function intercepted(options: SmartLeadOptions = {}, baseUrl?: string): Promise<SmartLead> {
  const smartlead = await createSmartLead({ clock: "virtual", ...options });
  const server = setupServer(...smartleadHandlers(smartlead, baseUrl === undefined ? {} : { baseUrl }));
  server.listen({ onUnhandledRequest: "error" });
  opened.push(smartlead, server);
  return smartlead;
}

function post(path: string, body: unknown, base = SMARTLEAD_API_BASE): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`${base}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function read(response: Response) {
  return { status: response.status, body: JSON.parse(await response.text()) as unknown };
}

describe("smartleadHandlers", () => {
  it("answers code that calls SmartLead from the account of the mock", async () => {
    const smartlead = await intercepted();
    const { body } = await read(await fetch(`${SMARTLEAD_API_BASE}/campaigns/?api_key=any`));
    const ids = smartlead.world.campaigns.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect((body as { id: number }[]).map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it("changes that account, so that the next call and the next webhook show it", async () => {
    const smartlead = await intercepted();
    const { body } = await read(await post("/campaigns/create?api_key=any", { name: "By msw" }));
    expect(smartlead.world.campaign((body as { id: number }).id)?.name).toBe("By msw");
  });

  it("runs a whole integration in one process: the receiver answers an event by calling the API, which causes the next event", async () => {
    const got: unknown[] = [];
    const smartlead = await intercepted({
      dialect: "live",
      target: async (request) => {
        const event = (await request.json()) as Record<string, unknown>;
        got.push(event.event_type);
        if (event.event_type === "EMAIL_REPLY") {
          const lead = `/campaigns/${event.campaign_id}/leads/${await leadIdOf(String(event.sl_lead_email))}`;
          await post(`${lead}/category?api_key=any`, { category_id: 1, pause_lead: true });
        }
        return Response.json({ status: "processed" });
      },
    });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(got).toEqual(["EMAIL_REPLY", "LEAD_CATEGORY_UPDATED"]);
    const [delivery] = event.deliveries;
    // The call is told apart as the receiver's own, and counts as the effect of this delivery.
    expect(delivery?.calls).toMatchObject([
      { method: "GET", operation: "leads.by-email", is_effect: false },
      { method: "POST", status: 200, delivery_id: delivery?.id, is_effect: true },
    ]);
    expect(Object.values(smartlead.effects.countsOf(delivery?.request_id ?? ""))).toEqual([1]);
  });

  it("shows Express's page for a route that SmartLead does not have, whatever its method", async () => {
    await intercepted();
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      const answer = await fetch(`${SMARTLEAD_API_BASE}/no/<such>?api_key=any`, { method });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
      expect(await answer.text()).toContain(`<pre>Cannot ${method} /api/v1/no/%3Csuch%3E</pre>`);
    }
    expect((await fetch(SMARTLEAD_API_BASE)).status).toBe(404);
  });

  it("asks for a key, and for the right one where there is one", async () => {
    await intercepted({ apiKey: "s3cret" });
    const answers = ["", "?api_key=", "?api_key=other", "?api_key=s3cret"].map((query) =>
      fetch(`${SMARTLEAD_API_BASE}/campaigns/${query}`),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 401, 401, 200]);
  });

  it("refuses what Joi refuses, in its words", async () => {
    await intercepted();
    expect(await read(await post("/campaigns/create?api_key=any", { name: 7 }))).toMatchObject({
      status: 400,
      body: { message: '"name" must be a string', validation: { source: "body", keys: ["name"] } },
    });
    const headers = { "content-type": "application/json" };
    const broken = await fetch(`${SMARTLEAD_API_BASE}/campaigns/create?api_key=any`, {
      method: "POST",
      headers,
      body: "{",
    });
    expect(broken.status).toBe(400);
  });

  it("counts calls where there is a rate limit", async () => {
    await intercepted({ rateLimit: "2/h" });
    const call = () => fetch(`${SMARTLEAD_API_BASE}/campaigns/?api_key=one`);
    expect([(await call()).status, (await call()).status]).toEqual([200, 200]);
    const third = await call();
    expect([third.status, third.headers.get("x-ratelimit-remaining")]).toEqual([429, "0"]);
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect((await fetch(`${SMARTLEAD_API_BASE}/campaigns/?api_key=other`)).status).toBe(200);
  });

  it("answers HEAD with no body", async () => {
    await intercepted();
    const answer = await fetch(`${SMARTLEAD_API_BASE}/campaigns/?api_key=any`, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  it.each(["http://localhost:3999/smartlead", "http://localhost:3999/a.b+(c)/", "https://proxy.example"])(
    "takes %s as the base, and leaves its neighbours alone",
    async (base) => {
      const smartlead = await createSmartLead({ clock: "virtual" });
      opened.push(smartlead);
      const handlers = smartleadHandlers(smartlead, { baseUrl: base });
      const ask = (url: string) => getResponse(handlers, new Request(url));
      const root = base.replace(/\/$/, "");
      expect((await ask(`${root}/campaigns/?api_key=any`))?.status).toBe(200);
      expect((await ask(`${root}/nothing?api_key=any`))?.status).toBe(404);
      expect(await ask(`${root}x/campaigns/?api_key=any`)).toBeUndefined();
      expect(await ask(`${SMARTLEAD_API_BASE}/campaigns/?api_key=any`)).toBeUndefined();
    },
  );

  it("gives way to handlers of one's own that stand before it", async () => {
    const smartlead = await createSmartLead({ clock: "virtual" });
    opened.push(smartlead);
    const own = http.get(`${SMARTLEAD_API_BASE}/campaigns/`, () => new Response("mine"));
    const url = `${SMARTLEAD_API_BASE}/campaigns/?api_key=any`;
    const answer = await getResponse([own, ...smartleadHandlers(smartlead)], new Request(url));
    expect(await answer?.text()).toBe("mine");
  });

  it("says what is wrong with a base that is none, and with an account that is none", async () => {
    const smartlead = await createSmartLead();
    opened.push(smartlead);
    expect(() => smartleadHandlers(smartlead, { baseUrl: "/smartlead" })).toThrow(
      'baseUrl must be a URL that begins with http:// or https://, or a path in a browser, not "/smartlead".',
    );
    expect(() => smartleadHandlers({ ...smartlead })).toThrow("pass the value that createSmartLead resolved to");
  });
});

async function leadIdOf(email: string): Promise<number> {
  const { body } = await read(
    await fetch(`${SMARTLEAD_API_BASE}/leads/?api_key=any&email=${encodeURIComponent(email)}`),
  );
  return Number((body as { id: unknown }).id);
}
