import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aContext } from "../../unit/operations/hand-made-account.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

let server: RestServer;
beforeAll(async () => {
  server = await startRestServer(aContext());
});
afterAll(() => server.close());

const json = { "content-type": "application/json" };

describe("Clients differ, and are answered alike", () => {
  it.each([
    ["a slash at the end", "/campaigns/11/leads/?api_key=k"],
    ["a number with blanks around it", "/campaigns/11/leads?api_key=k&limit=%20100%20"],
    ["the default written out", "/campaigns/11/leads?api_key=k&offset=0&limit=100"],
    ["a key that SmartLead does not know", "/campaigns/11/leads?api_key=k&page=1"],
    ["an id that is escaped", "/campaigns/%31%31/leads?api_key=k"],
  ])("%s", async (_habit, path) => {
    const plain = await server.raw("/api/v1/campaigns/11/leads?api_key=k");
    expect(plain.status).toBe(200);
    expect(await server.raw(`/api/v1${path}`)).toMatchObject({ status: 200, body: plain.body });
  });

  it("HEAD has the status, the type and the length of GET, and no body", async () => {
    const [get, head] = [
      await server.raw("/api/v1/campaigns?api_key=k"),
      await server.raw("/api/v1/campaigns?api_key=k", { method: "HEAD" }),
    ];
    expect(head).toMatchObject({ status: get.status, type: get.type, body: "" });
    expect(head.headers.get("content-length")).toBe(get.headers.get("content-length"));
  });

  it("a call without a body may still say that it sends JSON", async () => {
    const answer = await server.raw("/api/v1/webhook/delete/1?api_key=k", { method: "DELETE", headers: json });
    expect(answer).toMatchObject({ status: 404, body: { error: "Resource not found" } });
  });

  it("numbers and switches may come as texts, as Joi converts them, and an id in a list too", async () => {
    const path = "/api/v1/campaigns/11/message-history-for-leads/bbfbdsFGHlBr76ruhjvh6fhHL?api_key=k";
    const asked = (lead_ids: unknown) =>
      server.raw(path, { method: "POST", headers: json, body: JSON.stringify({ lead_ids }) });
    expect((await asked(["4100000001"])).body).toEqual((await asked([4_100_000_001])).body);
    expect((await asked(["one"])).body).toMatchObject({ message: '"lead_ids[0]" must be a number' });
  });

  it("a key in another spelling is not the key", async () => {
    const body = JSON.stringify({ leadIds: [1] });
    const path = "/api/v1/campaigns/11/message-history-for-leads/bbfbdsFGHlBr76ruhjvh6fhHL?api_key=k";
    expect(await server.raw(path, { method: "POST", headers: json, body })).toMatchObject({
      status: 400,
      body: { message: '"leadIds" is not allowed', validation: { source: "body", keys: ["leadIds"] } },
    });
  });

  it("a query key that comes twice is a list, which a single value is not", async () => {
    expect(await server.raw("/api/v1/campaigns/11/leads?api_key=k&limit=1&limit=2")).toMatchObject({
      status: 400,
      body: { message: '"limit" must be a number', validation: { source: "query", keys: ["limit"] } },
    });
  });

  it("a body may be compressed, as Express's parser takes it, up to the same limit", async () => {
    const send = (body: Uint8Array<ArrayBuffer>, encoding: string) =>
      server.raw("/api/v1/webhook/create?api_key=k", {
        method: "POST",
        headers: { ...json, "content-encoding": encoding },
        body,
      });
    const text = JSON.stringify({ webhook_url: "http://localhost/", association_type: "user" });
    expect(await send(new Uint8Array(gzipSync(text)), "gzip")).toMatchObject({ status: 200 });
    expect(await send(new TextEncoder().encode(text), "gzip")).toMatchObject({ status: 400 });
    expect(await send(new TextEncoder().encode(text), "secret")).toMatchObject({ status: 415 });
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(40_000_000, 32)));
    expect(await send(bomb, "gzip")).toMatchObject({ status: 413 });
  });
});
