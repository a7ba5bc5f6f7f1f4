import { expect, it } from "vitest";
import { eventsIn, inEvents } from "../../../src/delivery/idempotency/usual-effects.ts";

const USUAL = new Map([
  ["crm", 1],
  ["row", 2],
]);

it.each([
  [{ crm: 1, row: 2 }, 1],
  [{ crm: 1 }, 1],
  [{ crm: 1, row: 3 }, 2],
  [{ crm: 3, row: 4 }, 3],
  [{ chat: 2 }, 2],
  [{}, 0],
])("the effects %j are of %i events", (counts, events) => {
  expect(eventsIn(new Map(Object.entries(counts)), USUAL)).toBe(events);
});

it("of a type of which nothing is known each counts", () => {
  const counts = new Map([["row", 2]]);
  expect(inEvents(counts, undefined)).toBe(counts);
});
