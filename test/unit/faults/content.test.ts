import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import type { ChosenFault } from "../../../src/delivery/faults/active-rule.ts";
import { withStaleTimestamps } from "../../../src/delivery/faults/content/body-faults.ts";
import { faultyRequest } from "../../../src/delivery/faults/content/request-faults.ts";
import type { FaultRule } from "../../../src/delivery/faults/fault.ts";
import { checkedFault } from "../../../src/delivery/faults/fault-schema.ts";
import { type ContentEffect, isAttemptEffect, isWireEffect } from "../../../src/delivery/faults/selecting.ts";
import { signatureOf } from "../../../src/delivery/outgoing-request.ts";

/** A schema that needs `event_type` and `campaign_id`; `nick` may be missing, `note` may be null. */
const fits = (_type: string, body: unknown) => {
  const fields = Object.entries({ ...Object(body) });
  const names = fields.map(([name]) => name);
  const isMissing = ["event_type", "campaign_id", "note", "list"].some((name) => !names.includes(name));
  return !isMissing && fields.every(([name, value]) => value !== null || name === "note");
};

const BODY = { event_type: "EMAIL_REPLY", campaign_id: 7, nick: "Ann", note: "hi", list: [{ at: 1 }, { at: 2 }] };

function chosen(rule: FaultRule, seed: number): ChosenFault<ContentEffect> {
  const { effect } = checkedFault(rule, "the rule");
  if (!isAttemptEffect(effect) || isWireEffect(effect) || effect.kind === "hold")
    throw new Error(`${effect.kind} is none of the content.`);
  return { ruleId: "flt_1", effect, random: () => seededRandom(seed, "test") };
}

function request(body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { url: "http://a.test/hook", headers: { "Content-Type": "application/json", ...headers }, body: text };
}

function sent(rules: FaultRule | readonly FaultRule[], body: unknown = BODY, seed = 1) {
  const faults = [rules].flat().map((rule) => chosen(rule, seed));
  return faultyRequest(request(body), faults, { signingSecret: null, eventType: "EMAIL_REPLY", fits });
}

const bodyOf = (rules: FaultRule | readonly FaultRule[], body: unknown = BODY, seed = 1) =>
  JSON.parse(sent(rules, body, seed).body);
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe("a field", () => {
  it("that is dropped is the one named, anywhere in the body", () => {
    expect(bodyOf({ kind: "drop-field", path: "nick" })).toEqual({ ...BODY, nick: undefined });
    expect(bodyOf({ kind: "drop-field", path: "list[0].at" }).list).toEqual([{}, { at: 2 }]);
    expect(bodyOf({ kind: "drop-field", path: "list[1]" }).list).toEqual([{ at: 1 }]);
  });

  it("that is dropped is an optional one unless named, chosen by the seed", () => {
    const missing = (seed: number) =>
      Object.keys(BODY).filter((key) => !(key in bodyOf({ kind: "drop-field" }, BODY, seed)));
    for (const seed of SEEDS) expect(missing(seed)).toEqual(["nick"]);
  });

  it("that is dropped where none is optional is any but the event's name", () => {
    const { nick: _, ...needed } = BODY;
    const dropped = SEEDS.flatMap((seed) =>
      Object.keys(needed).filter((key) => !(key in bodyOf({ kind: "drop-field" }, needed, seed))),
    );
    expect(new Set(dropped)).toEqual(new Set(["campaign_id", "note", "list"]));
  });

  it("that is null is one that may be, unless named", () => {
    for (const seed of SEEDS) expect(bodyOf({ kind: "null-field" }, BODY, seed)).toEqual({ ...BODY, note: null });
    expect(bodyOf({ kind: "null-field", path: "campaign_id" })).toEqual({ ...BODY, campaign_id: null });
  });

  it("that nobody knows holds what is asked for", () => {
    expect(bodyOf({ kind: "extra-field" })).toEqual({ ...BODY, unexpected_field: { nested: true } });
    expect(bodyOf({ kind: "extra-field", path: "lead.mood", value: [1] })).toEqual({ ...BODY, lead: { mood: [1] } });
  });

  it("of another type is never of the type that it was", () => {
    const typeOf = (value: unknown) => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const changed = bodyOf({ kind: "wrong-type", path: "field" }, { event_type: "X", field: value });
        expect(typeOf(changed.field)).not.toBe(typeOf(value));
      }),
    );
    expect(bodyOf({ kind: "wrong-type", path: "campaign_id" }).campaign_id).toBe("7");
  });

  it("that a path does not lead to stays away, and the request is the very same", () => {
    const before = request(BODY);
    const faults = [
      chosen({ kind: "drop-field", path: "nobody.knows" }, 1),
      chosen({ kind: "missing-header", header: "X-None" }, 1),
    ];
    expect(faultyRequest(before, faults, { signingSecret: null, eventType: "EMAIL_REPLY", fits })).toBe(before);
    expect(bodyOf({ kind: "null-field", path: "nick.deep" })).toEqual(BODY);
  });

  it("that two rules change is changed by both", () => {
    const both = bodyOf([
      { kind: "extra-field", path: "one" },
      { kind: "extra-field", path: "two" },
      { kind: "unknown-event" },
    ]);
    expect(Object.keys(both)).toEqual([...Object.keys(BODY), "one", "two"]);
    expect(both.event_type).toBe("EMAIL_SOMETHING_NEW");
  });
});

