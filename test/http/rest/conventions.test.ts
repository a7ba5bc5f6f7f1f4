import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { answerRequest } from "../../../src/smartlead/api/call-operation.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { REST_BODY_LIMIT_BYTES } from "../../../src/smartlead/api/json-body.ts";
import { WebhookRegistry } from "../../../src/smartlead/webhooks/registry.ts";
import { aContext, NOW } from "../../unit/operations/hand-made-account.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

let server: RestServer;

async function serving(apiKey: string | null = null, parts: Parameters<typeof aContext>[0] = {}): Promise<RestServer> {
  server = await startRestServer(aContext(parts), { apiKey });
  return server;
}

afterEach(() => server.close());

describe("The API key", () => {
  it.each([
    ["", "API key is required."],
    ["?api_key=", "API key is required."],
    ["?apikey=a", "API key is required."],
    ["?api_key=a&api_key=b", "Invalid API Key"],
  ])("is asked for: %s", async (query, message) => {
    const { raw } = await serving();
    const answer = await raw(`/api/v1/campaigns${query}`);
    expect(answer).toMatchObject({ status: 401, type: "application/json; charset=utf-8" });
    expect(answer.body).toEqual({ message });
  });

  it("may be any while none is set", async () => {
    const { raw } = await serving();
    expect(await raw("/api/v1/campaigns?api_key=whatever")).toMatchObject({ status: 200 });
  });

  it("must be the one that is set", async () => {
    const { raw } = await serving("right");
    expect(await raw("/api/v1/campaigns?api_key=right")).toMatchObject({ status: 200 });
    expect(await raw("/api/v1/campaigns?api_key=wrong")).toMatchObject({ status: 401 });
  });

  it("comes before validation", async () => {
    const { raw } = await serving();
    expect(await raw("/api/v1/webhook/abc")).toMatchObject({ status: 401 });
  });
});

describe("A route that SmartLead does not have", () => {
  it.each([
    ["GET", "/nope", "/nope"],
    ["PATCH", "/campaigns/11", "/campaigns/11"],
    ["POST", "/webhooks", "/webhooks"],
    ["GET", "/campaigns/11/webhooks/summary/x", "/campaigns/11/webhooks/summary/x"],
    ["GET", "/a'%3Cscript%3E&b", "/a&#39;%3Cscript%3E&amp;b"],
  ])("is Express's page for %s %s", async (method, path, shown) => {
    const { call } = await serving();
    const answer = await call(method, path);
    expect(answer).toMatchObject({ status: 404, type: "text/html; charset=utf-8" });
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'");
    expect(answer.body).toBe(
      `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot ${method} /api/v1${shown}</pre>\n</body>\n</html>\n`,
    );
  });

  it("stays unknown whatever body comes with it", async () => {
    const { raw } = await serving();
    const answer = await raw("/api/v1/nope", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(answer).toMatchObject({ status: 404, type: "text/html; charset=utf-8" });
  });
});

describe("A body", () => {
  const post = (contentType: string | null, body: string | Uint8Array<ArrayBuffer>) =>
    server.raw("/api/v1/webhook/create?api_key=k", {
      method: "POST",
      headers: contentType === null ? {} : { "content-type": contentType },
      body,
    });

  it.each(["{", "nonsense", '{"a":1}}', "5", "null", '"text"'])("that is no JSON object is a 400: %s", async (body) => {
    await serving();
    const answer = await post("application/json", body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^Invalid JSON in the request body: /) },
    });
  });

  it("with a charset, a byte order mark or other case in its type is read", async () => {
    await serving();
    const valid = JSON.stringify({ webhook_url: "http://localhost/", association_type: "user" });
    expect(await post("Application/JSON; charset=utf-8", `\uFEFF${valid}`)).toMatchObject({ status: 200 });
  });

  it("that does not say it is JSON counts as empty, as in Express", async () => {
    await serving();
    const valid = JSON.stringify({ webhook_url: "http://localhost/", association_type: "user" });
    const isEmpty = { status: 400, body: { message: '"webhook_url" is required' } };
    expect(await post("text/plain", valid)).toMatchObject(isEmpty);
    expect(await post(null, new TextEncoder().encode(valid))).toMatchObject(isEmpty);
  });

  it("that is empty is an empty object, also when it is called JSON", async () => {
    await serving();
    const isEmpty = { status: 400, body: { message: '"webhook_url" is required' } };
    expect(await post("application/json", "")).toMatchObject(isEmpty);
  });

  it("that is a list is refused in Joi's words", async () => {
    await serving();
    expect(await post("application/json", "[]")).toMatchObject({
      status: 400,
      body: { message: '"value" must be of type object' },
    });
  });

  it("of up to the limit is read, a larger one is a 413", async () => {
    await serving();
    const padded = (bytes: number) => {
      const frame = JSON.stringify({ secret: "" });
      return frame.replace('""', `"${"x".repeat(bytes - frame.length)}"`);
    };
    expect(await post("application/json", padded(REST_BODY_LIMIT_BYTES))).toMatchObject({
      status: 400,
      body: { message: '"webhook_url" is required' },
    });
    expect(await post("application/json", padded(REST_BODY_LIMIT_BYTES + 1))).toMatchObject({
      status: 413,
      body: { error: "request entity too large" },
    });
  });

  it("is not looked at by a call that takes none", async () => {
    const webhooks = new WebhookRegistry(() => NOW);
    const { id } = webhooks.create({ name: "n", url: "http://localhost/", level: "user", eventTypeMap: {} });
    await serving(null, { webhooks });
    const answer = await server.call("DELETE", `/webhook/delete/${id}`, ["anything"]);
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
  });

  it("with an unreadable content type is answered, not crashed on", async () => {
    await serving();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = { method: "POST", headers: { "content-type": ";;;" } };
      const sent = request(`${server.url}/api/v1/webhook/create?api_key=k`, options, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject);
      sent.end("{}");
    });
    expect([400, 415]).toContain(status);
  });
});

