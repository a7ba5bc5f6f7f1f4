import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTEMPT_OUTCOMES, type Attempt } from "../../../src/delivery/delivery.ts";
import { judgeDuplicate } from "../../../src/delivery/idempotency/duplicate-verdict.ts";
import type { WorkReading } from "../../../src/delivery/idempotency/effects.ts";
import { mayHaveReached } from "../../../src/delivery/idempotency/reach.ts";
import { createRecogniser } from "../../../src/delivery/idempotency/recogniser.ts";
import { ALREADY, alreadyProcessed, anAttempt, effectsOf, inOrder } from "./attempts.ts";

const REQUEST_ID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const recognise = createRecogniser();

/** Judges the last of these attempts, all with one request id. */
function judge(
  attempts: readonly Attempt[],
  counts: Record<string, number> | null = null,
  { possible = 0, mayStillCome = false } = {},
) {
  return judgeDuplicate({ ...asked(attempts), effects: effectsOf(counts, possible), mayStillCome });
}

function asked(attempts: readonly Attempt[]) {
  const attempt = attempts.at(-1);
  if (attempt === undefined) throw new Error("Nothing to judge.");
  return { attempt, earlier: attempts.slice(0, -1), requestId: REQUEST_ID, eventType: "EMAIL_REPLY", recognise };
}

const clippedTimeout = anAttempt("timeout", { clipped: true });
const plain = anAttempt("success", { body: '{"status":"processed"}' });
const refusedConnection = anAttempt("network_error", { error: "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000" });
const behindGateway = anAttempt("server_error", { status: 502, faults: ["override-status"] });

const HISTORIES: Record<string, Attempt[]> = {
  "(none)": [],
  ECONNREFUSED: [refusedConnection],
  withheld: [anAttempt("withheld")],
  "200": [plain],
  "already!": [alreadyProcessed()],
  "500": [anAttempt("server_error")],
  "400": [anAttempt("rejected")],
  "302": [anAttempt("redirect")],
  timeout: [anAttempt("timeout")],
  reset: [anAttempt("network_error")],
  interrupted: [anAttempt("interrupted")],
  "502 by fault": [behindGateway],
  "in flight": [anAttempt(null)],
  clipped: [clippedTimeout],
  "500, 200": [anAttempt("server_error"), plain],
  "500, already": [anAttempt("server_error"), alreadyProcessed()],
  "500, timeout": [anAttempt("server_error"), anAttempt("timeout")],
  "500, clipped": [anAttempt("server_error"), clippedTimeout],
  "200, clipped": [plain, clippedTimeout],
};

const EFFECTS: Record<string, Record<string, number> | null> = {
  "not counted": null,
  "none of this": {},
  one: { crm: 1, slack: 1 },
  two: { crm: 2, slack: 1 },
};

const READINGS: Record<string, WorkReading> = {
  "not due": { atLeast: 0, atMost: 0, isDue: false },
  unread: { atLeast: 0, atMost: null, isDue: true },
  none: { atLeast: 0, atMost: 0, isDue: true },
  once: { atLeast: 1, atMost: 1, isDue: true },
  "once or twice": { atLeast: 1, atMost: 2, isDue: false },
  twice: { atLeast: 2, atMost: 2, isDue: true },
};

describe("the verdict, by what a probe shows of the request", () => {
  const judged = (history: readonly Attempt[], reading: WorkReading) =>
    judgeDuplicate({
      ...asked(inOrder(...history)),
      effects: { ...effectsOf(null), measuredOf: () => reading },
      mayStillCome: true,
    });
  const line = (name: string, history: readonly Attempt[]) =>
    `${name}: ${Object.values(READINGS).map((reading) => judged(history, reading)?.verdict ?? "-")}`;

  it("counts as effects do, once it was read", () => {
    expect([
      Object.keys(READINGS).join(),
      line("200, 200", [plain, plain]),
      line("200, already", [plain, alreadyProcessed()]),
      line("500, 200", [anAttempt("server_error"), plain]),
      line("timeout, already", [anAttempt("timeout"), alreadyProcessed()]),
    ]).toMatchInlineSnapshot(`
      [
        "not due,unread,none,once,once or twice,twice",
        "200, 200: unproven,unproven,unproven,effect-once,unproven,reprocessed",
        "200, already: acknowledged,unproven,unproven,acknowledged,unproven,reprocessed",
        "500, 200: unproven,unproven,swallowed,effect-once,unproven,reprocessed",
        "timeout, already: acknowledged,unproven,swallowed,acknowledged,unproven,reprocessed",
      ]
    `);
  });

  it("says in its evidence what was read", () => {
    const evidence = (name: string) => judged([plain, plain], READINGS[name] as WorkReading)?.evidence.at(-1);
    expect(Object.keys(READINGS).map(evidence)).toMatchInlineSnapshot(`
      [
        "The probe's number did not rise for it.",
        "The probe has not been read for this request since.",
        "The probe's number rises for such an event, but did not for this one.",
        "The probe shows its work once.",
        "The probe shows its work once, or up to 2 times.",
        "The probe shows its work 2 times.",
      ]
    `);
    expect(judged([plain, plain], READINGS["once or twice"] as WorkReading)?.explanation).toContain(
      "send one of its type alone",
    );
  });
});

