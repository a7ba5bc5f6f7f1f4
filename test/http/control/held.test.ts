import { afterEach, describe, expect, it } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;
afterEach(() => bench.close());

async function held(rule: Record<string, unknown> = {}): Promise<string> {
  bench = await openControl();
  await bench.call("/_mock/faults", { body: { kind: "hold", ...rule } });
  const { json } = await bench.call("/_mock/events", { body: { event_type: "EMAIL_REPLY" } });
  return json.events[0].deliveries[0];
}

describe("/_mock/held", () => {
  it("lists, shows, and lets go with another body as JSON", async () => {
    const id = await held();
    const { json } = await bench.call("/_mock/held");
    expect(json.data).toMatchObject([{ delivery_id: id, at: "request", attempt: 1, answer: null }]);
    expect((await bench.call(`/_mock/held/${id}`)).json.request.body).toContain("EMAIL_REPLY");
    expect((await bench.call(`/_mock/deliveries/${id}`)).json.data.attempts[0].held).toBe("request");
    const released = await bench.call(`/_mock/held/${id}/release`, { body: { body: { edited: 1 } } });
    expect([released.status, released.json.delivery_id]).toEqual([200, id]);
    await bench.mock.settled();
    expect(bench.receiver.bodies).toEqual(['{"edited":1}']);
    expect((await bench.call("/_mock/held")).json.data).toEqual([]);
  });

  it("answers, drops, and lets all go", async () => {
    const id = await held();
    await bench.call(`/_mock/held/${id}/answer`, { body: { status: 422, body: "no" } });
    const attempt = () => bench.mock.deliveries.get(id)?.attempts[0];
    await bench.mock.settled();
    expect(attempt()).toMatchObject({ status: 422, outcome: "rejected", response: { body: "no" } });
    expect(bench.receiver.bodies).toEqual([]);
    await bench.call("/_mock/events", { body: { event_type: "EMAIL_OPEN" } });
    expect((await bench.call("/_mock/held", { method: "DELETE" })).json).toEqual({ released: 1 });
  });

  it("refuses what is not held, and what has no meaning", async () => {
    const id = await held();
    const errorOf = async (path: string, body: unknown = {}) => {
      const { status, json } = await bench.call(`/_mock/held/${path}`, { body });
      return [status, json.error.code];
    };
    expect(await errorOf("dlv_x/drop")).toEqual([404, "not_found"]);
    expect(await errorOf(`${id}/release`, { status: 500 })).toEqual([400, "bad_request"]);
    expect(await errorOf(`${id}/answer`, { status: 99 })).toEqual([400, "bad_request"]);
    expect(await errorOf(`${id}/answer`, { headers: { "no name": "x" } })).toEqual([400, "bad_request"]);
    bench.mock.held.releaseAll();
  });
});
