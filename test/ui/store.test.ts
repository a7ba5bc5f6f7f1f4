import { describe, expect, it } from "vitest";
import { AT_THE_END, type ListCursor, moved, settled } from "../../ui/store/list-cursor.ts";
import { RowStore } from "../../ui/store/row-store.ts";
import { mockNow, movedTo } from "../../ui/store/stream-state.ts";
import { AT, aDelivery, anAttempt, aState, aStore, emitted, entry, hello, ManualScheduler, oneEvent } from "./build.ts";

describe("the rows of the live list", () => {
  it("fold every entry of a delivery into its one row", () => {
    const book = new RowStore();
    const [event, created] = oneEvent(1);
    const failed = anAttempt({ outcome: "server_error", status: 500, next_attempt_at: "2026-01-05T09:01:00.087Z" });
    for (const one of [event, created]) book.take(one!);
    book.take(entry(3, { type: "attempt.started", delivery_id: "dlv_1", attempt: anAttempt({ outcome: null }) }));
    book.take(entry(4, { type: "attempt.finished", delivery_id: "dlv_1", attempt: failed }));
    expect(book.rows.end).toBe(1);
    expect(book.rows.at(0)).toMatchObject({
      kind: "delivery",
      delivery: { state: "waiting", attempts: [{ status: 500 }] },
    });
    book.take(
      entry(5, { type: "attempt.started", delivery_id: "dlv_1", attempt: anAttempt({ number: 2, outcome: null }) }),
    );
    book.take(entry(6, { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt({ number: 2 }) }));
    const finding = { verdict: "swallowed", evidence: ["e"], explanation: "x" } as const;
    book.take(entry(7, { type: "delivery.duplicate", delivery_id: "dlv_1", attempt_number: 2, ...finding }));
    book.take(entry(8, { type: "delivery.settled", delivery_id: "dlv_1", state: "delivered", reason: null }));
    expect(book.rows.end).toBe(1);
    expect(book.rows.at(0)).toMatchObject({
      delivery: { state: "delivered", duplicate: "swallowed", attempts: [{ number: 1 }, { number: 2 }] },
    });
  });

  it("show an event that reaches nobody, and turn it into a delivery when one comes", () => {
    const book = new RowStore();
    const shadowed = [{ webhook_id: 2, level: "client", reason: "a user-level webhook takes it" }] as const;
    book.take(entry(1, emitted("evt_a", { shadowed })));
    expect(book.rows.at(0)).toMatchObject({ kind: "unheard", eventType: "EMAIL_REPLY", shadowed });
    book.take(entry(2, { type: "delivery.created", delivery: aDelivery({ id: "dlv_a", event_id: "evt_a" }) }));
    book.take(entry(3, { type: "delivery.created", delivery: aDelivery({ id: "dlv_b", event_id: "evt_a" }) }));
    expect(book.rows.end).toBe(2);
    expect([book.rows.at(0), book.rows.at(1)]).toMatchObject([
      { kind: "delivery", delivery: { id: "dlv_a" }, shadowed: 1 },
      { kind: "delivery", delivery: { id: "dlv_b" } },
    ]);
  });

  it("are bounded: the oldest go, and what is gone can no longer change", () => {
    const book = new RowStore({ capacity: 3 });
    for (let index = 0; index < 5; index += 1) for (const one of oneEvent(1 + index * 2)) book.take(one);
    expect([book.rows.first, book.rows.end, book.rows.at(1)]).toEqual([2, 5, undefined]);
    book.take(entry(20, { type: "delivery.settled", delivery_id: "dlv_1", state: "failed", reason: "rejected" }));
    expect([2, 3, 4].map((number) => book.rows.at(number))).toMatchObject(
      ["dlv_5", "dlv_7", "dlv_9"].map((id) => ({ kind: "delivery", delivery: { id, state: "queued" } })),
    );
    expect([book.numberOf("dlv_1"), book.numberOf("dlv_9")]).toEqual([undefined, 4]);
  });

  it("hold no bodies", () => {
    const book = new RowStore();
    const request = { url: "http://x", headers: {}, body: "b".repeat(1_000) };
    const response = { headers: {}, body: "r".repeat(1_000), bytes: 1_000, truncated: false };
    book.take(entry(1, { type: "delivery.created", delivery: aDelivery({ request }) }));
    book.take(entry(2, { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt({ response }) }));
    expect(JSON.stringify(book.rows.at(0))).not.toMatch(/bbb|rrr/);
  });

  it("start anew with a reset, at numbers never used before", () => {
    const book = new RowStore({ capacity: 10 });
    for (const one of oneEvent(1)) book.take(one);
    book.take(entry(3, { type: "world.changed", change: "reset" }));
    expect(book.rows.at(0)).toBeUndefined();
    expect(book.rows.at(book.rows.first)).toMatchObject({ kind: "note" });
    expect(book.rows.end - book.rows.first).toBe(1);
    expect(book.numberOf("dlv_1")).toBeUndefined();
  });
});