/** One line for each history, one column for each state of the effects. */
function tableFor(answer: Attempt): string {
  const columns = Object.entries(EFFECTS);
  const row = (cells: readonly string[]) =>
    cells
      .map((cell) => cell.padEnd(13))
      .join(" ")
      .trimEnd();
  const lines = Object.entries(HISTORIES).map(([name, history]) =>
    row([name, ...columns.map(([, counts]) => judge(inOrder(...history, answer), counts)?.verdict ?? "-")]),
  );
  return `\n${[row(["earlier", ...columns.map(([name]) => name)]), ...lines].join("\n")}\n`;
}

describe("the verdict, by what came before and what is known of effects", () => {
  it("when the duplicate is answered 'already processed'", () => {
    expect(tableFor(alreadyProcessed())).toMatchInlineSnapshot(`
      "
      earlier       not counted   none of this  one           two
      200           acknowledged  unproven      acknowledged  reprocessed
      302           unproven      swallowed     acknowledged  reprocessed
      400           unproven      swallowed     acknowledged  reprocessed
      500           swallowed     swallowed     acknowledged  reprocessed
      (none)        -             -             -             -
      ECONNREFUSED  -             -             -             -
      withheld      -             -             -             -
      already!      acknowledged  unproven      effect-once   reprocessed
      timeout       acknowledged  swallowed     acknowledged  reprocessed
      reset         acknowledged  swallowed     acknowledged  reprocessed
      interrupted   acknowledged  swallowed     acknowledged  reprocessed
      502 by fault  acknowledged  swallowed     acknowledged  reprocessed
      in flight     unproven      unproven      unproven      reprocessed
      clipped       unproven      unproven      unproven      reprocessed
      500, 200      acknowledged  swallowed     acknowledged  reprocessed
      500, already  swallowed     swallowed     acknowledged  reprocessed
      500, timeout  swallowed     swallowed     acknowledged  reprocessed
      500, clipped  swallowed     swallowed     unproven      reprocessed
      200, clipped  unproven      unproven      unproven      reprocessed
      "
    `);
  });

  it("when the duplicate is answered 2xx like any other", () => {
    expect(tableFor(plain)).toMatchInlineSnapshot(`
      "
      earlier       not counted   none of this  one           two
      200           unproven      unproven      effect-once   reprocessed
      302           unproven      unproven      effect-once   reprocessed
      400           unproven      unproven      effect-once   reprocessed
      500           unproven      swallowed     effect-once   reprocessed
      (none)        -             -             -             -
      ECONNREFUSED  -             -             -             -
      withheld      -             -             -             -
      already!      unproven      unproven      effect-once   reprocessed
      timeout       unproven      unproven      effect-once   reprocessed
      reset         unproven      unproven      effect-once   reprocessed
      interrupted   unproven      unproven      effect-once   reprocessed
      502 by fault  unproven      unproven      effect-once   reprocessed
      in flight     unproven      unproven      unproven      reprocessed
      clipped       unproven      unproven      unproven      reprocessed
      500, 200      unproven      swallowed     effect-once   reprocessed
      500, already  unproven      swallowed     effect-once   reprocessed
      500, timeout  unproven      swallowed     effect-once   reprocessed
      500, clipped  unproven      unproven      unproven      reprocessed
      200, clipped  unproven      unproven      unproven      reprocessed
      "
    `);
  });

  it("when the duplicate is answered 4xx", () => {
    expect(tableFor(anAttempt("rejected", { status: 409 }))).toMatchInlineSnapshot(`
      "
      earlier       not counted   none of this  one           two
      200           refused       refused       refused       reprocessed
      302           refused       refused       refused       reprocessed
      400           refused       refused       refused       reprocessed
      500           refused       refused       refused       reprocessed
      (none)        -             -             -             -
      ECONNREFUSED  -             -             -             -
      withheld      -             -             -             -
      already!      refused       refused       refused       reprocessed
      timeout       refused       refused       refused       reprocessed
      reset         refused       refused       refused       reprocessed
      interrupted   refused       refused       refused       reprocessed
      502 by fault  refused       refused       refused       reprocessed
      in flight     refused       refused       refused       reprocessed
      clipped       refused       refused       refused       reprocessed
      500, 200      refused       refused       refused       reprocessed
      500, already  refused       refused       refused       reprocessed
      500, timeout  refused       refused       refused       reprocessed
      500, clipped  refused       refused       refused       reprocessed
      200, clipped  refused       refused       refused       reprocessed
      "
    `);
  });

  it("when the duplicate gets no answer that SmartLead takes", () => {
    const table = tableFor(anAttempt("server_error"));
    expect(table).toMatchInlineSnapshot(`
      "
      earlier       not counted   none of this  one           two
      200           -             -             -             reprocessed
      302           -             -             -             reprocessed
      400           -             -             -             reprocessed
      500           -             -             -             reprocessed
      (none)        -             -             -             -
      ECONNREFUSED  -             -             -             -
      withheld      -             -             -             -
      already!      -             -             -             reprocessed
      timeout       -             -             -             reprocessed
      reset         -             -             -             reprocessed
      interrupted   -             -             -             reprocessed
      502 by fault  -             -             -             reprocessed
      in flight     -             -             -             reprocessed
      clipped       -             -             -             reprocessed
      500, 200      -             -             -             reprocessed
      500, already  -             -             -             reprocessed
      500, timeout  -             -             -             reprocessed
      500, clipped  -             -             -             reprocessed
      200, clipped  -             -             -             reprocessed
      "
    `);
    for (const outcome of ["timeout", "network_error", "interrupted", "redirect"] as const) {
      expect(tableFor(anAttempt(outcome))).toBe(table);
    }
    expect(tableFor(behindGateway)).toBe(table);
  });

  it.each<[string, Attempt]>([
    ["already", alreadyProcessed()],
    ["2xx", plain],
  ])("is unproven where an effect may be a second one, or may still come (%s)", (_, answer) => {
    const columns = { one: { crm: 1 }, none: {}, "not counted": null } as const;
    const verdictOf = (history: readonly Attempt[], counts: Record<string, number> | null, doubt: object) =>
      judge(inOrder(...history, answer), counts, doubt)?.verdict;
    for (const history of [[plain], [anAttempt("server_error")], [anAttempt("timeout")]]) {
      expect(verdictOf(history, columns.one, { possible: 1 })).toBe("unproven");
      expect(verdictOf(history, columns.none, { possible: 2 })).toBe("unproven");
      expect(verdictOf(history, columns.none, { possible: 1 })).toBe("unproven");
      expect(verdictOf(history, columns.none, { mayStillCome: true })).toBe("unproven");
      expect(verdictOf(history, { crm: 2 }, { possible: 1, mayStillCome: true })).toBe("reprocessed");
      expect(verdictOf(history, columns["not counted"], { mayStillCome: true })).toBe(
        verdictOf(history, columns["not counted"], {}),
      );
    }
  });

  it.each([
    ["has not ended", anAttempt(null)],
    ["was withheld", anAttempt("withheld")],
    ["never connected", refusedConnection],
  ])("is none while the attempt itself %s", (_, attempt) => {
    for (const history of Object.values(HISTORIES)) {
      for (const counts of Object.values(EFFECTS)) expect(judge([...history, attempt], counts)).toBeNull();
    }
  });
});

