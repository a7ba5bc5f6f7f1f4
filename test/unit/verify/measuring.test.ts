import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lags } from "../../../src/harness/probe/evidence-lags.ts";
import { Backlog } from "../../../src/harness/verify/context/backlog.ts";
import { EventTimes } from "../../../src/harness/verify/context/own-event-times.ts";
import { queuesFor } from "../../../src/harness/verify/context/parallelism.ts";
import { mergedWork } from "../../../src/harness/verify/context/round-evidence.ts";
import { missingWork, protocolOf, secondEffect } from "../../../src/harness/verify/judging/proof.ts";
import { atLeast, isZero, type Measurement, read } from "../../../src/harness/verify/measuring/measurement.ts";
import { totalOf } from "../../../src/harness/verify/measuring/units.ts";
import { measuredWork, type WorkSeen, workLikeTwin } from "../../../src/harness/verify/measuring/work-measure.ts";
import { logAdvice, proposedPattern } from "../../../src/harness/verify/unmatched-log.ts";
import { wrongTokens } from "../../../src/harness/verify/wrong-tokens.ts";
import { aProfile, aSent, IDLE, UNKNOWN, UNMEASURED, WORKS } from "./a-sent.ts";

const TWO_ROWS = { kind: "works", units: new Map([["probe", 2]]) } as const;
const BETWEEN = {
  kind: "between",
  atLeast: 1,
  atMost: 2,
  why: "one may be another's",
  wouldSettle: "Pass the id on.",
} as const;
const sumOf = (expected: number | null) => ({ source: "probe", seen: 0, expected }) as const;
const seen = (parts: Partial<WorkSeen>): WorkSeen => ({
  profile: WORKS,
  counts: new Map(),
  possible: 0,
  isProbedAlone: false,
  total: null,
  isAwaited: true,
  ...parts,
});

describe("how often work was done", () => {
  it.each<[string, Partial<WorkSeen>, string]>([
    ["counted in events, not in effects", { profile: TWO_ROWS, counts: new Map([["probe", 2]]) }, "read 1"],
    ["twice where three of two effects were seen", { profile: TWO_ROWS, counts: new Map([["probe", 3]]) }, "read 2"],
    ["zero where it was waited for and a twin is known", {}, "read 0"],
    ["unknown where nobody waited", { isAwaited: false }, "unknown"],
    ["unknown where the type shows nothing by itself", { profile: IDLE }, "unknown"],
    ["unknown where nothing was measured", { profile: UNMEASURED }, "unknown"],
    ["unknown where the type is refused", { profile: { kind: "refused", answer: "422" } }, "unknown"],
    ["unknown where a number was read for several together", { profile: TWO_ROWS }, "unknown"],
    ["zero where the number was read for it alone", { profile: TWO_ROWS, isProbedAlone: true }, "read 0"],
    ["one where the sum is exactly that of all", { total: { source: "probe", seen: 4, expected: 4 } }, "read 1"],
    ["unknown where the sum is short", { total: { source: "probe", seen: 3, expected: 4 } }, "unknown"],
    ["unknown where the sum is too high", { total: { source: "probe", seen: 5, expected: 4 } }, "unknown"],
    [
      "unknown where the lines that show it run into one another",
      { profile: { kind: "works", units: new Map([["log", 1]]) }, areLinesGlued: true },
      "unknown",
    ],
    ["zero where something other than lines shows it", { areLinesGlued: true }, "read 0"],
    ["between where a write may be another's", { possible: 1 }, "between"],
    [
      "between where a number rose by what an earlier event owed",
      { doubtfulRise: 1, counts: new Map([["probe", 1]]) },
      "between",
    ],
    [
      "between where one write that names nobody may stand for a request and its repetition",
      { isPerhapsMerged: true, counts: new Map([["crm", 1]]) },
      "between",
    ],
    ["twice where two were seen, for all that", { isPerhapsMerged: true, counts: new Map([["crm", 2]]) }, "read 2"],
    ["between, once for certain", { possible: 1, counts: new Map([["crm", 1]]) }, "between"],
  ])("is %s", (_, parts, expected) => {
    const work = measuredWork(seen(parts));
    expect(work.kind === "read" ? `read ${work.value}` : work.kind).toBe(expected);
  });
});

