import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createSmartLead } from "../../../src/index.ts";
import { answering, open } from "./a-smartlead.ts";

describe("createSmartLead", () => {
  it("delivers to a function, as PRODUCT's example says", async () => {
    const bodies: unknown[] = [];
    const handler = async (request: Request) => {
      bodies.push(await request.json());
      return new Response("ok");
    };
    const smartlead = await open({ target: handler, seed: 1 });
    const event = await smartlead.emit("EMAIL_REPLY", { preview_text: "yes" });
    await smartlead.settle();
    expect(event.deliveries[0]?.attempts.length).toBe(1);
    expect(event.deliveries[0]?.state).toBe("delivered");
    expect(bodies).toEqual([expect.objectContaining({ event_type: "EMAIL_REPLY", preview_text: "yes" })]);
  });

  it("retries on its own clock: minutes pass in no time", async () => {
    const smartlead = await open({ target: answering(503, 503, 200) });
    const event = await smartlead.emit("EMAIL_OPEN");
    await smartlead.settle();
    const [delivery] = event.deliveries;
    expect(delivery?.attempts.map(({ status, started_at }) => [status, started_at])).toEqual([
      [503, "2026-01-05T09:00:00.000Z"],
      [503, "2026-01-05T09:01:00.000Z"],
      [200, "2026-01-05T09:06:00.000Z"],
    ]);
  });

  it("gives the same bodies, ids and times each time", async () => {
    const record = async () => {
      const requests: string[] = [];
      const target = async (request: Request) => {
        requests.push(`${JSON.stringify([...request.headers])} ${await request.text()}`);
        return new Response();
      };
      const smartlead = await open({ target, seed: 7 });
      await smartlead.emit("EMAIL_REPLY");
      await smartlead.emit("LEAD_CATEGORY_UPDATED");
      await smartlead.settle();
      return requests;
    };
    const first = await record();
    expect(first).toHaveLength(2);
    expect(await record()).toEqual(first);
  });

  it("keeps two of them apart", async () => {
    const one = await open({ target: answering(200) });
    const other = await open({ target: answering(200) });
    await one.emit("EMAIL_OPEN");
    await one.settle();
    expect([one.deliveries.list().length, other.deliveries.list().length]).toEqual([1, 0]);
  });

  it("starts a clock that runs with the machine at the present, others on 5 January 2026", async () => {
    const real = await open({ clock: "real" });
    const manual = await open({ clock: "manual" });
    const given = await open({ now: new Date("2026-03-01T12:00:00Z") });
    expect(real.clock.now.getTime()).toBeGreaterThan(Date.UTC(2026, 5));
    expect(manual.clock.now.toISOString()).toBe("2026-01-05T09:00:00.000Z");
    expect(given.clock.now.toISOString()).toBe("2026-03-01T12:00:00.000Z");
  });

  it.each([
    [{ clok: "virtual" }, "createSmartLead: clok is not a key of the configuration; did you mean clock?"],
    [{ clock: "virtul" }, /^createSmartLead: clock must be one of real, virtual, manual \(did you mean virtual\?\)/],
    [{ target: "localhost:3000" }, /^createSmartLead: target must be a URL .*, not "localhost:3000"/],
    [{ target: 7 }, /^createSmartLead: target must be a URL .*, not 7/],
    [{ targetUrl: "http://x.test/" }, "createSmartLead: targetUrl needs a function as target."],
    [{ policy: { tris: 2 } }, "createSmartLead: policy.tris is not a key of the configuration; did you mean tries?"],
    [
      { world: { campains: [] } },
      "createSmartLead, world: campains is not a key of the world; did you mean campaigns?",
    ],
    [{ webhooks: [{ level: "user" }] }, /it has no target; set url/],
    [
      { webhooks: [{ level: "client", url: "http://a.test/" }] },
      /client_id is required with level client, and allowed only there/,
    ],
    [
      { webhooks: [{ level: "campaign", campaign_id: 1, url: "http://a.test/" }] },
      /campaign 1, which is not in the account/,
    ],
    [{ now: new Date(Number.NaN) }, "createSmartLead: now must be a valid time."],
    [{ faults: [{ kind: "rest" }] }, /faults\[0\].*reset/],
  ])("says what is wrong with %o", async (options, message) => {
    // biome-ignore lint/suspicious/noExplicitAny: mistakes that only JavaScript can make
    await expect(createSmartLead(options as any)).rejects.toThrow(message);
  });

  it("has an account of one's own, with the webhooks of its file", async () => {
    const seen: string[] = [];
    const smartlead = await open({
      target: (request) => {
        seen.push(request.headers.get("x-webhook-level") ?? "");
        return new Response();
      },
      targetUrl: "http://app.test/api/hooks",
      world: {
        campaigns: [{ id: 5, name: "Launch", leads: [{ email: "ada@analytical.example", first_name: "Ada" }] }],
      },
      webhooks: [{ level: "campaign", campaign_id: 5, events: ["EMAIL_REPLY"] }],
    });
    const event = await smartlead.emit("EMAIL_REPLY", {}, { campaign: "Launch", lead: "ADA@analytical.example" });
    await smartlead.settle();
    expect(event.deliveries[0]).toMatchObject({ state: "delivered", webhook: { url: "http://app.test/api/hooks" } });
    expect(seen).toEqual(["campaign"]);
    expect(smartlead.world.lead("ada@analytical.example")).toMatchObject({
      first_name: "Ada",
      campaigns: [{ campaign_id: 5, replies: 1 }],
    });
  });

  it("takes a policy with numbers of its own, in words", async () => {
    const smartlead = await open({ target: answering(500), policy: { tries: 2, waits: ["90s"], timeout: "10s" } });
    const event = await smartlead.emit("EMAIL_OPEN");
    await smartlead.settle();
    expect(event.deliveries[0]).toMatchObject({ state: "failed", reason: "exhausted", max_attempts: 2 });
    expect(event.deliveries[0]?.attempts[1]?.started_at).toBe("2026-01-05T09:01:30.000Z");
  });

  it("closes once, however often it is told, and is over then", async () => {
    const smartlead = await open({ target: () => new Promise<Response>(() => {}) });
    await smartlead.emit("EMAIL_OPEN");
    await Promise.all([smartlead.close(), smartlead.close()]);
    await smartlead[Symbol.asyncDispose]();
    await expect(smartlead.emit("EMAIL_OPEN")).rejects.toThrow("The mock is closing");
    await expect(smartlead.listen()).rejects.toThrow("The mock is closed");
  });

  it("is as new after a reset, with the clock where it stands", async () => {
    const smartlead = await open({ target: answering(500), faults: [{ kind: "lost-response" }] });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event.deliveries[0]?.state).toBe("failed");
    smartlead.faults.clear();
    const { now } = smartlead.clock;
    smartlead.reset();
    expect(smartlead.deliveries.list()).toEqual([]);
    expect(smartlead.faults.list()).toMatchObject([{ kind: "lost-response" }]);
    expect(smartlead.webhooks.list()).toMatchObject([{ name: "target" }]);
    expect(smartlead.clock.now).toEqual(now);
    // What a test still holds stays as it was last read.
    expect(event.deliveries[0]?.state).toBe("failed");
  });
});

