import { describe, expect, it } from "vitest";
import { isOwnAnswer } from "../../../src/delivery/idempotency/duplicate-facts.ts";
import type { Judgement } from "../../../src/harness/verify/check.ts";
import type { Sent } from "../../../src/harness/verify/context/sent.ts";
import { judgeChanged } from "../../../src/harness/verify/judging/changed.ts";
import { judgeNotTakenForAnother, judgeRepeated } from "../../../src/harness/verify/judging/duplicates.ts";
import { judgeAnswers } from "../../../src/harness/verify/judging/final-answer.ts";
import type { Proof } from "../../../src/harness/verify/judging/proof.ts";
import { judgeComparisons, workOf } from "../../../src/harness/verify/judging/side-effects.ts";
import { atLeast, type Measurement, read } from "../../../src/harness/verify/measuring/measurement.ts";
import type { TypeProfile } from "../../../src/harness/verify/receiver-profile.ts";
import { aBench, aProfile, aSent, IDLE, UNKNOWN, UNMEASURED, WORKS } from "./a-sent.ts";

const PROCESSED = '200 {"status":"processed"}';
const ALREADY = '200 {"status":"already_processed"}';
const between = (least: number, most: number | null): Measurement => ({
  kind: "between",
  atLeast: least,
  atMost: most,
  why: "one may be another's",
  wouldSettle: "Pass the id on.",
});
const ANSWERS: readonly (readonly string[])[] = [
  [PROCESSED],
  [ALREADY],
  ["204"],
  ["422"],
  ["500", PROCESSED],
  ["500", ALREADY],
  ["500", "500", "500"],
  ["308"],
  ["timeout"],
  ["reset", PROCESSED],
  ["reset", ALREADY],
  ["reset", "409"],
  ["clipped"],
  ["clipped", PROCESSED],
  ["clipped", ALREADY],
];
const WORK: readonly Measurement[] = [
  UNKNOWN,
  read(0),
  read(1),
  read(2),
  between(0, 1),
  between(0, null),
  between(1, 2),
  between(2, 3),
];
const PROFILES: readonly TypeProfile[] = [WORKS, IDLE, UNMEASURED, { kind: "refused", answer: "422" }];

interface Case {
  readonly name: string;
  readonly sent: Sent;
  readonly twin: Sent;
  readonly profile: TypeProfile;
  readonly judgement: Judgement;
}

/** Every judge, with all that an event, its twin and the profile may show. */
const CASES: readonly Case[] = ANSWERS.flatMap((answers) =>
  WORK.flatMap((work) =>
    [["204"], [ALREADY], ["422"]].flatMap((twinAnswers) =>
      WORK.flatMap((twinWork) =>
        PROFILES.flatMap((profile) =>
          [true, false].flatMap((tellsDuplicates) => {
            const sent = aSent(answers, { work, label: "the event" });
            const twin = aSent(twinAnswers, { work: twinWork, label: "its twin" });
            const bench = aBench({ reply: profile, tellsDuplicates });
            const judgements = {
              answers: judgeAnswers([sent]),
              repeated: judgeRepeated([sent], bench, { circumstance: "again" }),
              another: judgeNotTakenForAnother(sent, twin, bench),
              comparison: judgeComparisons([{ unusual: sent, usual: twin, circumstance: "" }], bench.known),
              changed: judgeChanged({ plain: [twin], changed: [sent] }, bench, { ifIdle: "fail" }),
              mild: judgeChanged({ plain: [twin], changed: [sent] }, bench, { ifIdle: "warn" }),
            };
            return Object.entries(judgements).map(([name, judgement]) => ({ name, sent, twin, profile, judgement }));
          }),
        ),
      ),
    ),
  ),
);

const shown = ({ name, sent, twin, profile, judgement: { grade, reason, proofs } }: Case) =>
  JSON.stringify({
    name,
    answers: sent.delivery.attempts.map(({ status, error }) => status ?? error),
    work: sent.work,
    twin: twin.work,
    profile: profile.kind,
    grade,
    reason,
    proofs: proofs.map(({ kind }) => kind),
  });
const broken = (isWrong: (one: Case) => boolean) => CASES.filter(isWrong).slice(0, 3).map(shown);
const graded = (grade: Judgement["grade"], name?: string) =>
  CASES.filter(({ judgement, ...one }) => judgement.grade === grade && (name === undefined || one.name === name));

/** What it says was seen in the event itself, or in one of its kind. */
function holds(proof: Proof, { sent, twin, profile }: Case): boolean {
  switch (proof.kind) {
    case "second-effect":
      return atLeast(sent.work) > 1;
    case "sum":
      return sent.total !== null && proof.seen < proof.expected;
    case "missing":
      return sent.work.kind === "read" && sent.work.value === 0 && (profile.kind === "works" || atLeast(twin.work) > 0);
    case "protocol":
      return (
        proof.attempt !== null &&
        !proof.attempt.clipped &&
        (isOwnAnswer(proof.attempt) || proof.attempt.status === null)
      );
    case "diverged":
      // Of two states, and never of a single event.
      return false;
  }
}

