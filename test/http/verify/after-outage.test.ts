import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { itemOf, verified } from "./verify-bench.ts";

/** Writes each event to the sink, once; gives an event up silently after so many requests that failed. */
async function start(mockUrl: string, most: number) {
  const done = new Set<unknown>();
  const requests = new Map<unknown, number>();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const id = String(request.headers["x-request-id"]);
    for await (const _ of request);
    requests.set(id, (requests.get(id) ?? 0) + 1);
    const isOver = done.has(id) || (requests.get(id) ?? 0) > most;
    const write = { method: "POST", headers: { "x-request-id": id }, body: "{}" };
    const isWell = isOver || (await fetch(`${mockUrl}/_mock/sink/notes`, write).then(({ ok }) => ok));
    if (isWell) done.add(id);
    response.writeHead(isWell ? 200 : 503).end("{}");
  };
  // A request that is reset ends its handler, and nothing else.
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/hook`, close };
}

it.each([
  [
    3,
    "fail",
    "that the receiver failed on every attempt, sent again once all works, is answered 2xx but has no effect",
  ],
  [1_000, "ok", null],
] as const)("an event that is given up after %i requests and sent again: %s", async (most, grade, why) => {
  const report = await verified({ start: (mockUrl) => start(mockUrl, most), only: ["SL-7.3"] });
  const item = itemOf(report, "SL-7.3");
  expect([item.grade, item.reason]).toEqual([grade, why === null ? null : expect.stringContaining(why)]);
});
