import { afterEach, describe, expect, it } from "vitest";
import { type ControlBench, openControl } from "./control-bench.ts";

let bench: ControlBench;
afterEach(() => bench.close());

const emit = (body: object) => bench.call("/_mock/events", { body: { event_type: "EMAIL_REPLY", ...body } });

describe("an override", () => {
  it("that no longer fits the schema is said to, and sent all the same", async () => {
    bench = await openControl();
    const { status, json } = await emit({ overrides: { campaign_id: "x", more: 1 } });
    expect(status).toBe(202);
    expect(json.events[0].warnings).toHaveLength(2);
    expect(json.events[0].warnings[0]).toContain("EMAIL_REPLY in guide no longer matches its schema: campaign_id:");
    await bench.mock.settled();
    expect(JSON.parse(bench.receiver.bodies[0] ?? "{}")).toMatchObject({ campaign_id: "x", more: 1 });
  });

  it("that fits is not spoken of", async () => {
    bench = await openControl();
    const { json } = await emit({ overrides: { preview_text: "yes" } });
    expect(json.events[0]).not.toHaveProperty("warnings");
  });
});

it("What a dialect does not have is withheld, and the delivery says why", async () => {
  bench = await openControl({}, { dialect: "core" });
  const { json } = await emit({ event_type: "MANUAL_STEP_REACHED" });
  const { data } = (await bench.call(`/_mock/deliveries/${json.events[0].deliveries[0]}`)).json;
  expect(data).toMatchObject({
    state: "withheld",
    attempts: [],
    withheld_because: "The dialect core has no MANUAL_STEP_REACHED; choose another dialect for it.",
  });
  expect(bench.receiver.bodies).toEqual([]);
});