describe("work of a type that seemed to have none by itself", () => {
  const twin = { counts: new Map([["log", 2]]) };
  it.each([
    ["is counted like its twin's: none", {}, twin, "read 0"],
    ["is not where the twin shows none either", {}, { counts: new Map() }, null],
    ["is not where only a number shows the twin's", {}, { counts: new Map([["probe", 1]]) }, null],
    ["is not where it may have some", { work: BETWEEN }, twin, null],
    ["is not known where lines run into one another", { areLinesGlued: true }, twin, "unknown"],
  ] as const)("%s", (_, parts, other, expected) => {
    const work = workLikeTwin({ counts: new Map(), work: UNKNOWN, ...parts }, other);
    expect(work?.kind === "read" ? `read ${work.value}` : (work?.kind ?? null)).toBe(expected);
  });
});

describe("work that reads zero", () => {
  const profiles = [WORKS, TWO_ROWS, IDLE, UNMEASURED, { kind: "refused", answer: "422" }] as const;
  const booleans = [true, false];
  const all = profiles.flatMap((profile) =>
    [0, 1, 3].flatMap((possible) =>
      [null, sumOf(2), sumOf(0), sumOf(null)].flatMap((total) =>
        booleans.flatMap((isAwaited) =>
          booleans.map((isProbedAlone) => seen({ profile, possible, total, isAwaited, isProbedAlone })),
        ),
      ),
    ),
  );

  it("was waited for, alone, of a type that has effects that name it or that are counted for it (rule 1)", () => {
    const zero = all.filter((one) => isZero(measuredWork(one)));
    expect(zero).toHaveLength(3);
    for (const { profile, possible, total, isAwaited, isProbedAlone } of zero) {
      expect({ kind: profile.kind, possible, total, isAwaited }).toEqual({
        kind: "works",
        possible: 0,
        total: null,
        isAwaited: true,
      });
      expect(profile === WORKS || isProbedAlone).toBe(true);
    }
  });

  it("is the only one that is read where nothing was seen, and each other says why and what would settle it", () => {
    for (const work of all.map(measuredWork)) {
      if (work.kind === "read") expect(work.value).toBe(0);
      else expect([work.why, work.wouldSettle].every((text) => text.length > 3)).toBe(true);
    }
  });

  it("is between what is certain and what is possible, in units", () => {
    const work = measuredWork(seen({ profile: TWO_ROWS, counts: new Map([["probe", 2]]), possible: 2 }));
    expect(work).toMatchObject({ kind: "between", atLeast: 1, atMost: 3 });
  });

  it("is at least what was seen for certain, and nothing where nothing was", () => {
    expect([read(3), { ...BETWEEN, atLeast: 1 }, UNKNOWN].map(atLeast)).toEqual([3, 1, 0]);
    expect([read(0), { ...BETWEEN, atLeast: 0 }, UNKNOWN].map(isZero)).toEqual([true, false, false]);
  });
});

describe("what was measured of several together", () => {
  const crm = new Map([["crm", 1]]);
  const rows = new Map([["probe", 2]]);
  const both = new Map([...crm, ...rows]);
  const nothing = new Map<string, number>();

  it.each([
    ["is nothing where effects name their events", [crm, crm], [1, 1], { rise: null, stray: 0 }, null],
    ["is the rise of the number", [rows, rows], [], { rise: 3, stray: 0 }, { source: "probe", seen: 3, expected: 4 }],
    ["is nothing where effects are named besides", [both, rows], [1], { rise: 4, stray: 0 }, null],
    ["is nothing where the number was not read", [rows], [], { rise: null, stray: 0 }, null],
    [
      "is of unknown size where one type is not known",
      [rows, nothing],
      [],
      { rise: 2, stray: 0 },
      { source: "probe", seen: 2, expected: null },
    ],
    [
      "is named writes and those that name nobody",
      [crm, crm],
      [1],
      { rise: null, stray: 1 },
      { source: "writes", seen: 2, expected: 2 },
    ],
    [
      "leaves the number out of what is written",
      [both, both],
      [],
      { rise: 9, stray: 2 },
      { source: "writes", seen: 2, expected: 2 },
    ],
  ])("%s", (_, units, named, measured, total) => {
    expect(totalOf(units, named, measured)).toEqual(total);
  });
});

