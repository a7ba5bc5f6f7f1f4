import { afterEach, describe, expect, it } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;
afterEach(() => bench.close());

const ID = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
const EVENTS = [1, 2, 3].map((last) => ({ request_id: ID(last), event_type: "EMAIL_REPLY", campaign_id: 3600001 }));

describe("/_mock/joined", () => {
  it("counts what the receiver reports, and writes to the sink, for events that generators sent", async () => {
    bench = await openControl();
    expect((await bench.call("/_mock/joined", { body: { events: EVENTS } })).json).toEqual({ joined: 3 });
    expect((await bench.call("/_mock/joined", { body: { events: EVENTS } })).json).toEqual({ joined: 3 });
    await bench.call(`/_mock/effects/${ID(1)}`, { body: {} });
    for (const _ of [1, 2]) await bench.call("/_mock/sink/contacts", { body: { source_request: ID(2).toUpperCase() } });
    const answers = [
      ...[1, 2, 3].map((last) => ({ request_id: ID(last), status: 200 })),
      { request_id: ID(3), status: null },
      { request_id: ID(9), status: 200 },
    ];
    expect((await bench.call("/_mock/joined/answers", { body: { answers } })).json).toEqual({ answers: 5 });
    expect((await bench.call("/_mock/joined")).json).toEqual({
      data: [{ event_type: "EMAIL_REPLY", planned: 3, sent: 3, acknowledged: 3, done: 2, doubled: 1, silent: 1 }],
      answers: 4,
      foreign: 1,
      errors: { "no answer": 1 },
      silent: [ID(3)],
    });
  });

  it("knows of no work where none was seen, and forgets all at a reset", async () => {
    bench = await openControl();
    await bench.call("/_mock/joined", { body: { events: EVENTS } });
    expect((await bench.call("/_mock/joined")).json.data).toMatchObject([{ done: null, doubled: null, silent: 0 }]);
    await bench.call("/_mock/reset", { method: "POST" });
    expect((await bench.call("/_mock/joined")).json.data).toEqual([]);
  });

  it("refuses what is no event", async () => {
    bench = await openControl();
    const { status, json } = await bench.call("/_mock/joined", { body: { events: [{ request_id: "" }] } });
    expect([status, json.error.code]).toEqual([400, "bad_request"]);
  });
});