describe("Paths", () => {
  it.each([
    "/campaigns",
    "/campaigns/",
    "/campaigns/11",
    "/campaigns/11/",
    "/campaigns/11/leads/",
    "/leads/fetch-categories/",
  ])("may end with a slash: %s", async (path) => {
    const { call } = await serving();
    expect(await call("GET", path)).toMatchObject({ status: 200 });
  });

  it("answer HEAD as GET, without the body", async () => {
    const { call } = await serving();
    expect(await call("HEAD", "/campaigns")).toMatchObject({
      status: 200,
      body: "",
      type: "application/json; charset=utf-8",
    });
  });
});

describe("A defect", () => {
  it("is a 500 that tells nothing of the inside, and is told to the mock's owner", async () => {
    const defect = new TypeError("secret of the house");
    const told: unknown[] = [];
    const context = aContext({
      summary: () => {
        throw defect;
      },
    });
    server = await startRestServer(context, { onDefect: (error) => told.push(error) });
    const answer = await server.call("GET", "/campaigns/11/webhooks/summary?fromTime=2026-01-05&toTime=2026-01-06");
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ error: "Internal Server Error" });
    expect(told).toEqual([defect]);
  });
});

describe("The two doors", () => {
  const calls: readonly (readonly [string, string, unknown?])[] = [
    ["GET", "/campaigns"],
    ["GET", "/campaigns/11/"],
    ["GET", "/campaigns/99"],
    ["GET", "/campaigns/11/leads?limit=2&offset=1"],
    ["GET", "/campaigns/11/leads?limit=0"],
    ["GET", "/campaigns/11/leads/4100000001/message-history?show_plain_text_response=true"],
    ["GET", "/leads?email=ada@lead.example"],
    ["GET", "/leads"],
    ["GET", "/leads/fetch-categories"],
    ["POST", "/webhook/create", { webhook_url: "http://localhost/", association_type: "user" }],
    ["GET", "/webhook/670001"],
    ["GET", "/webhook/a%20b"],
    ["DELETE", "/webhook/delete", { id: 670_001 }],
    ["DELETE", "/webhook/delete", [1]],
    ["PATCH", "/campaigns/11"],
    ["GET", "/nope?x=1"],
    ["GET", "/campaigns//leads"],
    ["GET", "/campaigns/all-leads-activities?page=1"],
    ["GET", "/spam-test/folder"],
    ["POST", "/spam-test/report/7/groupwise/", {}],
  ];

  it("answer alike: over a socket and without a server", async () => {
    const { call } = await serving();
    const options = { context: aContext(), apiKey: null };
    for (const [method, address, body] of calls) {
      const [path = "", search = ""] = address.split("?");
      const query = { ...Object.fromEntries(new URLSearchParams(search)), api_key: "any" };
      const direct = answerRequest(OPERATIONS, { method, path: `/api/v1${path}`, query, body }, options);
      const { status, body: answered } = await call(method, address, body);
      expect({ address, status, body: answered }).toEqual({ address, status: direct.status, body: direct.body });
    }
  });
});