describe("a request that was sent again", () => {
  const merged = (before: number | null, after: Parameters<typeof aSent>[1]) =>
    mergedWork(aSent(["200"], { times: before }), aSent(["200"], after)).work;
  const rose = (probe: number) => ({ counts: new Map([["probe", probe]]), work: read(1) });

  it.each<[string, number | null, Parameters<typeof aSent>[1], Measurement]>([
    ["stands as it was where nothing rose", 1, { times: 1 }, read(1)],
    ["keeps its zero where nothing rose", 0, { times: 0 }, read(0)],
    ["stays unknown where nothing rose", null, { times: 0 }, UNKNOWN],
    ["was worked on now where it was not before", 0, { times: 1 }, read(1)],
    ["was worked on twice where the effects rose", 1, { times: 2 }, read(2)],
    ["was worked on twice where the number rose for it alone", 1, rose(1), read(2)],
    ["may have been worked on twice where a write names nobody", 1, { work: BETWEEN, times: 1 }, BETWEEN],
  ])("%s", (_, before, after, work) => {
    expect(merged(before, { times: null, ...after })).toEqual(work);
  });

  it("adds up what the number rose by each time, which tells a second effect from the first", () => {
    const once = aSent(["200"], rose(1));
    expect(mergedWork(once, aSent(["200"], rose(1)))).toEqual({ counts: new Map([["probe", 2]]), work: read(2) });
    const nothingMore = aSent(["200"], { counts: new Map(), work: UNKNOWN });
    expect(mergedWork(once, nothingMore)).toEqual({ counts: new Map([["probe", 1]]), work: read(1) });
  });
});

describe("a proof", () => {
  it("of a second effect needs two for certain", () => {
    expect(secondEffect(aSent(["200"], { times: 2 }))).not.toBeNull();
    expect(secondEffect(aSent(["200"], { times: 1 }))).toBeNull();
    expect(secondEffect(aSent(["200"]))).toBeNull();
  });

  it("of missing work needs a count of zero, and a twin that had its effect", () => {
    const none = aSent(["200"], { times: 0 });
    expect(missingWork(none, aProfile())).toMatchObject({ kind: "missing", twin: "a plain EMAIL_REPLY" });
    expect(missingWork(none, aProfile({ reply: IDLE }))).toBeNull();
    expect(missingWork(none, aSent(["200"], { times: 0 }))).toBeNull();
    expect(missingWork(aSent(["200"]), aProfile())).toBeNull();
  });

  it("of a second effect is none where the second may be another's", () => {
    expect(secondEffect(aSent(["200"], { work: { ...BETWEEN, atLeast: 1 } }))).toBeNull();
    expect(secondEffect(aSent(["200"], { work: { ...BETWEEN, atLeast: 2 } }))).not.toBeNull();
  });

  it("of missing work is none where it may be there, or where the twin is of another dialect", () => {
    expect(missingWork(aSent(["200"], { work: { ...BETWEEN, atLeast: 0 } }), aProfile())).toBeNull();
    expect(missingWork(aSent(["200"], { times: 0, dialect: "guide" }), aProfile())).toBeNull();
    expect(missingWork(aSent(["200"], { times: 0 }), aSent(["200"], { work: UNKNOWN }))).toBeNull();
  });

  it("of missing work says how long it was waited for, and whether that was all the time there is", () => {
    const none = aSent(["200"], { times: 0, waitedMs: 70 });
    const twin = aSent(["200"], { times: 1, label: "the twin" });
    expect(missingWork(none, twin)).toMatchObject({ twin: "the twin", waitedMs: 70, isFinal: false });
    expect(missingWork(none, twin, { waitedMs: 9_000, isFinal: true })).toMatchObject({
      waitedMs: 9_000,
      isFinal: true,
    });
  });

  it("of the wire is an answer of the receiver's own, or none in the full time; of the last try", () => {
    expect(protocolOf(aSent(["timeout"]))).not.toBeNull();
    expect(protocolOf(aSent(["reset"]))).not.toBeNull();
    expect(protocolOf(aSent(["clipped", "422"]))).toMatchObject({ attempt: { number: 2 } });
    expect(protocolOf(aSent(["422", "clipped"]))).toBeNull();
    expect(protocolOf(aSent([]))).toBeNull();
  });

  it("of the wire is none where our own haste cut the try, or a fault answered", () => {
    expect(protocolOf(aSent(["422"]))).not.toBeNull();
    expect(protocolOf(aSent(["clipped"]))).toBeNull();
    const gateway = aSent(["502"]);
    const attempts = gateway.delivery.attempts.map((one) => ({ ...one, faults: ["override-status"] }));
    expect(protocolOf({ ...gateway, delivery: { ...gateway.delivery, attempts } })).toBeNull();
  });
});

