import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { watchedDisk } from "../../unit/data-directory/a-disk.ts";
import { aFolder, aKeptMock, allDeliveries, aReceiver } from "./a-kept-mock.ts";

const OPTIONS = { clock: "manual", run: "r", seed: 1 } as const;

/** What a restore is to bring back; the journal's numbers go on, so they are left out. */
function stateOf(mock: SmartLeadMock) {
  const { counters, clock } = mock.state();
  const deliveries = allDeliveries(mock).map(({ id, state, attempts }) => [id, state, attempts.length]);
  return { world: mock.world.save(), webhooks: mock.webhooks.save(), counters, clock, deliveries };
}

/** A mock with a delivery that waits for its retry and one that failed, and the snapshot of it. */
async function aMockWithPast(folder: string, dataOptions = {}) {
  const receiver = await aReceiver((_, number) => [503, 400][number - 1] ?? 200);
  const mock = aKeptMock(folder, { ...OPTIONS, target: receiver.url }, dataOptions);
  for (const eventType of ["EMAIL_REPLY", "EMAIL_OPEN"] as const) {
    mock.emit({ eventType });
    await mock.clock.advance(1_000);
  }
  const view = mock.snapshots.save("two-deliveries");
  const before = stateOf(mock);
  return { mock, receiver, view, before };
}

describe("a snapshot with a data directory", () => {
  it("is kept by name, and what was restored is there after a kill", async () => {
    const folder = aFolder();
    const { mock, receiver, view, before } = await aMockWithPast(folder);
    expect(view).toMatchObject({ name: "two-deliveries", open_deliveries: 1, failed_deliveries: 1 });
    await mock.clock.advance(600_000);
    mock.emit({ eventType: "LEAD_UNSUBSCRIBED" });
    mock.snapshots.restore(mock.snapshots.read("two-deliveries"));
    expect(stateOf(mock)).toEqual(before);
    await mock.crash();

    const again = aKeptMock(folder, { ...OPTIONS, target: receiver.url });
    expect(stateOf(again)).toEqual(before);
    expect(again.snapshots.list()).toEqual([view]);
    await again.clock.advance(60_000);
    expect(again.state().counters).toMatchObject({ delivered: 1, failed: 1, waiting: 0 });
    expect(again.snapshots.remove("two-deliveries")).toEqual(view);
    expect(again.snapshots.list()).toEqual([]);
  });

  it("is there as a whole where the process dies before the checkpoint of the restore is written", async () => {
    const [folder, copy] = [aFolder(), aFolder()];
    let isRestoring = false;
    const disk = watchedDisk((operation) => {
      if (!isRestoring || !operation.startsWith("rename")) return;
      isRestoring = false;
      cpSync(folder, copy, { recursive: true });
    });
    const { mock, receiver, before } = await aMockWithPast(folder, { disk });
    await mock.clock.advance(600_000);
    mock.emit({ eventType: "LEAD_UNSUBSCRIBED" });
    const snapshot = mock.snapshots.read("two-deliveries");
    isRestoring = true;
    mock.snapshots.restore(snapshot);
    expect(isRestoring).toBe(false);
    await mock.crash();

    for (const name of readdirSync(copy)) if (name.startsWith("lock")) rmSync(join(copy, name));
    const again = aKeptMock(copy, { ...OPTIONS, target: receiver.url });
    expect(stateOf(again)).toEqual(before);
  });

  it("tells the stream what was dropped, what came back, and that it was restored", async () => {
    const receiver = await aReceiver((_, number) => (number === 2 ? "nothing" : 503));
    const mock = aKeptMock(aFolder(), { ...OPTIONS, target: receiver.url });
    const [first] = mock.emit({ eventType: "EMAIL_REPLY" });
    await mock.clock.advance(1_000);
    const snapshot = mock.snapshots.take("one");
    const [second] = mock.emit({ eventType: "EMAIL_OPEN" });
    await receiver.got(2);
    const from = mock.journal.lastSeq;
    mock.snapshots.restore(snapshot);
    const told = mock.journal.since(from).map((entry) => {
      if (entry.type === "attempt.finished") return [entry.delivery_id, entry.attempt.outcome];
      if (entry.type === "delivery.created") return [entry.delivery.id, entry.delivery.state];
      return entry.type === "world.changed" ? entry.change : entry.type;
    });
    expect(told).toEqual([
      [second?.deliveries[0], "interrupted"],
      "clock.changed",
      "reset",
      [first?.deliveries[0], "waiting"],
      "snapshot restored: one",
    ]);
  });

  it("that is damaged is not listed and says so when it is asked for, and a mistyped name is suggested", async () => {
    const folder = aFolder();
    const { mock } = await aMockWithPast(folder);
    const file = join(folder, "snapshots", "two-deliveries.json");
    expect(() => mock.snapshots.read("two-delivery")).toThrow("no snapshot two-delivery; did you mean two-deliveries?");
    expect(() => mock.snapshots.save("../x y")).toThrow(
      '"../x y" is not a valid name for a snapshot; use up to 64 letters, digits, -, _ and ., such as x-y.',
    );
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 5_000));
    expect(mock.snapshots.list()).toEqual([]);
    expect(() => mock.snapshots.read("two-deliveries")).toThrow("not a snapshot of smartlead-mock");
  });
});
