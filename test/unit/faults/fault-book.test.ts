import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoFromMs } from "../../../src/base/time/iso.ts";
import type { FaultRule } from "../../../src/delivery/faults/fault.ts";
import { MAX_FAULT_RULES } from "../../../src/delivery/faults/fault-registry.ts";
import { checkedFault } from "../../../src/delivery/faults/fault-schema.ts";
import type { DeliverySubject } from "../../../src/delivery/faults/selecting.ts";
import { EPOCH } from "../time/fake-real-time.ts";
import { aBook, anAttempt, aSubject } from "./a-book.ts";

/** Whether each of these attempts, in this order, is hit. */
function hits(rule: FaultRule, attempts: readonly Parameters<typeof anAttempt>[0][], seed = 1): boolean[] {
  const { book } = aBook([rule], seed);
  return attempts.map((attempt) => book.forAttempt(anAttempt(attempt)).length > 0);
}

describe("a rule's selectors", () => {
  it.each<[FaultRule, Partial<DeliverySubject & { number: number }>, boolean]>([
    [{ kind: "timeout" }, {}, true],
    [{ kind: "timeout", event_type: "EMAIL_REPLY" }, {}, true],
    [{ kind: "timeout", event_type: "EMAIL_SENT" }, {}, false],
    [{ kind: "timeout", event_type: ["EMAIL_SENT", "EMAIL_REPLY"] }, {}, true],
    [{ kind: "timeout", level: "user" }, {}, true],
    [{ kind: "timeout", level: "client" }, {}, false],
    [{ kind: "timeout", campaign_id: 3 }, {}, true],
    [{ kind: "timeout", campaign_id: 4 }, {}, false],
    [{ kind: "timeout", campaign_id: 4 }, { campaign_id: null }, false],
    [{ kind: "timeout", lead_email: "Ann@Example.com" }, {}, true],
    [{ kind: "timeout", lead_email: "bob@example.com" }, {}, false],
    [{ kind: "timeout", lead_email: "bob@example.com" }, { lead_email: null }, false],
    [{ kind: "timeout", attempt: 2 }, { number: 1 }, false],
    [{ kind: "timeout", attempt: 2 }, { number: 2 }, true],
    [{ kind: "timeout", attempt: [1, 3] }, { number: 3 }, true],
    [{ kind: "timeout", attempt: 1, event_type: "EMAIL_REPLY", level: "user", campaign_id: 3 }, {}, true],
    [{ kind: "timeout", attempt: 1, event_type: "EMAIL_REPLY", level: "user", campaign_id: 5 }, {}, false],
  ])("%o on %o: %s", (rule, attempt, isHit) => {
    expect(hits(rule, [attempt])).toEqual([isHit]);
  });

  it.each<[string, boolean]>([
    ["campaign.status", true],
    ["campaign.*", true],
    ["webhook.create", false],
    ["POST /campaigns/*", true],
    ["post /campaigns/:id/status", true],
    ["GET /campaigns/*", false],
    ["/campaigns/7/status", true],
    ["* /campaigns/7/status/", true],
    ["/campaigns/:id", false],
    ["/campaigns/7.status", false],
  ])("for calls: %s → %s", (operation, isHit) => {
    const { book } = aBook([{ kind: "api-reset", operation }]);
    const call = { operation: "campaign.status", method: "POST", path: "/campaigns/7/status" };
    expect(book.forCall(call)).toHaveLength(isHit ? 1 : 0);
  });

  it("keep the three sorts of faults apart", () => {
    const { book } = aBook([{ kind: "timeout" }, { kind: "delay" }, { kind: "api-reset" }, { kind: "drop-field" }]);
    const kindsOf = (faults: readonly { readonly effect: { readonly kind: string } }[]) =>
      faults.map(({ effect }) => effect.kind);
    expect(kindsOf(book.forAttempt(anAttempt()))).toEqual(["timeout", "drop-field"]);
    expect(kindsOf(book.forDelivery(aSubject()))).toEqual(["delay"]);
    expect(book.forCall({ operation: "x", method: "GET", path: "/x" }).map(({ kind }) => kind)).toEqual(["api-reset"]);
  });

  it("of two rules of the same kind on the wire the one armed first is performed, and the other has no match", () => {
    const { book } = aBook([
      { kind: "override-status", status: 502 },
      { kind: "override-status", status: 503 },
    ]);
    expect(book.forAttempt(anAttempt()).map(({ effect }) => effect)).toMatchObject([{ status: 502 }]);
    expect(book.list().map(({ matched }) => matched)).toEqual([1, 0]);
  });
});

