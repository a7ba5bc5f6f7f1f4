import { describe, expect, it } from "vitest";
import { EventTimes } from "../../../src/verify/bench/event-times.ts";
import { lanesFor } from "../../../src/verify/bench/lanes.ts";
import { missingWork, protocolOf, secondEffect } from "../../../src/verify/judging/proof.ts";
import { logAdvice, proposedPattern } from "../../../src/verify/log-proposal.ts";
import { Lags } from "../../../src/verify/measuring/lags.ts";
import { measuredWork, type WorkSeen } from "../../../src/verify/measuring/work-measure.ts";
import { wrongTokens } from "../../../src/verify/wrong-tokens.ts";
import { aProfile, aSent, IDLE, UNMEASURED, WORKS } from "./a-sent.ts";

const TWO_ROWS = { kind: "works", units: new Map([["probe", 2]]) } as const;
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
    ["one where the sum is exactly that of all", { total: { seen: 4, expected: 4 } }, "read 1"],
    ["unknown where the sum is short", { total: { seen: 3, expected: 4 } }, "unknown"],
    ["unknown where the sum is too high", { total: { seen: 5, expected: 4 } }, "unknown"],
    ["between where a write may be another's", { possible: 1 }, "between"],
    ["between, once for certain", { possible: 1, counts: new Map([["crm", 1]]) }, "between"],
  ])("is %s", (_, parts, expected) => {
    const work = measuredWork(seen(parts));
    expect(work.kind === "read" ? `read ${work.value}` : work.kind).toBe(expected);
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

describe("the times of a run's events", () => {
  it("are a second apart, whichever account asks", () => {
    const times = new EventTimes();
    const all = [1_000, 1_000, 1_500, 3_000, 1_000].map((now) => times.next(now));
    expect(all).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(times.startOfAccount(0)).not.toBe(times.startOfAccount(0));
  });
});

describe("lanes", () => {
  it("are more than one only for a slow receiver that bears it", async () => {
    const never = () => Promise.reject(new Error("Nobody is asked."));
    expect(await lanesFor(3, 30_000, never)).toBe(1);
    expect(await lanesFor(50, 30_000, async () => null)).toBe(1);
    expect(await lanesFor(50, 30_000, async () => 55)).toBe(8);
    expect(await lanesFor(50, 30_000, async (lanes) => (lanes > 3 ? 300 : 55))).toBe(3);
    expect(await lanesFor(3_000, 30_000, async () => 20_000)).toBe(1);
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

  it("is none where nothing names them, and stands for itself as a regular expression", () => {
    expect(proposedPattern(["POST /hook 200", "POST /hook 200", "POST /hook 200"])).toBeNull();
    expect(logAdvice("Saved (new)")).toContain("--effect-log 'Saved \\(new\\)'");
  });
});
