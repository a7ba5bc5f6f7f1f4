import { afterEach, describe, expect, it } from "vitest";
import { createSmartLead, type SmartLead, type SmartLeadOptions } from "../../../src/index.ts";

const opened: SmartLead[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((smartlead) => smartlead.close()));
});

async function open(options: SmartLeadOptions): Promise<SmartLead> {
  const smartlead = await createSmartLead(options);
  opened.push(smartlead);
  return smartlead;
}

describe("createSmartLead", () => {
  it("delivers to a function, as PRODUCT's example says", async () => {
    const bodies: unknown[] = [];
    const handler = async (request: Request) => {
      bodies.push(await request.json());
      return new Response("ok");
    };
    const smartlead = await open({ target: handler, clock: "virtual", seed: 1 });
    const event = await smartlead.emit("EMAIL_REPLY", { preview_text: "yes" });
    await smartlead.settle();
    expect(event.deliveries[0]?.attempts.length).toBe(1);
    expect(event.deliveries[0]?.state).toBe("delivered");
    expect(bodies).toEqual([expect.objectContaining({ event_type: "EMAIL_REPLY", preview_text: "yes" })]);
  });
});
