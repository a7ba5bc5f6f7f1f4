import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashText } from "../../../src/base/random.ts";
import type { FieldFilter, HeldDelivery } from "../../../src/journal/entry-store.ts";
import type { Archive, ArchiveState } from "../../../src/journal/storage/archive.ts";
import { realDisk } from "../../../src/journal/storage/disk.ts";
import { CHUNK_RECORDS } from "../../../src/journal/storage/index-chunks.ts";
import { runs } from "../../depth.ts";
import { emptyFolder } from "./a-disk.ts";
import { aHeld, checkpointOf, fittingOf, keptArchive, openArchive } from "./an-archive.ts";

const FILTERS: readonly FieldFilter[] = [
  {},
  { state: "delivered" },
  { state: "no such state" },
  { event_type: "EMAIL_REPLY", webhook_id: 8 },
  { campaign_id: 2 },
  { createdFrom: Date.UTC(2026, 0, 5) + 3_000, createdTo: Date.UTC(2026, 0, 5) + 20_000_000 },
];

/** What an archive is to be, without files: the deliveries by their order. */
class Model {
  held = new Map<number, HeldDelivery>();
  firstOrder = 0;
  nextOrder = 0;

  copy(): Model {
    return Object.assign(new Model(), { ...this, held: new Map(this.held) });
  }

  put(held: HeldDelivery): void {
    if (held.order < this.firstOrder) return;
    this.held.set(held.order, held);
    this.nextOrder = Math.max(this.nextOrder, held.order + 1);
  }

  dropBelow(firstOrder: number): void {
    for (const order of this.held.keys()) if (order < firstOrder) this.held.delete(order);
    this.firstOrder = Math.max(this.firstOrder, firstOrder);
    this.nextOrder = Math.max(this.nextOrder, firstOrder);
  }

  clear(nextOrder: number): void {
    this.held.clear();
    this.firstOrder = nextOrder;
    this.nextOrder = nextOrder;
  }

  newestWith(field: "id" | "request_id" | "event_id", id: string, among = Number.POSITIVE_INFINITY): number[] {
    return fittingOf(this.held.values(), {}, Number.POSITIVE_INFINITY).filter(
      (order) => order >= this.nextOrder - among && this.held.get(order)?.delivery[field] === id,
    );
  }
}

/** An archive in a folder and the model of it, with the checkpoints that were made of both. */
class Pair {
  readonly folder = emptyFolder();
  readonly model = { now: new Model() };
  archive: Archive = openArchive({ folder: this.folder, state: null });
  /** To a checkpoint before the last: what the last let go of is missed then, and that is said. */
  hasGoneBack = false;
  checkpoints: { readonly state: ArchiveState | null; readonly model: Model }[] = [{ state: null, model: new Model() }];

  /** The process is killed, and the next one begins at its last checkpoint or at the one before. */
  reopen(back: 0 | 1): void {
    if (this.checkpoints.length > back) this.checkpoints.splice(0, back);
    this.hasGoneBack ||= back === 1;
    const [at] = this.checkpoints;
    if (at === undefined) throw new Error("There always is a checkpoint.");
    // What the newer checkpoint let go of is gone for the older one too.
    const lowest = back === 0 ? 0 : this.model.now.firstOrder;
    this.archive = openArchive({ folder: this.folder, state: at.state });
    this.model.now = at.model.copy();
    this.model.now.dropBelow(lowest);
    if (lowest > 0) this.checkpoint(lowest);
  }

  checkpoint(firstOrder: number): void {
    this.model.now.dropBelow(firstOrder);
    const state = checkpointOf(this.archive, firstOrder);
    this.checkpoints = [{ state, model: this.model.now.copy() }, ...this.checkpoints].slice(0, 2);
  }

