import fc from "fast-check";
import { getResponse } from "msw";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSmartLead } from "../../../src/library/create-smart-lead.ts";
import { SMARTLEAD_API_BASE, smartleadHandlers } from "../../../src/library/msw/index.ts";
import type { SmartLead } from "../../../src/library/smart-lead.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";

/** Twins: one is called over a socket, one through msw. */
let twins: readonly [SmartLead, SmartLead];
let base: string;

beforeAll(async () => {
  twins = [await twin(), await twin()];
  base = (await twins[0].listen()).apiBase;
});

afterAll(async () => {
  for (const one of twins) await one.close();
});

function twin(): Promise<SmartLead> {
  return createSmartLead({ clock: "manual", seed: 5, run: "twins", apiKey: "right" });
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function both({ method, path, headers = {}, body }: Call) {
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const handlers = smartleadHandlers(twins[1]);
  const overSocket = await fetch(`${base}${path}`, init);
  const throughMsw = await getResponse(handlers, new Request(`${SMARTLEAD_API_BASE}${path}`, init));
  return [await read(overSocket), throughMsw === undefined ? null : await read(throughMsw)] as const;
}

async function read(response: Response) {
  const { headers } = response;
  const named = ["content-type", "content-security-policy", "x-content-type-options"];
  return { status: response.status, headers: named.map((name) => headers.get(name)), body: await response.text() };
}

const JSON_TYPE = { "content-type": "application/json" };

/** All but a path that is no UTF-8: the server refuses that before any route is asked. */
describe("an answer through msw", () => {
  it.each<Call>([
    { method: "GET", path: "/campaigns?api_key=right" },
    { method: "GET", path: "/campaigns/?api_key=right&api_key=right" },
    { method: "GET", path: "/campaigns/?api_key=right&page=1&page=2" },
    { method: "GET", path: "/campaigns/?api_key=right&__proto__=1" },
    { method: "GET", path: "/campaigns/" },
    { method: "GET", path: "/leads/?api_key=right&email=a%2Bb%40c.example" },
    { method: "GET", path: "/leads/?api_key=right&email=a+b" },
    { method: "GET", path: "/campaigns//leads?api_key=right" },
    { method: "GET", path: "/nothing/at/all" },
    { method: "PATCH", path: "/campaigns/?api_key=right" },
    { method: "HEAD", path: "/campaigns/?api_key=right" },
    { method: "POST", path: "/campaigns/create?api_key=right", headers: JSON_TYPE, body: "[]" },
    { method: "POST", path: "/campaigns/create?api_key=right", headers: JSON_TYPE, body: "7" },
    { method: "POST", path: "/campaigns/create?api_key=right", headers: JSON_TYPE, body: '{"name":' },
    { method: "POST", path: "/campaigns/create?api_key=right", headers: JSON_TYPE, body: '\uFEFF{"name":"Twin"}' },
    { method: "POST", path: "/campaigns/create?api_key=right", headers: { "content-type": "text/plain" }, body: "{}" },
    { method: "POST", path: "/campaigns/create?api_key=wrong", headers: JSON_TYPE, body: "{" },
    { method: "POST", path: "/campaigns/create?api_key=right", headers: JSON_TYPE },
    { method: "POST", path: "/campaigns/create?api_key=right", headers: JSON_TYPE, body: `"${"x".repeat(6_000_000)}"` },
    { method: "POST", path: "/nothing?api_key=right", headers: JSON_TYPE, body: "{" },
  ])("is the one over a socket: $method $path $body", async (call) => {
    const [overSocket, throughMsw] = await both(call);
    expect(throughMsw).toEqual(overSocket);
  });

  it("is the one over a socket for every operation, called rightly or wrongly", async () => {
    const segment = fc.constantFrom("1", "abc", String(twins[0].world.campaigns[0]?.id), "%20");
    const call = fc.record({
      operation: fc.constantFrom(...OPERATIONS),
      segment,
      query: fc.constantFrom("", "&offset=0&limit=5", "&limit=-1", "&nobody=knows", "&email=x%40y.example"),
      body: fc.constantFrom("", "{}", '{"nobody":"knows"}', '{"status":"PAUSED"}', '{"name":"A campaign"}', "nonsense"),
    });
    await fc.assert(
      fc.asyncProperty(call, async ({ operation: { method, path }, segment: given, query, body }) => {
        const called = { method, path: `${path.replace(/:\w+/g, given)}?api_key=right${query}` };
        const withBody = method === "GET" || body === "" ? called : { ...called, headers: JSON_TYPE, body };
        const [overSocket, throughMsw] = await both(withBody);
        expect(throughMsw).toEqual(overSocket);
      }),
      { numRuns: 300 },
    );
  });
});
