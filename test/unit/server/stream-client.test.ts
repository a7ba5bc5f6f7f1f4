import { describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import type { Frame } from "../../../src/journal/entry.ts";
import { StreamBatches } from "../../../src/server/stream-batches.ts";
import { HOLD_BACK_BYTES, MAX_CLIENT_LAG_ENTRIES, StreamClient } from "../../../src/server/stream-client.ts";

const HELLO: Frame = { type: "hello", version: "1.2.3", format: 1, run: "r", first_seq: 1, last_seq: 0 };

/** A journal of numbers: it keeps those from `firstSeq` on, in memory those from `heldFirstSeq` on. */
class NumberedJournal {
  firstSeq = 1;
  heldFirstSeq = 1;
  lastSeq: number;

  constructor(lastSeq: number) {
    this.lastSeq = lastSeq;
  }

  textsAfter(seq: number, limit: number) {
    const first = Math.max(seq + 1, this.firstSeq);
    const last = Math.min(first + limit - 1, this.lastSeq);
    const seqs = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    return { texts: seqs.map((one) => `{"seq":${one}}`), lastSeq: last };
  }

  subscribe() {
    return () => {};
  }
}

/** A socket that keeps what it is sent; what it says to have sent is up to the test. */
class KeepingSocket {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  pings = 0;
  isTerminated = false;
  readonly frames: (Frame | { seq: number })[] = [];
  sent: () => void = () => {};
  #pong: () => void = () => {};

  send(bytes: Buffer, _options: object, sent: () => void): void {
    this.frames.push(...JSON.parse(bytes.toString()));
    this.sent = sent;
  }

  on(_event: "pong", listener: () => void): void {
    this.#pong = listener;
  }

  ping(): void {
    this.pings += 1;
  }

  pong(): void {
    this.#pong();
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

function aClient(journal: NumberedJournal, since: number | null = null, isSameRun = true) {
  const socket = new KeepingSocket();
  const client = new StreamClient(socket as unknown as WebSocket, journal);
  client.begin(HELLO, since, isSameRun);
  const pump = () => client.pump(new StreamBatches(journal));
  return { client, socket, pump };
}

const seqsOf = ({ frames }: KeepingSocket) => frames.flatMap((frame) => ("seq" in frame ? frame.seq : []));
const gapsOf = ({ frames }: KeepingSocket) => frames.filter((frame) => "type" in frame && frame.type === "gap");

describe("a client of the stream", () => {
  it("that asks for no place begins with the present", () => {
    const journal = new NumberedJournal(5);
    const { socket, pump } = aClient(journal);
    journal.lastSeq = 7;
    pump();
    expect([socket.frames[0], seqsOf(socket), gapsOf(socket)]).toEqual([HELLO, [6, 7], []]);
  });

  it("gets what lies behind its place, and at the newest one nothing", () => {
    expect(seqsOf(aClient(new NumberedJournal(5), 3).socket)).toEqual([4, 5]);
    expect(aClient(new NumberedJournal(5), 5).socket.frames).toEqual([HELLO]);
  });

  it("gets a gap for what has been cut away, to the very entry before the first that is left", () => {
    const journal = new NumberedJournal(9);
    journal.firstSeq = 5;
    for (const [since, gap] of [
      [0, { type: "gap", from: 1, to: 4 }],
      [3, { type: "gap", from: 4, to: 4 }],
      [4, undefined],
    ] as const) {
      const { socket } = aClient(journal, since);
      expect([gapsOf(socket)[0], seqsOf(socket)[0]]).toEqual([gap, 5]);
    }
  });

  it("gets a gap over all there is where its place is of another run, or of the future", () => {
    for (const { socket } of [aClient(new NumberedJournal(5), 3, false), aClient(new NumberedJournal(5), 6)]) {
      expect(socket.frames).toEqual([HELLO, { type: "gap", from: 1, to: 5 }]);
    }
  });

  it("that takes nothing is held back, and goes on where it was", () => {
    const journal = new NumberedJournal(0);
    const { socket, pump } = aClient(journal);
    socket.bufferedAmount = HOLD_BACK_BYTES;
    journal.lastSeq = MAX_CLIENT_LAG_ENTRIES;
    pump();
    expect(seqsOf(socket)).toEqual([]);
    // Half of it is not yet enough to begin again.
    socket.bufferedAmount = HOLD_BACK_BYTES / 2 + 1;
    socket.sent();
    expect(seqsOf(socket)).toEqual([]);
    socket.bufferedAmount = HOLD_BACK_BYTES / 2;
    socket.sent();
    expect([seqsOf(socket).length, gapsOf(socket)]).toEqual([MAX_CLIENT_LAG_ENTRIES, []]);
  });

  it("that is too far behind goes on with what memory holds, after a gap", () => {
    const journal = new NumberedJournal(1);
    const { socket, pump } = aClient(journal, 0);
    socket.bufferedAmount = HOLD_BACK_BYTES;
    journal.lastSeq = 2;
    pump();
    journal.lastSeq = 2 + MAX_CLIENT_LAG_ENTRIES + 1;
    journal.heldFirstSeq = journal.lastSeq - 1;
    socket.bufferedAmount = 0;
    socket.sent();
    expect(gapsOf(socket)).toEqual([{ type: "gap", from: 2, to: journal.heldFirstSeq - 1 }]);
    expect(seqsOf(socket)).toEqual([1, journal.lastSeq - 1, journal.lastSeq]);
  });

  it("is asked for a sign of life, and cut off when it gives none", () => {
    const { client, socket } = aClient(new NumberedJournal(0));
    client.ping();
    socket.pong();
    client.ping();
    expect([socket.pings, socket.isTerminated]).toEqual([2, false]);
    client.ping();
    expect([socket.pings, socket.isTerminated]).toEqual([2, true]);
  });

  it("that is closing is sent nothing more", () => {
    const journal = new NumberedJournal(0);
    const { socket, pump } = aClient(journal);
    socket.readyState = 2;
    journal.lastSeq = 3;
    pump();
    expect(seqsOf(socket)).toEqual([]);
  });
});
