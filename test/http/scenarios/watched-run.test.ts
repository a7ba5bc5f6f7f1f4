import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import { loadedFromObject } from "../../../src/harness/scenarios/loading/loaded-scenario.ts";
import { type PlannedRun, runAll } from "../../../src/harness/scenarios/run/run-all.ts";
import { freePort } from "../../../src/harness/session/port.ts";
import { openEnvironment } from "../../../src/harness/session/test-environment.ts";
import { RunWatch } from "../../../src/harness/session/watch/run-watch.ts";
import type { Entry, Frame } from "../../../src/journal/entry.ts";
import { Listener } from "../stream/stream-bench.ts";

const NAMES = ["the first", "the second", "the third"] as const;

/** What a console finds while the event of one scenario is being handled. */
interface Look {
  readonly frames: readonly Frame[];
  readonly deliveries: readonly Delivery[];
  /** What the receiver did for the first event, as its delivery tells. */
  readonly firstEffects: readonly unknown[];
}

/** Plays three scenarios one after the other on one port; a console looks in once during each, and continues from what it has seen. */
async function looks(): Promise<readonly Look[]> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const found: Look[] = [];
  let since = 0;
  let first: { readonly requestId: string; readonly deliveryId: string } | null = null;
  const dataOf = async <Data>(path: string): Promise<Data> => {
    const { data }: { data: Data } = JSON.parse(await (await fetch(`${url}/_mock${path}`)).text());
    return data;
  };
  const handle = async (request: Request) => {
    const requestId = request.headers.get("x-request-id") ?? "";
    const deliveries = await dataOf<readonly Delivery[]>("/deliveries");
    first ??= { requestId, deliveryId: deliveries[0]?.id ?? "" };
    // A receiver that works later reports to the mock that comes after.
    if (found.length === 1) await fetch(`${url}/_mock/effects/${first.requestId}`, { method: "POST" });
    const console = new Listener(`${url.replace("http", "ws")}/_mock/stream?since=${since}&run=watched`);
    const isThere = (frame: Frame) => frame.type === "attempt.started" && frame.delivery_id === deliveries[0]?.id;
    const frames = await console.until(() => console.frames.some(isThere));
    console.close();
    await console.closed;
    since = console.lastSeq;
    const { effects } = await dataOf<Delivery & { readonly effects: readonly unknown[] }>(
      `/deliveries/${first.deliveryId}`,
    );
    found.push({ frames, deliveries, firstEffects: effects });
    return new Response();
  };
  const plan = NAMES.map((name): PlannedRun => {
    const loaded = loadedFromObject({
      name,
      steps: [
        { emit: "EMAIL_REPLY", as: "reply" },
        { settle: "reply" },
        { expect: { delivery: "reply", state: "delivered" } },
      ],
    });
    const options = {
      run: "watched",
      version: "test",
      openEnvironment,
      port,
      target: { kind: "function", handle },
    } as const;
    return { group: { id: name, title: name }, loaded, options };
  });
  const { groups } = await runAll(plan, {
    jobs: 1,
    signal: new AbortController().signal,
    watch: new RunWatch("watched"),
    onItem: () => {},
    onProgress: () => {},
  });
  expect(groups.flatMap(({ items }) => items.map(({ grade }) => grade))).toEqual(["ok", "ok", "ok"]);
  return found;
}

const entriesOf = (all: readonly Look[]): Entry[] =>
  all.flatMap(({ frames }) => frames.flatMap((frame) => ("seq" in frame ? [frame] : [])));

describe("scenarios that are played one after the other on one port", () => {
  it("are one run to a console, which misses nothing of what happened between two connections", async () => {
    const found = await looks();
    expect(found.map(({ frames: [hello] }) => hello)).toEqual(
      NAMES.map(() => expect.objectContaining({ run: "watched" })),
    );
    const entries = entriesOf(found);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    const ended = entries.flatMap((entry) =>
      entry.type === "scenario.step" && entry.state === "passed" ? [entry] : [],
    );
    expect(ended.map(({ scenario, path }) => `${scenario} ${path}`)).toEqual([
      ...["steps[0]", "steps[1]", "steps[2]"].map((path) => `the first ${path}`),
      ...["steps[0]", "steps[1]", "steps[2]"].map((path) => `the second ${path}`),
      "the third steps[0]",
    ]);
    expect(found.map(({ deliveries }) => deliveries.map(({ state }) => state))).toEqual([
      ["in_flight"],
      ["in_flight", "delivered"],
      ["in_flight", "delivered", "delivered"],
    ]);
  });

  it("hear what is reported late about an earlier one", async () => {
    const found = await looks();
    expect(found.map(({ firstEffects }) => firstEffects.length)).toEqual([0, 1, 1]);
  });
});
