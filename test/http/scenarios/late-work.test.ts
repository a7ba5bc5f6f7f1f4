import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { freePort } from "../../../src/harness/session/port.ts";
import { perform } from "./sketch.ts";

/** Answers at once, and does each event's work so much later; `times` = for the n-th event. */
async function lateReceiver({ lateMs, times }: { lateMs: number; times: (event: number) => number }) {
  const port = await freePort();
  let events = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      events += 1;
      response.end("{}");
      const id = String(request.headers["x-request-id"]);
      for (let time = 1; time <= times(events); time += 1)
        afterReal(
          lateMs + 20 * (time - 1),
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

describe("an expectation about effects", () => {
  it("waits as long as work was seen to take in this story before it fails, however short its own patience is", async () => {
    const receiver = await lateReceiver({ lateMs: 300, times: () => 1 });
    const steps: readonly Step[] = [
      ...reply("first"),
      { wait: { effects: 1, of: "first" } },
      ...reply("second"),
      { expect: { effects: 1, of: "second" } },
    ];
    const { told } = await perform({ steps }, { ...receiver, limits: { patienceMs: 20 } });
    expect(told).toEqual([]);
  });

  // Both pieces of work are late by the real clock; a machine that stalls between them makes the second later than the first.
  it("is not content before a second piece of work had the time that the first one took", { retry: 2 }, async () => {
    const receiver = await lateReceiver({ lateMs: 120, times: (event) => event });
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
