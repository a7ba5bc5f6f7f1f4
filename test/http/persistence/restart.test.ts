import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { aFolder, aKeptMock, allDeliveries, aReceiver, NOW } from "./a-kept-mock.ts";

const OK = () => 200;

/** What a mock shows of itself, apart from what belongs to the process. */
function viewOf(mock: SmartLeadMock) {
  const { clock: _clock, data: _data, target: _target, ...state } = mock.state();
  const { campaigns, clients, mailboxes, leads, untrackedReplies } = mock.world;
  const enrolments = campaigns.flatMap(({ id }) => mock.world.enrolmentsOf(id));
  return {
    state,
    deliveries: allDeliveries(mock).map(({ id }) => mock.deliveries.get(id)),
    world: JSON.parse(JSON.stringify({ campaigns, clients, mailboxes, leads, untrackedReplies, enrolments })),
    effects: mock.effects.list(),
  };
}

describe("a mock that is started again", () => {
  it("shows the same deliveries, account, webhooks, effects and counters, and goes on with ids of its own", async () => {
    const folder = aFolder();
    const receiver = await aReceiver((_, number) => [200, 500, 200, 404][number % 4] ?? 200);
    const before = aKeptMock(folder, { target: receiver.url });
    for (const eventType of EVENT_TYPES) before.emit({ eventType });
    for (let step = 0; step < 30; step += 1) before.step();
    before.webhooks.create({ name: "mine", url: receiver.url, level: "user", eventTypeMap: { EMAIL_OPEN: true } });
    await before.settled();
    before.effects.add(before.deliveries.list({}, { limit: 1 }).data[0]?.request_id ?? "", "crm");
    const view = viewOf(before);
    const { run, lastSeq } = { run: before.run, lastSeq: before.journal.lastSeq };
    await before.close();

    const after = aKeptMock(folder, { target: receiver.url });
    expect(viewOf(after)).toEqual(view);
    expect([after.run, after.journal.lastSeq]).toEqual([run, lastSeq]);
    const [event] = after.emit({ eventType: "EMAIL_REPLY" });
    await after.settled();
    expect(view.deliveries.map((delivery) => delivery?.id)).not.toContain(event?.deliveries[0]);
    expect(new Set(allDeliveries(after).map(({ request_id }) => request_id)).size).toBe(view.deliveries.length + 1);
    expect(after.journal.lastSeq).toBeGreaterThan(lastSeq);
  });

  it("plays the same future as one that lived on, after a stop and after a kill", async () => {
    const receiver = await aReceiver(OK);
    const options = { target: receiver.url, run: "r", seed: 3 };
    const future = async (mock: SmartLeadMock) => {
      const happened = Array.from({ length: 60 }, () => mock.step()).flat();
      await mock.settled();
      return happened.map(({ event_type, deliveries: [id] }) => {
        const body = JSON.parse(mock.deliveries.get(id ?? "")?.request?.body ?? "null");
        return [event_type, body];
      });
    };
    const past = (mock: SmartLeadMock) => {
      for (let step = 0; step < 40; step += 1) mock.step();
      expect(() => mock.emit({ eventType: "EMAIL_OPEN", campaignId: 1 })).toThrow("no campaign 1");
      mock.emit({ eventType: "EMAIL_REPLY", count: 5 });
    };
    const living = aKeptMock(aFolder(), options, { run: "r", seed: 3 });
    past(living);
    await living.settled();
    const expected = await future(living);

    const stopped = aFolder();
    const first = aKeptMock(stopped, options, { run: "r", seed: 3 });
    past(first);
    await first.settled();
    await first.close();
    expect(await future(aKeptMock(stopped, options))).toEqual(expected);

    const killed = aFolder();
    const left = aKeptMock(killed, options, { run: "r", seed: 3 });
    past(left);
    await left.settled();
    // As a kill leaves it: only what was written by then counts, and nobody has saved.
    expect(readdirSync(killed).filter((name) => name.startsWith("checkpoint"))).toEqual([]);
    const found = aFolder();
    cpSync(killed, found, { recursive: true });
    rmSync(join(found, "lock"));
    expect(await future(aKeptMock(found, options))).toEqual(expected);
  });

  it("sends what waited at its time, with the tries and the request id that it had", async () => {
    const folder = aFolder();
    const receiver = await aReceiver((_, number) => (number <= 2 ? 500 : 200));
    const before = aKeptMock(folder, { target: receiver.url, clock: "manual" });
    before.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    await before.clock.next();
    await receiver.got(2);
    await before.clock.advance(0);
    await before.close();

    const after = aKeptMock(folder, { target: receiver.url, clock: "manual" });
    const [waiting] = allDeliveries(after);
    expect(waiting).toMatchObject({ state: "waiting", attempts: [{ number: 1 }, { number: 2 }] });
    const dueAt = Date.parse(waiting?.attempts[1]?.next_attempt_at ?? "");
    expect(after.clock.nextDueAt()).toBe(dueAt);
    await after.clock.advance(dueAt - after.clock.now() - 1);
    expect(receiver.received).toHaveLength(2);
    await after.clock.advance(1);
    await after.settled();
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-request-id"])).size).toBe(1);
    expect(allDeliveries(after)[0]).toMatchObject({ state: "delivered", attempts: [{}, {}, { number: 3 }] });
  });

  it("judges the retry of an attempt that was interrupted like one after a lost answer", async () => {
    const folder = aFolder();
    const receiver = await aReceiver((_, number, response) => {
      if (number === 1) return "nothing";
      response.setHeader("content-type", "application/json");
      return 208;
    });
    const before = aKeptMock(folder, { target: receiver.url, clock: "manual" });
    before.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    await before.close(0);
    const after = aKeptMock(folder, { target: receiver.url });
    await after.settled();
    const [delivery] = allDeliveries(after);
    expect(delivery?.attempts.map(({ outcome }) => outcome)).toEqual(["interrupted", "success"]);
    expect(delivery?.attempts[1]?.duplicate).toMatchObject({ verdict: "acknowledged" });
  });

  it("keeps the target's webhook and lets what waits follow its new URL", async () => {
    const folder = aFolder();
    const [old, fresh] = [await aReceiver(() => 500), await aReceiver(OK)];
    const before = aKeptMock(folder, { target: old.url, clock: "manual" });
    before.emit({ eventType: "EMAIL_REPLY" });
    await old.got(1);
    await before.clock.advance(0);
    const [{ id } = { id: 0 }] = before.webhooks.list();
    await before.close();

    const after = aKeptMock(folder, { target: fresh.url });
    await after.settled();
    expect(after.webhooks.list().map((webhook) => [webhook.id, webhook.name, webhook.url])).toEqual([
      [id, "target", fresh.url],
    ]);
    expect([old.received.length, fresh.received.length]).toEqual([1, 1]);
    expect(allDeliveries(after)[0]).toMatchObject({ state: "delivered" });
  });

  it("sends nothing to a target that is no longer asked for", async () => {
    const folder = aFolder();
    const receiver = await aReceiver(() => 500);
    const before = aKeptMock(folder, { target: receiver.url, clock: "manual" });
    before.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    await before.clock.advance(0);
    await before.close();
    const after = aKeptMock(folder);
    await after.settled();
    expect([after.webhooks.list(), receiver.received.length]).toEqual([[], 1]);
    expect(allDeliveries(after)[0]).toMatchObject({ state: "failed", reason: "disabled" });
  });

  it("changes the webhooks of the configuration where they differ, and deletes those that are gone; others stay", async () => {
    const folder = aFolder();
    const webhook = (name: string, url: string) => ({
      name,
      url,
      level: "user" as const,
      eventTypeMap: { EMAIL_OPEN: true } as const,
    });
    const before = aKeptMock(folder, { webhooks: [webhook("a", "http://a.test/1"), webhook("b", "http://b.test/")] });
    before.webhooks.create(webhook("by hand", "http://c.test/"));
    const idOf = new Map(before.webhooks.list().map(({ name, id }) => [name, id]));
    await before.close();
    const after = aKeptMock(folder, { webhooks: [webhook("a", "http://a.test/2"), webhook("d", "http://d.test/")] });
    expect(after.webhooks.list().map(({ name, url, id }) => [name, url, id])).toEqual([
      ["a", "http://a.test/2", idOf.get("a")],
      ["by hand", "http://c.test/", idOf.get("by hand")],
      ["d", "http://d.test/", Math.max(...idOf.values()) + 1],
    ]);
  });

  it("does not let its clock run backwards when the machine's does, and says so", async () => {
    const folder = aFolder();
    const before = aKeptMock(folder, { clock: "manual" });
    await before.clock.advance(3_600_000);
    await before.close();
    const after = aKeptMock(folder, { clock: "manual", now: NOW - 86_400_000 });
    expect(after.clock.now()).toBe(NOW + 3_600_000);
    expect(after.data?.notices).toEqual([
      "The mock's clock continues from 2026-01-05T10:00:00.000Z, where the journal ends, not from the earlier 2026-01-04T09:00:00.000Z.",
    ]);
    await after.close();
    const later = aKeptMock(folder, { clock: "manual", now: NOW + 7_200_000 });
    expect([later.clock.now(), later.data?.notices]).toEqual([NOW + 7_200_000, []]);
  });

  it("finds the deliveries again from the journal when its checkpoints are gone, and says what is lost", async () => {
    const folder = aFolder();
    const receiver = await aReceiver((_, number) => (number === 2 ? 404 : 200));
    const before = aKeptMock(folder, { target: receiver.url });
    before.emit({ eventType: "EMAIL_REPLY", count: 3 });
    await before.settled();
    const deliveries = allDeliveries(before);
    const { counters } = before.state();
    await before.close();
    for (const name of readdirSync(folder)) if (name.startsWith("checkpoint")) rmSync(join(folder, name));
    const after = aKeptMock(folder, { target: receiver.url });
    expect(after.data?.notices).toEqual([
      `${folder} has no checkpoint any more: a new account is created; deliveries are recovered from the journal.`,
    ]);
    expect([allDeliveries(after), after.state().counters]).toEqual([deliveries, counters]);
  });

  it("begins anew after a reset: nothing of before comes back, and numbers go on", async () => {
    const folder = aFolder();
    const receiver = await aReceiver(OK);
    const before = aKeptMock(folder, { target: receiver.url });
    before.emit({ eventType: "EMAIL_REPLY", count: 5 });
    await before.settled();
    before.reset();
    before.emit({ eventType: "EMAIL_OPEN", count: 2 });
    await before.settled();
    const view = viewOf(before);
    const { lastSeq } = before.journal;
    await before.close();
    const after = aKeptMock(folder, { target: receiver.url });
    expect(viewOf(after)).toEqual(view);
    expect(after.state().counters).toMatchObject({ events: 2, deliveries: 2, delivered: 2 });
    expect(after.journal.lastSeq).toBe(lastSeq);
  });
});