  expectAlike(): void {
    const { archive } = this;
    const model = this.model.now;
    expect(archive.firstOrder).toBe(model.firstOrder);
    for (const filter of FILTERS) {
      for (const before of [Number.POSITIVE_INFINITY, model.nextOrder - 3]) {
        const found = [...archive.fitting(filter, before)];
        expect(found.map(({ order }) => order)).toEqual(fittingOf(model.held.values(), filter, before));
      }
    }
    for (const { order, state, reason, eventType, campaignId, createdAt, isResent } of archive.fitting({}, Infinity)) {
      const held = model.held.get(order);
      expect({ ...held?.delivery, isResent: held?.isResent }).toMatchObject({
        ...{ state, reason, event_type: eventType, campaign_id: campaignId, isResent },
        created_at: new Date(createdAt).toISOString(),
      });
    }
    for (const order of [-1, 0, model.firstOrder - 1, model.nextOrder, ...model.held.keys()]) {
      expect(archive.at(order)).toEqual(model.held.get(order) ?? null);
    }
    for (const order of [0, ...[...model.held.keys()].slice(-3)]) {
      expect(archive.orderOf(`dlv_${order}`)).toEqual(model.newestWith("id", `dlv_${order}`)[0] ?? null);
      expect(archive.ordersOfEvent(`evt_${order % 5}`)).toEqual(model.newestWith("event_id", `evt_${order % 5}`));
      for (const among of [0, 2, Number.POSITIVE_INFINITY]) {
        const orders = model.newestWith("request_id", `req_${order % 7}`, among);
        expect(archive.ordersOfRequest(`req_${order % 7}`, among)).toEqual(orders);
      }
    }
  }
}