describe("an event that was emitted", () => {
  it("is one, or a list where a count was asked for", async () => {
    const smartlead = await open({ target: answering(200) });
    const events = await smartlead.emit("EMAIL_OPEN", {}, { count: 3 });
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(3);
    expect(await smartlead.emit("EMAIL_OPEN", undefined, { count: 1 })).toHaveLength(1);
  });

  it("says who did not get it, and why", async () => {
    const smartlead = await open({ target: answering(200) });
    const { id } = smartlead.world.campaigns[0] ?? { id: 0 };
    smartlead.webhooks.create({ level: "campaign", campaign_id: id, events: ["EMAIL_OPEN"] });
    const event = await smartlead.emit("EMAIL_OPEN", {}, { campaign: id });
    expect(event).toMatchObject({ cause: "library", campaign_id: id, shadowed: [{ level: "campaign" }] });
    expect(smartlead.explain("EMAIL_OPEN", id).receives).toMatchObject([{ level: "user" }]);
  });

  it("carries a body of one's own byte for byte, or as JSON", async () => {
    const bodies: string[] = [];
    const smartlead = await open({
      target: async (request) => {
        bodies.push(await request.text());
        return new Response();
      },
    });
    await smartlead.emit("EMAIL_OPEN", undefined, { body: '{ "a" : 1 }' });
    await smartlead.emit("EMAIL_OPEN", undefined, { body: { a: 1 } });
    await smartlead.settle();
    expect(bodies).toEqual(['{ "a" : 1 }', '{"a":1}']);
  });

  it("warns when an override makes the body unfit", async () => {
    const smartlead = await open({ target: answering(200) });
    expect((await smartlead.emit("EMAIL_OPEN", { campaign_id: "x" })).warnings).toEqual([
      expect.stringContaining("campaign_id"),
    ]);
    expect((await smartlead.emit("EMAIL_OPEN")).warnings).toEqual([]);
  });

  it("has the faults that were asked for, alone", async () => {
    const smartlead = await open({ target: answering(200) });
    const touched = await smartlead.emit("EMAIL_OPEN", {}, { faults: [{ kind: "lost-response", attempt: 1 }] });
    const untouched = await smartlead.emit("EMAIL_OPEN");
    await smartlead.settle();
    expect(touched.deliveries[0]?.attempts.map(({ faults }) => faults)).toEqual([["lost-response"], []]);
    expect(untouched.deliveries[0]?.attempts).toHaveLength(1);
  });

  it("shows a delivery that is sent again", async () => {
    const smartlead = await open({ target: answering(400, 200) });
    const event = await smartlead.emit("EMAIL_OPEN");
    await smartlead.settle();
    const again = smartlead.deliveries.resend(event.deliveries[0] ?? "");
    await smartlead.settle();
    expect(event.deliveries.map(({ id, state }) => [id, state])).toEqual([
      [event.deliveries[0]?.id, "failed"],
      [again.id, "delivered"],
    ]);
    expect(again.request_id).toBe(event.deliveries[0]?.request_id);
  });

  it("shows plain data: it prints, compares and becomes JSON as it stands", async () => {
    const smartlead = await open({ target: answering(200) });
    const [delivery] = (await smartlead.emit("EMAIL_OPEN")).deliveries;
    expect(delivery?.state).not.toBe("delivered");
    await smartlead.settle();
    expect(JSON.parse(JSON.stringify(delivery))).toMatchObject({ state: "delivered", attempts: [{ status: 200 }] });
    expect(inspect(delivery)).toContain("state: 'delivered'");
    expect(delivery?.json<{ event_type: string }>().event_type).toBe("EMAIL_OPEN");
  });

  it.each([
    [() => ["EMAIL_REPLAY", {}], /"EMAIL_REPLAY" is not an event type; did you mean EMAIL_REPLY\?/],
    [() => ["EMAIL_REPLY", {}, { campaign: "Nobody" }], /There is no campaign "Nobody"; there are/],
    [() => ["EMAIL_REPLY", {}, { campaign: 1 }], /campaign 1/],
    [
      () => ["EMAIL_REPLY", {}, { faults: [{ kind: "reset" }] }],
      /a function as target has none; use the receiver's URL/,
    ],
    [() => ["EMAIL_REPLY", {}, { count: 0 }], /count must be .*, not 0/],
  ])("is none when the call is wrong: %s", async (args, message) => {
    const smartlead = await open({ target: answering(200) });
    // biome-ignore lint/suspicious/noExplicitAny: mistakes that only JavaScript can make
    await expect((smartlead.emit as any)(...args())).rejects.toThrow(message);
    expect(smartlead.deliveries.list()).toEqual([]);
  });
});

describe("faults of bytes", () => {
  it("say that a function has none", async () => {
    const smartlead = await open({ target: answering(200) });
    expect(() => smartlead.faults.arm({ kind: "slow-body" })).toThrow("use the receiver's URL as target");
    await expect(open({ target: answering(200), faults: [{ kind: "truncated-body" }] })).rejects.toThrow(
      "truncated-body",
    );
  });
});