describe("a duplicate's finding says on what grounds", () => {
  it("unproven where an effect may be of another, and what settles it", () => {
    const finding = judge(inOrder(plain, plain), { crm: 1 }, { possible: 1 });
    expect(finding?.evidence).toContain("One more effect was seen that belongs to this request id or to another.");
    expect(finding?.explanation).toContain("Pass the X-Request-Id on in what your receiver writes.");
    expect(judge(inOrder(plain, plain), {}, { possible: 3 })?.evidence).toContain(
      "3 more effects were seen that belong to this request id or to others.",
    );
  });

  it("unproven while effects have not had their time", () => {
    const finding = judge(inOrder(anAttempt("server_error"), plain), {}, { mayStillCome: true });
    expect(finding?.explanation).toContain("effects may come after the answer");
  });

  it("unproven where such events have effects and this one, called done, has none", () => {
    const finding = judge(inOrder(plain, alreadyProcessed()), {});
    expect(finding?.explanation).toContain("no effect of it was ever seen, though such events have effects");
  });

  it("swallowed whatever words the answer uses, with the doubt that remains", () => {
    const finding = judge(inOrder(anAttempt("server_error"), plain), {});
    expect(finding?.verdict).toBe("swallowed");
    expect(finding?.explanation).toContain("If this event should have no effect");
  });

  it("swallowed by the receiver's own 5xx", () => {
    expect(judge(inOrder(anAttempt("server_error"), alreadyProcessed()))).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 was answered 500.",
          "Attempt 2 was answered 200.",
          "The answer says {"status":"already_processed"}.",
          "No effects are reported.",
        ],
        "explanation": "The receiver reports work as done that it never did, so the event is lost: record the X-Request-Id together with the work or after it, never before.",
        "verdict": "swallowed",
      }
    `);
  });

  it("swallowed by effects that are missing", () => {
    expect(judge(inOrder(anAttempt("timeout"), alreadyProcessed()), {})).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 got no complete answer in time.",
          "Attempt 2 was answered 200.",
          "The answer says {"status":"already_processed"}.",
          "Effects are counted, and none was seen for this request id.",
        ],
        "explanation": "The receiver reports work as done that it never did, so the event is lost: record the X-Request-Id together with the work or after it, never before. If this event should have no effect, this verdict does not apply to it.",
        "verdict": "swallowed",
      }
    `);
  });

  it("acknowledged after a lost answer", () => {
    expect(judge(inOrder(anAttempt("network_error"), alreadyProcessed()), { crm: 1 })).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 lost its answer (UND_ERR_SOCKET).",
          "Attempt 2 was answered 200.",
          "The answer says {"status":"already_processed"}.",
          "Effects seen for this request id: crm 1.",
        ],
        "explanation": "The receiver recognized the request id and did not do the work again.",
        "verdict": "acknowledged",
      }
    `);
  });

  it("reprocessed, with each count, an unnamed one included", () => {
    expect(judge(inOrder(anAttempt("timeout"), plain), { "": 2, crm: 1 })).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 got no complete answer in time.",
          "Attempt 2 was answered 200.",
          "Effects seen for this request id: unnamed 2, crm 1.",
        ],
        "explanation": "The same work was done again for one X-Request-Id: store the id together with the work, and when it is sent again, answer 2xx without doing the work again. If one request should have several effects, report each under its own name.",
        "verdict": "reprocessed",
      }
    `);
  });

  it("refused although it was recognized", () => {
    const conflict = anAttempt("rejected", { status: 409, body: ALREADY });
    expect(judge(inOrder(anAttempt("network_error"), conflict))).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 lost its answer (UND_ERR_SOCKET).",
          "Attempt 2 was answered 409.",
          "The answer says {"status":"already_processed"}.",
          "No effects are reported.",
        ],
        "explanation": "The duplicate was recognized, but SmartLead treats any 4xx as final, so the event counts as failed: answer a duplicate with 2xx.",
        "verdict": "refused",
      }
    `);
  });

  it("refused like everything before, which is no matter of duplicates", () => {
    const finding = judge([anAttempt("rejected"), anAttempt("rejected")]);
    expect(finding?.explanation).toBe(
      "The receiver refuses this request every time, so this is not about duplicates: SmartLead treats any 4xx as final.",
    );
  });

  it("effect-once across a resend, whose attempts are numbered anew", () => {
    expect(judge([plain, plain], { crm: 1 })).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Request 1 with this id was answered 200.",
          "Request 2 with this id was answered 200.",
          "Effects seen for this request id: crm 1.",
        ],
        "explanation": "The request was sent more than once and the work was done once, as it should be.",
        "verdict": "effect-once",
      }
    `);
  });

  it("unproven, with what to do about it", () => {
    expect(judge(inOrder(anAttempt("timeout"), plain))).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 got no complete answer in time.",
          "Attempt 2 was answered 200.",
          "No effects are reported.",
        ],
        "explanation": "The receiver answered 2xx, and nothing shows whether the work ran twice: report each effect with POST /_mock/effects/3f2504e0-4f89-41d3-9a0c-0305e82c3301 or answer a duplicate with {"status":"already_processed"}.",
        "verdict": "unproven",
      }
    `);
  });

  it("unproven because an attempt was cut early", () => {
    expect(judge(inOrder(clippedTimeout, alreadyProcessed()), { crm: 1 })).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 got no complete answer in time.",
          "Attempt 2 was answered 200.",
          "The answer says {"status":"already_processed"}.",
          "Effects seen for this request id: crm 1.",
          "An earlier attempt was cut before 30 s of real time, so the receiver may still have been working on it.",
        ],
        "explanation": "The receiver may still have been working on an attempt that was cut early, so nothing better can be said: give it the full 30 s with --min-timeout 30s.",
        "verdict": "unproven",
      }
    `);
  });

  it("acknowledged with a doubt because the receiver always says 'already processed'", () => {
    expect(judge(inOrder(alreadyProcessed(), alreadyProcessed()))).toMatchInlineSnapshot(`
      {
        "evidence": [
          "Attempt 1 was answered 200.",
          "Attempt 2 was answered 200.",
          "The answer says {"status":"already_processed"}.",
          "The first answer said the same, so these words do not show that a duplicate was recognized.",
          "No effects are reported.",
        ],
        "explanation": "The receiver says that it recognized the request id, but it also said so the first time: report each effect with POST /_mock/effects/3f2504e0-4f89-41d3-9a0c-0305e82c3301, or use a fresh --run if its store is older than this run.",
        "verdict": "acknowledged",
      }
    `);
  });

  it("with a sentence on the clipping where the verdict stays", () => {
    const sentence =
      "An earlier attempt was cut before 30 s of real time, so the receiver may still have been working on it.";
    expect(judge([clippedTimeout, anAttempt("rejected")])?.evidence).toContain(sentence);
    expect(judge([clippedTimeout, plain], { crm: 2 })?.evidence).toContain(sentence);
  });

  it("in a bounded number of sentences, however often it was sent", () => {
    const finding = judge(
      Array.from({ length: 500 }, () => plain),
      { crm: 1 },
    );
    expect(finding?.evidence).toHaveLength(8);
    expect(finding?.evidence.slice(0, 3)).toEqual([
      "Request 1 with this id was answered 200.",
      "494 more followed.",
      "Request 496 with this id was answered 200.",
    ]);
  });
});

