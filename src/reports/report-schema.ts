/** The report as a schema: the output of `--report json`, field by field. Only the build and tests read it. */
import { z } from "zod";
import type { Mutable, Same } from "../base/agreement.ts";
import { type Finding, GRADES, type Report, type ReportItem } from "./report.ts";

const wholeNumber = z.int().min(0);
/** Milliseconds of the real clock, to a fraction of a millisecond. */
const realMs = z.number().min(0);

const place = z.object({
  file: z.string().describe("from the working directory"),
  line: z.int().min(1).nullable().describe("from 1"),
  column: z.int().min(1).nullable().describe("from 1"),
});

const finding = z.object({
  message: z.string().describe("what happened and what should have happened, in a sentence"),
  expected: z.string().nullable().describe("as text, one line or several; null where there is nothing to compare"),
  actual: z.string().nullable().describe("like `expected`"),
  place: place.nullable().describe("where it was expected"),
  timeline: z
    .array(
      z.object({
        at: z.iso.datetime({ precision: 3 }).describe("on the mock's clock"),
        text: z.string().describe("what happened then"),
        real_ms: realMs.exactOptional().describe("real milliseconds since the first of attempts that overlapped"),
      }),
    )
    .describe("the timeline of the delivery, oldest first"),
});

const item = z.object({
  id: z.string().describe("the same in each run"),
  title: z.string().describe("for people"),
  grade: z.enum(GRADES).describe("its grade; never ok without evidence"),
  reason: z.string().nullable().describe("the reason for the grade, in a sentence"),
  findings: z.array(finding).describe("what went wrong, worst first"),
  evidence: z.array(z.string()).describe("facts behind the grade, one sentence each"),
  hint: z.string().nullable().describe("how to fix it"),
  source: z.string().nullable().describe("where the rule comes from"),
  source_url: z.url().exactOptional().describe("link to the rule's source"),
  cause: z.string().exactOptional().describe("items with the same value failed for the same reason"),
  settle: z
    .string()
    .exactOptional()
    .describe("what an inconclusive one needs; for a skipped one, the option that it needs"),
  place: place.nullable().describe("file and line"),
  reproduce: z.string().nullable().describe("the command that reproduces it"),
  curl: z.string().exactOptional().describe("the curl command that sends the failing request again"),
  seed: z.int().describe("the seed"),
  run: z.string().describe("the run, which makes its ids unique"),
  duration_ms: realMs.describe("real milliseconds"),
  mock_ms: realMs.describe("milliseconds that passed on the mock's clock"),
});

const report = z
  .object({
    format: z.literal(1).describe("of the report"),
    command: z.enum(["run", "verify", "replay", "explore", "load"]).describe("the command that made it"),
    version: z.string().describe("of smartlead-mock"),
    seed: z.int().describe("the seed"),
    run: z.string().describe("the run, which makes its ids unique"),
    policies: z
      .array(z.object({ name: z.string(), note: z.string().describe("what SmartLead does not document about it") }))
      .describe("the retry policies used"),
    dialects: z.array(z.string()).describe("the shapes of bodies that were sent"),
    target: z
      .string()
      .nullable()
      .describe("the receiver's URL, secrets masked; null = the built-in one, or one for each scenario"),
    date: z.iso.datetime({ precision: 3 }).exactOptional().describe("when it began, on the machine's clock"),
    command_line: z.string().exactOptional().describe("the command line, without secrets"),
    commit: z.string().exactOptional().describe("the git commit, if there is one"),
    verdict: z.string().exactOptional().describe("the overall result, such as `PASSED, 10 not proven`"),
    groups: z
      .array(
        z.object({
          id: z.string().describe("the same in each run"),
          title: z.string().describe("for people"),
          items: z.array(item).describe("what was judged"),
        }),
      )
      .describe("groups of items: the repetitions of a scenario, a group of verify, an event type of a replay"),
    totals: z
      .object({
        ok: wholeNumber,
        warn: wholeNumber,
        fail: wholeNumber,
        inconclusive: wholeNumber,
        skip: wholeNumber,
      })
      .describe("items by grade"),
    stopped: z
      .object({ judged: wholeNumber, of: wholeNumber })
      .exactOptional()
      .describe("if a signal ended it: how many of all items were judged"),
    table: z
      .object({ columns: z.array(z.string()), rows: z.array(z.array(z.string()).describe("as many as columns")) })
      .exactOptional()
      .describe("what load measured, for people"),
    measures: z
      .record(z.string(), z.number().nullable())
      .exactOptional()
      .describe("the same by name, as numbers; null = not measured"),
    duration_ms: realMs.describe("real milliseconds"),
    exit_code: z.int().min(0).max(255).describe("of the command"),
  })
  .describe("What run, verify, explore, replay and load found");

export const reportSchema = report;

/** The JSON Schema (draft 2020-12) of a report. Further fields may come with later versions of the same format. */
export function reportJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(report, { io: "input" });
  return { ...schema, title: "smartlead-mock report, format 1" };
}

/** The schema and the types say the same, or this does not compile. */
export const agrees: Same<z.output<typeof report>, Mutable<Report>> &
  Same<z.output<typeof item>, Mutable<ReportItem>> &
  Same<z.output<typeof finding>, Mutable<Finding>> = true;
