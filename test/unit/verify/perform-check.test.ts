import { afterEach, describe, expect, it, vi } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { type Check, defineCheck, type Judgement } from "../../../src/harness/verify/check.ts";
import {
  CheckContext,
  type CheckContextOptions,
  type Pace,
} from "../../../src/harness/verify/context/check-context.ts";
import * as healthProbe from "../../../src/harness/verify/health-probe.ts";
import { bareFinding, fail, inconclusive, ok, skip, warn } from "../../../src/harness/verify/judging/findings.ts";
import type { Proof } from "../../../src/harness/verify/judging/proof.ts";
import { runCheck } from "../../../src/harness/verify/run-check.ts";
import { aSent } from "./a-sent.ts";

const HASTY = { hasFullTime: false, isPatient: false };
const PATIENT = { hasFullTime: false, isPatient: true };
const WITH_FULL_TIME = { hasFullTime: true, isPatient: true };
const ON_THE_WIRE: Proof = { kind: "protocol", attempt: null };
const SECOND_EFFECT: Proof = { kind: "second-effect", subject: aSent(["200"], { times: 2 }) };
const missing = (isFinal: boolean): Proof => ({
  kind: "missing",
  subject: aSent(["200"], { times: 0 }),
  twin: "a plain EMAIL_REPLY",
  waitedMs: 100,
  isFinal,
});
const failing = (...proofs: readonly [Proof, ...Proof[]]) =>
  fail({ findings: [bareFinding("It is lost.")], proof: proofs });
const WELL = ok({ evidence: ["Its effect was seen."] });
const WARNED = warn({ findings: [bareFinding("It is late.")] });
const UNSURE = inconclusive({ reason: "Nothing shows it." });

/** Its looks come out so, one after the other; the last one again and again. */
function aCheck(...looks: readonly (Judgement | Error)[]): { readonly check: Check; readonly paces: Pace[] } {
  const paces: Pace[] = [];
  const check = defineCheck({
    id: "SL-4.1",
    title: "a title",
    how: "How.",
    source: "smartlead.md §1",
    hint: "Mend it.",
    arrange: async ({ pace }) => {
      paces.push(pace);
    },
    judge: () => {
      const look = looks[Math.min(paces.length, looks.length) - 1] ?? UNSURE;
      if (look instanceof Error) throw look;
      return look;
    },
  });
  return { check, paces };
}

/** A fake check asks for nothing of what the run gives. */
const RUN = {} as Omit<CheckContextOptions, "checkId" | "pace">;

async function performed(...looks: readonly (Judgement | Error)[]) {
  const { check, paces } = aCheck(...looks);
  const { judgement } = await runCheck(check, RUN);
  return { judgement, paces };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a second look", () => {
  it.each<[string, Judgement]>([
    ["what is well", WELL],
    ["a warning that haste has no part in", WARNED],
    ["what nobody can know", UNSURE],
    ["what is left out", skip("No plain event is accepted.")],
    ["a second effect that was seen", failing(SECOND_EFFECT)],
    ["work that was waited for as long as it ever will be", failing(missing(true))],
    ["several events, of which one is sure", failing(ON_THE_WIRE, SECOND_EFFECT)],
  ])("is not needed for %s", async (_, judgement) => {
    const { paces, ...seen } = await performed(judgement);
    expect(seen.judgement).toEqual(judgement);
    expect(paces).toEqual([HASTY]);
  });

  it.each<[string, Judgement]>([
    ["an answer", failing(ON_THE_WIRE)],
    ["missing work", failing(missing(false))],
    ["several of these", failing(ON_THE_WIRE, missing(false))],
  ])("is taken, alone and patiently, before anybody is blamed for %s", async (_, judgement) => {
    const { paces, ...seen } = await performed(judgement);
    expect(seen.judgement.grade).toBe("fail");
    expect(paces).toEqual([HASTY, PATIENT]);
  });

  it("clears what it does not find again, and says so", async () => {
    const { judgement } = await performed(failing(missing(false)), WELL);
    expect(judgement).toMatchObject({ grade: "ok", findings: [], proofs: [] });
    expect(judgement.evidence).toEqual([
      "Its effect was seen.",
      "The first run failed: It is lost. Run again on its own, it is ok.",
    ]);
  });

  it("clears nothing of what was seen on the wire where no plain event is accepted any more", async () => {
    const gone = skip("No plain event is accepted.");
    const { judgement } = await performed(failing(ON_THE_WIRE), gone);
    expect(judgement).toMatchObject({ grade: "fail", proofs: [ON_THE_WIRE] });
    expect(judgement.evidence.at(-1)).toBe("Run again on its own, it is skip. No plain event is accepted.");
    expect((await performed(failing(missing(false)), gone)).judgement.grade).toBe("skip");
  });

  it("counts where it finds the same, with its own proof", async () => {
    const again = fail({ findings: [bareFinding("It is lost again.")], proof: missing(true) });
    const { judgement } = await performed(failing(ON_THE_WIRE), again);
    expect(judgement).toEqual(again);
  });

  it("that knows less leaves no blame", async () => {
    const { judgement } = await performed(failing(ON_THE_WIRE), UNSURE);
    expect(judgement).toMatchObject({ grade: "inconclusive", reason: "Nothing shows it.", proofs: [] });
    expect(judgement.evidence).toHaveLength(1);
  });

  it("is the last one", async () => {
    expect((await performed(failing(ON_THE_WIRE))).paces).toHaveLength(2);
  });
});