describe("whatever was seen, and whoever judges it", () => {
  it("all grades occur, so that the rules below say something", () => {
    for (const grade of ["ok", "fail", "inconclusive", "skip"] as const) {
      expect(graded(grade).length).toBeGreaterThan(100);
    }
  });

  it("nothing fails without a proof, and each proof is of what was seen (PRODUCT §8, rule 2)", () => {
    expect(
      broken(
        (one) =>
          one.judgement.grade === "fail" &&
          (one.judgement.proofs.length === 0 || !one.judgement.proofs.every((proof) => holds(proof, one))),
      ),
    ).toEqual([]);
  });

  it("nothing is accused of missing work that was not counted (rule 1)", () => {
    expect(
      broken(
        ({ sent, judgement }) => workOf(sent) !== "none" && judgement.proofs.some(({ kind }) => kind === "missing"),
      ),
    ).toEqual([]);
  });

  it("nothing is ok without evidence, or with a proof against it", () => {
    expect(
      broken(
        ({ judgement }) => judgement.grade === "ok" && (judgement.evidence.length === 0 || judgement.proofs.length > 0),
      ),
    ).toEqual([]);
  });

  it("a 2xx alone is not ok while effects of its type are counted (rule 3)", () => {
    const isAboutWork = ({ name }: Case) => name !== "answers";
    expect(
      broken(
        (one) =>
          isAboutWork(one) &&
          one.profile.kind === "works" &&
          one.judgement.grade === "ok" &&
          workOf(one.sent) !== "done",
      ),
    ).toEqual([]);
  });

  it("what may have been worked on twice is not called well where effects of its type are counted", () => {
    expect(
      broken(
        ({ name, sent, profile, judgement }) =>
          name === "repeated" && profile.kind === "works" && judgement.grade === "ok" && sent.work.kind === "between",
      ),
    ).toEqual([]);
  });

  it("only an attempt that was cut accuses nobody", () => {
    const isAllClipped = ({ sent }: Case) => sent.delivery.attempts.every(({ clipped }) => clipped);
    expect(
      broken(
        (one) =>
          isAllClipped(one) &&
          one.judgement.grade === "fail" &&
          !one.judgement.proofs.some(({ kind }) => kind === "second-effect"),
      ),
    ).toEqual([]);
  });

  it("what is not known says what would settle it", () => {
    expect(
      broken(
        ({ sent, judgement }) =>
          judgement.grade === "inconclusive" &&
          judgement.settle === undefined &&
          sent.delivery.attempts.length === 1 &&
          sent.delivery.state === "delivered" &&
          !(judgement.reason ?? "").startsWith("No duplicate"),
      ),
    ).toEqual([]);
  });
});

describe("the work of an event", () => {
  it.each<[string, Measurement, string]>([
    ["done", read(1), "done"],
    ["done, once or more often", between(1, 2), "done"],
    ["none where it was counted", read(0), "none"],
    ["unknown where nothing shows it, and never none", UNKNOWN, "unknown"],
    ["unknown where it may be another's", between(0, 1), "unknown"],
  ])("is %s", (_, work, expected) => {
    expect(workOf({ work })).toBe(expected);
  });
});

describe("events in another form", () => {
  const judge = (work: Measurement, twin: Measurement, reply: TypeProfile = WORKS, ifIdle: "warn" | "fail" = "fail") =>
    judgeChanged({ plain: [aSent(["200"], { work: twin })], changed: [aSent(["200"], { work })] }, aBench({ reply }), {
      ifIdle,
    }).grade;

  it.each<[string, Measurement, Measurement, TypeProfile, string]>([
    ["are well where they have an effect, as plain ones have", read(1), read(1), WORKS, "ok"],
    ["are lost where they have none", read(0), read(1), WORKS, "fail"],
    ["are not blamed where the plain one was not seen to have one", read(0), UNKNOWN, WORKS, "inconclusive"],
    ["are not called well by a 2xx alone", UNKNOWN, read(1), WORKS, "inconclusive"],
    ["are well by their answers where the type does nothing", UNKNOWN, UNKNOWN, IDLE, "ok"],
    ["are well by their answers where nothing is measured", UNKNOWN, UNKNOWN, UNMEASURED, "ok"],
  ])("%s", (_, work, twin, reply, grade) => {
    expect(judge(work, twin, reply)).toBe(grade);
  });

  it("are as grave as their check says", () => {
    expect([judge(read(0), read(1), WORKS, "warn"), judge(read(0), read(1), WORKS, "fail")]).toEqual(["warn", "fail"]);
  });

  it("have their twin in the same type and dialect", () => {
    const changed = [aSent(["200"], { work: read(0), dialect: "guide" })];
    const plain = [aSent(["200"], { work: read(1), dialect: "live" })];
    const known = aProfile({ types: new Map([["guide", new Map([["EMAIL_REPLY", WORKS]])]]) });
    expect(
      judgeChanged({ plain, changed }, { ...aBench(), known } as ReturnType<typeof aBench>, { ifIdle: "fail" }).grade,
    ).toBe("inconclusive");
  });
});