/** Steps that a mock, or its end, makes with an archive; `back` counts from the newest delivery. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("put" as const), gap: fc.constantFrom(0, 0, 1, 16_000) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("put again" as const), back: fc.nat(8), change: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("flush" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("checkpoint" as const), back: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const), gap: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("reopen" as const), back: fc.constantFrom(0, 0, 1) }) },
);

function perform(pair: Pair, done: typeof step extends fc.Arbitrary<infer Step> ? Step : never): void {
  const { archive } = pair;
  const model = pair.model.now;
  const orderBack = (back: number) => Math.max(0, model.nextOrder - 1 - back);
  const put = (held: HeldDelivery) => {
    archive.put(held);
    model.put(held);
  };
  if (done.kind === "put") put(aHeld(model.nextOrder + done.gap));
  if (done.kind === "put again") put(aHeld(orderBack(done.back), done.change, done.change % 2 === 1));
  if (done.kind === "flush") archive.flush();
  if (done.kind === "checkpoint") pair.checkpoint(Math.max(model.firstOrder, model.nextOrder - done.back));
  if (done.kind === "clear") {
    archive.clear(model.nextOrder + done.gap);
    model.clear(model.nextOrder + done.gap);
  }
  if (done.kind === "reopen") pair.reopen(done.back);
}

describe("the archive", () => {
  it("is what a plain map would be, whatever is put, put again, forgotten, and gone back to", {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const pair = new Pair();
        for (const done of steps) {
          perform(pair, done);
          if (!pair.hasGoneBack) expect(pair.archive.notices).toEqual([]);
          if (done.kind === "reopen" || done.kind === "clear") pair.expectAlike();
        }
        pair.expectAlike();
        pair.reopen(0);
        pair.expectAlike();
        pair.archive.close();
      }),
      { numRuns: runs(150) },
    );
  });

  it("reads a delivery by its place before and after it is written", () => {
    const folder = emptyFolder();
    const archive = openArchive({ folder, state: null });
    const places = [0, 1, 2].map((order) => archive.put(aHeld(order)));
    expect(places.map((place) => archive.read(place))).toEqual([0, 1, 2].map((order) => aHeld(order)));
    archive.flush();
    expect(places.map((place) => archive.read(place))).toEqual([0, 1, 2].map((order) => aHeld(order)));
    expect(archive.read({ file: 9, offset: 0, length: 10 })).toBeNull();
    expect(archive.read({ file: 1, offset: 3, length: 10 })).toBeNull();
    archive.close();
  });

  it("keeps a row of any size", () => {
    const folder = emptyFolder();
    const archive = openArchive({ folder, state: null });
    const large = aHeld(1);
    const body = "ü".repeat(700_000);
    const held = { ...large, delivery: { ...large.delivery, request: { url: "http://localhost", headers: {}, body } } };
    archive.put(aHeld(0));
    archive.put(held);
    archive.put(aHeld(2));
    expect(archive.at(1)).toEqual(held);
    const state = checkpointOf(archive, 0);
    archive.close();
    const next = openArchive({ folder, state });
    expect([0, 1, 2].map((order) => next.at(order))).toEqual([aHeld(0), held, aHeld(2)]);
    next.close();
  });

  it("tells deliveries apart whose ids have the same hash", () => {
    const [one, other] = idsThatCollide();
    const archive = openArchive({ folder: emptyFolder(), state: null });
    const named = (order: number, id: string) => {
      const held = aHeld(order);
      return { ...held, delivery: { ...held.delivery, id, request_id: id, event_id: id } };
    };
    archive.put(named(0, one));
    archive.put(named(1, other));
    expect([archive.orderOf(one), archive.orderOf(other)]).toEqual([0, 1]);
    expect([archive.ordersOfRequest(one), archive.ordersOfEvent(other)]).toEqual([[0], [1]]);
    archive.close();
  });

  it("goes on with a list while deliveries far from it are put", () => {
    const archive = openArchive({ folder: emptyFolder(), state: null });
    const orders = Array.from({ length: 8 }, (_, chunk) => chunk * CHUNK_RECORDS);
    for (const order of orders) archive.put(aHeld(order));
    const seen: number[] = [];
    for (const { order } of archive.fitting({}, Number.POSITIVE_INFINITY)) {
      seen.push(order);
      for (const other of orders) archive.put(aHeld(other + 1));
    }
    expect(seen.filter((order) => order % CHUNK_RECORDS === 0)).toEqual(orders.toReversed());
    archive.close();
  });

  it("deletes files of rows that hold only what is forgotten, but for those that are still needed", () => {
    const { folder, state } = keptArchive(20);
    const archive = openArchive({ folder, state });
    const [first = 0, second = 0] = archive.filesBelow(20);
    expect(archive.filesBelow(20).length).toBeGreaterThan(2);
    expect(archive.filesBelow(0)).toEqual([]);
    const bytes = archive.bytes;
    archive.dropBelow(20, new Set([second]));
    expect(archive.bytes).toBeLessThan(bytes);
    expect(realDisk.size(join(folder, `rows-${first}.ndjson`))).toBeNull();
    expect(realDisk.size(join(folder, `rows-${second}.ndjson`))).not.toBeNull();
    expect(archive.at(19)).toBeNull();
    archive.close();
  });

  it("begins afresh without a state: whatever lies there goes", () => {
    const { folder } = keptArchive(20);
    const archive = openArchive({ folder, state: null });
    expect([archive.at(3), [...archive.fitting({}, 100)]]).toEqual([null, []]);
    expect(realDisk.list(folder)).toEqual([]);
    archive.put(aHeld(0));
    expect(archive.at(0)).toEqual(aHeld(0));
    archive.close();
  });

  it("knows nothing of what a killed process put after the checkpoint, also where the next one leaves gaps", () => {
    const { folder, state } = keptArchive(4);
    const killed = openArchive({ folder, state });
    for (const order of [4, 5]) killed.put(aHeld(order));
    killed.flush();
    killed.close();
    const archive = openArchive({ folder, state });
    archive.put(aHeld(6));
    expect([...archive.fitting({}, 9)].map(({ order }) => order)).toEqual([6, 3, 2, 1, 0]);
    expect([archive.at(4), archive.orderOf("dlv_5")]).toEqual([null, null]);
    archive.close();
  });

  it("holds on to what a checkpoint knows when everything is forgotten, until the next checkpoint", () => {
    const { folder, state, held } = keptArchive(20);
    const archive = openArchive({ folder, state });
    archive.clear(20);
    archive.put(aHeld(20));
    archive.close();
    const killed = openArchive({ folder, state });
    expect([killed.notices, held.map(({ order }) => killed.at(order))]).toEqual([[], held]);
    killed.clear(20);
    checkpointOf(killed, 0);
    expect(realDisk.list(folder).filter((name) => name.startsWith("rows-"))).toEqual([]);
    killed.close();
  });
});

function idsThatCollide(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let number = 0; ; number += 1) {
    const id = `dlv_${number.toString(36)}`;
    const other = seen.get(hashText(id));
    if (other !== undefined) return [other, id];
    seen.set(hashText(id), id);
  }
}
