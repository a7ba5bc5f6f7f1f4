import { afterAll, describe, expect } from "vitest";
import { version } from "vitest/node";
import type { SmartLead } from "../../../src/index.ts";
import { test as base, smartleadTest } from "../../../src/library/vitest/index.ts";

const received: string[] = [];
const made: SmartLead[] = [];
const test = smartleadTest({
  target: async (request: Request) => {
    received.push(`${request.headers.get("x-request-id")}`);
    return new Response();
  },
  seed: 3,
});

describe("the fixture smartlead", () => {
  test("is made with the options, on a virtual clock", async ({ smartlead }) => {
    made.push(smartlead);
    expect(smartlead.seed).toBe(3);
    expect(smartlead.clock.mode).toBe("virtual");
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event).toBeDelivered();
  });

  test("is another one in the next test, with other ids, for a store that outlives the test", async ({ smartlead }) => {
    made.push(smartlead);
    expect(smartlead.deliveries.list()).toEqual([]);
    await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(new Set(received).size).toBe(2);
    expect(smartlead.run).toMatch(/^test-[\da-f]{8}$/);
  });

  test("was closed after the tests before", async () => {
    expect(made).toHaveLength(2);
    for (const smartlead of made) await expect(smartlead.emit("EMAIL_REPLY")).rejects.toThrow("closing");
  });

  const own = base.extend({ smartleadOptions: { clock: "manual", run: "mine" } });
  // In vitest 3 a fixture keeps to the first value of those it needs, which the README says.
  own.skipIf(version.startsWith("3."))("takes its options from whoever extends it", async ({ smartlead }) => {
    expect([smartlead.clock.mode, smartlead.run, smartlead.webhooks.list()]).toEqual(["manual", "mine", []]);
  });
});

afterAll(() => {
  expect(received).toHaveLength(2);
});
