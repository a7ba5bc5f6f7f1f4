import { describe, expect, it } from "vitest";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { Stream } from "../../../src/server/stream.ts";
import { HOLD_BACK_BYTES, MAX_CLIENT_LAG_ENTRIES } from "../../../src/server/stream-client.ts";
import { aFolder, aKeptMock } from "../persistence/a-kept-mock.ts";
import { aFact, coverOf, Listener, openStreamOn } from "./stream-bench.ts";

/** Entries of about 500 bytes, far more than memory holds. */
function fill(mock: SmartLeadMock, count: number): void {
  for (let at = 0; at < count; at += 1) mock.journal.append(aFact(`${at} ${"x".repeat(500)}`));
  mock.journal.flush();
}

const numbersOf = (listener: Listener) => listener.frames.filter(({ type }) => type !== "hello").map(coverOf);

describe("the stream of a journal that is kept on disk", () => {
  it("reaches back through the files, for readers at different places, and goes on live", async () => {
    const mock = aKeptMock(aFolder(), {}, { checkpointEveryBytes: 3_000_000 });
    fill(mock, 25_000);
    const { lastSeq } = mock.journal;
    expect(mock.journal.heldFirstSeq).toBeGreaterThan(10_000);
    const bench = await openStreamOn(mock.journal);
    const places = [0, 7, 12_345, lastSeq - 3];
    const readers = places.map((since) => new Listener(`${bench.url}?since=${since}`));
    for (const reader of readers) await reader.untilSeq(lastSeq);
    mock.journal.append(aFact("live"));
    for (const [at, reader] of readers.entries()) {
      await reader.untilSeq(lastSeq + 1);
      const expected = Array.from(
        { length: lastSeq + 1 - (places[at] ?? 0) },
        (_, index) => (places[at] ?? 0) + 1 + index,
      );
      expect(numbersOf(reader).map(({ from }) => from)).toEqual(expected);
      expect(reader.frames.some(({ type }) => type === "gap")).toBe(false);
      reader.close();
    }
    await bench.close();
  });

  it("begins with a gap where retention has cut", async () => {
    const mock = aKeptMock(aFolder(), {}, { checkpointEveryBytes: 500_000, retention: { entries: 8_000 } });
    fill(mock, 1_000);
    for (let round = 0; round < 20; round += 1) fill(mock, 1_000);
    const { firstSeq, lastSeq } = mock.journal;
    expect(firstSeq).toBeGreaterThan(1_000);
    const bench = await openStreamOn(mock.journal);
    const reader = new Listener(`${bench.url}?since=5`);
    await reader.untilSeq(lastSeq);
    expect(reader.frames[0]).toMatchObject({ type: "hello", first_seq: firstSeq, last_seq: lastSeq });
    expect(numbersOf(reader)[0]).toEqual({ from: 6, to: firstSeq - 1 });
    expect(numbersOf(reader)).toHaveLength(lastSeq - firstSeq + 2);
    reader.close();
    await bench.close();
  });

  it("goes on with the present for a client that had stopped reading while too much passed, and queues nothing for it", async () => {
    const mock = aKeptMock(aFolder());
    const bench = await openStreamOn(mock.journal);
    const reader = new Listener(`${bench.url}?since=0`);
    await reader.untilHello();
    reader.socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    // Until nothing more fits into the sockets, and then more than the limit of entries.
    for (let round = 0; round < 90; round += 1) {
      fill(mock, 1_000);
      await bench.flushed();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * HOLD_BACK_BYTES);
    reader.socket.resume();
    const { lastSeq } = mock.journal;
    await reader.untilSeq(lastSeq);
    const gaps = reader.frames.filter((frame) => frame.type === "gap");
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.type === "gap" && gaps[0].to - gaps[0].from).toBeGreaterThan(MAX_CLIENT_LAG_ENTRIES);
    const covered = numbersOf(reader);
    expect(covered[0]?.from).toBe(1);
    for (const [at, { from }] of covered.entries()) if (at > 0) expect(from).toBe((covered[at - 1]?.to ?? 0) + 1);
    reader.close();
    await bench.close();
    expect(bench.stream).toBeInstanceOf(Stream);
  });
});
