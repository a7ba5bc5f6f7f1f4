import { expect, it } from "vitest";
import { createSmartLead } from "../../../src/library/create-smart-lead.ts";

it("A held delivery is answered from a test, and the receiver gets the retry", async () => {
  const seen: string[] = [];
  const target = async (request: Request) => {
    seen.push(await request.text());
    return new Response("{}");
  };
  await using smartlead = await createSmartLead({ target, clock: "virtual", seed: 1 });
  const event = await smartlead.emit("EMAIL_REPLY", {}, { faults: [{ kind: "hold", limit: 1 }] });
  const [held] = smartlead.held.list();
  expect(held).toMatchObject({ delivery_id: event.deliveries[0]?.id, at: "request" });
  smartlead.held.answer(held?.delivery_id ?? "", { status: 503 });
  await smartlead.settle();
  expect(event.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([503, 200]);
  expect(seen).toHaveLength(1);
});
