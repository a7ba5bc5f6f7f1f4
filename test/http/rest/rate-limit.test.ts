import { afterEach, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { operationContext } from "../../../src/mock/operation-context.ts";
import { type RestServer, startRestServer } from "./rest-server.ts";

let mock: SmartLeadMock;
let server: RestServer;

afterEach(async () => {
  await server.close();
  await mock.close(0);
});

it("refuses calls above the limit, whatever they ask for, and each is a call that was seen", async () => {
  const seen: [string, number, boolean][] = [];
  mock = createMock({ seed: 1, run: "r1", clock: "manual", target: null });
  server = await startRestServer(operationContext(mock), {
    rateLimit: "1/h",
    observe:
      ({ operation }) =>
      (status, isPerformed) =>
        void seen.push([operation.id, status, isPerformed]),
  });
  const campaigns = mock.world.campaigns.length;
  expect((await server.call("GET", "/campaigns/")).status).toBe(200);
  const refused = await server.call("POST", "/campaigns/create", { name: "Spring" });
  expect(refused).toMatchObject({ status: 429, body: { error: { code: "RATE_LIMIT_EXCEEDED" } } });
  expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  expect((await server.call("GET", "/nothing-like-it")).status).toBe(429);
  expect(mock.world.campaigns).toHaveLength(campaigns);
  expect(seen).toEqual([
    ["campaigns.list", 200, true],
    ["campaigns.create", 429, false],
  ]);
});
