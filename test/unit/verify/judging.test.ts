import { describe, expect, it } from "vitest";
import type { Judgement } from "../../../src/harness/verify/check.ts";
import { judgeKilled } from "../../../src/harness/verify/checks/retry.ts";
import { judgeCategories } from "../../../src/harness/verify/checks/tolerance-of-content.ts";
import { judgeNotTakenForAnother, judgeRepeated } from "../../../src/harness/verify/judging/duplicates.ts";
import { answerOf, judgeAnswers, judgeBuiltOn } from "../../../src/harness/verify/judging/final-answer.ts";
import { judgeComparisons, judgeIdleVariants } from "../../../src/harness/verify/judging/side-effects.ts";
import { aBench, aDelivery, aProfile, aSent, IDLE, SILENT, UNKNOWN, UNMEASURED, WORKS } from "./a-sent.ts";

const PROCESSED = '200 {"status":"processed"}';
const ALREADY = '200 {"status":"already_processed"}';
const short = ({ grade, reason }: Judgement) => `${grade}: ${(reason ?? "").split(/[.:;] /)[0]}`;

describe("how an event was answered", () => {
  it.each([
    [["200"], "accepted"],
    [["500", "200"], "late"],
    [["422"], "refused"],
    [["500", "503", "500"], "failed"],
    [["308", "308", "308"], "redirected"],
    [["timeout", "timeout", "timeout"], "silent"],
    [["reset", "reset", "reset"], "broken"],
  ] as const)("%j is %s", (answers, answer) => {
    expect(answerOf(aSent(answers))).toBe(answer);
  });

  it.each([
    [[["200"], ["204"]], {}, "ok", 0],
    [[["200"], ["500", "200"]], {}, "warn", 1],
    [[["500", "200"], ["422"]], {}, "fail", 2],
    [[["422"]], { refusalWarns: true }, "warn", 1],
    [[["500", "500", "500"]], { refusalWarns: true }, "fail", 1],
    [[["500", "200"]], { usualTries: 2 }, "ok", 0],
    [[["500", "500", "200"]], { usualTries: 2 }, "warn", 1],
  ] as const)("%j with %j is graded %s", (all, rules, grade, findings) => {
    const judged = judgeAnswers(
      all.map((answers) => aSent(answers)),
      rules,
    );
    expect([judged.grade, judged.findings.length]).toEqual([grade, findings]);
  });

  it("tells the worst first, with what came and what should have", () => {
    const judged = judgeAnswers([
      aSent(["500", "200"], { label: "EMAIL_OPEN" }),
      aSent(['422 {"error":"no"}'], { label: "EMAIL_SENT" }),
    ]);
    expect(judged.findings.map(({ message, expected, actual }) => [message, expected, actual])).toEqual([
      [
        "EMAIL_SENT is answered 422: SmartLead treats any 4xx as final, so the event is lost.",
        "2xx",
        '422 {"error":"no"}',
      ],
      ["EMAIL_OPEN is accepted only on attempt 2, not on the first.", "2xx on the first attempt", "500"],
    ]);
    expect(judged.request?.body).toBe('{"event_type":"EMAIL_REPLY"}');
  });

  it("says of a single try what was seen, and not what others would have met", () => {
    const message = (answers: readonly string[]) => judgeAnswers([aSent(answers)]).findings[0]?.message;
    expect(message(["503"])).toBe("EMAIL_REPLY is answered 503: it fails on the first attempt, and was not retried.");
    expect(message(["reset"])).toContain("its first attempt got no answer, and it was not retried");
    expect(message(["503", "503", "503"])).toContain("it fails on every attempt, so the event is lost");
  });

  it("is left out where there is nothing to build on", () => {
    expect(judgeBuiltOn([], aBench()).grade).toBe("skip");
    expect(judgeBuiltOn([aSent(["500", "200"])], aBench({ usualTries: 2 })).grade).toBe("ok");
  });

  it("blames nobody for an answer that our own haste cut off", () => {
    expect(judgeAnswers([aSent(["clipped"])]).grade).toBe("inconclusive");
    expect(judgeAnswers([aSent(["timeout"])]).grade).toBe("fail");
  });

  it("leaves out what is more of the same", () => {
    const judged = judgeAnswers(Array.from({ length: 40 }, () => aSent(["422"])));
    expect(judged.findings).toHaveLength(13);
    expect(judged.findings.at(-1)?.message).toBe("28 more findings of this kind are not shown.");
  });
});

