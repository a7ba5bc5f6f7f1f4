import { describe, expect, it } from "vitest";
import type { Judgement } from "../../../src/verify/check.ts";
import { answerOf, judgeAnswers, judgeBuiltOn } from "../../../src/verify/judging/answers.ts";
import { judgeNotTakenForAnother, judgeRepeated } from "../../../src/verify/judging/duplicates.ts";
import { judgeComparisons, judgeTolerance } from "../../../src/verify/judging/work.ts";
import { aBench, aDelivery, aKnown, aSent, SILENT } from "./a-sent.ts";

const ONCE = new Map([["crm", 1]]);
const TWICE = new Map([["crm", 2]]);
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
        "EMAIL_SENT is answered 422: SmartLead takes any 4xx as final, so the event is lost.",
        "2xx",
        '422 {"error":"no"}',
      ],
      ["EMAIL_OPEN is accepted on try 2 only, and not at the first.", "2xx at the first try", "500"],
    ]);
    expect(judged.request?.body).toBe('{"event_type":"EMAIL_REPLY"}');
  });

  it("is left out where there is nothing to build on", () => {
    expect(judgeBuiltOn([], aBench()).grade).toBe("skip");
    expect(judgeBuiltOn([aSent(["500", "200"])], aBench({ usualTries: 2 })).grade).toBe("ok");
  });

  it("leaves out what is more of the same", () => {
    const judged = judgeAnswers(Array.from({ length: 40 }, () => aSent(["422"])));
    expect(judged.findings).toHaveLength(13);
    expect(judged.findings.at(-1)?.message).toBe("28 more findings of this kind are left out.");
  });
});

describe("a request that came again", () => {
  const judge = (answers: readonly string[], counts: ReadonlyMap<string, number>, known = {}) =>
    judgeRepeated([aSent(answers, { counts })], aBench(known), { circumstance: "that comes again" });

  it.each([
    ["acknowledged, with one effect", ["reset", ALREADY], ONCE, {}, "ok"],
    ["answered alike, with one effect", ["reset", PROCESSED], ONCE, {}, "ok"],
    ["worked on twice", ["reset", PROCESSED], TWICE, {}, "fail"],
    ["answered alike, with effects unknown", ["reset", PROCESSED], new Map(), SILENT, "inconclusive"],
    ["acknowledged, with effects unknown", ["reset", ALREADY], new Map(), SILENT, "ok"],
    ["swallowed after its own failure", ["500", ALREADY], new Map(), SILENT, "fail"],
    ["swallowed after a lost answer, where effects are counted", ["reset", ALREADY], new Map(), {}, "fail"],
    ["refused", ["reset", "409"], ONCE, {}, "fail"],
    ["never accepted again", ["reset", "500", "500"], ONCE, {}, "fail"],
    ["cut too early to say", ["clipped", PROCESSED], ONCE, {}, "inconclusive"],
    [
      "called a duplicate like everything",
      ["reset", ALREADY],
      new Map(),
      { ...SILENT, callsAllDuplicates: true },
      "inconclusive",
    ],
  ] as const)("%s", (_, answers, counts, known, grade) => {
    expect(judge(answers, counts, known).grade).toBe(grade);
  });

  it("with effects that rightly come twice is counted in events", () => {
    const units = new Map([["crm", 2]]);
    expect(judge(["reset", ALREADY], TWICE, { units }).grade).toBe("ok");
    expect(judge(["reset", ALREADY], new Map([["crm", 3]]), { units }).grade).toBe("fail");
    expect(judge(["reset", ALREADY], TWICE, { units, workType: "EMAIL_OPEN" }).grade).toBe("fail");
  });

  it("at the same moment may be taken for new whichever came first", () => {
    const deliveries = [aDelivery([ALREADY]), aDelivery([PROCESSED], { id: "dlv_2" })];
    const sent = aSent([], { delivery: deliveries[0]!, deliveries });
    const how = { circumstance: "at once", isSimultaneous: true };
    expect(judgeRepeated([sent], aBench(SILENT), how).grade).toBe("ok");
    expect(judgeRepeated([{ ...sent, counts: TWICE }], aBench(), how).grade).toBe("fail");
  });

  it("is judged by the worst of several", () => {
    const all = [aSent(["reset", ALREADY], { counts: ONCE }), aSent(["reset", PROCESSED], { counts: TWICE })];
    const judged = judgeRepeated(all, aBench(), { circumstance: "that comes again", evidence: ["They met."] });
    expect(judged).toMatchObject({ grade: "fail", reason: "EMAIL_REPLY that comes again is worked on again." });
    expect(judged.evidence[0]).toBe("They met.");
  });
});

