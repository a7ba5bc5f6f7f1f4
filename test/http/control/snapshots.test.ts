import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;

beforeAll(async () => {
  bench = await openControl();
});
afterAll(() => bench.close());

const call = async (path: string, options = {}) => {
  const { status, json } = await bench.call(`/_mock${path}`, options);
  return { status, json };
};
const countOfEvents = async () => (await call("/state")).json.counters.events;

describe("snapshots", () => {
  test("are kept by name, listed, restored and deleted", async () => {
    expect(await call("/snapshots")).toEqual({ status: 200, json: { data: [] } });
    const saved = await call("/snapshots", { body: { name: "empty" } });
    expect(saved).toMatchObject({
      status: 201,
      json: { name: "empty", now: "2026-01-05T09:00:00.000Z", leads: bench.mock.world.leads.length },
    });
    expect((await call("/snapshots")).json.data).toEqual([saved.json]);
    await call("/events", { body: { event_type: "EMAIL_REPLY" } });
    expect(await countOfEvents()).toBe(1);
    expect(await call("/snapshots/restore", { body: { name: "empty" } })).toEqual({ status: 200, json: saved.json });
    expect(await countOfEvents()).toBe(0);
    expect(await call("/snapshots/empty", { method: "DELETE" })).toEqual({ status: 200, json: saved.json });
    expect((await call("/snapshots/empty")).status).toBe(404);
  });

  test("travel as a body, whatever a call may hold otherwise", async () => {
    const { json: present } = await call("/snapshot?name=sent");
    expect(JSON.stringify(present).length).toBeGreaterThan(100_000);
    await call("/events", { body: { event_type: "EMAIL_REPLY", count: 3 } });
    const padded = `${" ".repeat(5_000_000)}${JSON.stringify({ snapshot: present, ids: "new" })}`;
    expect(await call("/snapshots/restore", { body: padded })).toMatchObject({ status: 200, json: { name: "sent" } });
    expect(await countOfEvents()).toBe(0);
    expect(await call("/snapshots")).toEqual({ status: 200, json: { data: [] } });
  });

  test.each([
    [{}, 400, 'exactly one of "name" and "snapshot"'],
    [{ name: "none" }, 404, "There is no snapshot none; none is saved yet."],
    [{ name: "../x" }, 400, "not a valid name for a snapshot"],
    [{ snapshot: { a: 1 } }, 400, "This is not a snapshot of smartlead-mock"],
    [{ snapshot: {}, ids: "other" }, 400, '"ids"'],
  ])("are refused in a sentence: %o", async (body, status, sentence) => {
    const refused = await call("/snapshots/restore", { body });
    expect(refused.status).toBe(status);
    expect(refused.json.error.message).toContain(sentence);
  });
});