describe("the event's name", () => {
  it("is changed where the dialect has it", () => {
    expect(bodyOf({ kind: "unknown-event", name: "X" }, { event: "EMAIL_REPLIED" })).toEqual({ event: "X" });
    expect(bodyOf({ kind: "unknown-event", name: "X" }, { event_type: "EMAIL_REPLY" })).toEqual({ event_type: "X" });
  });
});

describe("a body", () => {
  it("that is malformed is never JSON, whatever it was", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => JSON.parse(sent({ kind: "malformed-json" }, text).body)).toThrow(SyntaxError);
      }),
    );
  });

  it("that is blown up is JSON and at least so long, also one that was none", () => {
    const { body } = sent({ kind: "huge-body", bytes: 50_000 });
    expect(body.length).toBeGreaterThan(50_000);
    expect(JSON.parse(body)).toMatchObject(BODY);
    expect(sent({ kind: "huge-body", bytes: 50_000 }, "no json").body).toHaveLength(50_000);
  });

  it("that was changed is signed as it is sent; one that is the same keeps its signature", () => {
    const signed = (rule: FaultRule) => {
      const before = request(BODY, { "X-Smartlead-Signature": signatureOf(JSON.stringify(BODY), "s") });
      return faultyRequest(before, [chosen(rule, 1)], { signingSecret: "s", eventType: "EMAIL_REPLY", fits });
    };
    const changed = signed({ kind: "malformed-json" });
    expect(changed.headers["X-Smartlead-Signature"]).toBe(signatureOf(changed.body, "s"));
    const same = signed({ kind: "wrong-content-type" });
    expect(same.headers).toMatchObject({
      "X-Smartlead-Signature": signatureOf(same.body, "s"),
      "Content-Type": "text/plain",
    });
    for (const kind of ["bad-signature", "wrong-secret"] as const) {
      const { headers, body } = signed({ kind });
      expect(headers["X-Smartlead-Signature"]).toMatch(/^sha256=[\da-f]{64}$/);
      expect(headers["X-Smartlead-Signature"]).not.toBe(signatureOf(body, "s"));
    }
  });
});

describe("a stale timestamp", () => {
  it("keeps the form that it had, in both styles, wherever it stands", () => {
    const body = {
      time: "2026-03-05T12:01:58Z",
      js: "2026-03-05T12:01:58.023Z",
      list: [{ db: "2026-03-05T12:01:58.023456+00:00", sql: "2026-03-01 00:00:00" }],
      text: "on 2026-03-05T12:01:58Z she wrote",
      date: "2026-03-05",
      number: 20260305,
    };
    expect(withStaleTimestamps(body, 86_400_000)).toEqual({
      ...body,
      time: "2026-03-04T12:01:58Z",
      js: "2026-03-04T12:01:58.023Z",
      list: [{ db: "2026-03-04T12:01:58.023456+00:00", sql: "2026-02-28 00:00:00" }],
    });
  });
});
