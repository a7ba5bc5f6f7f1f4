import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../../src/journal/entry.ts";
import { type Disk, realDisk } from "../../../src/journal/storage/disk.ts";
import { Segments } from "../../../src/journal/storage/segments.ts";
import { emptyFolder, failingDisk } from "./a-disk.ts";

const START = { known: [], from: null, nextOrder: () => 0 };

function open(folder: string, start: Parameters<Segments["openAt"]>[0] = START, disk: Disk = realDisk) {
  const segments = new Segments({ disk, folder, run: "r", version: "1.0.0" });
  const seen: Entry[] = [];
  const report = segments.openAt(
    start,
    (entry) => seen.push(entry),
    () => {},
  );
  return { segments, seen, notices: report.notices };
}

const textOf = (seq: number, change = `number ${seq}`) =>
  JSON.stringify({ seq, at: "2026-01-05T09:00:00.000Z", type: "world.changed", change });

function write(segments: Segments, count: number, change?: (seq: number) => string): void {
  const first = segments.lastSeq + 1;
  const texts = Array.from({ length: count }, (_, at) => textOf(first + at, change?.(first + at)));
  segments.write(texts, first + count - 1);
}

const seqsOf = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);

/** Everything after `seq`, with gaps as pairs. */
function readAll(segments: Segments, seq = 0, limit = 7): (number | [number, number])[] {
  const read: (number | [number, number])[] = [];
  for (let at = seq; at < segments.lastSeq; ) {
    const { texts, lastSeq } = segments.textsAfter(at, limit);
    expect(texts.length).toBeGreaterThan(0);
    expect(lastSeq).toBeGreaterThan(at);
    for (const text of texts) {
      const frame = JSON.parse(text);
      read.push(frame.type === "gap" ? [frame.from, frame.to] : frame.seq);
    }
    at = lastSeq;
  }
  return read;
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe("segments", () => {
  it("give back, from any place and in any pieces, what was written in any pieces, over rolls and new starts", () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant("write" as const),
          texts: fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 30 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("roll" as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen" as const) }) },
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.nat(400),
        fc.integer({ min: 1, max: 50 }),
        (steps, from, limit) => {
          const folder = emptyFolder();
          let { segments } = open(folder);
          const written: string[] = [];
          for (const taken of steps) {
            if (taken.kind === "write") {
              const texts = taken.texts.map((change, at) => textOf(written.length + 1 + at, change));
              segments.write(texts, written.length + texts.length);
              written.push(...texts);
            } else if (taken.kind === "roll") segments.roll(0);
            else {
              segments.close();
              const again = open(folder);
              expect(again.notices).toEqual([]);
              expect(again.seen.map((entry) => JSON.stringify(entry))).toEqual(written);
              segments = again.segments;
            }
          }
          const seq = Math.min(from, written.length);
          const read: string[] = [];
          for (let at = seq; at < segments.lastSeq; ) {
            const next = segments.textsAfter(at, limit);
            expect(next.texts.length).toBeLessThanOrEqual(limit);
            read.push(...next.texts);
            at = next.lastSeq;
          }
          expect(read).toEqual(written.slice(seq));
          if (seq > 0) expect(JSON.stringify(segments.entryAt(seq))).toBe(written[seq - 1]);
          segments.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it("name the format's version in the first line of each, and begin where the last one ended", () => {
    const folder = emptyFolder();
    const { segments } = open(folder);
    write(segments, 3);
    segments.roll(2);
    write(segments, 2);
    expect(
      segments.infos().map(({ name, firstSeq, firstOrder, entries }) => [name, firstSeq, firstOrder, entries]),
    ).toEqual([
      ["000000000000001.ndjson", 1, 0, 3],
      ["000000000000004.ndjson", 4, 2, 2],
    ]);
    const [hello] = readFileSync(join(folder, "000000000000004.ndjson"), "utf8").split("\n");
    expect(JSON.parse(hello ?? "")).toEqual({
      type: "hello",
      version: "1.0.0",
      format: 1,
      run: "r",
      first_seq: 4,
      last_seq: 3,
    });
  });

  it("find the newest entry that holds a text, also over the borders of what is read at once", () => {
    const { segments } = open(emptyFolder());
    write(segments, 2_000, (seq) => `needle-${seq % 1_000} ${"x".repeat(600)}`);
    segments.roll(0);
    write(segments, 500, () => "y".repeat(2_000));
    for (const wanted of [0, 1, 432, 999]) {
      expect(segments.findNewest(`needle-${wanted} `)?.seq).toBe(wanted === 0 ? 2_000 : 1_000 + wanted);
    }
    expect(segments.findNewest("needle-1000 ")).toBeNull();
  });

  it("read only what lies behind the place that a checkpoint knows", () => {
    const folder = emptyFolder();
    const { segments } = open(folder);
    write(segments, 5);
    segments.roll(7);
    write(segments, 5);
    const start = { known: segments.infos(), from: segments.place, nextOrder: () => 0 };
    write(segments, 3);
    segments.close();
    const again = open(folder, start);
    expect([seqsOf(again.seen), again.notices]).toEqual([[11, 12, 13], []]);
    expect(again.segments.infos().map(({ entries, firstOrder }) => [entries, firstOrder])).toEqual([
      [5, 0],
      [8, 7],
    ]);
    expect(readAll(again.segments)).toEqual(upTo(13));
  });

  it("drop the oldest, whose entries are then a gap", () => {
    const { segments } = open(emptyFolder());
    write(segments, 5);
    segments.roll(0);
    write(segments, 5);
    segments.dropOldest();
    expect([segments.firstSeq, readAll(segments)]).toEqual([6, [[1, 5], ...upTo(10, 6)]]);
    segments.dropOldest();
    expect(segments.infos()).toHaveLength(1);
  });
});

describe("a journal that was cut", () => {
  it("keeps every whole line before the cut, at any byte, says what was cut off, and goes on", () => {
    const source = emptyFolder();
    const { segments: whole } = open(source);
    write(whole, 4, (seq) => `ünïcödé ${"✓".repeat(seq)}`);
    whole.close();
    const name = "000000000000001.ndjson";
    const bytes = readFileSync(join(source, name));
    const ends: number[] = [];
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) ends.push(at + 1);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const folder = emptyFolder();
      writeFileSync(join(folder, name), bytes.subarray(0, cut));
      const lines = Math.max(0, ends.filter((end) => end <= cut).length - 1);
      const { segments, seen, notices } = open(folder);
      expect(seqsOf(seen)).toEqual(upTo(lines));
      const isClean = cut === 0 || ends.includes(cut);
      expect(notices.length).toBe(isClean ? 0 : 1);
      if (!isClean) expect(notices[0]).toContain(name);
      write(segments, 2);
      segments.close();
      const again = open(folder);
      expect([seqsOf(again.seen), again.notices]).toEqual([upTo(lines + 2), []]);
      expect(readAll(again.segments)).toEqual(upTo(lines + 2));
      expect(readFileSync(join(folder, name), "utf8")).toMatch(/^\{"type":"hello"/);
      again.segments.close();
    }
  });

  it("never fails for a flipped byte: what is undamaged is read, and a gap stands for the rest", () => {
    const source = emptyFolder();
    const { segments: whole } = open(source);
    write(whole, 5);
    whole.close();
    const name = "000000000000001.ndjson";
    const bytes = readFileSync(join(source, name));
    const firstLine = bytes.indexOf(10) + 1;
    for (let at = firstLine; at < bytes.length; at += 1) {
      const folder = emptyFolder();
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x15;
      writeFileSync(join(folder, name), damaged);
      const { segments, seen } = open(folder);
      const hit = bytes.subarray(firstLine, at).filter((byte) => byte === 10).length + 1;
      const isBreak = bytes[at] === 10;
      const undamaged = upTo(5).filter((seq) => seq !== hit && !(isBreak && seq === hit + 1));
      expect(seqsOf(seen)).toEqual(expect.arrayContaining(undamaged.filter((seq) => seq < hit)));
      expect(readAll(segments)).toEqual(expect.arrayContaining(undamaged.filter((seq) => seq < hit)));
      const numbers = readAll(segments).flat();
      expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      // Numbers that were shown are not given again, unless the very number or the end of the file was hit.
      const isNumber = at - bytes.lastIndexOf(10, at - 1) <= '{"seq":5,'.length;
      if (!isNumber && at < bytes.length - 1) expect(segments.lastSeq).toBe(5);
      segments.close();
    }
  });

  it("reads on behind a damaged line, and says which entries are gone", () => {
    const folder = emptyFolder();
    const { segments: whole } = open(folder);
    write(whole, 6);
    whole.close();
    const path = join(folder, "000000000000001.ndjson");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace('"number 3"}', '"number 3"').replace("number 4", "numb\ner 4"),
    );
    const { segments, seen, notices } = open(folder);
    expect(seqsOf(seen)).toEqual([1, 2, 5, 6]);
    expect(notices).toEqual([`${path}: entries 3 to 4 are damaged or missing; the rest is kept.`]);
    expect(readAll(segments)).toEqual([1, 2, [3, 4], 5, 6]);
    expect([segments.entryAt(3), segments.entryAt(5)?.seq]).toEqual([null, 5]);
  });

  it("does without a segment in the middle that is gone, and never uses a number again when the newest is gone", () => {
    const folder = emptyFolder();
    const { segments } = open(folder);
    for (const _ of [1, 2, 3]) {
      write(segments, 4);
      segments.roll(0);
    }
    const known = segments.infos();
    const start = { known, from: segments.place, nextOrder: () => 0 };
    segments.close();
    realDisk.remove(join(folder, "000000000000005.ndjson"));
    realDisk.remove(join(folder, "000000000000013.ndjson"));
    const again = open(folder, start);
    expect(again.notices).toEqual([
      `${join(folder, "000000000000005.ndjson")} is missing, and with it entries 5 to 8; the rest is kept.`,
      `${join(folder, "000000000000013.ndjson")} is missing; it was empty.`,
    ]);
    expect(readAll(again.segments)).toEqual([...upTo(4), [5, 8], ...upTo(12, 9)]);
    write(again.segments, 1);
    expect(again.segments.lastSeq).toBe(13);
  });

  it.each([
    [2, "a newer smartlead-mock (entry format 2; this one reads 1); update it, or"],
    [0, "an older smartlead-mock (entry format 0; this one reads 1); use that one, or"],
  ])("is refused when its format is %d", (format, sentence) => {
    const folder = emptyFolder();
    const hello = { type: "hello", version: "9", format, run: "r", first_seq: 1, last_seq: 0 };
    writeFileSync(join(folder, "000000000000001.ndjson"), `${JSON.stringify(hello)}\n`);
    expect(() => open(folder)).toThrow(sentence);
  });
});

describe("a disk that fails", () => {
  it("takes all of a batch or nothing, whichever operation fails, and says what to do", () => {
    for (let failAt = 1; failAt <= 6; failAt += 1) {
      const folder = emptyFolder();
      const { disk, mend, hasFailed } = failingDisk(failAt);
      let written = 0;
      let segments: Segments | null = null;
      try {
        segments = open(folder, START, disk).segments;
        for (let batch = 0; batch < 4; batch += 1) {
          write(segments, 3);
          written += 3;
        }
      } catch (error) {
        expect(error).toMatchObject({ code: "journal_unwritable" });
        expect(String(error)).toMatch(
          /could not be written to .*\.ndjson: no space is left on the disk \(ENOSPC\); free some space and start again\./,
        );
      }
      expect(hasFailed()).toBe(written < 12);
      mend();
      segments?.close();
      const again = open(folder);
      expect(seqsOf(again.seen)).toEqual(upTo(written));
      again.segments.close();
    }
  });
});
