import { describe, expect, it } from "vitest";
import { connectStream, framesOf, type OpenStreamSocket } from "../../../src/server/client/stream-connection.ts";
import { type JournalReader, StreamBatches } from "../../../src/server/stream-batches.ts";

/** A journal that holds these texts as its entries 1, 2, …; `asked` counts how often it made texts. */
function journalOf(texts: readonly string[]): JournalReader & { asked: number } {
  return {
    asked: 0,
    firstSeq: 1,
    heldFirstSeq: 1,
    lastSeq: texts.length,
    textsAfter(seq, limit) {
      this.asked += 1;
      const slice = texts.slice(seq, seq + limit);
      return { texts: slice, lastSeq: seq + slice.length };
    },
    subscribe: () => () => {},
  };
}

function entries(count: number, text = ""): string[] {
  return Array.from({ length: count }, (_, at) => JSON.stringify({ type: "t", seq: at + 1, text }));
}

describe("a message of the stream", () => {
  it("is a JSON array of the entries behind a place", () => {
    const batch = new StreamBatches(journalOf(entries(3))).after(1);
    expect(batch.bytes.toString()).toBe(`[${entries(3).slice(1).join(",")}]`);
    expect(batch.lastSeq).toBe(3);
  });

  it("is made once for all clients at the same place", () => {
    const journal = journalOf(entries(3));
    const batches = new StreamBatches(journal);
    expect(batches.after(0)).toBe(batches.after(0));
    expect(journal.asked).toBe(1);
  });

  it("ends at 500 entries, and the next goes on behind them", () => {
    const batches = new StreamBatches(journalOf(entries(501)));
    expect(batches.after(0).lastSeq).toBe(500);
    expect(JSON.parse(batches.after(500).bytes.toString())).toEqual([expect.objectContaining({ seq: 501 })]);
  });

  it("takes no further slice once it is full, whole letters of three bytes included", () => {
    const texts = entries(300, "€".repeat(4_000));
    const batch = new StreamBatches(journalOf(texts)).after(0);
    expect(batch.lastSeq).toBe(100);
    expect(batch.bytes.toString()).toBe(`[${texts.slice(0, 100).join(",")}]`);
  });

  it("is refused where the journal has nothing after all", () => {
    const broken = { ...journalOf([]), lastSeq: 5 };
    expect(() => new StreamBatches(broken).after(3)).toThrow("The journal has nothing after 3.");
  });
});

describe("what a client reads of a message", () => {
  it("are its frames, and nothing else", () => {
    const frames = [
      { type: "hello", run: "r" },
      { type: "gap", from: 1, to: 2 },
      { type: "event.emitted", seq: 3 },
    ];
    const others = [null, 7, "text", [], {}, { type: "hello" }, { type: "gap", from: 1 }, { type: "x" }, { seq: 1 }];
    expect(framesOf(JSON.stringify([...others, ...frames, { type: "x", seq: "1" }]))).toEqual(frames);
  });

  it.each(["", "[", "{}", "null", '"text"'])("is nothing where another program answers %j", (message) => {
    expect(framesOf(message)).toEqual([]);
  });
});

describe("a connection to the stream", () => {
  function opened(url: string, token: string | null, place: { since: number; run: string | null } | null) {
    const calls: Parameters<OpenStreamSocket>[] = [];
    const heard: unknown[] = [];
    const open: OpenStreamSocket = (...call) => {
      calls.push(call);
      return { close: () => {} };
    };
    connectStream(
      { connection: { url, token }, place, open },
      { frames: (frames) => heard.push(frames), closed: (...why) => heard.push(why) },
    );
    const [address = "", listener] = calls[0] ?? [];
    return { address, listener, heard };
  }

  it.each([
    ["http://localhost:7627", null, null, "ws://localhost:7627/_mock/stream"],
    ["https://mock.example/base//", null, null, "wss://mock.example/base/_mock/stream"],
    ["http://localhost:1", null, { since: 0, run: null }, "ws://localhost:1/_mock/stream?since=0"],
    [
      "http://localhost:1",
      "a&b",
      { since: 7, run: "r 1" },
      "ws://localhost:1/_mock/stream?since=7&run=r+1&token=a%26b",
    ],
  ])("to %s goes to the address of its stream", (url, token, place, address) => {
    expect(opened(url, token, place).address).toBe(address);
  });

  it("tells of the frames of a message, and why it ended", () => {
    const { listener, heard } = opened("http://localhost:1", null, null);
    listener?.message('[{"type":"gap","from":1,"to":2}]');
    listener?.closed("it was closed", 503);
    expect(heard).toEqual([[{ type: "gap", from: 1, to: 2 }], ["it was closed", 503]]);
  });
});
