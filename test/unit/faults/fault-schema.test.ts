import { describe, expect, it } from "vitest";
import { z } from "zod";
import { FAULT_KINDS, type FaultKind } from "../../../src/delivery/faults/fault.ts";
import { checkedFault, faultRuleJsonSchema, fieldsOf, ownFieldsOf } from "../../../src/delivery/faults/fault-schema.ts";
import { explainFault, FAULT_DESCRIPTIONS } from "../../../src/delivery/faults/fault-sentence.ts";

const effectOf = (rule: unknown) => checkedFault(rule, "the rule").effect;
const complaintAbout = (rule: unknown) => {
  try {
    checkedFault(rule, "faults[0]");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing";
};

const SCHEDULE: readonly FaultKind[] = ["duplicate", "reorder", "delay", "burst"];
const API: readonly FaultKind[] = ["api-status", "api-latency", "api-reset"];
const OF_ATTEMPTS = FAULT_KINDS.filter((kind) => !SCHEDULE.includes(kind) && !API.includes(kind));

describe("a rule", () => {
  it.each(FAULT_KINDS)("of kind %s needs no more than its kind, and is told of in one sentence", (kind) => {
    const { rule, effect } = checkedFault({ kind }, "the rule");
    expect(rule).toEqual({ kind });
    expect(effect.kind).toBe(kind);
    const sentence = explainFault(effect);
    expect(sentence).toMatch(/^[A-Z][^\n]*[^.]\.$/);
    expect(sentence).not.toMatch(/undefined|null\b(?! in)|NaN|\[object/);
    expect(FAULT_DESCRIPTIONS[kind]).toMatch(/^\S.*[^.]$/);
  });

  it("has the defaults of its kind, durations in milliseconds", () => {
    expect(effectOf({ kind: "slow-body" })).toEqual({ kind: "slow-body", over: 2_000, pieces: 8 });
    expect(effectOf({ kind: "reset" })).toEqual({ kind: "reset", at: "during" });
    expect(effectOf({ kind: "truncated-body" })).toEqual({ kind: "truncated-body", share: 0.5 });
    expect(effectOf({ kind: "override-status" })).toEqual({ kind: "override-status", status: 502 });
    expect(effectOf({ kind: "duplicate" })).toEqual({ kind: "duplicate", copies: 1, spacing: 0 });
    expect(effectOf({ kind: "reorder" })).toEqual({ kind: "reorder", behind: 1, within: 60_000 });
    expect(effectOf({ kind: "delay" })).toEqual({ kind: "delay", by: 60_000 });
    expect(effectOf({ kind: "burst" })).toEqual({ kind: "burst", size: 50, within: 60_000 });
    expect(effectOf({ kind: "huge-body" })).toEqual({ kind: "huge-body", bytes: 1_048_576 });
    expect(effectOf({ kind: "stale-timestamp" })).toEqual({ kind: "stale-timestamp", by: 86_400_000 });
    expect(effectOf({ kind: "extra-field" })).toEqual({
      kind: "extra-field",
      path: "unexpected_field",
      value: { nested: true },
    });
    expect(effectOf({ kind: "api-status" })).toEqual({ kind: "api-status", status: 429, empty: false });
  });

  it("is kept as it was written, without what says nothing", () => {
    const written = { kind: "delay", by: "1h30m", event_type: ["EMAIL_SENT", "EMAIL_OPEN"], level: undefined };
    const { rule, effect } = checkedFault(written, "the rule");
    expect(rule).toStrictEqual({ kind: "delay", by: "1h30m", event_type: ["EMAIL_SENT", "EMAIL_OPEN"] });
    expect(effect).toMatchObject({ by: 5_400_000 });
  });

  it.each(OF_ATTEMPTS)("of kind %s may be for some attempts and not for calls", (kind) => {
    expect(effectOf({ kind, attempt: [1, 3] })).toMatchObject({ attempt: [1, 3] });
    expect(complaintAbout({ kind, operation: "campaign.status" })).toBe(
      `faults[0].operation does not apply to ${kind}: it is for deliveries; only the api- kinds are for calls.`,
    );
  });

  it.each(SCHEDULE)("of kind %s is not for some attempts", (kind) => {
    expect(complaintAbout({ kind, attempt: 1 })).toBe(
      `faults[0].attempt does not apply to ${kind}: it acts on a delivery as a whole.`,
    );
  });

  it.each(API)("of kind %s is for calls and not for events", (kind) => {
    expect(effectOf({ kind, operation: "POST /campaigns/*" })).toMatchObject({ operation: "POST /campaigns/*" });
    expect(complaintAbout({ kind, event_type: "EMAIL_REPLY" })).toBe(
      `faults[0].event_type does not apply to ${kind}: it is for calls of SmartLead's API, which operation selects.`,
    );
  });
});

describe("a rule that is none", () => {
  it.each<[string, unknown]>([
    ['faults[0].kind "lost-respons" is not a fault; did you mean lost-response?', { kind: "lost-respons" }],
    ["faults[0] must be a rule such as {kind: lost-response, attempt: 1}.", "lost-response"],
    ["faults[0].spacin is not a field of duplicate; did you mean spacing?", { kind: "duplicate", spacin: "1s" }],
    ["faults[0].by must be a duration such as 500ms, 30s or 10m.", { kind: "delay", by: "5 minutes" }],
    ["faults[0].by must be a duration such as 500ms, 30s or 10m.", { kind: "delay", by: 5 }],
    ["faults[0].over must be at most 10m.", { kind: "slow-body", over: "1h" }],
    ["faults[0].at must be one of before, during, after; did you mean before?", { kind: "reset", at: "befor" }],
    ["faults[0].status must be a whole number from 100 to 599.", { kind: "override-status", status: 99 }],
    ["faults[0].copies must be a whole number from 1 to 50.", { kind: "duplicate", copies: 0 }],
    ["faults[0].copies must be a whole number from 1 to 50.", { kind: "duplicate", copies: "2" }],
    ["faults[0].probability must be a number from 0 to 1.", { kind: "timeout", probability: 1.5 }],
    ["faults[0].until must be later than from.", { kind: "timeout", from: "2m", until: "1m" }],
    ["faults[0].until must be later than arming.", { kind: "timeout", until: "0s" }],
    [
      "faults[0].from must be a time such as 2026-01-05T09:00:00Z, or a duration after arming such as 10m.",
      { kind: "timeout", from: "soon" },
    ],
    [
      "faults[0].concurrent cannot be combined with spacing: concurrent copies have no spacing.",
      { kind: "duplicate", concurrent: true, spacing: "1s" },
    ],
    [
      'faults[0].path must be a path into the body such as lead_data.email or "history[0].type".',
      { kind: "null-field", path: "a..b" },
    ],
    ["faults[0].header must be the name of a header.", { kind: "missing-header", header: "X Y" }],
    ["faults[0].value must be plain ASCII on one line.", { kind: "wrong-content-type", value: "a\r\nX: y" }],
    ["faults[0].bytes must be a whole number from 1 to 33554432.", { kind: "huge-body", bytes: 1e9 }],
    ["faults[0].attempt must be a whole number from 1 to 1000.", { kind: "timeout", attempt: 0 }],
  ])("is refused: %s", (sentence, rule) => {
    expect(complaintAbout(rule)).toBe(sentence);
  });

  it("says which event type was probably meant", () => {
    expect(complaintAbout({ kind: "timeout", event_type: "EMAIL_REPLAY" })).toMatch(
      /^faults\[0\]\.event_type must be one of EMAIL_SENT, .*; did you mean EMAIL_REPLY\?$/,
    );
    expect(complaintAbout({ kind: "timeout", event_type: ["EMAIL_SENT", "EMAIL_OPN"] })).toMatch(
      /did you mean EMAIL_OPEN\?$/,
    );
  });
});

describe("the sentence on a rule", () => {
  it.each<[string, unknown]>([
    [
      "The receiver answers, but the answer is lost: a network error, for attempt 1 of EMAIL_REPLY deliveries to user-level webhooks of campaign 3 of the lead a@b.test, only the first match.",
      {
        kind: "lost-response",
        attempt: 1,
        event_type: "EMAIL_REPLY",
        level: "user",
        campaign_id: 3,
        lead_email: "a@b.test",
        first: 1,
      },
    ],
    [
      "The delivery is sent 3 more times with the same request id, 10s apart, for every delivery, every 2nd match, with a probability of 0.25, 4 times in total.",
      { kind: "duplicate", copies: 3, spacing: "10s", every: 2, probability: 0.25, limit: 4 },
    ],
    [
      "A call of SmartLead's API is answered 429 with Retry-After 1 s, for calls of POST /campaigns/*, from 1m after arming on, until 2026-01-05T10:00:00.000Z.",
      { kind: "api-status", operation: "POST /campaigns/*", from: "1m", until: "2026-01-05T10:00:00Z" },
    ],
    [
      "The delivery waits until 2 later ones to the same webhook have been sent, for at most 5m, for EMAIL_SENT or EMAIL_OPEN deliveries.",
      { kind: "reorder", behind: 2, within: "5m", event_type: ["EMAIL_SENT", "EMAIL_OPEN"] },
    ],
  ])("says: %s", (sentence, rule) => {
    expect(explainFault(effectOf(rule))).toBe(sentence);
  });
});

describe("what is published of rules", () => {
  it("is a JSON Schema that knows every kind and takes what the check takes", () => {
    const schema = z.fromJSONSchema(faultRuleJsonSchema());
    for (const kind of FAULT_KINDS) expect(schema.safeParse({ kind }).success).toBe(true);
    expect(schema.safeParse({ kind: "delay", by: "10m" }).success).toBe(true);
    expect(schema.safeParse({ kind: "delay", by: "ten" }).success).toBe(false);
    expect(schema.safeParse({ kind: "delay", attempt: 1 }).success).toBe(false);
  });

  it("names the fields of each kind, its own with what they are for", () => {
    expect(ownFieldsOf("duplicate").map(({ name }) => name)).toEqual(["copies", "spacing", "concurrent"]);
    for (const kind of FAULT_KINDS) {
      expect(fieldsOf(kind)).toContain("limit");
      for (const { description } of ownFieldsOf(kind)) expect(description).not.toBe("");
    }
  });
});
