import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import type { DuplicateVerdict } from "../../../src/delivery/delivery.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { play } from "./play.ts";
import { perform } from "./sketch.ts";

interface Habits {
  /** Rows of one event. */
  readonly rows?: number;
  /** An id is remembered before the work, which fails at first, but for the very first event. */
  readonly failsAtFirst?: boolean;
  /** Real ms after the answer before a row is written; 0 = before it. */
  readonly lateMs?: number;
  readonly isNaive?: boolean;
  readonly ignores?: string;
}

/** A receiver whose work only a count of rows shows. */
async function countingReceiver({
  lateMs = 0,
  isNaive = false,
  ignores = "",
  rows: each = 1,
  failsAtFirst = false,
}: Habits = {}) {
  let rows = 0;
  const done = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const id = String(request.headers["x-request-id"]);
    const isNew = isNaive || !done.has(id);
    const { event_type: type } = JSON.parse(Buffer.concat(chunks).toString());
    done.add(id);
    if (failsAtFirst && isNew && rows > 0) return void response.writeHead(500).end();
    const write = () => {
      rows += each;
    };
    if (isNew && type !== ignores) {
      if (lateMs === 0) write();
      else afterReal(lateMs, write);
    }
    if (failsAtFirst) return void response.end("ok");
    response.end(JSON.stringify({ status: isNew ? "processed" : "already_processed" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return {
    target: { kind: "url", url } as const,
    probe: { read: async () => rows },
    limits: { patienceMs: 400, firstRiseMs: 400 },
  };
}

const TWICE: readonly Step[] = [
  { emit: "EMAIL_REPLY", as: "reply", faults: [{ kind: "lost-response", attempt: 1 }] },
  { settle: "reply" },
  { expect: { effects: 1, of: "reply" } },
];
/** Another lead's, so that it is known what one event adds. */
const ALONE: readonly Step[] = [{ emit: "EMAIL_REPLY", as: "alone" }, { settle: "alone" }];
const LOST: readonly Step[] = [
  { emit: "EMAIL_REPLY", as: "reply", faults: [{ kind: "lost-response", attempt: 1 }] },
  { settle: "reply" },
];
const verdict = (duplicate: DuplicateVerdict): Step => ({ expect: { delivery: "reply", duplicate } });
const TOGETHER: readonly Step[] = [
  { emit: "EMAIL_REPLY", as: "first" },
  { emit: "EMAIL_OPEN", as: "second" },
  { settle: "all" },
];

describe("a probe", () => {
  it.each([0, 150])("counts the work of an event that is sent alone, %i ms after its answer", async (lateMs) => {
    const { item, told } = await perform({ steps: TWICE }, await countingReceiver({ lateMs }));
    expect([told, item.grade]).toEqual([[], "ok"]);
  });

  it.each([0, 150])("shows work that was done twice, %i ms after its answer", async (lateMs) => {
    const { told } = await perform({ steps: TWICE }, await countingReceiver({ lateMs, isNaive: true }));
    expect(told).toEqual([expect.stringContaining("The number of effects named probe of reply is 2; expected 1.")]);
  });

  it("shows work that was not done", async () => {
    const { told } = await perform({ steps: TWICE }, await countingReceiver({ ignores: "EMAIL_REPLY" }));
    expect(told).toEqual([expect.stringContaining("The number of effects named probe of reply is 0; expected 1.")]);
  });

  it("is shared out among no events that were under way together, and judges all of them", async () => {
    const of = (one: string): Step => ({ expect: { effects: 1, of: one } });
    const single = await perform({ steps: [...TOGETHER, of("first")] }, await countingReceiver());
    expect([single.item.grade, single.item.reason]).toEqual([
      "inconclusive",
      expect.stringContaining("several events in progress at once"),
    ]);
    const total = await perform({ steps: [...TOGETHER, { expect: { effects: 2 } }] }, await countingReceiver());
    expect(total.item.grade).toBe("ok");
  });

  it("that cannot be read blames nobody", async () => {
    const { SmartLeadMockError } = await import("../../../src/base/errors.ts");
    const receiver = await countingReceiver();
    const read = async () => Promise.reject(new SmartLeadMockError("usage", "--probe x is answered 500."));
    const { item } = await perform({ steps: TWICE }, { ...receiver, probe: { read } });
    expect([item.grade, item.reason]).toEqual(["inconclusive", expect.stringContaining("--probe x is answered 500")]);
  });

  it("shows what a receiver usually does with a type, so that a story of the library asks for no more", async () => {
    const { item } = await play(
      "unsubscribe-during-sequence",
      await countingReceiver({ ignores: "LEAD_UNSUBSCRIBED" }),
    );
    expect([item.grade, item.reason]).toEqual([
      "skip",
      expect.stringContaining("nothing visible for LEAD_UNSUBSCRIBED"),
    ]);
    expect((await play("unsubscribe-during-sequence", await countingReceiver())).item.grade).toBe("ok");
  });
});

describe("the verdict on a duplicate with a probe", () => {
  it.each([
    ["acknowledged", {}],
    ["acknowledged", { lateMs: 150 }],
    ["acknowledged", { rows: 2 }],
    ["reprocessed", { isNaive: true }],
    ["reprocessed", { isNaive: true, lateMs: 150 }],
    ["reprocessed", { isNaive: true, rows: 2 }],
  ] as const)("is %s for a receiver with %j", async (expected, habits) => {
    const { item, told } = await perform(
      { steps: [...ALONE, ...LOST, verdict(expected)] },
      await countingReceiver(habits),
    );
    expect([told, item.grade]).toEqual([[], "ok"]);
  });

  it("needs one sent alone to tell two rows from twice the work", async () => {
    const { item } = await perform({ steps: [...LOST, verdict("acknowledged")] }, await countingReceiver({ rows: 2 }));
    expect([item.grade, item.reason]).toEqual(["inconclusive", expect.stringContaining("is unproven")]);
  });

  it("takes a number that did not rise for lost work, where it rises for another", async () => {
    const sent: readonly Step[] = [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }];
    const judged = async (steps: readonly Step[]) =>
      (await perform({ steps }, await countingReceiver({ failsAtFirst: true }))).item.grade;
    expect(await judged([...ALONE, ...sent, verdict("swallowed")])).toBe("ok");
    expect(
      await judged([{ emit: "EMAIL_OPEN", as: "other" }, { settle: "other" }, ...sent, verdict("swallowed")]),
    ).toBe("inconclusive");
  });

  it("counts what was read of a request that is sent again", async () => {
    const steps = [...ALONE, ...LOST, { resend: "reply", as: "again" }, { settle: "again" }] as const;
    const expected = { expect: { duplicates: { reprocessed: 2 } } };
    const naive = await perform({ steps: [...steps, expected] }, await countingReceiver({ isNaive: true }));
    expect([naive.told, naive.item.grade]).toEqual([[], "ok"]);
  });
});
