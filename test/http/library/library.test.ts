import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSmartLead, type SmartLead, type SmartLeadOptions } from "../../../src/index.ts";
import { closersAfterEach } from "../../closers.ts";
import { type Behaviour, startHttpReceiver } from "../delivery/http-receiver.ts";

const closers = closersAfterEach();

async function receiver(behaviour: Behaviour) {
  const started = await startHttpReceiver(behaviour);
  closers.push(() => started.close());
  return started;
}

async function open(options: SmartLeadOptions): Promise<SmartLead> {
  const smartlead = await createSmartLead({ clock: "virtual", ...options });
  closers.push(() => smartlead.close());
  return smartlead;
}

describe("the library over sockets", () => {
  it("delivers to a URL as to a function: the same bodies, ids and times", async () => {
    const { url, received } = await receiver((_, number) => (number === 1 ? 503 : 200));
    const bodies: string[] = [];
    const byUrl = await open({ target: url, seed: 5 });
    const byFunction = await open({
      target: async (request) => {
        bodies.push(await request.text());
        return new Response("{}", { status: bodies.length === 1 ? 503 : 200 });
      },
      seed: 5,
    });
    const stories = [];
    for (const smartlead of [byUrl, byFunction]) {
      const event = await smartlead.emit("EMAIL_REPLY");
      await smartlead.settle();
      const attempts = event.deliveries[0]?.attempts.map(({ number, status, started_at }) => ({
        number,
        status,
        started_at,
      }));
      stories.push([event.event_id, event.deliveries[0]?.request_id, event.deliveries[0]?.state, attempts]);
    }
    expect(stories[0]).toEqual(stories[1]);
    expect(received.map(({ body }) => body)).toEqual(bodies);
  });

  it("disturbs bytes on the way to a URL", async () => {
    const { url, received } = await receiver(() => 200);
    const smartlead = await open({ target: url });
    const faults = [{ kind: "slow-body", over: "5ms", pieces: 3, attempt: 1 }] as const;
    const event = await smartlead.emit("EMAIL_REPLY", {}, { faults });
    await smartlead.settle();
    expect(event.deliveries[0]?.attempts).toMatchObject([{ outcome: "success", faults: ["slow-body"] }]);
    expect(received[0]?.body).toBe(event.deliveries[0]?.request?.body);
  });

  it("leaves no connection open after close", async () => {
    const held = await receiver(() => "nothing");
    const smartlead = await open({ target: held.url, clock: "real" });
    await smartlead.emit("EMAIL_REPLY", {}, { count: 5 });
    await held.got(5);
    await smartlead.close();
    await expect.poll(() => held.openConnections()).toBe(0);
  });

  it("sends nothing to a public address that is not allowed", async () => {
    const smartlead = await open({ target: "http://8.8.8.8/hook", policy: { tries: 1 } });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event.deliveries[0]?.attempts[0]?.error).toMatch(/^ETARGETREFUSED: /);
  });

  it("sends a function what is registered for any address, and opens no connection for it", async () => {
    const urls: string[] = [];
    const smartlead = await open({
      target: (request) => {
        urls.push(request.url);
        return new Response();
      },
      webhooks: [{ url: "https://app.example.com/hooks/smartlead" }],
    });
    await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(urls).toEqual(["https://app.example.com/hooks/smartlead"]);
  });
});

describe("listen", () => {
  it("opens SmartLead's API and the control API on a free port, on the same account", async () => {
    const smartlead = await open({ target: () => new Response() });
    const { url, apiBase, port } = await smartlead.listen();
    expect(apiBase).toBe(`http://127.0.0.1:${port}/api/v1`);
    const campaigns = await (await fetch(`${apiBase}/campaigns?api_key=any`)).json();
    expect(campaigns).toEqual(await (await smartlead.api("/campaigns")).json());
    const response = await fetch(`${url}/_mock/events`, { method: "POST", body: '{"event_type":"EMAIL_OPEN"}' });
    expect(response.status).toBe(202);
    await smartlead.settle();
    expect(smartlead.deliveries.list()).toMatchObject([{ event_type: "EMAIL_OPEN", state: "delivered" }]);
  });

  it("refuses faults of bytes for a function also by the control API", async () => {
    const smartlead = await open({ target: () => new Response() });
    const { url } = await smartlead.listen();
    const response = await fetch(`${url}/_mock/faults`, { method: "POST", body: '{"kind":"reset"}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining("a function as target") },
    });
  });

  it("is over with close, its own or that of the whole", async () => {
    const smartlead = await open({});
    const [one, other] = [await smartlead.listen(), await smartlead.listen()];
    await one.close();
    await expect(fetch(one.url)).rejects.toThrow("fetch failed");
    expect((await fetch(`${other.url}/_mock/health`)).status).toBe(200);
    await smartlead.close();
    await expect(fetch(other.url)).rejects.toThrow("fetch failed");
  });

  it("asks for a token beyond loopback", async () => {
    const smartlead = await open({});
    await expect(smartlead.listen({ host: "0.0.0.0" })).rejects.toThrow("token");
  });
});

describe("data", () => {
  it("keeps the account and the deliveries for the next one", async () => {
    const data = mkdtempSync(join(tmpdir(), "smartlead-library-"));
    closers.push(() => rmSync(data, { recursive: true, force: true }));
    const first = await open({ data, target: () => new Response() });
    await first.api("/campaigns/create", { json: { name: "Kept" } });
    const event = await first.emit("EMAIL_OPEN");
    await first.settle();
    await first.close();
    const second = await open({ data, target: () => new Response() });
    expect(second.world.campaign("Kept")).toBeDefined();
    expect(second.deliveries.list()).toMatchObject([{ id: event.deliveries[0]?.id, state: "delivered" }]);
  });

  it("lets go of the directory when it cannot begin", async () => {
    const data = mkdtempSync(join(tmpdir(), "smartlead-library-"));
    closers.push(() => rmSync(data, { recursive: true, force: true }));
    const target = () => new Response();
    await expect(createSmartLead({ data, target, faults: [{ kind: "reset" }] })).rejects.toThrow(
      "a function as target",
    );
    await expect(open({ data, target })).resolves.toBeDefined();
  });
});
