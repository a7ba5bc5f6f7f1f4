import { afterAll, describe, expect, it } from "vitest";
import {
  type Choice,
  DEFECTS,
  type Defect,
  EVIDENCE,
  type MatrixReceiver,
  STYLES,
  startMatrixReceiver,
} from "./matrix-receiver.ts";
import { gradesOf, itemOf, verified } from "./verify-bench.ts";

/** The check that finds each defect, and others that may see it as well. */
const FINDS: Readonly<Record<Defect, readonly [by: string, ...also: string[]]>> = {
  "deduplicates nothing": ["SL-4.1"],
  "drops a second reply": ["SL-4.9"],
  "drops ids as text": ["SL-2.5"],
  "refuses what comes again": ["SL-4.1"],
  "drops most of a crowd": ["SL-6.3"],
};
/** What a correct receiver is asked: a check of each kind of judgement. */
const KINDS = ["SL-1.5", "SL-2.5", "SL-4.1", "SL-4.2", "SL-4.5", "SL-4.7", "SL-4.9", "SL-5.1", "SL-5.5", "SL-6.1"];
/** `VERIFY_MATRIX=full` judges each defect in each style and evidence; else one style for each pair of defect and evidence, in turn. */
const IS_FULL = process.env.VERIFY_MATRIX === "full";
/** A receiver whose late writes name nobody is waited for by its lag, which a busy machine makes long. */
const TIMEOUT_MS = 300_000;

const cells = STYLES.flatMap((style) => EVIDENCE.map((evidence) => ({ style, evidence })));
const faulty = DEFECTS.flatMap((defect, row) =>
  cells
    .filter(
      ({ style, evidence }) => IS_FULL || STYLES.indexOf(style) === (row + EVIDENCE.indexOf(evidence)) % STYLES.length,
    )
    .map((cell) => ({ ...cell, defect })),
);

async function judged(choice: Choice, only: readonly string[]) {
  let started: MatrixReceiver | undefined;
  const isProbed = choice.evidence === "probe";
  return verified({
    only,
    probe: isProbed ? { read: async () => (await started?.probe.read()) ?? 0 } : null,
    effectLog:
      choice.evidence === "log"
        ? { pattern: /worked on/, lines: { subscribe: (listener) => started?.lines.subscribe(listener) ?? (() => {}) } }
        : null,
    start: async (mockUrl) => {
      started = await startMatrixReceiver(mockUrl, choice);
      return started;
    },
  });
}

/** How the check that should find a defect graded it, cell by cell. */
const grades: string[] = [];

describe("a receiver is judged by what it does, whatever its style and evidence", { timeout: TIMEOUT_MS }, () => {
  it.each(cells)("a correct one that works $style, seen by $evidence, is blamed for nothing", async (cell) => {
    const report = await judged({ ...cell, defect: null }, KINDS);
    expect(gradesOf(report, ["fail", "warn"])).toBe("");
    expect(itemOf(report, "SL-4.1").grade).toBe("ok");
  });

  it.each(faulty)("one that $defect, and works $style, seen by $evidence, is found or not proven", async (choice) => {
    const [by, ...also] = FINDS[choice.defect];
    const report = await judged(choice, [by, "SL-1.5", "SL-5.1"]);
    const { grade } = itemOf(report, by);
    grades.push(grade);
    expect(["fail", "warn", "inconclusive"]).toContain(grade);
    const others = gradesOf(report, ["fail"])
      .split(", ")
      .filter((text) => ![by, ...also].some((id) => text.startsWith(`${id.replace("SL-", "")} `)));
    expect(others.filter((text) => text !== "")).toEqual(
      choice.defect === "deduplicates nothing" ? expect.any(Array) : [],
    );
  });

  afterAll(() => {
    const found = grades.filter((grade) => grade === "fail" || grade === "warn").length;
    const unproven = grades.filter((grade) => grade === "inconclusive").length;
    if (IS_FULL) console.info(`${grades.length} cells with a defect: ${found} found, ${unproven} inconclusive.`);
  });
});
