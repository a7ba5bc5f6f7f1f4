import fc from "fast-check";
import { expect, it } from "vitest";
import type { Entry } from "../../src/journal/entry.ts";
import { LiveList } from "../../ui/store/live-list.ts";
import { type ListRow, RowStore } from "../../ui/store/row-store.ts";
import { allRows, PassingRows, rowMatcher } from "../../ui/store/row-views.ts";
import { aDelivery, anAttempt, entry, oneEvent } from "./build.ts";

const CAPACITY = 8;

/** Something that happens to the list: a delivery comes, one ends, what is shown is looked at, everything is dropped. */
type AccountEvent = "comes" | "succeeds" | "fails" | "look" | "reset";

function entriesOf(happening: AccountEvent, seq: number, target: number): Entry[] {
  const id = `dlv_${target}`;
  const ended = (outcome: "success" | "server_error") => [
    entry(seq, {
      type: "attempt.finished",
      delivery_id: id,
      attempt: anAttempt({ outcome, status: outcome === "success" ? 200 : 500 }),
    }),
  ];
  switch (happening) {
    case "comes":
      return oneEvent(seq);
    case "succeeds":
      return ended("success");
    case "fails":
      return ended("server_error");
    case "reset":
      return [entry(seq, { type: "world.changed", change: "reset" })];
    case "look":
      return [];
  }
}

it("the rows that a query lets through are those that a naive filter does, whatever happens in between", () => {
  const happening = fc.constantFrom<AccountEvent>("comes", "comes", "comes", "succeeds", "fails", "look", "reset");
  const accountEvents = fc.array(fc.tuple(happening, fc.nat({ max: 40 })), { maxLength: 60 });
  fc.assert(
    fc.property(accountEvents, fc.constantFrom("status:5xx", "-status:5xx", "status:none", "nothing"), (all, query) => {
      const passes = rowMatcher(query);
      const changes: ((number: number) => void)[] = [];
      const book = new RowStore({ capacity: CAPACITY, onChange: (number) => changes[0]?.(number) });
      const view = new PassingRows(book.rows, passes);
      changes.push((number) => view.changed(number));
      const everything = allRows(book.rows);
      let seq = 1;
      for (const [what, target] of all) {
        for (const one of entriesOf(what, seq, target)) book.take(one);
        seq += 2;
        if (what !== "look") continue;
        view.update();
        expect(rowsOf(view)).toEqual(rowsOf(everything).filter((row) => passes(row)));
      }
      view.update();
      expect(rowsOf(view)).toEqual(rowsOf(everything).filter((row) => passes(row)));
      for (let place = 0; place < view.length; place += 1) expect(view.placeOf(view.numberAt(place)!)).toBe(place);
    }),
  );
});

it("the place stays with its row while others come, change and go", () => {
  const list = new LiveList(CAPACITY);
  const take = (entries: readonly Entry[]) => {
    for (const one of entries) list.take(one);
  };
  for (let seq = 1; seq < 11; seq += 2) take(oneEvent(seq));
  list.cursor(3);
  list.move(-2, 3);
  expect(list.selectedRow).toMatchObject({ delivery: { id: "dlv_5" } });
  list.filterBy("id:dlv_1,dlv_5");
  expect([list.cursor(3), list.filter]).toEqual([
    { selected: 1, top: 0, isFollowing: false },
    { text: "id:dlv_1,dlv_5", found: 2, of: 5 },
  ]);
  list.filterBy("");
  expect(list.selectedRow).toMatchObject({ delivery: { id: "dlv_5" } });
  for (let seq = 11; seq < 31; seq += 2) take(oneEvent(seq));
  expect(list.cursor(3)).toMatchObject({ selected: 0, isFollowing: false });
  expect(() => list.filterBy("state:nonsense")).toThrow(/column 7/);
});

it("the newest delivery before another one is found by what it is", () => {
  const list = new LiveList();
  for (const [seq, event_type] of [
    [1, "EMAIL_OPEN"],
    [3, "EMAIL_REPLY"],
    [5, "EMAIL_OPEN"],
  ] as const) {
    for (const one of oneEvent(seq, { event_type })) list.take(one);
  }
  const isOpen = (row: ListRow) => row.kind === "delivery" && row.delivery.event_type === "EMAIL_OPEN";
  expect(list.deliveryBefore("dlv_5", isOpen)).toMatchObject({
    delivery: aDelivery({ id: "dlv_1", event_id: "evt_1", event_type: "EMAIL_OPEN" }),
  });
  expect(list.deliveryBefore("dlv_1", isOpen)).toBeUndefined();
});

function rowsOf(view: { readonly length: number; at(place: number): ListRow | undefined }): ListRow[] {
  return Array.from({ length: view.length }, (_, place) => view.at(place)!);
}