describe("two categories", () => {
  const type = "LEAD_CATEGORY_UPDATED" as const;
  const known = (profile: typeof IDLE) => aProfile({ types: new Map([["live", new Map([[type, profile]])]]) });
  const changed = (times: number | null) => aSent([PROCESSED], { type, label: type, times });
  it.each([
    ["neither has an effect", WORKS, 0, 0, "skip"],
    ["the type has none, though others have", IDLE, null, null, "skip"],
    ["nothing shows any work", UNMEASURED, null, null, "inconclusive"],
    ["only the one with the sample's id has", IDLE, 0, 1, "warn"],
    ["both have", WORKS, 1, 1, "ok"],
  ] as const)("where %s", (_why, profile, interested, ofTheSample, grade) => {
    const seen = { interested: changed(interested), ofTheSample: changed(ofTheSample) };
    expect(judgeCategories(seen, { known: known(profile) }).grade).toBe(grade);
  });
});

describe("a request that came again", () => {
  const judge = (answers: readonly string[], times: number | null, known: Parameters<typeof aBench>[0] = {}) =>
    judgeRepeated([aSent(answers, { times })], aBench(known), { circumstance: "sent again" });

  it.each([
    ["acknowledged, with one effect", ["reset", ALREADY], 1, {}, "ok"],
    ["answered alike, with one effect", ["reset", PROCESSED], 1, {}, "ok"],
    ["worked on twice", ["reset", PROCESSED], 2, {}, "fail"],
    ["worked on twice, whatever it says", ["reset", ALREADY], 2, {}, "fail"],
    ["answered alike, with effects unknown", ["reset", PROCESSED], null, SILENT, "inconclusive"],
    ["acknowledged, with effects unknown", ["reset", ALREADY], null, SILENT, "ok"],
    ["acknowledged, where effects are counted and this one was not", ["reset", ALREADY], null, {}, "inconclusive"],
    ["swallowed after its own failure", ["500", ALREADY], null, SILENT, "fail"],
    ["swallowed after its own failure, in any words", ["500", "200"], 0, {}, "fail"],
    ["swallowed after a lost answer, where effects are counted", ["reset", ALREADY], 0, {}, "fail"],
    ["without an effect, as all events of its type", ["reset", PROCESSED], null, { reply: IDLE }, "inconclusive"],
    ["refused", ["reset", "409"], 1, {}, "fail"],
    ["never accepted again", ["reset", "500", "500"], 1, {}, "fail"],
    ["cut too early to say", ["clipped", PROCESSED], null, SILENT, "inconclusive"],
    ["cut too early to say, whatever it says then", ["clipped", ALREADY], null, SILENT, "inconclusive"],
    [
      "called a duplicate like everything",
      ["reset", ALREADY],
      null,
      { ...SILENT, callsAllDuplicates: true },
      "inconclusive",
    ],
  ] as const)("%s", (_, answers, times, known, grade) => {
    expect(judge(answers, times, known).grade).toBe(grade);
  });

  it("rests a failure on a proof, and nothing else", () => {
    expect(judge(["reset", PROCESSED], 2).proofs.map(({ kind }) => kind)).toEqual(["second-effect"]);
    expect(judge(["reset", ALREADY], 0).proofs.map(({ kind }) => kind)).toEqual(["missing"]);
    expect(judge(["reset", "409"], 1).proofs.map(({ kind }) => kind)).toEqual(["protocol"]);
    expect(judge(["reset", ALREADY], 0, { reply: IDLE }).proofs).toEqual([]);
  });

  it("may have been worked on twice, which is no proof that it was", () => {
    const maybe = {
      kind: "between",
      atLeast: 1,
      atMost: 2,
      why: "one is another's",
      wouldSettle: "Pass the id on.",
    } as const;
    const judged = judgeRepeated([aSent(["reset", PROCESSED], { work: maybe })], aBench(), { circumstance: "again" });
    expect(judged).toMatchObject({ grade: "inconclusive", settle: "Pass the id on." });
    const surely = judgeRepeated([aSent(["reset", PROCESSED], { work: { ...maybe, atLeast: 2 } })], aBench(), {
      circumstance: "again",
    });
    expect(surely.grade).toBe("fail");
  });

  it("that failed, and was accepted when it was sent again later, is no longer lost", () => {
    const first = aDelivery(["500", "503", "503"]);
    const again = aDelivery(["200"], { id: "dlv_2", created_at: "2026-01-05T09:10:00.000Z" });
    const sent = aSent([], { delivery: again, deliveries: [first, again], times: 1 });
    expect(judgeRepeated([sent], aBench(), { circumstance: "again" }).grade).toBe("ok");
    const copy = { ...again, created_at: first.created_at };
    const together = { ...sent, delivery: copy, deliveries: [first, copy] };
    expect(judgeRepeated([together], aBench(), { circumstance: "again" }).grade).toBe("fail");
  });

  it("at the same moment may be taken for new whichever came first", () => {
    const deliveries = [aDelivery([ALREADY]), aDelivery([PROCESSED], { id: "dlv_2" })];
    const sent = aSent([], { delivery: deliveries[0]!, deliveries });
    const how = { circumstance: "at once", isSimultaneous: true };
    expect(judgeRepeated([sent], aBench(SILENT), how).grade).toBe("ok");
    expect(judgeRepeated([{ ...sent, work: { kind: "read", value: 2 } }], aBench(), how).grade).toBe("fail");
  });

  it("is judged by the worst of several", () => {
    const all = [aSent(["reset", ALREADY], { times: 1 }), aSent(["reset", PROCESSED], { times: 2 })];
    const judged = judgeRepeated(all, aBench(), { circumstance: "sent again", evidence: ["They met."] });
    expect(judged).toMatchObject({ grade: "fail", reason: "EMAIL_REPLY sent again is processed a second time." });
    expect(judged.evidence[0]).toBe("They met.");
  });
});

