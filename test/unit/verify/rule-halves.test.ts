import { describe, expect, it } from "vitest";
import { IDEMPOTENCY, judgeMuchLater } from "../../../src/harness/verify/checks/idempotency.ts";
import type { CheckContext } from "../../../src/harness/verify/context/check-context.ts";
import type { Account } from "../../../src/harness/verify/context/check-mock.ts";
import { EventTimes } from "../../../src/harness/verify/context/own-event-times.ts";
import type { Order } from "../../../src/harness/verify/context/phase.ts";
import { judgeNotTakenForAnother, judgeRepeated } from "../../../src/harness/verify/judging/duplicates.ts";
import { read } from "../../../src/harness/verify/measuring/measurement.ts";
import { dialectsFor, typesOf } from "../../../src/harness/verify/profile-conclusions.ts";
import { mayDrop, worksAlone } from "../../../src/harness/verify/profile-measuring.ts";
import { firstContact } from "../../../src/harness/verify/receiver-ready.ts";
import type { VerifySettings } from "../../../src/harness/verify/verify-settings.ts";
import type { EventType } from "../../../src/smartlead/events/event-types.ts";
import { aBench, aSent, IDLE, UNKNOWN } from "./a-sent.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

describe("the times of a run (PRODUCT §8, rule 7)", () => {
  it("are a second apart at least, whichever account asks", () => {
    const times = new EventTimes();
    expect([times.next(NOON), times.next(NOON), times.next(NOON + 1)]).toEqual([NOON, NOON + 1_000, NOON + 2_000]);
  });

  it("begin anew for each account, after all that has happened in others", () => {
    const times = new EventTimes();
    const first = times.startOfAccount(NOON);
    const latest = [times.next(first), times.next(first), times.next(first)].at(-1) ?? 0;
    const second = times.startOfAccount(NOON);
    expect(second).toBeGreaterThan(latest);
    expect(times.startOfAccount(NOON)).toBeGreaterThan(second);
  });
});

describe("the dialects that are sent (rule 8)", () => {
  const of = (settings: Partial<VerifySettings>) =>
    dialectsFor({ dialect: null, isSecretKeyChecked: false, ...settings } as VerifySettings);

  it("are both plain ones, the real shape first", () => {
    expect(of({})).toEqual(["live", "guide"]);
  });

  it("are those that carry the secret key where one is checked, and the one that is asked for", () => {
    expect(of({ isSecretKeyChecked: true })).toEqual(["live"]);
    expect(of({ dialect: "guide" })).toEqual(["guide"]);
  });
});

describe("a request sent again a day later on the mock's clock (rule 9)", () => {
  const KNOWN = ["200", '200 {"status":"already_processed"}'];
  const once = aSent(KNOWN, { work: read(1) });
  const seen = { afterOthers: once, aDayLater: once, others: 250, wanted: 250, realMs: 40 };
  const judged = (agesLater: typeof once | null, isReceiverClock = false) =>
    judgeMuchLater({ ...seen, agesLater }, { ...aBench(), isReceiverClock } as CheckContext);

  it("proves nothing while the receiver's own clock decides", () => {
    const { grade, settle, reason } = judged(once);
    expect([grade, settle]).toEqual(["inconclusive", expect.stringContaining("--receiver-clock")]);
    expect(reason).toContain("40 ms of real time");
  });

  it("says how many other events were accepted in between, where that is fewer than usual", () => {
    const told = (others: number, wanted: number) => {
      const { evidence } = judgeMuchLater({ ...seen, agesLater: null, others, wanted }, aBench() as CheckContext);
      return evidence.filter((line) => line.startsWith("Only"));
    };
    expect([told(335, 250), told(25, 25), told(180, 250)]).toEqual([
      [],
      ["Only 25 other events came in between, because it answers slowly."],
      ["Only 180 other events were accepted in between, of 250 that were sent."],
    ]);
  });

  it("is ok where the clock is known to follow", () => {
    expect(judged(null, true).grade).toBe("ok");
  });

  it("is ok where the receiver was seen to forget long after, and not before", () => {
    expect(judged(aSent([...KNOWN, "200"], { work: read(2) })).grade).toBe("ok");
  });
});

