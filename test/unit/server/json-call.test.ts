import { createServer, type ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeServer, listenOnLoopback } from "../../../src/harness/receiver/loopback-server.ts";
import { callForJson } from "../../../src/server/client/json-call.ts";

let answer: (response: ServerResponse) => void;
let seen: { url?: string | undefined; method?: string | undefined; type?: string | undefined; body: string };
const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  seen = { url: request.url, method: request.method, type: request.headers["content-type"], body };
  answer(response);
});
let url: string;

beforeAll(async () => {
  url = `http://127.0.0.1:${await listenOnLoopback(server, 0)}/_mock/events?limit=1`;
});
afterAll(() => closeServer(server));

const call = (body: string | undefined, timeoutMs = 60_000) =>
  callForJson({ url, method: "POST", headers: { "content-type": "application/json" }, body, timeoutMs });

it("sends the body and reads the JSON of the answer, with letters across parts of it", async () => {
  const text = Buffer.from('{"name":"Zoë"}');
  answer = (response) => {
    response.writeHead(202);
    response.write(text.subarray(0, text.indexOf(0xc3) + 1), () => response.end(text.subarray(text.indexOf(0xc3) + 1)));
  };
  expect(await call('{"count":1}')).toEqual({ status: 202, json: { name: "Zoë" } });
  expect(seen).toEqual({
    url: "/_mock/events?limit=1",
    method: "POST",
    type: "application/json",
    body: '{"count":1}',
  });
});

it("does not follow a redirect", async () => {
  answer = (response) => response.writeHead(307, { location: "/elsewhere" }).end("{}");
  expect(await call(undefined)).toEqual({ status: 307, json: {} });
});

it("rejects with a SyntaxError when the answer is not JSON", async () => {
  answer = (response) => response.end("<html>");
  await expect(call("{}")).rejects.toThrow(SyntaxError);
});

it("rejects when the connection ends before the answer does", async () => {
  answer = (response) => {
    response.writeHead(200, { "content-length": 20 });
    response.write("{", () => response.destroy());
  };
  await expect(call("{}")).rejects.toMatchObject({ code: "ECONNRESET" });
});

it("rejects when the time is up before the answer is whole", async () => {
  answer = (response) => {
    response.writeHead(200);
    response.write("{");
  };
  await expect(call("{}", 40)).rejects.toThrow(/abort/);
});