describe("lags", () => {
  it("are waited for longer than the longest that was seen, and not at all where work comes before the answer", () => {
    const lags = new Lags();
    expect([lags.areLate, lags.lingerMs()]).toEqual([false, 0]);
    lags.note("effects", 0.2);
    expect(lags.areLate).toBe(false);
    for (const ms of [40, 400, 120]) lags.note("effects", ms);
    expect(lags.longestMs("effects")).toBe(400);
    expect(lags.longestMs("probe")).toBe(0);
    expect(lags.patienceMs({ isPatient: false })).toBeGreaterThan(800);
    expect(lags.patienceMs({ isPatient: true })).toBeGreaterThan(lags.patienceMs({ isPatient: false }));
    expect(lags.lingerMs()).toBeGreaterThan(400);
  });
});

describe("the waits that lags lead to", () => {
  const hasty = { isPatient: false };
  const patient = { isPatient: true };
  const lagsOf = (...notes: readonly (readonly ["effects" | "probe", number])[]) => {
    const lags = new Lags();
    for (const [kind, ms] of notes) lags.note(kind, ms);
    return lags;
  };

  it("are short where work is done before the answer, and longer for a second look", () => {
    const lags = lagsOf(["effects", 0]);
    expect([lags.patienceMs(hasty), lags.patienceMs(patient), lags.lingerMs()]).toEqual([100, 2_000, 0]);
  });

  it("are of one kind where it is named, and of the slowest where it is not", () => {
    const lags = lagsOf(["effects", 100], ["probe", 1_000]);
    expect(lags.patienceMs(hasty, "effects")).toBeLessThan(lags.patienceMs(hasty, "probe"));
    expect(lags.patienceMs(hasty)).toBe(lags.patienceMs(hasty, "probe"));
    expect(lags.lingerMs("effects")).toBeGreaterThan(100);
    expect(lags.lingerMs("probe")).toBeGreaterThan(1_000);
    expect(lagsOf(["probe", 1_000]).lingerMs("effects")).toBe(0);
  });

  it("are never shorter than a lag that was seen, up to their limit", () => {
    for (const ms of [1, 10, 100, 1_000, 4_000]) {
      const lags = lagsOf(["effects", ms], ["effects", 1]);
      expect(lags.patienceMs(hasty)).toBeGreaterThanOrEqual(2 * ms + 1_000);
      expect(lags.patienceMs(patient)).toBeGreaterThanOrEqual(Math.min(15_000, 2 * lags.patienceMs(hasty)));
      expect(lags.lingerMs()).toBeGreaterThanOrEqual(ms + 150);
    }
    const endless = lagsOf(["effects", 60_000]);
    expect([endless.patienceMs(hasty), endless.patienceMs(patient), endless.lingerMs()]).toEqual([
      15_000, 15_000, 10_000,
    ]);
  });
});

