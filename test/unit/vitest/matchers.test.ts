import { describe, expect } from "vitest";
import { createSmartLead, type FunctionTarget, type SmartLead } from "../../../src/index.ts";
import { test as base } from "../../../src/library/vitest/index.ts";
import { answering } from "../library/a-smartlead.ts";

const test = base.extend<{ open: (target: FunctionTarget) => Promise<SmartLead> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures this one needs
  open: async ({}, use) => {
    const opened: SmartLead[] = [];
    await use(async (target) => {
      const smartlead = await createSmartLead({ clock: "virtual", target });
      opened.push(smartlead);
      return smartlead;
    });
    await Promise.all(opened.map((smartlead) => smartlead.close()));
  },
});

function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("It should have failed.");
}

describe("toBeDelivered", () => {
  test("takes an event, a delivery, or a list", async ({ open }) => {
    const smartlead = await open(answering(200));
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event).toBeDelivered();
    expect(event.deliveries[0]).toBeDelivered();
    expect(smartlead.deliveries.list()).toBeDelivered();
    expect({ event }).toEqual({ event: expect.toBeDelivered() });
  });

  test("tells the life of what was not delivered", async ({ open }) => {
    const smartlead = await open(answering(503, 401));
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event).not.toBeDelivered();
    const failure = failureOf(() => expect(event).toBeDelivered());
    expect(failure).toContain(
      "expected every delivery to be delivered, but 1 of 1 is failed, rejected, last rejected 401:",
    );
    expect(failure).toContain("EMAIL_REPLY to http://receiver.test/webhooks/smartlead:");
    expect(failure).toContain("2026-01-05T09:00:00.000Z  attempt 1 ends: server_error 503, next try in 1m");
    expect(failure).toContain("2026-01-05T09:01:00.000Z  settled: failed, rejected");
  });

  test("says so when nothing has settled yet, and when nobody gets the event", async ({ open }) => {
    const smartlead = await open(answering(200));
    const event = await smartlead.emit("EMAIL_REPLY");
    expect(failureOf(() => expect(event).toBeDelivered())).toContain("await smartlead.settle() first");
    await smartlead.settle();
    smartlead.webhooks.delete(event.deliveries[0]?.webhook.id ?? 0);
    const unheard = await smartlead.emit("EMAIL_REPLY");
    expect(failureOf(() => expect(unheard).toBeDelivered())).toContain("there are none: no webhook got the event");
  });

  test("tells the life of what was delivered and should not have been", async ({ open }) => {
    const smartlead = await open(answering(200));
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    const failure = failureOf(() => expect(event).not.toBeDelivered());
    expect(failure).toMatch(/^expected no delivery to be delivered, but 1 did:\n.*\n.*created: dlv_/);
  });

  test("refuses what is neither event nor delivery", async ({ open }) => {
    const smartlead = await open(answering(200));
    expect(failureOf(() => expect(7).toBeDelivered())).toBe(
      "toBeDelivered needs an event or a delivery, but got 7, which is neither.",
    );
    const promise = smartlead.emit("EMAIL_REPLY");
    expect(failureOf(() => expect(promise).toBeDelivered())).toContain("a promise; await it first");
    expect(await promise).not.toBeDelivered();
  });
});

describe("toHaveFailed", () => {
  test("takes any failure, or one for a reason", async ({ open }) => {
    const smartlead = await open(answering(500));
    const event = await smartlead.emit("EMAIL_OPEN");
    await smartlead.settle();
    expect(event).toHaveFailed();
    expect(event).toHaveFailed("exhausted");
    expect(event).not.toHaveFailed("rejected");
    expect(failureOf(() => expect(event).toHaveFailed("rejected"))).toContain(
      "to have failed as rejected, but 1 of 1 is failed, exhausted, last server_error 500:",
    );
  });
});