describe("an event that has much in common with another", () => {
  it.each([
    ["has an effect of its own", [PROCESSED], 1, 1, {}, "ok"],
    ["has no effect, though the other has", ["204"], 0, 1, {}, "fail"],
    ["is not counted, though the other has an effect", ["204"], null, 1, {}, "inconclusive"],
    [
      "is called a duplicate, where that is all that is known",
      [ALREADY],
      null,
      null,
      { ...SILENT, tellsDuplicates: true },
      "fail",
    ],
    ["has no effect, like all of its type", ["204"], null, null, { reply: IDLE }, "skip"],
    [
      "has none that is known, of a type that shows its work in the other alone",
      ["204"],
      null,
      1,
      { reply: IDLE },
      "inconclusive",
    ],
    ["has none, of a type that shows its work in the other alone", ["204"], 0, 1, { reply: IDLE }, "fail"],
    [
      "is not called a duplicate by one who would say so",
      [PROCESSED],
      null,
      null,
      { ...SILENT, tellsDuplicates: true },
      "ok",
    ],
    ["shows nothing", ["204"], null, null, SILENT, "inconclusive"],
    ["is refused", ["422"], 0, 1, {}, "fail"],
  ] as const)("%s", (_, answers, times, twinTimes, known, grade) => {
    const twin = aSent([PROCESSED], { times: twinTimes });
    expect(judgeNotTakenForAnother(aSent(answers, { times }), twin, aBench(known)).grade).toBe(grade);
  });

  it("is not proven by words alone where other types show their work", () => {
    const types = new Map([
      ["live", new Map([["EMAIL_REPLY", UNMEASURED] as const, ["EMAIL_SENT", WORKS] as const])],
    ] as const);
    const bench = aBench({ types, tellsDuplicates: true });
    expect(judgeNotTakenForAnother(aSent([PROCESSED]), aSent([PROCESSED]), bench).grade).toBe("inconclusive");
  });

  it("is not accused by words that are said of everything", () => {
    const told = { ...SILENT, tellsDuplicates: true };
    const called = aSent([ALREADY]);
    expect(judgeNotTakenForAnother(called, aSent([PROCESSED]), aBench(told)).grade).toBe("fail");
    expect(judgeNotTakenForAnother(called, aSent([ALREADY]), aBench(told)).grade).toBe("inconclusive");
    const bench = aBench({ ...told, callsAllDuplicates: true });
    expect(judgeNotTakenForAnother(called, aSent([PROCESSED]), bench).grade).toBe("inconclusive");
  });

  it("is not judged where its twin is refused, on purpose perhaps", () => {
    expect(judgeNotTakenForAnother(aSent(["422"]), aSent(["422"]), aBench()).grade).toBe("skip");
  });
});

