import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openPort } from "../../../src/library/open-port.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { isFromElsewhere } from "../../../src/server/access.ts";
import type { RunningServer } from "../../../src/server/server.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";

const KEY = "key-1";
/** As a reverse proxy says that it passes a call on for another machine. */
const ELSEWHERE = { "x-forwarded-for": "203.0.113.7" };

const opened: { mock: SmartLeadMock; server: RunningServer }[] = [];
afterEach(async () => {
  for (const { mock, server } of opened.splice(0)) {
    await server.close();
    await mock.close(0);
  }
});

async function aMock(allowTargets: readonly string[] = []) {
  const mock = createMock({ seed: 1, run: "r", clock: "manual" });
  const server = await openPort(mock, { token: "t", apiKey: KEY, rateLimit: null, allowTargets });
  opened.push({ mock, server });
  const campaign = mock.world.campaigns[0]?.id ?? 0;
  const call = async (method: string, path: string, body: object, headers: Record<string, string>) => {
    const response = await fetch(`${server.url}/api/v1${path}?api_key=${KEY}`, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  return { mock, campaign, call };
}

type CheckContext = Awaited<ReturnType<typeof aMock>>;
type Register = (bench: CheckContext, url: string, headers: Record<string, string>) => ReturnType<CheckContext["call"]>;

/** Every operation that says where webhooks go. */
const REGISTERING: Readonly<Record<string, Register>> = {
  "POST /webhook/create": ({ call }, webhook_url, headers) =>
    call(
      "POST",
      "/webhook/create",
      { webhook_url, association_type: 1, event_type_map: { EMAIL_REPLY: true } },
      headers,
    ),
  "PUT /webhook/update/:webhook_id": async (bench, webhook_url, headers) => {
    await REGISTERING["POST /webhook/create"]?.(bench, "http://127.0.0.1:9/hook", {});
    const id = bench.mock.webhooks.list().at(-1)?.id;
    return bench.call("PUT", `/webhook/update/${id}`, { webhook_url }, headers);
  },
  "POST /campaigns/:campaign_id/webhooks": ({ call, campaign }, webhook_url, headers) =>
    call(
      "POST",
      `/campaigns/${campaign}/webhooks`,
      { id: null, name: "n", webhook_url, event_types: ["EMAIL_REPLY"], categories: ["Interested"] },
      headers,
    ),
};

const OWN = [
  "http://127.0.0.1:9/hook",
  "http://localhost:9/",
  "http://[::1]:9/",
  "http://192.168.1.9/",
  "http://router.lan/",
];

describe("a caller from another machine", () => {
  it("meets every operation that takes an address", () => {
    const taking = OPERATIONS.filter(({ method }) => method !== "GET").filter((operation) =>
      JSON.stringify(Object.values(operation)).includes("webhook_url"),
    );
    expect(taking.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(REGISTERING).sort());
  });

  it.each(Object.entries(REGISTERING))(
    "sends nothing to this machine or its network by %s",
    async (_name, register) => {
      const bench = await aMock(["hooks.example.com"]);
      for (const url of OWN) {
        const refused = await register(bench, url, ELSEWHERE);
        expect([url, refused.status, refused.text]).toEqual([url, 400, expect.stringContaining("--allow-target")]);
      }
      const urls = bench.mock.webhooks.list().map((webhook) => webhook.url);
      expect(urls.filter((url) => url !== "http://127.0.0.1:9/hook")).toEqual([]);
      expect((await register(bench, "http://hooks.example.com/x", ELSEWHERE)).status).toBe(200);
    },
  );

  it.each(Object.entries(REGISTERING))(
    "may name what --allow-target names, and this machine may name its own: %s",
    async (_name, register) => {
      const bench = await aMock(["127.0.0.1", "LOCALHOST"]);
      expect((await register(bench, "http://127.0.0.1:9/hook", ELSEWHERE)).status).toBe(200);
      expect((await register(bench, "http://localhost:9/hook", ELSEWHERE)).status).toBe(200);
      expect((await register(bench, "http://192.168.1.9/", {})).status).toBe(200);
      expect((await register(bench, "http://192.168.1.9/", { "x-forwarded-for": "127.0.0.1, ::1" })).status).toBe(200);
    },
  );
});

describe("a call is from elsewhere", () => {
  const request = (remoteAddress: string, localAddress: string, headers: Record<string, string> = {}) => {
    const message = new IncomingMessage(new Socket());
    Object.defineProperty(message.socket, "remoteAddress", { value: remoteAddress });
    Object.defineProperty(message.socket, "localAddress", { value: localAddress });
    Object.assign(message.headers, headers);
    return message;
  };

  it.each([
    ["127.0.0.1", "127.0.0.1", {}, false],
    ["::1", "::1", {}, false],
    ["::ffff:127.0.0.1", "::ffff:127.0.0.1", {}, false],
    ["192.168.1.5", "192.168.1.5", {}, false],
    ["::ffff:192.168.1.5", "192.168.1.5", {}, false],
    ["192.168.1.6", "192.168.1.5", {}, true],
    ["172.17.0.2", "172.17.0.1", {}, true],
    ["2001:db8::1", "2001:db8::2", {}, true],
    ["127.0.0.1", "127.0.0.1", { "x-forwarded-for": "127.0.0.1" }, false],
    ["127.0.0.1", "127.0.0.1", { "x-forwarded-for": "::1, 203.0.113.7" }, true],
    ["127.0.0.1", "127.0.0.1", { "x-forwarded-for": "unknown" }, true],
  ])("by its address %s at %s with %j: %j", (remote, local, headers, isElsewhere) => {
    expect(isFromElsewhere(request(remote, local, headers))).toBe(isElsewhere);
  });
});
