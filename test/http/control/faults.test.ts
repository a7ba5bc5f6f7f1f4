import { afterEach, describe, expect, it } from "vitest";
import type { MockOptions } from "../../../src/mock/mock.ts";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;

afterEach(() => bench.close());

async function open(options: MockOptions = {}): Promise<void> {
  bench = await openControl({}, options);
}

const errorOf = async (path: string, body: unknown, method = "POST") => {
  const { status, json } = await bench.call(path, { method, ...(body === undefined ? {} : { body }) });
  return [status, json.error?.code, json.error?.message];
};

describe("/_mock/faults", () => {
  it("arms a rule and answers with what it does, lists it, and disarms it", async () => {
    await open();
    const armed = await bench.call("/_mock/faults", { body: { kind: "lost-response", attempt: 1 } });
    expect([armed.status, armed.json.kind, armed.json.performed, armed.json.ended]).toEqual([
      201,
      "lost-response",
      0,
      false,
    ]);
    expect(armed.json.id).toMatch(/^flt_/);
    expect(armed.json.explain).toMatch(/^\S.*\.$/);
    expect((await bench.call("/_mock/faults")).json).toEqual({ data: [armed.json] });
    const disarmed = await bench.call(`/_mock/faults/${armed.json.id}`, { method: "DELETE" });
    expect([disarmed.status, disarmed.json.id]).toEqual([200, armed.json.id]);
    expect((await bench.call("/_mock/faults")).json).toEqual({ data: [] });
  });

  it("arms several at once, all or none, and disarms all", async () => {
    await open();
    const faults = [{ kind: "timeout" }, { kind: "api-status", status: 503 }];
    const armed = await bench.call("/_mock/faults", { body: { faults } });
    expect([armed.status, armed.json.data.length]).toEqual([201, 2]);
    const [status] = await errorOf("/_mock/faults", { faults: [{ kind: "delay" }, { kind: "delai" }] });
    expect(status).toBe(400);
    expect((await bench.call("/_mock/faults")).json.data).toHaveLength(2);
    expect((await bench.call("/_mock/faults", { method: "DELETE" })).json).toEqual({ disarmed: 2 });
    expect((await bench.call("/_mock/faults")).json.data).toEqual([]);
  });

  it("says in one sentence what is wrong with a rule", async () => {
    await open();
    const diagnostic = (body: unknown) => errorOf("/_mock/faults", body);
    expect(await diagnostic({ kind: "lost-respons" })).toEqual([
      400,
      "bad_request",
      'The body.kind "lost-respons" is not a fault; did you mean lost-response?',
    ]);
    expect(await diagnostic({ faults: [{ kind: "reset", at: "midle" }] })).toEqual([
      400,
      "bad_request",
      expect.stringMatching(/^faults\[0\]\.at must be one of before, during, after/),
    ]);
    expect((await diagnostic({ faults: [] }))[0]).toBe(400);
    expect((await diagnostic([1]))[0]).toBe(400);
    expect((await diagnostic(undefined))[0]).toBe(400);
    expect(await errorOf("/_mock/faults/flt_none", undefined, "DELETE")).toEqual([
      404,
      "not_found",
      expect.stringMatching(/^There is no fault flt_none; .*\.$/),
    ]);
  });

  it("arms those of the configuration again at a reset", async () => {
    await open({ faults: [{ kind: "timeout", attempt: 1 }] });
    await bench.call("/_mock/faults", { method: "DELETE" });
    await bench.call("/_mock/faults", { body: { kind: "delay" } });
    await bench.call("/_mock/reset", { method: "POST" });
    const { data } = (await bench.call("/_mock/faults")).json;
    expect(data.map(({ kind, ended }: { kind: string; ended: boolean }) => [kind, ended])).toEqual([
      ["timeout", false],
    ]);
  });

  it("is told of on the stream", async () => {
    await open();
    const { id } = (await bench.call("/_mock/faults", { body: { kind: "timeout" } })).json;
    await bench.call(`/_mock/faults/${id}`, { method: "DELETE" });
    const told = bench.mock.journal
      .since(0)
      .flatMap((entry) => (entry.type === "fault.changed" ? [[entry.change, entry.fault.id]] : []));
    expect(told).toEqual([
      ["armed", id],
      ["disarmed", id],
    ]);
  });
});

describe("the faults of POST /_mock/events", () => {
  it("touch these events only, and count over all of them", async () => {
    await open({ clock: "real" });
    const faults = [{ kind: "override-status", status: 404, first: 2 }];
    const { status, json } = await bench.call("/_mock/events", {
      body: { event_type: "EMAIL_OPEN", count: 150, faults },
    });
    expect(status).toBe(202);
    await bench.mock.settled();
    const ids: string[] = json.events.flatMap(({ deliveries }: { deliveries: string[] }) => deliveries);
    const touched = ids.filter((id) => bench.mock.deliveries.get(id)?.attempts[0]?.faults.includes("override-status"));
    expect([ids.length, touched.length]).toEqual([150, 2]);
    await bench.call("/_mock/events", { body: { event_type: "EMAIL_OPEN" } });
    await bench.mock.settled();
    expect((await bench.call("/_mock/deliveries?limit=1")).json.data[0].attempts[0].faults).toEqual([]);
  });

  it("are checked before anything happens", async () => {
    await open();
    expect(
      await errorOf("/_mock/events", { event_type: "EMAIL_OPEN", faults: [{ kind: "delay", bye: "1m" }] }),
    ).toEqual([400, "bad_request", "faults[0].bye is not a field of delay; did you mean by?"]);
    expect(bench.mock.state().counters.events).toBe(0);
  });
});

it("openapi.json describes every kind", async () => {
  await open();
  const { paths } = (await bench.call("/_mock/openapi.json?inline=true")).json;
  const body = paths["/_mock/faults"].post.requestBody.content["application/json"].schema;
  expect(body.anyOf).toHaveLength(27);
  expect(Object.keys(paths["/_mock/faults"])).toEqual(expect.arrayContaining(["get", "post", "delete"]));
  const event = paths["/_mock/events"].post.requestBody.content["application/json"].schema;
  expect(event.properties.faults.items.oneOf).toHaveLength(26);
});
