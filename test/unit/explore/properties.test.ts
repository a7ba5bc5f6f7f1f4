import { describe, expect, it } from "vitest";
import { type History, plainEvent } from "../../../src/harness/explore/history.ts";
import type { Played, PlayedEvent } from "../../../src/harness/explore/played.ts";
import { violationsIn } from "../../../src/harness/explore/properties.ts";
import type { Sent } from "../../../src/harness/verify/context/sent.ts";
import { aProfile, aSent, UNKNOWN } from "../verify/a-sent.ts";

function event(sent: Sent, parts: Partial<PlayedEvent> = {}): PlayedEvent {
  const order = { isOvertaken: false, isEarly: false, saysDuplicate: false };
  return { planned: plainEvent("EMAIL_REPLY", 0), index: 0, name: "reply", sent, ...order, ...parts };
}

function played(events: readonly PlayedEvent[], parts: Partial<Played> = {}): Played {
  const history: History = { seed: 1, items: [plainEvent("EMAIL_REPLY", 0)] };
  const nothing = { crowds: [], control: null, total: null, trouble: null, mockMs: 0 };
  return { history, events, profile: aProfile(), ...nothing, ...parts };
}

const causesOf = (one: Played) => violationsIn(one).map(({ cause, twin }) => [cause, twin]);
const DONE = aSent(["200"], { times: 1 });

describe("violationsIn", () => {
  it("finds nothing where each event is processed once", () => {
    expect(violationsIn(played([event(DONE)], { control: DONE }))).toEqual([]);
  });

  it("finds a second effect, which stands by itself", () => {
    expect(causesOf(played([event(aSent(["200", "200"], { times: 2 }))]))).toEqual([["once", null]]);
  });

  it("suspects what is acknowledged and not done, and asks for a twin", () => {
    expect(causesOf(played([event(aSent(["200"], { times: 0 }))]))).toEqual([["lost", "undisturbed"]]);
  });

  it("excuses what is not measured, what is older than what the receiver knows, and types that do nothing", () => {
    expect(violationsIn(played([event(aSent(["200"], { work: UNKNOWN }))]))).toEqual([]);
    expect(violationsIn(played([event(aSent(["200"], { times: 0 }), { isOvertaken: true })]))).toEqual([]);
    const idle = aProfile({ reply: { kind: "idle" } });
    expect(violationsIn(played([event(aSent(["200"], { times: 0 }))], { profile: idle }))).toEqual([]);
  });

  it("suspects a new event that is called a duplicate, unless all are called so", () => {
    const sent = aSent(['200 {"status":"already_processed"}'], { times: 0 });
    const idle = aProfile({ reply: { kind: "idle" } });
    const mistaken = [event(sent, { saysDuplicate: true })];
    expect(causesOf(played(mistaken, { profile: idle }))).toEqual([["lost: taken for another", "alone"]]);
    const all = aProfile({ reply: { kind: "idle" }, callsAllDuplicates: true });
    expect(violationsIn(played(mistaken, { profile: all }))).toEqual([]);
  });

  it("finds a 4xx, and a 5xx on a last try that nothing disturbs", () => {
    expect(causesOf(played([event(aSent(["404"]))]))).toEqual([["accepted 404", null]]);
    expect(causesOf(played([event(aSent(["500", "500", "500"]))]))).toEqual([["accepted 5xx", null]]);
  });

  it("excuses a 5xx while something is down, and one that asks for real time", () => {
    const trouble = { kind: "trouble", gap: "2s", rule: { kind: "api-status" } } as const;
    const history: History = { seed: 1, items: [trouble, plainEvent("EMAIL_REPLY", 0)] };
    expect(violationsIn(played([event(aSent(["500", "500", "500"]))], { history }))).toEqual([]);
    expect(violationsIn(played([event(aSent(["500", "503", "503"]))]))).toEqual([]);
    expect(violationsIn(played([event(aSent(["reset", "clipped"]))]))).toEqual([]);
  });

  it("asks whether the plain event after all goes well without a history", () => {
    expect(causesOf(played([], { control: aSent(["500", "500", "500"]) }))).toEqual([["recovers", "control"]]);
    expect(causesOf(played([], { control: aSent(["200"], { times: 0 }) }))).toEqual([["recovers", "control"]]);
  });

  it("compares the probe's rise with that of all events", () => {
    const total = (seen: number, expected: number) => played([event(DONE)], { total: { seen, expected } });
    expect(causesOf(total(2, 2))).toEqual([]);
    expect(causesOf(total(3, 2))).toEqual([["once", null]]);
    expect(causesOf(total(1, 2))).toEqual([["lost", "undisturbed"]]);
  });

  it("judges nothing that was not played to its end", () => {
    expect(violationsIn(played([event(aSent(["404"]))], { trouble: "It was stopped." }))).toEqual([]);
  });
});