describe("toHaveAttempts", () => {
  test("counts the attempts of each delivery", async ({ open }) => {
    const smartlead = await open(answering(500, 200));
    const event = await smartlead.emit("EMAIL_OPEN");
    await smartlead.settle();
    expect(event).toHaveAttempts(2);
    expect(event).not.toHaveAttempts(1);
    const failure = failureOf(() => expect(event).toHaveAttempts(1));
    expect(failure).toContain("expected every delivery to have 1 attempt, but 1 of 1 had 2 attempts:");
    expect(failure).toContain("attempt 2 ends: success 200");
  });
});

describe("toBeIdempotent", () => {
  const lost = { faults: [{ kind: "lost-response", attempt: 1 }] } as const;

  test("passes when the receiver says that it knew the request", async ({ open }) => {
    const known = new Set<string | null>();
    const smartlead = await open((request) => {
      const id = request.headers.get("x-request-id");
      const status = known.has(id) ? "already_processed" : "processed";
      known.add(id);
      return Response.json({ status });
    });
    const event = await smartlead.emit("EMAIL_REPLY", {}, lost);
    await smartlead.settle();
    expect(event).toBeIdempotent();
  });

  test("passes when effects are counted and there is one", async ({ open }) => {
    const done = new Set<string>();
    const smartlead: SmartLead = await open((request) => {
      const id = request.headers.get("x-request-id") ?? "";
      if (!done.has(id)) smartlead.effects.add(id, "crm");
      done.add(id);
      return new Response();
    });
    const event = await smartlead.emit("EMAIL_REPLY", {}, lost);
    await smartlead.settle();
    expect(event).toBeIdempotent();
    expect(event.deliveries[0]?.effects).toMatchObject([{ name: "crm" }]);
  });

  test("fails when the work ran twice, and shows both effects", async ({ open }) => {
    const smartlead: SmartLead = await open((request) => {
      smartlead.effects.add(request.headers.get("x-request-id") ?? "", "crm");
      return new Response();
    });
    const event = await smartlead.emit("EMAIL_REPLY", {}, lost);
    await smartlead.settle();
    expect(event).not.toBeIdempotent();
    const failure = failureOf(() => expect(event).toBeIdempotent());
    expect(failure).toContain("but 1 of 1 was reprocessed:");
    expect(failure.match(/effect crm seen/g)).toHaveLength(2);
    expect(failure).toContain("attempt 1 of 3 starts, affected by lost-response");
  });

  test("takes no silence for a proof", async ({ open }) => {
    const smartlead = await open(answering(200));
    const event = await smartlead.emit("EMAIL_REPLY", {}, lost);
    await smartlead.settle();
    expect(failureOf(() => expect(event).toBeIdempotent())).toContain(
      "is unproven: nothing shows whether the work ran twice",
    );
  });

  test("fails either way where nothing was sent again", async ({ open }) => {
    const smartlead = await open(answering(200));
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(failureOf(() => expect(event).toBeIdempotent())).toContain("Nothing was sent again");
    expect(failureOf(() => expect(event).not.toBeIdempotent())).toContain("Nothing was sent again");
  });
});

describe("toMatchPayload", () => {
  test("takes parts of the body, at any depth, and matchers", async ({ open }) => {
    const smartlead = await open(answering(200));
    const event = await smartlead.emit("LEAD_CATEGORY_UPDATED", { "lead_data.first_name": "Ada" });
    expect(event).toMatchPayload({ lead_data: { first_name: "Ada" }, campaign_id: expect.any(Number) });
    expect(event).not.toMatchPayload({ lead_data: { first_name: "Bob" } });
    expect(event).not.toMatchPayload({ lead_data: { nothing: undefined, first_name: "Bob" } });
  });

  test("compares what was asked for, and nothing else of the body", async ({ open }) => {
    const smartlead = await open(answering(200));
    const event = await smartlead.emit("EMAIL_REPLY", { preview_text: "no" });
    try {
      expect(event).toMatchPayload({ preview_text: "yes" });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ actual: { preview_text: "no" }, expected: { preview_text: "yes" } });
    }
  });
});
