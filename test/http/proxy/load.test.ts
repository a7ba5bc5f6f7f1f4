import { createHash } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { headerOf } from "../../../src/capture/proxy/inbound-request.ts";
import { SAMPLES, sample } from "../../unit/drift/samples.ts";
import { aProxy, aReceiver, closing } from "./proxy-bench.ts";

const DELIVERIES = 2_000;
const AT_ONCE = 50;

const random = seededRandom(8, "proxy load");
const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Of every event and dialect, short and long, tidy and spread out, and now and then no JSON at all. */
const BODIES: readonly Buffer[] = Array.from({ length: DELIVERIES }, (_, index) => {
  const [dialect, event] = random.pick(SAMPLES);
  const body = {
    ...sample(dialect, event),
    n: index,
    text: "ä😀\r\n".repeat(random.int(0, index % 100 === 0 ? 100_000 : 200)),
  };
  if (index % 97 === 0) return Buffer.from(Array.from({ length: 500 }, () => random.int(0, 255)));
  return Buffer.from(JSON.stringify(body, null, random.int(0, 2)));
});

/** Sends one on a connection that is kept, in chunks or with its length; gives the answer's body. */
function send(
  url: string,
  agent: Agent,
  { index, connection }: { index: number; connection: number },
): Promise<string> {
  const body = BODIES[index] ?? Buffer.alloc(0);
  const headers = {
    "Content-Type": "application/json",
    "X-Request-Id": `load-${index}`,
    "X-Connection": String(connection),
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: "POST", agent, headers });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve(Buffer.concat(chunks).toString()));
    });
    if (index % 3 === 0) for (let at = 0; at < body.length; at += 5_000) request.write(body.subarray(at, at + 5_000));
    else request.write(body);
    request.end();
  });
}

describe("two thousand deliveries, fifty at once", () => {
  it("pass with nothing lost, changed by a byte or reordered on a connection", async () => {
    const receiver = await aReceiver((response, { body, rawHeaders }) =>
      response.end(`${headerOf(rawHeaders, "x-request-id")} ${hash(body)}`),
    );
    const { mock, proxy } = await aProxy(receiver.url);
    let next = 0;
    const connections = Array.from({ length: AT_ONCE }, async (_, connection) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      closing(async () => agent.destroy());
      for (let index = next++; index < DELIVERIES; index = next++) {
        // The answer is that of this very delivery.
        expect(await send(proxy.url, agent, { index, connection })).toBe(
          `load-${index} ${hash(BODIES[index] ?? Buffer.alloc(0))}`,
        );
      }
    });
    await Promise.all(connections);
    const ids = receiver.got.map(({ rawHeaders }) => Number(headerOf(rawHeaders, "x-request-id")?.slice(5)));
    expect(ids.toSorted((one, other) => one - other)).toEqual(BODIES.map((_, index) => index));
    for (const [at, got] of receiver.got.entries())
      expect(hash(got.body)).toBe(hash(BODIES[ids[at] ?? -1] ?? Buffer.alloc(0)));
    const onConnection = groups(
      receiver.got.map(({ rawHeaders }) => headerOf(rawHeaders, "x-connection") ?? ""),
      ids,
    );
    for (const order of onConnection.values()) expect(order).toEqual(order.toSorted((one, other) => one - other));
    const { counters } = mock.state();
    expect(counters).toMatchObject({
      deliveries: DELIVERIES,
      delivered: DELIVERIES,
      attempts: DELIVERIES,
      failed: 0,
      in_flight: 0,
    });
    // What is journalled of each is what was sent.
    const last = mock.deliveries.list({}, { limit: 20, cursor: null }).data;
    for (const { id, request_id } of last) {
      const request = mock.deliveries.get(id)?.request;
      const bytes =
        request?.body_base64 === undefined
          ? Buffer.from(request?.body ?? "")
          : Buffer.from(request.body_base64, "base64");
      expect(hash(bytes)).toBe(hash(BODIES[Number(request_id.slice(5))] ?? Buffer.alloc(0)));
    }
  });
});

function groups(names: readonly string[], values: readonly number[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [at, name] of names.entries()) found.set(name, [...(found.get(name) ?? []), values[at] ?? -1]);
  return found;
}