describe("how often a rule is performed", () => {
  it("is exactly what first, every and limit say, for any of them", () => {
    const count = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
    fc.assert(
      fc.property(count, count, count, fc.integer({ min: 0, max: 60 }), (first, every, limit, matches) => {
        const counts = { first, every, limit };
        const rule = { kind: "timeout" as const, ...JSON.parse(JSON.stringify(counts)) };
        const done = hits(
          rule,
          Array.from({ length: matches }, (_, order) => ({ order })),
        );
        const turns = Array.from({ length: matches }, (_, at) => at + 1)
          .filter((match) => match <= (first ?? matches) && match % (every ?? 1) === 0)
          .slice(0, limit ?? matches);
        expect(done.flatMap((isHit, at) => (isHit ? [at + 1] : []))).toEqual(turns);
      }),
    );
  });

  it("with a probability is about that share of the matches", () => {
    const attempts = Array.from({ length: 2_000 }, (_, order) => ({ order }));
    const share = hits({ kind: "timeout", probability: 0.3 }, attempts).filter(Boolean).length / attempts.length;
    expect(share).toBeGreaterThan(0.26);
    expect(share).toBeLessThan(0.34);
    expect(hits({ kind: "timeout", probability: 0 }, attempts)).not.toContain(true);
    expect(hits({ kind: "timeout", probability: 1 }, attempts)).not.toContain(false);
  });

  it("with a probability does not depend on the order in which attempts begin", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(40).keys()], { minLength: 40 }), (orders) => {
        const rule: FaultRule = { kind: "timeout", probability: 0.5 };
        const inTurn = hits(
          rule,
          [...Array(40).keys()].map((order) => ({ order })),
        );
        const shuffled = hits(
          rule,
          orders.map((order) => ({ order })),
        );
        expect(orders.map((order) => inTurn[order])).toEqual(shuffled);
      }),
      { numRuns: 20 },
    );
  });

  it("is drawn by seed, rule and attempt", () => {
    const attempts = Array.from({ length: 64 }, (_, order) => ({ order }));
    const rule: FaultRule = { kind: "timeout", probability: 0.5 };
    expect(hits(rule, attempts, 7)).toEqual(hits(rule, attempts, 7));
    expect(hits(rule, attempts, 7)).not.toEqual(hits(rule, attempts, 8));
    const second = aBook([{ kind: "delay" }, rule], 7).book;
    expect(attempts.map((attempt) => second.forAttempt(anAttempt(attempt)).length > 0)).not.toEqual(
      hits(rule, attempts, 7),
    );
    const retries = attempts.map(({ order }) => ({ order, number: 2 }));
    expect(hits(rule, retries, 7)).not.toEqual(hits(rule, attempts, 7));
  });

  it("is told, with the end", () => {
    const { book, told } = aBook([{ kind: "timeout", limit: 1, every: 2 }]);
    for (const order of [1, 2, 3]) book.forAttempt(anAttempt({ order }));
    expect(book.list()).toMatchObject([{ matched: 2, performed: 1, ended: true }]);
    expect(told).toEqual(["armed flt_1", "ended flt_1"]);
  });
});

describe("a rule's time", () => {
  it("is from `from` up to, not including, `until`, after arming or on the mock's clock", () => {
    for (const [from, until] of [
      ["1m", "2m"],
      [isoFromMs(EPOCH + 60_000), isoFromMs(EPOCH + 120_000)],
      ["1m", isoFromMs(EPOCH + 120_000)],
    ]) {
      const { book, clock, told } = aBook([{ kind: "timeout", from, until } as FaultRule]);
      const isHitAt = (ms: number) => {
        clock.now = EPOCH + ms;
        return book.forAttempt(anAttempt()).length > 0;
      };
      expect([0, 59_999, 60_000, 119_999, 120_000, 200_000].map(isHitAt)).toEqual([
        false,
        false,
        true,
        true,
        false,
        false,
      ]);
      expect(told).toEqual(["armed flt_1", "ended flt_1"]);
      expect(book.list()).toMatchObject([{ matched: 2, ended: true }]);
    }
  });

  it("cannot end before it begins, where only arming tells", () => {
    const until = isoFromMs(EPOCH + 30_000);
    expect(() => aBook([{ kind: "timeout", from: "1m", until }])).toThrow(
      `The fault timeout would end at ${until}, before it starts at ${isoFromMs(EPOCH + 60_000)}; give a later "until".`,
    );
  });

  it("is seen to be over when the rules are listed", () => {
    const { book, clock, told } = aBook([{ kind: "timeout", until: "1m" }]);
    clock.now = EPOCH + 60_000;
    expect(book.list()).toMatchObject([{ ended: true }]);
    expect(book.list()).toHaveLength(1);
    expect(told).toEqual(["armed flt_1", "ended flt_1"]);
  });
});