describe("the times of a run's events", () => {
  it("are each a second of its own and never in the past, in whatever order accounts ask", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 40 }), (nows) => {
        const times = new EventTimes();
        const all = nows.map((now) => times.next(now));
        expect(new Set(all.map((ms) => Math.floor(ms / 1_000))).size).toBe(nows.length);
        expect(all.every((ms, index) => ms >= (nows[index] ?? 0))).toBe(true);
      }),
    );
  });

  it("are a second apart, whichever account asks", () => {
    const times = new EventTimes();
    const all = [1_000, 1_000, 1_500, 3_000, 1_000].map((now) => times.next(now));
    expect(all).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(times.startOfAccount(0)).not.toBe(times.startOfAccount(0));
  });
});

describe("concurrency", () => {
  it("are more than one only for a slow receiver that bears it", async () => {
    const never = () => Promise.reject(new Error("Nobody is asked."));
    expect(await queuesFor(3, 30_000, never)).toBe(1);
    expect(await queuesFor(50, 30_000, async () => null)).toBe(1);
    expect(await queuesFor(50, 30_000, async () => 55)).toBe(8);
    expect(await queuesFor(50, 30_000, async (concurrency) => (concurrency > 3 ? 300 : 55))).toBe(3);
    expect(await queuesFor(3_000, 30_000, async () => 20_000)).toBe(1);
    expect(await queuesFor(15, 30_000, never)).toBe(1);
    expect(await queuesFor(50, 30_000, async () => 300)).toBe(3);
  });

  it("are not tried where waiting in line could take the whole timeout", async () => {
    const asked: number[] = [];
    const crowd = async (concurrency: number) => {
      asked.push(concurrency);
      return 900;
    };
    expect(await queuesFor(900, 3_000, crowd)).toBe(3);
    expect(asked).toEqual([3]);
  });
});

describe("wrong tokens", () => {
  const labels = (url: string) => wrongTokens(url).map(({ label }) => label);

  it("are made of what looks like one, in the query or at the end of the path", () => {
    expect(labels("http://a.example/hook")).toEqual([]);
    expect(labels("http://a.example/webhooks/smartlead?campaign=3")).toEqual([]);
    expect(labels("http://a.example/hook?token=abc")).toEqual(["a wrong token", "no token"]);
    expect(labels("http://a.example/hook?x=qDz8-5fTn2kR")).toEqual(["a wrong x", "no x"]);
    expect(labels("http://a.example/hook/qDz8-5fTn2kR")).toHaveLength(2);
  });

  it("are those of a path too: another of the same form, and none", () => {
    const urls = wrongTokens("http://a.example/hook/qDz8-5fTn2kR?a=1").map(({ url }) => new URL(url));
    const [wrong, none] = urls;
    expect(urls.every(({ search }) => search === "?a=1")).toBe(true);
    expect(wrong?.pathname).toMatch(/^\/hook\/[\w-]{12}$/);
    expect(wrong?.pathname).not.toBe("/hook/qDz8-5fTn2kR");
    expect(none?.pathname).toBe("/hook");
  });

  it("are none where a query has names but no values, or the path only words", () => {
    for (const rest of ["/hook?token=", "/smartlead-webhook-receiver", "/webhooks/smartlead/", "/v1", "/"]) {
      expect(labels(`http://a.example${rest}`)).toEqual([]);
    }
  });

  it("differ from the right one in nothing else", () => {
    const [wrong, none] = wrongTokens("http://a.example/hook?a=1&token=s3cret-Word9");
    expect(new URL(wrong?.url ?? "").searchParams.get("a")).toBe("1");
    expect(new URL(wrong?.url ?? "").searchParams.get("token")).not.toBe("s3cret-Word9");
    expect(new URL(none?.url ?? "").searchParams.has("token")).toBe(false);
  });
});