describe("whatever happened", () => {
  const body = fc.constantFrom("", "ok", ALREADY, '{"duplicate":true}', '{"status":"processed"}');
  const attempts = fc.record({
    outcome: fc.constantFrom(...ATTEMPT_OUTCOMES, null),
    clipped: fc.boolean(),
    faults: fc.constantFrom([], ["override-status"], ["reset"]),
    body,
    refusedConnection: fc.boolean(),
  });
  const history = fc
    .array(attempts, { minLength: 1, maxLength: 7 })
    .map((all) =>
      all.map(({ outcome, refusedConnection: isRefused, ...extra }) =>
        isRefused ? refusedConnection : anAttempt(outcome, extra),
      ),
    );
  const counts = fc.option(fc.dictionary(fc.constantFrom("", "crm", "slack"), fc.integer({ min: 1, max: 3 })));

  it("a duplicate after a clipped attempt is never better than unproven", () => {
    fc.assert(
      fc.property(history, counts, (all, effects) => {
        const verdict = judge(all, effects)?.verdict;
        if (all.slice(0, -1).some((one) => one.clipped)) expect(["acknowledged", "effect-once"]).not.toContain(verdict);
      }),
      { numRuns: 2_000 },
    );
  });

  it("two effects of one request id are reprocessed or no finding, and one effect is never swallowed", () => {
    fc.assert(
      fc.property(history, counts, (all, effects) => {
        const verdict = judge(all, effects)?.verdict;
        const seen = Object.values(effects ?? {});
        if (seen.some((count) => count > 1)) expect(["reprocessed", undefined]).toContain(verdict);
        else expect(verdict).not.toBe("reprocessed");
        if (seen.length > 0) expect(verdict).not.toBe("swallowed");
      }),
      { numRuns: 2_000 },
    );
  });

  it("nothing is a duplicate before the receiver can have seen the request", () => {
    fc.assert(
      fc.property(history, counts, (all, effects) => {
        if (!all.slice(0, -1).some(mayHaveReached)) expect(judge(all, effects)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it("a good verdict rests on an answer 'already processed' or on an effect, and every finding has sentences", () => {
    fc.assert(
      fc.property(history, counts, (all, effects) => {
        const finding = judge(all, effects);
        if (finding === null) return;
        if (finding.verdict === "acknowledged") expect(finding.evidence.join()).toContain("The answer says");
        if (finding.verdict === "effect-once") expect(Object.values(effects ?? {})).toContain(1);
        for (const sentence of [...finding.evidence, finding.explanation]) expect(sentence).toMatch(/^[A-Z].*\.$/);
        expect(finding.evidence.length).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 2_000 },
    );
  });
});