describe("the list of rules", () => {
  it("shows each as it was written, with its sentence, and lets it be disarmed", () => {
    const { book, told } = aBook([{ kind: "delay", by: "5m" }]);
    expect(book.list()).toEqual([
      {
        id: "flt_1",
        kind: "delay",
        rule: { kind: "delay", by: "5m" },
        explain: "The delivery is sent 5m later, for every delivery.",
        event_id: null,
        armed_at: isoFromMs(EPOCH),
        matched: 0,
        performed: 0,
        ended: false,
      },
    ]);
    expect(book.get("flt_1")).toEqual(book.list()[0]);
    expect(book.disarm("flt_1").id).toBe("flt_1");
    expect(book.get("flt_1")).toBeNull();
    expect(() => book.disarm("flt_1")).toThrow("There is no fault flt_1; list them to see which are active.");
    expect(book.isEmpty).toBe(true);
    expect(told).toEqual(["armed flt_1", "disarmed flt_1"]);
  });

  it("has a limit; those that have ended make room", () => {
    const { book } = aBook([{ kind: "timeout", first: 1 }]);
    for (let armed = 1; armed < MAX_FAULT_RULES; armed += 1) book.arm({ kind: "delay" });
    expect(() => book.arm({ kind: "delay" })).toThrow("200 faults are active, which is the limit; disarm some first.");
    book.forAttempt(anAttempt());
    expect(book.arm({ kind: "delay" }).id).toBeDefined();
    expect(book.list()).toHaveLength(MAX_FAULT_RULES);
    expect(book.get("flt_1")).toBeNull();
  });

  it("after a reset draws what it drew at first", () => {
    const { book } = aBook([]);
    const drawn = () => {
      book.arm({ kind: "delay", probability: 0.5 });
      return Array.from({ length: 30 }, () => book.forDelivery(aSubject()).length);
    };
    const first = drawn();
    book.reset();
    expect(drawn()).toEqual(first);
  });
});

describe("the rules of single events", () => {
  const rules = (...written: FaultRule[]) => written.map((rule) => checkedFault(rule, "the fault"));

  it("touch only those, are shared by them, and vanish with their last delivery", () => {
    const { book, told } = aBook();
    const scope = book.openScope(rules({ kind: "timeout", first: 2 }), 2);
    for (const event of ["evt_a", "evt_b"]) {
      scope.take(event);
      book.accepted(event);
    }
    scope.close();
    const isHit = (event_id: string) => book.forAttempt(anAttempt({ event_id })).length > 0;
    expect(["evt_other", "evt_a", "evt_b", "evt_b"].map(isHit)).toEqual([false, true, true, false]);
    expect(book.list()).toMatchObject([{ event_id: "evt_a", performed: 2, ended: true }]);
    expect(book.list()[0]?.explain).toMatch(/; for 2 events that were triggered together\.$/);
    book.settled("evt_a");
    expect(book.list()).toHaveLength(1);
    book.settled("evt_b");
    expect(book.isEmpty).toBe(true);
    expect(told).toEqual(["armed flt_1", "ended flt_1"]);
  });

  it("wait for what is sent again while they are armed", () => {
    const { book } = aBook();
    const scope = book.openScope(rules({ kind: "timeout" }), 1);
    scope.take("evt_a");
    book.accepted("evt_a");
    scope.close();
    book.accepted("evt_a");
    book.settled("evt_a");
    expect(book.list()).toHaveLength(1);
    book.settled("evt_a");
    expect(book.list()).toEqual([]);
  });

  it("vanish at once when nobody gets the event, and when no event happened", () => {
    const { book, told } = aBook();
    const scope = book.openScope(rules({ kind: "timeout" }), 1);
    scope.take("evt_a");
    scope.close();
    expect(told).toEqual(["armed flt_1", "disarmed flt_1"]);
    book.openScope(rules({ kind: "timeout" }), 1).close();
    expect(book.isEmpty).toBe(true);
  });

  it("can be disarmed by themselves", () => {
    const { book } = aBook();
    const scope = book.openScope(rules({ kind: "timeout" }, { kind: "drop-field" }), 1);
    scope.take("evt_a");
    book.accepted("evt_a");
    scope.close();
    const [first] = book.list();
    book.disarm(first?.id ?? "");
    expect(book.forAttempt(anAttempt({ event_id: "evt_a" })).map(({ effect }) => effect.kind)).toEqual(["drop-field"]);
    book.settled("evt_a");
    expect(book.isEmpty).toBe(true);
  });
});