describe("an event in unusual circumstances", () => {
  const compare = (
    answers: readonly string[],
    times: readonly [number | null, number | null],
    known: Parameters<typeof aProfile>[0] = {},
    usualAnswers: readonly string[] = ["200"],
  ) => {
    const [unusual, usual] = [aSent(answers, { times: times[0] }), aSent(usualAnswers, { times: times[1] })];
    return judgeComparisons([{ unusual, usual, circumstance: "sent early" }], aProfile(known));
  };

  it.each([
    [["200"], [1, 1], {}, "ok: "],
    [["200"], [0, 1], {}, "fail: EMAIL_REPLY sent early is answered 2xx but has no effect"],
    [
      ["200"],
      [null, null],
      { reply: IDLE },
      "skip: The receiver does nothing for EMAIL_REPLY under normal circumstances either, so nothing can be lost.",
    ],
    [
      ["200"],
      [null, 1],
      {},
      "inconclusive: EMAIL_REPLY sent early is answered 2xx, but it is unknown whether it has an effect",
    ],
    [
      ["200"],
      [null, null],
      { reply: UNMEASURED },
      "inconclusive: EMAIL_REPLY sent early is answered 2xx, but it is unknown whether it has an effect",
    ],
    [["404"], [0, 1], {}, "fail: EMAIL_REPLY sent early is answered 404"],
    [["503", "200"], [1, 1], {}, "ok: "],
  ] as const)("%j, worked on %j, is %s", (answers, times, known, said) => {
    expect(short(compare(answers, times, known))).toBe(said);
  });

  it("is not judged where usual ones are refused too", () => {
    expect(compare(["422"], [null, null], {}, ["422"]).grade).toBe("skip");
  });

  it("is graded as grave as its check says where it is accepted and then forgotten", () => {
    const plain = [aSent(["200"], { times: 1 })];
    const grade = (times: number | null, twins = plain, asWarning = true) =>
      judgeIdleVariants([aSent(["200"], { times })], twins, { asWarning })?.grade ?? null;
    expect([grade(1), grade(null)]).toEqual([null, null]);
    expect([grade(0), grade(0, plain, false)]).toEqual(["warn", "fail"]);
    expect(grade(0, [aSent(["200"], { work: UNKNOWN })])).toBeNull();
  });
});

describe("work that is missing after the receiver was killed", () => {
  const PRINTS = { kind: "works", units: new Map([["log", 1]]) } as const;

  it("warns, and says so where only the line that tells of it may be lost", () => {
    const lost = aSent(["200"], { times: 0 });
    expect(judgeKilled(lost, aBench())).toMatchObject({ grade: "warn", reason: expect.stringMatching(/lost\.$/) });
    expect(judgeKilled(lost, aBench({ reply: PRINTS }))).toMatchObject({
      grade: "warn",
      reason: expect.stringMatching(/unless only the printed line is missing\.$/),
    });
    expect(judgeKilled(aSent(["200"], { times: 1 }), aBench({ reply: PRINTS })).grade).toBe("ok");
  });
});