describe("what a directory was made with", () => {
  it("is kept: another seed or run is refused, the same or none goes on", async () => {
    const folder = aFolder();
    await aKeptMock(folder, {}, { seed: 7, run: "mine" }).close();
    expect(() => aKeptMock(folder, {}, { seed: 8 })).toThrow(
      `${folder} was created with seed 7; leave out --seed 8, or choose another --data.`,
    );
    expect(() => aKeptMock(folder, {}, { run: "other" })).toThrow(
      `${folder} was created with run mine; leave out --run other`,
    );
    const again = aKeptMock(folder, {}, { seed: 7, run: "mine" });
    expect([again.seed, again.run]).toEqual([7, "mine"]);
    expect(() => aKeptMock(folder)).toThrow(
      /is in use by another mock in this process; close that one, choose another --data, or use --ephemeral\./,
    );
    await again.close();
    expect(aKeptMock(folder)).toMatchObject({ seed: 7, run: "mine" });
  });

  it("lies in a folder that git leaves alone", async () => {
    const folder = aFolder();
    await aKeptMock(folder).close();
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([".gitignore", "meta.json", "journal", "deliveries"]));
    expect(readdirSync(folder)).not.toContain("lock");
    expect(readdirSync(join(folder, "journal"))).toEqual(["000000000000001.ndjson"]);
  });
});
