import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../../../src/base/time/simulated-clock.ts";
import type { Sender } from "../../../src/delivery/sender.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { eventPaceOf } from "../../../src/smartlead/account/event-pace.ts";
import { World } from "../../../src/smartlead/account/world.ts";
import type { WorldCall } from "../../../src/smartlead/account/world-call.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";

const NOW = Date.UTC(2026, 0, 5, 9);
const sender: Sender = {
  send: async () => ({ outcome: "success", status: 200, error: null, response: null }),
  close: async () => {},
};
const mocks: SmartLeadMock[] = [];
afterEach(async () => {
  for (const mock of mocks.splice(0)) await mock.close(0);
});

function aMock(options: MockOptions = {}): SmartLeadMock {
  const mock = createMock({ seed: 1, run: "times", clock: "virtual", now: NOW, ...options }, sender);
  mocks.push(mock);
  return mock;
}

/** When events happened, in ms after the start. */
function timesOf(mock: SmartLeadMock, events: readonly { readonly event_id: string }[]): number[] {
  return events.map(({ event_id }) => Date.parse(mock.event(event_id)?.at ?? "") - NOW);
}

describe("where the clock stands still, an event has its own second", () => {
  it.each(["virtual", "manual"] as const)("under the %s clock, whatever its type", (clock) => {
    const mock = aMock({ clock });
    const events = ALL_EVENT_TYPES.flatMap((eventType) => mock.emit({ eventType }));
    expect(timesOf(mock, events)).toEqual(ALL_EVENT_TYPES.map((_, index) => index * 1_000));
  });

  it("and is a millisecond from the next within one call", () => {
    const mock = aMock();
    const [first, second] = [1, 2].map(() => mock.emit({ eventType: "EMAIL_REPLY", count: 3 }));
    expect(timesOf(mock, [...(first ?? []), ...(second ?? [])])).toEqual([0, 1, 2, 1_002, 1_003, 1_004]);
    const more = mock.emit({ eventType: "EMAIL_REPLY", follows: true });
    expect(timesOf(mock, more)).toEqual([1_005]);
  });

  it("also where it is a step of the account, with the two events of a first mail", () => {
    const mock = aMock();
    const steps = Array.from({ length: 60 }, () => timesOf(mock, mock.step()));
    expect(steps.some((times) => times.length === 2)).toBe(true);
    for (const [first, second] of steps) if (second !== undefined) expect(second - (first ?? 0)).toBe(1);
    const firsts = steps.flatMap(([first]) => first ?? []);
    for (const [index, at] of firsts.slice(1).entries())
      expect(at - (firsts[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it("also where the account is changed by hand: an unsubscribe, a category, a campaign that begins", () => {
    const mock = aMock();
    const at = () => mock.journal.since(0).flatMap((entry) => (entry.type === "event.emitted" ? [entry] : []));
    const [campaign] = mock.world.campaigns;
    const lead = mock.world
      .enrolmentsOf(campaign?.id ?? 0)
      .find(({ leadId }) => !mock.world.lead(leadId)?.isUnsubscribed);
    mock.emit({ eventType: "EMAIL_REPLY" });
    mock.change("campaign.status", { campaignId: campaign?.id ?? 0, status: "PAUSED", sendsAtOnce: true });
    mock.change("lead.unsubscribeEverywhere", { leadId: lead?.leadId ?? 0 });
    mock.change("campaign.status", { campaignId: campaign?.id ?? 0, status: "ACTIVE", sendsAtOnce: true });
    expect(timesOf(mock, at())).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("and after what was saved, and what was done after that", () => {
    const calls: WorldCall[] = [];
    const clock = createClock({ mode: "virtual", startAt: NOW });
    const pace = eventPaceOf(() => clock, null);
    const options = { seed: 1, run: "times", clock: { now: () => NOW }, pace };
    const world = new World(options);
    world.apply("EMAIL_REPLY");
    const state = JSON.parse(JSON.stringify(world.save()));
    const living = new World({ ...options, state, onCall: (call) => calls.push(call) });
    living.apply("EMAIL_OPEN");
    living.nextStep();
    const again = new World({ ...options, state });
    for (const call of calls) again.replay(call);
    expect(again.save()).toEqual(living.save());
    expect(again.apply("EMAIL_OPEN")).toEqual(living.apply("EMAIL_OPEN"));
    expect(again.apply("EMAIL_OPEN").at - NOW).toBeGreaterThanOrEqual(4_000);
    const [opened] = calls;
    const short = new World({ ...options, state });
    if (opened !== undefined) short.replay(opened);
    expect(short.apply("EMAIL_OPEN").at - NOW).toBe(2_000);
    clock.stop();
  });

  it("until events are an hour ahead: then they are a millisecond apart", () => {
    const clock = createClock({ mode: "virtual", startAt: NOW });
    const pace = eventPaceOf(() => clock, null);
    const ahead = (ms: number) => pace({ now: NOW + ms, last: NOW + ms, follows: false }) - NOW - ms;
    expect([ahead(0), ahead(3_599_000), ahead(3_600_000)]).toEqual([1_000, 1_000, 1]);
    clock.stop();
  });
});

it("Under the real clock no two events happen in the same millisecond, and none is further ahead than the burst", () => {
  const mock = aMock({ clock: "real" });
  const events = [1, 2, 3].flatMap(() => mock.emit({ eventType: "EMAIL_REPLY", count: 50 }));
  const times = timesOf(mock, events);
  expect(new Set(times).size).toBe(150);
  expect(Math.max(...times) + NOW - mock.clock.now()).toBeLessThanOrEqual(150);
  const clock = createClock({ mode: "real", startAt: NOW });
  const pace = eventPaceOf(() => clock, null);
  expect(pace({ now: NOW + 60_000, last: NOW + 60_000, follows: true })).toBe(NOW + 60_000);
  clock.stop();
});

it("Mocks that share their times have no event in the same second", () => {
  let second = NOW;
  const asked: number[] = [];
  const eventTimes = {
    next: (now: number) => {
      asked.push(now);
      second += 5_000;
      return second;
    },
  };
  const [one, other] = [aMock({ eventTimes }), aMock({ eventTimes, run: "other" })];
  const times = [one, other, one].map((mock) => timesOf(mock, mock.emit({ eventType: "EMAIL_REPLY", count: 2 })));
  expect(times).toEqual([
    [5_000, 5_001],
    [10_000, 10_001],
    [15_000, 15_001],
  ]);
  expect(asked).toEqual([NOW, NOW, NOW + 5_002]);
});

it("The same seed, run, start and calls give the same times and bodies", async () => {
  const bodies = [1, 2].map(() => {
    const mock = aMock({ target: "http://127.0.0.1:9/hook" });
    for (const eventType of ALL_EVENT_TYPES) mock.emit({ eventType, count: 2 });
    return [...mock.deliveries.all()].map(({ request }) => request?.body);
  });
  expect(bodies[0]?.length).toBeGreaterThan(20);
  expect(bodies[0]).toEqual(bodies[1]);
});
