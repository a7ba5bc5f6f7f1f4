import fc from "fast-check";
import { expect, it } from "vitest";
import { FirstInOrder } from "../../../src/smartlead/api/first-in-order.ts";

it("gives what sorting everything and cutting it off would", () => {
  const items = fc.array(fc.record({ at: fc.nat(20), id: fc.nat() }), { maxLength: 60 });
  fc.assert(
    fc.property(items, fc.oneof(fc.nat(70), fc.constant(600)), (list, count) => {
      const first = new FirstInOrder<(typeof list)[number]>(count, (one, other) => one.at - other.at);
      for (const item of list) first.add(item);
      const sorted = [...list].sort((one, other) => one.at - other.at);
      expect(first.list().slice(0, count)).toEqual(sorted.slice(0, count));
    }),
  );
});
