import { expect, it } from "vitest";
import { spanIdOf, traceIdOf, traceparentOf } from "../../../src/delivery/traceparent.ts";
import { createSmartLead } from "../../../src/index.ts";

const REQUEST_ID = "0d5b0a4e-6f0c-4b2f-8a50-2f1f6c7e9a11";

it("A trace has the request id as its id, hashed where W3C does not take it", () => {
  expect(traceIdOf(REQUEST_ID)).toBe("0d5b0a4e6f0c4b2f8a502f1f6c7e9a11");
  for (const id of ["req-7", "00000000-0000-0000-0000-000000000000"]) {
    expect(traceIdOf(id)).toMatch(/^(?!0+$)[\da-f]{32}$/);
    expect(traceIdOf(id)).toBe(traceIdOf(id));
  }
});

it("A span's id follows from the delivery and the attempt", () => {
  const ids = [spanIdOf("dlv_1"), spanIdOf("dlv_1", 1), spanIdOf("dlv_1", 2), spanIdOf("dlv_2")];
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{16}$/);
});

it("Deliveries carry traceparent when asked to, the same on each attempt, and not otherwise", async () => {
  const seen: (string | null)[] = [];
  const target = (request: Request) => {
    seen.push(request.headers.get("traceparent"));
    return new Response(null, { status: seen.length === 1 ? 503 : 200 });
  };
  const traced = await createSmartLead({ target, clock: "virtual", traceparent: true });
  const event = await traced.emit("EMAIL_REPLY");
  await traced.settle();
  const [{ id = "", request_id = "" } = {}] = event.deliveries;
  await traced.close();
  expect(seen).toEqual([traceparentOf(request_id, id), traceparentOf(request_id, id)]);
  const plain = await createSmartLead({ target, clock: "virtual" });
  await plain.emit("EMAIL_REPLY");
  await plain.settle();
  await plain.close();
  expect(seen[2]).toBeNull();
});
