import { describe, expect, it } from "vitest";
import type { ReceiverCall } from "../../../src/delivery/delivery.ts";
import { type History, plainEvent } from "../../../src/harness/explore/history.ts";
import type { Played, PlayedEvent } from "../../../src/harness/explore/played.ts";
import { violationsIn } from "../../../src/harness/explore/properties.ts";
import type { Sent } from "../../../src/harness/verify/context/sent.ts";
import { aProfile, aSent, UNKNOWN } from "../verify/a-sent.ts";

function event(sent: Sent, parts: Partial<PlayedEvent> = {}): PlayedEvent {
  const order = { isOvertaken: false, isEarly: false, unsubscribedAt: null, saysDuplicate: false };
  return { planned: plainEvent("EMAIL_REPLY", 0), index: 0, name: "reply", sent, ...order, ...parts };
}

function played(events: readonly PlayedEvent[], parts: Partial<Played> = {}): Played {
  const history: History = { seed: 1, items: [plainEvent("EMAIL_REPLY", 0)] };
  const nothing = { states: [], crowds: [], control: null, total: null, trouble: null, stray: 0, mockMs: 0 };
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

  it("excuses a record that is written again, where another event of the lead may have changed it", () => {
    const parts = { counts: new Map([["PUT /crm/leads/:id", 2]]) };
    const again = event(aSent(["500", "200"], { times: 2, ...parts }));
    const other = event(DONE, { name: "mail", index: 1 });
    expect(violationsIn(played([again, other]))).toEqual([]);
    expect(causesOf(played([again]))).toEqual([["once", null]]);
    const ofSomebody = event(DONE, { name: "mail", index: 1, planned: plainEvent("EMAIL_SENT", 1) });
    expect(causesOf(played([again, ofSomebody]))).toEqual([["once", null]]);
    const note = { counts: new Map([...parts.counts, ["POST /crm/notes", 2]]) };
    expect(causesOf(played([event(aSent(["500", "200"], { times: 4, ...note })), other]))).toEqual([["once", null]]);
  });

  it("suspects what is acknowledged and not done, and asks for a twin", () => {
    expect(causesOf(played([event(aSent(["200"], { times: 0 }))]))).toEqual([["lost", "without faults"]]);
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
    expect(causesOf(total(1, 2))).toEqual([["lost", "without faults"]]);
  });

  const call = (status: number, parts: Partial<ReceiverCall> = {}): ReceiverCall => ({
    at: "2026-01-05T09:00:00.000Z",
    source: "api",
    method: "GET",
    path: "/api/v1/leads/",
    status,
    operation: "leads.by-email",
    delivery_id: "dlv_1",
    attributed_by: "lead",
    is_effect: false,
    is_ambiguous: false,
    repeats: false,
    ...parts,
  });

  it("finds what is lost in a crowd, by what a plain event of its type does", () => {
    const item = { kind: "crowd", gap: "2s", type: "EMAIL_REPLY", count: 2 } as const;
    const crowd = { name: "crowd", item, sent: [DONE, aSent(["200"], { times: 0 })] };
    expect(causesOf(played([], { crowds: [crowd] }))).toEqual([["lost", null]]);
    expect(causesOf(played([], { crowds: [crowd], stray: 1 }))).toEqual([]);
  });

  it("excuses what has no effect while another has one too many, by a write that does not name it", () => {
    const none = event(aSent(["200"], { times: 0 }));
    const guessed = aSent(["200"], { times: 2, calls: [call(200, { is_effect: true, attributed_by: "alone" })] });
    const named = { ...guessed, calls: [call(200, { is_effect: true, attributed_by: "request-id" })] };
    expect(causesOf(played([none, event(guessed)]))).toEqual([]);
    expect(causesOf(played([none, event(named)]))).toEqual([
      ["once", null],
      ["lost", "without faults"],
    ]);
  });

  it("warns of a call that failed behind a 2xx and was not made again, where no work is seen", () => {
    const unmeasured = { profile: aProfile({ reply: { kind: "unmeasured", why: "nothing shows it" } }) };
    const seen = (calls: readonly ReceiverCall[]) =>
      violationsIn(played([event(aSent(["200"], { calls }))], unmeasured)).map(({ isWarning }) => isWarning);
    expect(seen([call(503)])).toEqual([true]);
    expect(seen([call(503), call(200)])).toEqual([]);
    expect(seen([call(404)])).toEqual([]);
  });

  it("finds a call that writes to somebody who has unsubscribed, and lets calls before and lookups be", () => {
    const operation = "campaigns.reply-email-thread";
    const seen = (parts: Partial<ReceiverCall>, unsubscribedAt: string | null = "2026-01-05T08:00:00.000Z") =>
      causesOf(
        played([event(aSent(["200"], { times: 1, calls: [call(200, { operation, ...parts })] }), { unsubscribedAt })]),
      );
    expect(seen({})).toEqual([["quiet", null]]);
    expect(seen({}, null)).toEqual([]);
    expect(seen({}, "2026-01-05T09:00:00.000Z")).toEqual([]);
    expect(seen({ status: 400 })).toEqual([]);
    expect(seen({ is_ambiguous: true })).toEqual([]);
    expect(seen({ operation: "campaign-leads.category" })).toEqual([]);
  });

  it("judges nothing that was not played to its end", () => {
    expect(violationsIn(played([event(aSent(["404"]))], { trouble: "It was stopped." }))).toEqual([]);
  });
});
