import { expect, it } from "vitest";
import { type ExploredReceiver, explore } from "../../../src/harness/explore/explore-library.ts";
import type { ReceiverFunction } from "../../../src/harness/scenarios/run/run-options.ts";
import { playScenario } from "../../../src/harness/session/play-scenario.ts";

const dialect = {
  name: "snoozed",
  on: "live",
  events: { LEAD_SNOOZED: { like: "EMAIL_SENT", fields: { days: { type: "integer", value: 3 } } } },
} as const;

/** Works once for each request id, and for an own event as it is told: `effects` for each of its requests that are not known. */
function receiverOf({ remembers = true, effects = 1 }: { remembers?: boolean; effects?: number }): ReceiverFunction {
  const done = new Set<string>();
  return async (request, mock) => {
    const id = request.headers.get("x-request-id") ?? "";
    const isOwn = (await request.text()).includes("LEAD_SNOOZED");
    if (done.has(id)) return Response.json({ status: "already_processed" });
    if (!isOwn || remembers) done.add(id);
    for (let count = 0; count < (isOwn ? effects : 1); count += 1) await mock.effect();
    return Response.json({ status: "processed" });
  };
}

const gradeOf = ({ items }: ExploredReceiver, property: string) => items.find(({ id }) => id === property)?.grade;

it("an event of one's own that is processed again fails, and the scenario shows it", async () => {
  const explored = await explore({ target: receiverOf({ remembers: false, effects: 2 }), dialect, runs: 4 });
  expect(gradeOf(explored, "once"), explored.text).toBe("fail");
  expect(explored.text).toContain(
    "LEAD_SNOOZED was processed more than once: it was sent 2 times with one X-Request-Id",
  );
  // Two effects are what one event of it has when nothing is in its way.
  expect(explored.scenario?.steps.at(-1)).toMatchObject({ expect: [{ effects: 2 }] });
  const mended = await playScenario(explored.scenario ?? "none", {
    target: receiverOf({ effects: 2 }),
    dialect,
    run: "m",
  });
  expect(mended.grade, mended.text).toBe("ok");
});

it.each([0, 3])("blames no receiver that does %i things for it", async (effects) => {
  const explored = await explore({ target: receiverOf({ effects }), dialect, runs: 4 });
  expect(explored.grade, explored.text).toBe("ok");
});
