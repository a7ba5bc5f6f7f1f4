import { assembleReport, type ReportParts } from "../../../src/reports/assemble.ts";
import type { Finding, Report, ReportItem } from "../../../src/reports/report.ts";

/** What a hostile or broken receiver may answer. */
export const NASTY = `\u001b[31mred\u001b[0m \u0007bell \u202egnp.exe\u202c ]]> <script>alert("x")</script> & 👩‍👩‍👧 שלום \u0000\ufffe`;

export function aFinding(parts: Partial<Finding> = {}): Finding {
  return {
    message: "reply should have had 2 attempts, and had 3.",
    expected: "2",
    actual: "3",
    place: { file: "scenarios/lost.yaml", line: 12, column: 7 },
    timeline: [],
    ...parts,
  };
}

export function anItem(parts: Partial<ReportItem> = {}): ReportItem {
  return {
    id: "lost-answer",
    title: "the answer to a reply is lost",
    grade: "ok",
    reason: null,
    findings: [],
    evidence: [],
    hint: null,
    source: null,
    place: null,
    reproduce: null,
    seed: 7,
    run: "r1",
    duration_ms: 12.4,
    mock_ms: 60_000,
    ...parts,
  };
}

export function aFailure(parts: Partial<ReportItem> = {}): ReportItem {
  return anItem({
    grade: "fail",
    reason: "2 expectations did not hold.",
    findings: [
      aFinding({
        timeline: [
          { at: "2026-01-05T09:00:00.000Z", text: "attempt 1 of 3 starts, affected by lost-response" },
          { at: "2026-01-05T09:01:00.000Z", text: "attempt 2 ends: success 200" },
        ],
      }),
      aFinding({
        message: "The answer should have been another.",
        expected: '{\n  "ok": true\n}',
        actual: "::error::pwned\n##[warning]pwned\n```\n  indented",
        place: null,
      }),
    ],
    evidence: ["The receiver reported 2 effects crm."],
    hint: "Remember the X-Request-Id together with the work.",
    source: "smartlead.md §5",
    place: { file: "scenarios/lost.yaml", line: 1, column: 1 },
    reproduce: "smartlead-mock run scenarios/lost.yaml --seed 7 --run r1",
    ...parts,
  });
}

/** What text reports say of `aFailure` behind its reason, word for word. */
export const FAILURE_DETAILS = `1. reply should have had 2 attempts, and had 3.
  at scenarios/lost.yaml:12:7
  expected: 2
  actual:   3
  Timeline of the delivery, on the mock's clock:
    2026-01-05 09:00:00.000  attempt 1 of 3 starts, affected by lost-response
    2026-01-05 09:01:00.000  attempt 2 ends: success 200
2. The answer should have been another.
  expected:
    | {
    |   "ok": true
    | }
  actual:
    | ::error::pwned
    | ##[warning]pwned
    | \`\`\`
    |   indented
Evidence:
  The receiver reported 2 effects crm.
How to fix it: Remember the X-Request-Id together with the work.
Source: smartlead.md §5
  https://unpkg.com/smartlead-mock/docs/smartlead-facts.md#what-goes-wrong-in-real-receivers
Seed 7, run r1; 12ms, 1m on the mock's clock
Reproduce: smartlead-mock run scenarios/lost.yaml --seed 7 --run r1`;

/** One item of each grade, in three groups. */
export function aReport(parts: Partial<ReportParts> = {}): Report {
  return assembleReport({
    command: "run",
    version: "0.1.0",
    seed: 7,
    run: "r1",
    policies: [{ name: "guide", note: "SmartLead documents 3 tries, not what it takes for a failure." }],
    dialects: ["guide"],
    target: null,
    groups: [
      {
        id: "scenarios/lost.yaml",
        title: "the answer to a reply is lost",
        items: [anItem(), aFailure({ id: "lost-answer#2" })],
      },
      {
        id: "SL-4",
        title: "idempotency",
        items: [
          anItem({
            id: "SL-4.1",
            title: "slow | late",
            grade: "warn",
            reason: 'It took 1.2 s, 100% more than wished: "a, b".',
          }),
          anItem({
            id: "SL-4.2",
            title: "proves nothing",
            grade: "inconclusive",
            reason: "No expectation was reached.",
          }),
          anItem({
            id: "SL-4.3",
            title: "secret rotated",
            grade: "skip",
            reason: "It needs --secret.",
            duration_ms: 0,
            mock_ms: 0,
          }),
        ],
      },
      { id: "empty", title: "empty", items: [] },
    ],
    duration_ms: 1_234,
    ...parts,
  });
}

/** A report whose every text is as nasty as a receiver can make it. */
export function aNastyReport(text: string = NASTY): Report {
  const place = { file: `dir/${text}.yaml`, line: 1, column: 1 };
  const item = aFailure({
    id: text,
    title: text,
    reason: text,
    findings: [
      aFinding({
        message: text,
        expected: text,
        actual: `${text}\r\n${text}`,
        place,
        timeline: [{ at: "2026-01-05T09:00:00.000Z", text }],
      }),
    ],
    evidence: [text],
    hint: text,
    source: text,
    place,
    reproduce: text,
  });
  return aReport({
    groups: [
      {
        id: text,
        title: text,
        items: [
          item,
          { ...item, grade: "warn" },
          { ...item, grade: "inconclusive" },
          { ...item, grade: "skip" },
          { ...item, grade: "ok" },
        ],
      },
    ],
  });
}
