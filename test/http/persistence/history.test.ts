import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_SETTLED_BESIDE_HISTORY } from "../../../src/journal/delivery-index.ts";
import { MAX_SEARCHED_PER_PAGE } from "../../../src/journal/delivery-search.ts";
import { MAX_RECENT_ENTRIES } from "../../../src/journal/journal.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { aFolder, aKeptMock, allDeliveries, aReceiver, keptForAll, NOW } from "./a-kept-mock.ts";

/** More than memory holds. */
const COUNT = MAX_SETTLED_BESIDE_HISTORY + 600;

/** One for all that look at it: what a test sends again does not change what the others ask for. */
let session: Awaited<ReturnType<typeof aLongSession>>;
let kept: ReturnType<typeof keptForAll>;
beforeAll(async () => {
  session = await aLongSession();
  kept = keptForAll();
}, 60_000);
afterAll(() => kept.closeAll());

/** Every seventh delivery is refused. */
async function aLongSession() {
  const receiver = await aReceiver((_, number) => (number % 7 === 0 ? 404 : 200));
  const mock = aKeptMock(aFolder(), { target: receiver.url, concurrencyTotal: 1 }, { checkpointEveryBytes: 1_000_000 });
  const first = mock.emit({ eventType: "EMAIL_REPLY", count: 3 });
  await mock.settled();
  const rest = [
    mock.emit({ eventType: "EMAIL_OPEN", count: COUNT / 2 }),
    mock.emit({ eventType: "LEAD_UNSUBSCRIBED", count: COUNT / 2 }),
  ].flat();
  await mock.settled();
  return { mock, receiver, ids: [...first, ...rest].flatMap(({ deliveries }) => deliveries) };
}