describe("a pattern for --effect-log", () => {
  const leads = ["ada@profile.r.example", "alan@profile.r.example", "grace@profile.r.example"];

  it("is proposed where lines name the leads, with the words that they share", () => {
    const lines = leads.map((lead, index) => `[${index}] Reply from ${lead} stored as ${index}`);
    expect(proposedPattern(["listening on 3000", ...lines])).toBe("Reply from");
  });

  it("prefers lines that fewer events have", () => {
    const received = leads.flatMap((lead) => [`got a webhook about ${lead}`, `got a webhook about ${lead}`]);
    expect(proposedPattern([...received, ...leads.map((lead) => `stored note of ${lead}`)])).toBe("stored note of");
  });

  it("prefers what is printed last, and never what says that an event has come", () => {
    const both = (first: string, last: string) => leads.flatMap((lead) => [`${first} ${lead}`, `${last} ${lead}`]);
    expect(proposedPattern(both("received a reply from", "processed the one of"))).toBe("processed the one of");
    expect(proposedPattern(both("lead looked up:", "CRM has a note for"))).toBe("CRM has a note for");
    expect(proposedPattern(both("stored note of", "now queued for Slack:"))).toBe("stored note of");
    expect(proposedPattern(leads.map((lead) => `received ${lead}`))).toBe("received");
  });

  it("is none where nothing names them, and stands for itself as a regular expression", () => {
    expect(proposedPattern(["POST /hook 200", "POST /hook 200", "POST /hook 200"])).toBeNull();
    const saved = proposedPattern(leads.map((lead) => `Saved (new) ${lead}`));
    expect(logAdvice(saved ?? "")).toContain("--effect-log 'Saved \\(new\\)'");
  });

  it("takes request ids and message ids for names too, and the event's type where a line has no words of its own", () => {
    const ids = leads.map((_lead, index) => `0f8fad5b-d9cb-469f-a165-7086772832${index + 10}`);
    const types = ["EMAIL_REPLY", "EMAIL_OPEN", "LEAD_UNSUBSCRIBED"];
    expect(proposedPattern(ids.map((id) => `done with ${id}`))).toBe("done with");
    expect(proposedPattern(leads.map((lead) => `reply_stored ${lead}`))).toBe("reply_stored");
    expect(proposedPattern(leads.map((_lead, index) => `stored <m${index}@mail.example>`))).toBe("stored");
    const pattern = proposedPattern(ids.map((id, index) => `${types[index % 3]} ${id}`)) ?? "";
    for (const type of types) expect(new RegExp(pattern).test(`${type} 1`)).toBe(true);
    expect(proposedPattern(ids.map((id) => `200 ${id}`))).toBeNull();
  });
});

describe("writes that name nobody, when a request came again", () => {
  it("may be a second effect: it is neither once nor twice for certain", () => {
    const before = aSent(["200"], { times: 1 });
    const after = aSent(["200", "200"], { times: 1, total: { source: "writes", seen: 1, expected: 1 } });
    expect(mergedWork(before, after).work).toMatchObject({ kind: "between", atLeast: 1, atMost: 2 });
  });
});

describe("what a receiver still has to work off", () => {
  it("is not waited for where it works before its answers, and is where a write came just now", async () => {
    const lags = new Lags();
    const backlog = new Backlog(lags);
    backlog.leave();
    const from = performance.now();
    await backlog.workedOff();
    expect(performance.now() - from).toBeLessThan(299);
    lags.note("effects", 20);
    backlog.leave();
    backlog.written();
    await backlog.workedOff();
    expect(performance.now() - backlog.latestWriteAt).toBeGreaterThanOrEqual(299);
  });
});