describe("concurrent duplicates", () => {
  const check = IDEMPOTENCY.find(({ id }) => id === "SL-4.2");
  const judgedWith = async (timesWhole: number, meetings: Account["meetings"]) => {
    const sentWhole: boolean[] = [];
    const account = {
      meetings,
      newLead: () => null,
      introduce: async () => [],
      send: async ({ faults }: Order) => {
        const isWhole = faults?.some((fault) => fault.kind === "duplicate" && fault.concurrent === false) === true;
        sentWhole.push(isWhole);
        return aSent(Array(4).fill("200"), { times: isWhole ? timesWhole : 1 });
      },
    };
    const bench = { ...aBench(), account: () => account } as unknown as CheckContext;
    return { sentWhole, judgement: await check?.perform(bench) };
  };
  const met = Array(3).fill({ requests: 4, spreadMs: 1 });

  it("are also sent as whole requests, for several workers of which one takes all connections that wait", async () => {
    const { sentWhole, judgement } = await judgedWith(2, met);
    expect([sentWhole, judgement?.grade]).toEqual([[false, false, false, true], "fail"]);
  });

  it("that are processed twice fail also where they never met, and else prove nothing", async () => {
    expect((await judgedWith(2, [])).judgement?.grade).toBe("fail");
    expect((await judgedWith(1, [])).judgement?.grade).toBe("inconclusive");
    expect((await judgedWith(1, met)).judgement?.grade).toBe("ok");
  });
});

describe("a receiver that was just started (rule 9)", () => {
  const answering = (...answers: readonly string[]) => {
    const left = [...answers];
    return { newLead: () => null, send: async () => aSent([left.shift() ?? "200"]) } as unknown as Account;
  };

  it("may answer 5xx for a while, which is measured and held against nobody", async () => {
    const { knocked, warmUpMs } = await firstContact(answering("503", "503"), true);
    expect([knocked.delivery.state, warmUpMs > 0]).toEqual(["delivered", true]);
  });

  it("is not waited for where it runs already", async () => {
    const { knocked, warmUpMs } = await firstContact(answering("503", "503"), false);
    expect([knocked.delivery.state, warmUpMs]).toEqual(["failed", 0]);
  });
});

describe("a receiver that drops what follows another event of its lead closely", () => {
  const units = (reply: number) =>
    new Map<EventType, ReadonlyMap<string, number>>([
      ["EMAIL_SENT", new Map([["crm", 1]])],
      ["EMAIL_REPLY", new Map(reply === 0 ? [] : [["crm", reply]])],
    ]);
  const profile = (dropsWhatFollows: boolean) =>
    typesOf(
      { dialect: "live", sent: [aSent(["200"])], acceptedTypes: ["EMAIL_REPLY"] },
      new Map([["live", { units: units(0), saidAtFirst: false, saidAgain: false, dropsWhatFollows }]]),
    ).get("EMAIL_REPLY");

  it("is asked once more, without a mail before, where it seems to do nothing for a reply", async () => {
    expect(mayDrop(["EMAIL_SENT", "EMAIL_REPLY"], units(0))).toBe(true);
    expect(mayDrop(["EMAIL_SENT", "EMAIL_REPLY"], units(1))).toBe(false);
    expect(mayDrop(["EMAIL_SENT"], units(0))).toBe(false);
    const worksFor = (counts: ReadonlyMap<string, number>) => {
      const sent = aSent(["200"], { counts });
      const account = { newLead: () => null, send: async () => sent, waitForEffects: async () => [sent] };
      return worksAlone(account as unknown as Account, 100);
    };
    expect([await worksFor(new Map([["crm", 1]])), await worksFor(new Map())]).toEqual([true, false]);
  });

  it("is not said to do nothing for it", () => {
    expect(profile(false)).toEqual({ kind: "idle" });
    expect(profile(true)).toMatchObject({ kind: "unmeasured", wouldSettle: expect.stringContaining("drops") });
  });

  it("is not called well because a second event of the lead is worked on, and the first was not", () => {
    const second = aSent(["200"], { work: read(1), label: "the second EMAIL_REPLY of a lead" });
    const first = aSent(["200"], { work: UNKNOWN, label: "the first EMAIL_REPLY of a lead" });
    const grade = (bench: CheckContext) => judgeNotTakenForAnother(second, first, bench).grade;
    expect([grade(aBench({ reply: IDLE })), grade(aBench())]).toEqual(["inconclusive", "ok"]);
  });
});

describe("a duplicate that is refused", () => {
  it("is one cause in every check, by its status", () => {
    const causeOf = (status: string, circumstance: string) =>
      judgeRepeated([aSent(["200", status], { work: read(1) })], aBench(), { circumstance }).cause;
    expect(causeOf("409", "sent again")).toBe("a duplicate is answered 409");
    expect(causeOf("409", "sent again after a timeout")).toBe(causeOf("409", "sent again"));
    expect(causeOf("422", "sent again")).not.toBe(causeOf("409", "sent again"));
  });
});