function pagesOf(mock: SmartLeadMock, filter: Parameters<SmartLeadMock["deliveries"]["list"]>[0]) {
  const pages: string[][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = mock.deliveries.list(filter, { limit: 200, cursor });
    pages.push(page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  return pages;
}

describe("deliveries that memory no longer holds", () => {
  it("are listed, filtered, counted, shown and sent again like those that it does", { timeout: 60_000 }, async () => {
    const { mock, ids } = session;
    expect([...mock.deliveries.all()].length).toBeLessThan(COUNT);
    const all = allDeliveries(mock, 500);
    expect(all.map(({ id }) => id)).toEqual(ids.toReversed());

    const failed = all.filter(({ state }) => state === "failed").map(({ id }) => id);
    expect(failed.length).toBeGreaterThan(300);
    expect(pagesOf(mock, { state: "failed" }).flat()).toEqual(failed);
    const replies = ids.slice(0, 3).toReversed();
    expect(pagesOf(mock, { event_type: "EMAIL_REPLY" })).toEqual([replies]);
    const [campaign] = all.map(({ campaign_id }) => campaign_id);
    expect(pagesOf(mock, { campaign_id: campaign ?? 0, state: "delivered" }).flat()).toEqual(
      all.filter(({ campaign_id, state }) => campaign_id === campaign && state === "delivered").map(({ id }) => id),
    );

    const window = { from: NOW - 1, to: NOW + 86_400_000 };
    for (const { id } of mock.world.campaigns) {
      const own = all.filter(({ campaign_id }) => campaign_id === id);
      expect(mock.deliveries.summary(id, window)).toMatchObject({
        total: own.length,
        failed: own.filter(({ state }) => state === "failed").length,
        pending: 0,
      });
    }

    const oldest = mock.deliveries.get(ids[0] ?? "");
    expect(oldest).toMatchObject({ id: ids[0], event_type: "EMAIL_REPLY", state: "delivered" });
    expect(JSON.parse(oldest?.request?.body ?? "")).toMatchObject({ event_type: "EMAIL_REPLY" });
    expect(mock.event(oldest?.event_id ?? "")).toMatchObject({ event_id: oldest?.event_id, deliveries: [ids[0]] });
    const again = mock.resend(ids[0] ?? "");
    await mock.settled();
    expect(mock.deliveries.get(again.id)).toMatchObject({ resent_from: ids[0], request_id: oldest?.request_id });
    expect(mock.deliveries.get(again.id)?.attempts[0]?.duplicate).not.toBeNull();
    expect(mock.event(oldest?.event_id ?? "")?.deliveries).toEqual([ids[0], again.id]);
  });

  it("are searched a part at a time: a page may be short, and its cursor goes on until everything was seen", async () => {
    const { mock, ids } = session;
    const request = mock.deliveries.get(ids[1] ?? "")?.request_id ?? "";
    const pages = pagesOf(mock, { q: request });
    expect(pages.flat()).toEqual([ids[1]]);
    expect(pages.length).toBeGreaterThan((COUNT - MAX_SETTLED_BESIDE_HISTORY) / MAX_SEARCHED_PER_PAGE);
    expect(pagesOf(mock, { q: "nobody is called so" }).flat()).toEqual([]);
  });

  it("are sent again by a retrigger exactly once each", async () => {
    const { mock, receiver } = session;
    const [{ id } = { id: 0 }] = mock.world.campaigns;
    const window = { from: NOW - 1, to: NOW + 86_400_000 };
    const { failed } = mock.deliveries.summary(id, window);
    const before = receiver.received.length;
    expect(mock.retrigger([id], window.from, window.to).count).toBe(failed);
    await mock.settled();
    expect(receiver.received.length - before).toBe(failed);
    expect(mock.deliveries.summary(id, window)).toMatchObject({ retriedFailures: failed });
  });

  it("are attributed an effect that is reported late, and judged by it", async () => {
    const { mock, ids } = session;
    const { request_id } = mock.deliveries.get(ids[9] ?? "") ?? { request_id: "" };
    mock.effects.add(request_id, "crm");
    expect(mock.effects.list(request_id)).toMatchObject([{ delivery_id: ids[9], name: "crm" }]);
  });
});

describe("the journal's entries", () => {
  it("are all read, also those that memory no longer holds", async () => {
    const { mock } = session;
    expect(mock.journal.heldFirstSeq).toBeGreaterThan(1);
    expect(mock.journal.lastSeq).toBeGreaterThan(MAX_RECENT_ENTRIES);
    const seqs: number[] = [];
    for (let at = 0; at < mock.journal.lastSeq; ) {
      const { texts, lastSeq } = mock.journal.textsAfter(at, 777);
      seqs.push(...texts.map((text) => JSON.parse(text).seq));
      at = lastSeq;
    }
    expect(seqs).toEqual(Array.from({ length: mock.journal.lastSeq }, (_, at) => at + 1));
  });
});

describe("retention", () => {
  it("cuts the past, keeps what is open and the counts, and says where it has cut", async () => {
    const receiver = await aReceiver((_, number) => (number === 1 ? 500 : 200));
    const folder = aFolder();
    const retention = { entries: 3_000 };
    const small = { retention, checkpointEveryBytes: 400_000 };
    const mock = aKeptMock(folder, { target: receiver.url, clock: "manual" }, small);
    const [open] = mock.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    await mock.clock.advance(0);
    for (let round = 0; round < 20; round += 1) {
      mock.emit({ eventType: "EMAIL_OPEN", count: 100 });
      await receiver.got(1 + (round + 1) * 100);
      await mock.clock.advance(0);
    }
    const { counters } = mock.state();
    const total = (of: SmartLeadMock) =>
      of.world.campaigns.reduce(
        (sum, { id }) => sum + of.deliveries.summary(id, { from: NOW - 86_400_000, to: NOW + 86_400_000 }).total,
        0,
      );
    expect([counters.deliveries, counters.delivered, counters.waiting]).toEqual([2_001, 2_000, 1]);
    expect(mock.journal.firstSeq).toBeGreaterThan(1);
    expect(JSON.parse(mock.journal.textsAfter(0, 1).texts[0] ?? "")).toEqual({
      type: "gap",
      from: 1,
      to: mock.journal.firstSeq - 1,
    });
    expect(total(mock)).toBe(2_001);
    await mock.close();

    const after = aKeptMock(folder, { target: receiver.url }, small);
    expect(allDeliveries(after).length).toBeLessThan(2_001);
    expect([after.state().counters.deliveries, total(after)]).toEqual([2_001, 2_001]);
    await after.settled();
    expect(after.deliveries.get(open?.deliveries[0] ?? "")).toMatchObject({ state: "delivered" });
    expect(after.data?.notices).toEqual([]);
  });
});
