import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { freePort } from "../../../src/harness/session/port.ts";
import { perform } from "./sketch.ts";

/** Answers at once, and does each event's work later: `lateMs` = real ms after the n-th event, one for each piece of work. */
async function lateReceiver(lateMs: (event: number) => readonly number[]) {
  const port = await freePort();
  let events = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      events += 1;
      response.end("{}");
      const id = String(request.headers["x-request-id"]);
      for (const ms of lateMs(events))
        afterReal(
          ms,
          () => void fetch(`http://127.0.0.1:${port}/_mock/effects/${id}`, { method: "POST" }).catch(() => {}),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { port, target: { kind: "url", url } as const };
}

const reply = (as: string): readonly Step[] => [{ emit: "EMAIL_REPLY", as }, { settle: as }];

it("a story that fails where an answer was not waited for as long as SmartLead does is played once more, with its time", async () => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const isSlow = requests === 2;
    request.resume().on("end", () => void afterReal(isSlow ? 900 : 0, () => response.end("{}")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const steps = [...reply("first"), ...reply("second"), { expect: { delivery: "second", attempts: 1 } } as const];
  const { item } = await perform({ steps }, { target: { kind: "url", url }, mock: { minTimeoutMs: 300 } });
  expect([item.grade, item.title.includes("once more"), requests]).toEqual(["ok", false, 5]);
});

describe("an expectation about effects", () => {
  it("waits as long as work was seen to take in this story before it fails, however short its own patience is", async () => {
    const receiver = await lateReceiver(() => [300]);
    const steps: readonly Step[] = [
      ...reply("first"),
      { wait: { effects: 1, of: "first" } },
      ...reply("second"),
      { expect: { effects: 1, of: "second" } },
    ];
    const { told } = await perform({ steps }, { ...receiver, limits: { patienceMs: 20 } });
    expect(told).toEqual([]);
  });

  it("does not give up a queue that is being worked off, where it is not certain whose each piece of work is", async () => {
    const port = await freePort();
    const queue: string[] = [];
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        queue.push("done");
        response.end("{}");
      });
    });
    // One after the other, and nameless, so that no lag is learned: all take ten times the patience.
    const work = () => {
      const next = queue.shift();
      if (next !== undefined) void fetch(`http://127.0.0.1:${port}/_mock/sink/notes`, { method: "POST", body: "{}" });
      cancel = afterReal(100, work);
    };
    let cancel = afterReal(100, work);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      cancel();
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const steps: readonly Step[] = [
      { emit: "EMAIL_REPLY", count: 10, as: "replies" },
      { settle: "all" },
      { expect: { calls: 10, source: "sink" } },
    ];
    const { told } = await perform({ steps }, { port, target: { kind: "url", url }, limits: { patienceMs: 300 } });
    expect(told).toEqual([]);
  });

  it("is not content before a second piece of work had the time that the first one took", async () => {
    // The work of the second event is done long before the time that the first one's took has passed, on a slow machine too.
    const receiver = await lateReceiver((event) => (event === 1 ? [500] : [40, 80]));
    const steps: readonly Step[] = [
      ...reply("first"),
      { wait: { effects: 1, of: "first" } },
      ...reply("second"),
      { wait: { effects: 1, of: "second" } },
      { expect: { effects: 1, of: "second" } },
    ];
    const { told } = await perform({ steps }, { ...receiver, limits: { patienceMs: 20 } });
    expect(told).toEqual([expect.stringContaining("The number of effects of second is 2; expected 1.")]);
  });
});