describe("the cursor", () => {
  const range = { first: 0, end: 100 };

  it("follows the newest row until it is moved up, and again below the newest", () => {
    const following = settled(AT_THE_END, range, 10);
    expect(following).toEqual({ selected: 99, top: 90, isFollowing: true });
    const paused = settled(moved(following, -1, range), range, 10);
    expect(paused).toEqual({ selected: 98, top: 90, isFollowing: false });
    expect(settled(paused, { first: 0, end: 150 }, 10)).toEqual(paused);
    const newest = settled(moved(paused, 5, range), range, 10);
    expect(newest).toEqual({ selected: 99, top: 90, isFollowing: false });
    expect(moved(newest, 1, range).isFollowing).toBe(true);
  });

  it("keeps its row in sight when the window shrinks, and goes along when its row is dropped", () => {
    const cursor: ListCursor = { selected: 40, top: 32, isFollowing: false };
    expect(settled(cursor, range, 4)).toEqual({ selected: 40, top: 37, isFollowing: false });
    expect(settled(cursor, { first: 60, end: 160 }, 10)).toEqual({ selected: 60, top: 60, isFollowing: false });
  });

  it("stands still in an empty list", () => {
    const empty = { first: 5, end: 5 };
    expect(settled(moved(AT_THE_END, -3, empty), empty, 10)).toMatchObject({ selected: 5, top: 5 });
  });
});

describe("the mock's clock", () => {
  it("moves by itself only when it is the real one, as fast as the mock says", () => {
    const time = { mode: "real", speed: 60, baseMs: 1_000, baseRealMs: 500 };
    expect(mockNow(time, 1_500)).toBe(61_000);
    expect(mockNow({ ...time, mode: "virtual" }, 1_500)).toBe(1_000);
    expect(movedTo({ ...time, mode: "virtual" }, 9_000).baseMs).toBe(9_000);
    expect(movedTo({ ...time, mode: "virtual" }, 900).baseMs).toBe(1_000);
    expect(movedTo(time, 9_000).baseMs).toBe(1_000);
  });
});

describe("the store", () => {
  it("repaints at most ten times a second however much comes, and shows the last of it", () => {
    const scheduler = new ManualScheduler();
    const store = aStore({ scheduler });
    let repaints = 0;
    store.subscribe(() => {
      repaints += 1;
    });
    for (let index = 0; index < 1_000; index += 1) {
      store.frames(oneEvent(1 + index * 2));
      scheduler.pass(1);
    }
    scheduler.pass(100);
    expect(repaints).toBe(11);
    expect(store.snapshot().list.length).toBe(1_000);
  });

  it("answers a key at once", () => {
    const store = aStore();
    store.frames(oneEvent(1));
    store.frames(oneEvent(3));
    const before = store.snapshot();
    store.move(-1);
    expect(store.snapshot()).not.toBe(before);
    expect(store.snapshot().cursor).toMatchObject({ selected: 0, isFollowing: false });
  });

  it("keeps its place while rows come, and returns to the newest when told", () => {
    const store = aStore();
    for (let seq = 1; seq < 101; seq += 2) store.frames(oneEvent(seq));
    store.move(-10);
    const { cursor } = store.snapshot();
    for (let seq = 101; seq < 201; seq += 2) store.frames(oneEvent(seq));
    store.repaint();
    expect(store.snapshot().cursor).toEqual(cursor);
    store.follow();
    expect(store.snapshot().cursor).toMatchObject({ selected: 99, isFollowing: true });
  });

  it("hints at the live dialect when a receiver of guide bodies answers 401 or 422, until it accepts one", () => {
    const store = aStore();
    const answer = (seq: number, status: number, outcome: "rejected" | "success") => {
      store.frames([
        ...oneEvent(seq),
        entry(seq + 2, {
          type: "attempt.finished",
          delivery_id: `dlv_${seq}`,
          attempt: anAttempt({ status, outcome }),
        }),
      ]);
      store.repaint();
      return store.snapshot().hint;
    };
    expect(answer(1, 404, "rejected")).toBeNull();
    expect(answer(11, 422, "rejected")).toBe("The receiver answers 422: it may want --dialect live --secret-key.");
    expect(answer(21, 404, "rejected")).not.toBeNull();
    expect(answer(31, 200, "success")).toBeNull();
  });

  it("takes a notice back after a while", () => {
    const scheduler = new ManualScheduler();
    const store = aStore({ scheduler });
    store.say({ kind: "done", text: "sent" });
    expect(store.snapshot().notice?.text).toBe("sent");
    scheduler.pass(8_200);
    expect(store.snapshot().notice).toBeNull();
  });

  it("drops what belonged to another run, and says so", () => {
    const store = aStore();
    store.frames([hello("r1"), ...oneEvent(1)]);
    store.frames([hello("r2")]);
    const { list, notice } = store.snapshot();
    expect(list.length).toBe(0);
    expect(notice).toEqual({
      kind: "warning",
      text: "The mock was restarted (run r2); what it had before is gone.",
    });
  });

  it("counts on from the time that the mock reports", () => {
    const scheduler = new ManualScheduler();
    const store = aStore({ scheduler });
    store.stateArrived(aState({ clock: { mode: "real", speed: 10, now: AT } }));
    scheduler.pass(2_000);
    store.repaint();
    expect(new Date(store.snapshot().nowMs).toISOString()).toBe("2026-01-05T09:00:20.000Z");
    store.frames([entry(1, { type: "clock.changed", mode: "manual", speed: 1, now: AT })]);
    store.frames([entry(2, { type: "world.changed", change: "traffic paused" }, "2026-01-05T10:00:00.000Z")]);
    store.repaint();
    expect(new Date(store.snapshot().nowMs).toISOString()).toBe("2026-01-05T10:00:00.000Z");
  });
});
