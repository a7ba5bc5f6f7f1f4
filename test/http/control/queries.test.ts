import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;

beforeAll(async () => {
  bench = await openControl();
  bench.receiver.statuses = [500, 404, 200];
  for (const event_type of ["EMAIL_REPLY", "EMAIL_BOUNCE", "EMAIL_OPEN"]) {
    await bench.call("/_mock/events", { body: { event_type } });
    await bench.call("/_mock/clock", { body: { advance: "1s" } });
  }
});
afterAll(() => bench.close());

const typesFor = async (query: string, more = "") => {
  const { json } = await bench.call(`/_mock/deliveries?q=${encodeURIComponent(query)}${more}`);
  return json.data.map(({ event_type }: { event_type: string }) => event_type);
};

test("q finds deliveries by the query language, newest first", async () => {
  expect(await typesFor("status:5xx")).toEqual(["EMAIL_REPLY"]);
  expect(await typesFor("-state:delivered")).toEqual(["EMAIL_BOUNCE", "EMAIL_REPLY"]);
  expect(await typesFor("type:EMAIL_REPLY,EMAIL_OPEN")).toEqual(["EMAIL_OPEN", "EMAIL_REPLY"]);
  expect(await typesFor("type:EMAIL_REPLY", "&event_type=EMAIL_OPEN")).toEqual([]);
  expect(await typesFor("state:failed | state:waiting", "&limit=1")).toEqual(["EMAIL_BOUNCE"]);
});

test("q that cannot be read is a 400 that names the column", async () => {
  const { status, json } = await bench.call("/_mock/deliveries?q=state:faild");
  expect([status, json.error]).toEqual([
    400,
    {
      code: "bad_request",
      message: 'The query is invalid at column 7: "faild" is not a value of state; did you mean failed?',
    },
  ]);
});