describe("where our own haste cut something", () => {
  const hasty = (...looks: readonly Judgement[]) => {
    vi.spyOn(CheckContext.prototype, "wasHasty", "get").mockImplementation(function (this: CheckContext) {
      return !this.pace.hasFullTime;
    });
    return performed(...looks);
  };

  it.each<[string, Judgement]>([
    ["fail", failing(ON_THE_WIRE)],
    ["fail for sure", failing(SECOND_EFFECT)],
    ["warn", WARNED],
    ["inconclusive", UNSURE],
  ])("%s is looked at again with the full time", async (_, first) => {
    const { judgement, paces } = await hasty(first, WELL);
    expect(paces).toEqual([HASTY, WITH_FULL_TIME]);
    expect(judgement.grade).toBe("ok");
  });

  it("what is well stays so", async () => {
    expect((await hasty(WELL)).paces).toEqual([HASTY]);
  });
});

describe("a check that breaks", () => {
  it.each([new TypeError("x is undefined"), new SmartLeadMockError("internal", "It is gone.")])(
    "blames nobody: %s",
    async (error) => {
      const { judgement, paces } = await performed(error);
      expect(judgement).toMatchObject({ grade: "inconclusive", proofs: [] });
      expect(judgement.reason).toBe("A bug in smartlead-mock ended this check; please report it.");
      expect(paces).toHaveLength(1);
    },
  );

  it("ends the run where the wish itself is wrong", async () => {
    await expect(performed(new SmartLeadMockError("usage", "--probe gives no number."))).rejects.toThrow("--probe");
  });
});

describe("a receiver that limits how fast it is spoken to", () => {
  const answered = (answer: string): Proof => {
    const [attempt = null] = aSent([answer]).delivery.attempts;
    return { kind: "protocol", attempt };
  };
  const run = { known: { obstacle: null } } as Omit<CheckContextOptions, "checkId" | "pace">;
  const judged = async (look: Judgement, parts: Partial<Check> = {}, options = run) => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      const running = runCheck({ ...aCheck(look).check, ...parts }, options);
      await vi.runAllTimersAsync();
      return (await running).judgement;
    } finally {
      vi.useRealTimers();
    }
  };

  it("is blamed for its 429 by checks of load alone", async () => {
    const limited = failing(answered("429"), answered("429 slow down"));
    expect(await judged(limited)).toMatchObject({ grade: "inconclusive", proofs: [], settle: expect.any(String) });
    expect(await judged(limited, { isAboutLoad: true })).toEqual(limited);
  });

  it("is blamed for other answers among them", async () => {
    const look = failing(answered("429"), answered("422"));
    expect(await judged(look)).toEqual(look);
  });

  it.each([
    [false, "fail"],
    [true, "inconclusive"],
  ] as const)(
    "is blamed for what has a cause of its own unless a plain event is answered 429 too: %s",
    async (isToo, grade) => {
      vi.spyOn(healthProbe, "isPlainEventLimited").mockResolvedValue(isToo);
      const look = { ...failing(answered("429")), cause: "a duplicate is answered 429" };
      expect(await judged(look)).toMatchObject({ grade });
    },
  );

  it("is blamed where it takes nothing at all", async () => {
    const limited = failing(answered("429"));
    const known = { known: { obstacle: "A plain event is refused." } } as typeof run;
    expect(await judged(limited, {}, known)).toEqual(limited);
  });
});