describe("an event that has much in common with another", () => {
  it.each([
    ["has an effect of its own", [PROCESSED], ONCE, ONCE, {}, "ok"],
    ["is called a duplicate", [ALREADY], new Map(), ONCE, {}, "fail"],
    [
      "is called a duplicate, where that is all that is known",
      [ALREADY],
      new Map(),
      new Map(),
      { ...SILENT, tellsDuplicates: true },
      "fail",
    ],
    ["has no effect, though the other has", ["204"], new Map(), ONCE, {}, "fail"],
    ["has no effect, like the other", ["204"], new Map(), new Map(), {}, "skip"],
    [
      "is not called a duplicate by one who would say so",
      [PROCESSED],
      new Map(),
      new Map(),
      { ...SILENT, tellsDuplicates: true },
      "ok",
    ],
    ["shows nothing", ["204"], new Map(), new Map(), SILENT, "inconclusive"],
    ["is refused", ["422"], new Map(), ONCE, {}, "fail"],
  ] as const)("%s", (_, answers, counts, controlCounts, known, grade) => {
    const control = aSent([PROCESSED], { counts: controlCounts });
    expect(judgeNotTakenForAnother(aSent(answers, { counts }), control, aBench(known)).grade).toBe(grade);
  });
});

describe("an event in unusual circumstances", () => {
  const compare = (
    answers: readonly string[],
    done: readonly [boolean, boolean],
    known = {},
    usualAnswers: readonly string[] = ["200"],
  ) =>
    judgeComparisons(
      [
        {
          unusual: aSent(answers, { counts: done[0] ? ONCE : new Map() }),
          usual: aSent(usualAnswers, { counts: done[1] ? ONCE : new Map() }),
          circumstance: "that comes early",
        },
      ],
      aKnown(known),
    );

  it.each([
    [["200"], [true, true], {}, "ok: "],
    [["200"], [false, true], {}, "fail: EMAIL_REPLY that comes early is answered 2xx, and then nothing is done for it"],
    [
      ["200"],
      [false, false],
      {},
      "skip: The receiver does nothing for EMAIL_REPLY in usual circumstances either, so nothing can be lost.",
    ],
    [
      ["200"],
      [false, false],
      SILENT,
      "inconclusive: EMAIL_REPLY that comes early is answered 2xx, and nothing shows whether anything is done for it",
    ],
    [["404"], [false, true], {}, "fail: EMAIL_REPLY that comes early is answered 404"],
    [["503", "200"], [true, true], {}, "ok: "],
  ] as const)("%j, worked on %j, is %s", (answers, done, known, said) => {
    expect(short(compare(answers, done, known))).toBe(said.replace(/: $/, ": "));
  });

  it("is not judged where usual ones are refused too", () => {
    expect(compare(["422"], [false, false], {}, ["422"]).grade).toBe("inconclusive");
  });

  it("warns where an odd text is accepted and then forgotten", () => {
    const plain = aSent(["200"], { counts: ONCE });
    expect(judgeTolerance([aSent(["200"], { counts: ONCE })], plain, aKnown())).toBeNull();
    expect(judgeTolerance([aSent(["200"])], plain, aKnown())?.grade).toBe("warn");
    expect(judgeTolerance([aSent(["200"])], aSent(["200"]), aKnown())).toBeNull();
    expect(judgeTolerance([aSent(["200"])], plain, aKnown(SILENT))).toBeNull();
  });
});
