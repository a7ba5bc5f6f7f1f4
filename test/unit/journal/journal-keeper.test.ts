import { beforeEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import type { EntryStore } from "../../../src/journal/entry-store.ts";
import { Journal } from "../../../src/journal/journal.ts";

/** Keeps lines in an array, and fails when told to. */
class ArrayKeeper implements EntryStore {
  readonly lines: string[] = [];
  writes = 0;
  isFull = false;
  firstSeq = 1;
  hasNotes = false;
  isGone = false;

  mustBeThere(): void {
    if (this.isGone) throw new SmartLeadMockError("journal_unwritable", "The file is gone.");
  }

  write(texts: readonly string[]): void {
    this.writes += 1;
    this.hasNotes = false;
    if (this.isFull) throw new SmartLeadMockError("journal_unwritable", "The disk is full.");
    this.lines.push(...texts);
  }

  textsAfter(seq: number, limit: number) {
    const texts = this.lines.slice(seq, seq + limit);
    return { texts, lastSeq: seq + texts.length };
  }

  entryAt(seq: number): Entry | null {
    return JSON.parse(this.lines[seq - 1] ?? "null");
  }

  findNewest(text: string): Entry | null {
    return JSON.parse(this.lines.findLast((line) => line.includes(text)) ?? "null");
  }
}

const note = (change: string): Fact => ({ type: "world.changed", change });

let keeper: ArrayKeeper;
let journal: Journal;
let failures: SmartLeadMockError[];

beforeEach(() => {
  keeper = new ArrayKeeper();
  failures = [];
  journal = new Journal({ now: () => 0, keeper, maxEntries: 3, onFailure: (failure) => failures.push(failure) });
});

function append(...changes: string[]): void {
  for (const change of changes) journal.append(note(change));
}

const seqsAfter = (seq: number, limit = 100) =>
  journal
    .textsAfter(seq, limit)
    .texts.map((text) => JSON.parse(text))
    .map(({ seq: at, type }) => at ?? type);

describe("a journal with a keeper", () => {
  it("writes what arises in one turn of the loop at once, in order, before anybody is told", async () => {
    const told: (readonly [number, number])[] = [];
    journal.subscribe(({ seq }) => told.push([seq, keeper.lines.length]));
    append("a", "b", "c");
    expect([keeper.writes, told]).toEqual([0, []]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([keeper.writes, told]).toEqual([
      1,
      [
        [1, 3],
        [2, 3],
        [3, 3],
      ],
    ]);
    expect(keeper.lines.map((line) => JSON.parse(line).change)).toEqual(["a", "b", "c"]);
  });

  it("writes what was noted beside it though no entry waits, at the latest with the turn of the loop", async () => {
    keeper.hasNotes = true;
    journal.commit();
    expect([keeper.writes, keeper.hasNotes]).toEqual([1, false]);
    keeper.hasNotes = true;
    journal.writeSoon();
    await new Promise((resolve) => setImmediate(resolve));
    expect([keeper.writes, keeper.hasNotes]).toEqual([2, false]);
  });

  it("acknowledges nothing once what was written is gone", () => {
    append("a");
    journal.commit();
    keeper.isGone = true;
    expect(() => journal.commit()).toThrow("The file is gone.");
    expect([journal.failure?.code, failures.length]).toEqual(["journal_unwritable", 1]);
  });

  it("lets nothing go ahead before it is written, and at once when nothing waits to be", () => {
    const done: string[] = [];
    journal.whenWritten(
      () => done.push("at once"),
      () => done.push("never"),
    );
    append("a");
    journal.whenWritten(
      () => done.push(`after ${keeper.lines.length}`),
      () => done.push("never"),
    );
    expect(done).toEqual(["at once"]);
    journal.flush();
    expect(done).toEqual(["at once", "after 1"]);
  });

  it("tells of what a listener caused only once that is written too", () => {
    const told: string[] = [];
    journal.subscribe((entry) => {
      if (entry.type === "world.changed") told.push(`${entry.change} of ${keeper.lines.length}`);
      if (entry.seq === 1) append("caused");
    });
    append("a");
    journal.flush();
    expect(told).toEqual(["a of 1"]);
    journal.flush();
    expect(told).toEqual(["a of 1", "caused of 2"]);
  });

  it("reads from memory what it holds and from the keeper what it does not, as one", () => {
    append("a", "b", "c", "d", "e");
    expect([journal.heldFirstSeq, journal.firstSeq, journal.lastSeq]).toEqual([3, 1, 5]);
    expect(seqsAfter(0)).toEqual([1, 2, 3, 4, 5]);
    expect(seqsAfter(0, 2)).toEqual([1, 2]);
    expect(seqsAfter(3)).toEqual([4, 5]);
    expect(seqsAfter(5)).toEqual([]);
    expect(journal.since(2).map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(journal.findNewest('"change":"b"')).toMatchObject({ seq: 2 });
  });

  it("goes on after the numbers of an earlier process", () => {
    journal.startAfter(41);
    append("a");
    expect(journal.lastSeq).toBe(42);
    journal.flush();
    expect(JSON.parse(keeper.lines[0] ?? "")).toEqual({ seq: 42, at: "1970-01-01T00:00:00.000Z", ...note("a") });
  });
});

describe("when it cannot be written any more", () => {
  it("says so once, refuses every further commit, and stops who waits", () => {
    const done: string[] = [];
    keeper.isFull = true;
    append("lost");
    journal.whenWritten(
      () => done.push("sent"),
      () => done.push("not sent"),
    );
    expect(() => journal.commit()).toThrow(expect.objectContaining({ code: "journal_unwritable" }));
    keeper.isFull = false;
    append("later");
    journal.whenWritten(
      () => done.push("sent"),
      () => done.push("not sent either"),
    );
    expect(() => journal.commit()).toThrow("The disk is full.");
    expect([failures.length, done, keeper.lines]).toEqual([1, ["not sent", "not sent either"], []]);
    expect(journal.failure).toMatchObject({ code: "journal_unwritable" });
  });

  it("can still be read, and says what memory has forgotten meanwhile", () => {
    append("a", "b");
    journal.flush();
    keeper.isFull = true;
    append("c", "d", "e", "f");
    journal.flush();
    expect(seqsAfter(0)).toEqual([1, 2]);
    expect(seqsAfter(2)).toEqual(["gap"]);
    expect(JSON.parse(journal.textsAfter(2, 10).texts[0] ?? "")).toEqual({ type: "gap", from: 3, to: 3 });
    expect(seqsAfter(3)).toEqual([4, 5, 6]);
  });
});
