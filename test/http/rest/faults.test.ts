import { afterEach, describe, expect, it } from "vitest";
import type { FaultRule } from "../../../src/delivery/faults/fault.ts";
import { FaultRegistry } from "../../../src/delivery/faults/fault-registry.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

let mock: SmartLeadMock | undefined;
let server: RestServer | undefined;

afterEach(async () => {
  await server?.close();
  await mock?.close(0);
});

interface Seen {
  readonly operation: string;
  readonly status: number;
  readonly isPerformed: boolean;
}

/** A server with these rules armed, and what it said of each call. */
async function armed(...rules: FaultRule[]): Promise<{ server: RestServer; seen: Seen[]; arrived: Promise<void> }> {
  const seen: Seen[] = [];
  const numbers = [1, 2, 3].values();
  const nextId = () => `flt_${numbers.next().value}`;
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const book = new FaultRegistry({ seed: 1, now: () => 0, nextId, onChange: () => {} });
  for (const rule of rules) book.arm(rule);
  mock = createMock({ seed: 1, run: "r1", clock: "manual", target: null });
  server = await startRestServer(operationContext(mock), {
    faults: book,
    observe: ({ operation }) => {
      arrive();
      return (status, isPerformed) => void seen.push({ operation: operation.id, status, isPerformed });
    },
  });
  return { server, seen, arrived };
}

describe("rules that decide how a call is answered", () => {
  it("are used up by the calls that they answer: three rules give three answers", async () => {
    const { server, seen } = await armed(
      { kind: "api-status", status: 503, limit: 1 },
      { kind: "api-latency", by: "1ms" },
      { kind: "api-status", status: 429, first: 1 },
      { kind: "api-status", status: 200, body: { ok: "mine" }, limit: 1 },
    );
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await server.call("GET", "/campaigns/")).status);
    expect(statuses).toEqual([503, 429, 200, 200]);
    expect(seen.map(({ isPerformed }) => isPerformed)).toEqual([false, false, false, true]);
  });

  it("count only the calls that they answer, and leave the others to those behind", async () => {
    const { server } = await armed(
      { kind: "api-status", status: 500, every: 2 },
      { kind: "api-status", status: 503, operation: "POST /campaigns/*", limit: 1 },
      { kind: "api-status", status: 502, limit: 2 },
    );
    const statuses: number[] = [];
    for (let call = 0; call < 5; call += 1) statuses.push((await server.call("GET", "/campaigns/")).status);
    expect(statuses).toEqual([502, 500, 502, 500, 200]);
  });

  it("may bring a body of one's own, whatever the status", async () => {
    const { server } = await armed(
      { kind: "api-status", status: 200, body: { data: [], total: 0 }, limit: 1 },
      { kind: "api-status", status: 429, retry_after: 7, body: "slow down", limit: 1 },
      { kind: "api-status", status: 500, body: null, limit: 1 },
    );
    const answers = [];
    for (let call = 0; call < 3; call += 1) answers.push(await server.call("GET", "/campaigns/"));
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, { data: [], total: 0 }],
      [429, "slow down"],
      [500, null],
    ]);
    expect(answers[1]?.headers.get("retry-after")).toBe("7");
  });
});

describe("api-status", () => {
  it("answers 429 with SmartLead's headers and body, so often as it says, and then lets calls through", async () => {
    const { server, seen } = await armed({ kind: "api-status", retry_after: 3, limit: 2 });
    for (const _ of [1, 2]) {
      const refused = await server.call("GET", "/campaigns/");
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("3");
      expect(refused.headers.get("x-ratelimit-limit")).toBe("60");
      expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
      expect(Number(refused.headers.get("x-ratelimit-reset"))).toBeGreaterThan(1_700_000_000);
      expect(refused.body).toEqual({
        error: { code: "RATE_LIMIT_EXCEEDED", message: "Rate limit exceeded. Try again in 3 seconds.", retry_after: 3 },
      });
    }
    expect((await server.call("GET", "/campaigns/")).status).toBe(200);
    expect(seen.map(({ status, isPerformed }) => [status, isPerformed])).toEqual([
      [429, false],
      [429, false],
      [200, true],
    ]);
  });

  it("strikes the operation that it names, and no other", async () => {
    const { server } = await armed({ kind: "api-status", status: 503, operation: "POST /campaigns/*" });
    expect(await server.call("POST", "/campaigns/create", { name: "Spring" })).toMatchObject({
      status: 503,
      body: { error: "Service Unavailable" },
    });
    expect((await server.call("GET", "/campaigns/")).status).toBe(200);
  });

  it("leaves the account as it was: what was answered in its place was not done", async () => {
    const { server } = await armed({ kind: "api-status", empty: true, first: 1 });
    const before = mock?.world.campaigns.length;
    expect(await server.call("POST", "/campaigns/create", { name: "Spring" })).toMatchObject({ status: 200, body: {} });
    expect(mock?.world.campaigns.length).toBe(before);
    expect(await server.call("POST", "/campaigns/create", { name: "Spring" })).toMatchObject({
      status: 200,
      body: { ok: true, name: "Spring" },
    });
    expect(mock?.world.campaigns.length).toBe((before ?? 0) + 1);
  });
});

describe("api-reset", () => {
  it("breaks the connection, does nothing, and the next call is answered", async () => {
    const { server, seen } = await armed({ kind: "api-reset", operation: "campaigns.create", first: 1 });
    const before = mock?.world.campaigns.length;
    const failure = await server.call("POST", "/campaigns/create", { name: "Spring" }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(mock?.world.campaigns.length).toBe(before);
    expect(seen).toEqual([{ operation: "campaigns.create", status: 0, isPerformed: false }]);
    expect((await server.call("POST", "/campaigns/create", { name: "Spring" })).status).toBe(200);
  });
});

describe("api-latency", () => {
  it("holds the call while others are answered, and lets the server close meanwhile", async () => {
    const { server, arrived } = await armed({ kind: "api-latency", by: "10m", operation: "GET /campaigns" });
    const held = server.call("GET", "/campaigns/").then(
      ({ status }) => `answered ${status}`,
      () => "cut off",
    );
    await arrived;
    const other = server.call("POST", "/campaigns/create", { name: "Spring" }).then(({ status }) => `other ${status}`);
    expect(await Promise.race([held, other])).toBe("other 200");
    await server.close();
    expect(["answered 200", "cut off"]).toContain(await held);
  });

  it("comes together with a status", async () => {
    const { server } = await armed({ kind: "api-latency", by: "20ms" }, { kind: "api-status", status: 500 });
    expect(await server.call("GET", "/campaigns/")).toMatchObject({
      status: 500,
      body: { error: "Internal Server Error" },
    });
  });
});
