import { describe, expect, it } from "vitest";
import { aFailure, aNastyReport, anItem, aReport } from "./a-report.ts";
import { drive, Places, written } from "./written.ts";

/** How GitHub's runner reads a command. */
function runnerReads(line: string): { level: string; properties: Record<string, string>; message: string } | null {
  const match = /^::(\w+) (.*?)::(.*)$/.exec(line);
  if (match === null) return null;
  const undo = (text: string) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  const pairs = (match[2] ?? "").split(",").map((pair) => {
    const [key = "", value = ""] = pair.split("=", 2);
    return [key, undo(value.replaceAll("%3A", ":").replaceAll("%2C", ","))] as const;
  });
  return { level: match[1] ?? "", properties: Object.fromEntries(pairs), message: undo(match[3] ?? "") };
}

describe("the github report", () => {
  it("annotates what is not well at its place", async () => {
    expect(await written("github", aReport())).toMatchInlineSnapshot(`
      "::error file=scenarios/lost.yaml,line=12,col=7,title=fail%3A the answer to a reply is lost (lost-answer#2)::2 expectations did not hold.%0A1. reply should have had 2 attempts, and had 3.%0A  at scenarios/lost.yaml:12:7%0A  expected: 2%0A  actual:   3%0A  Timeline of the delivery, on the mock's clock:%0A    2026-01-05 09:00:00.000  attempt 1 of 3 starts, affected by lost-response%0A    2026-01-05 09:01:00.000  attempt 2 ends: success 200%0A2. The answer should have been another.%0A  expected:%0A    | {%0A    |   "ok": true%0A    | }%0A  actual:%0A    | ::error::pwned%0A    | ##[warning]pwned%0A    | \`\`\`%0A    |   indented%0AEvidence:%0A  The receiver reported 2 effects crm.%0AHow to fix it: Remember the X-Request-Id together with the work.%0ASource: smartlead.md §5%0A  https://unpkg.com/smartlead-mock/docs/smartlead-facts.md#what-goes-wrong-in-real-receivers%0ASeed 7, run r1; 12ms, 1m on the mock's clock%0AReproduce: smartlead-mock run scenarios/lost.yaml --seed 7 --run r1
      ::warning title=warn%3A slow | late (SL-4.1)::It took 1.2 s, 100%25 more than wished: "a, b".%0ASeed 7, run r1; 12ms, 1m on the mock's clock
      ::error title=inconclusive%3A proves nothing (SL-4.2)::No expectation was reached.%0ASeed 7, run r1; 12ms, 1m on the mock's clock
      "
    `);
  });

  it("is read by the runner as it was meant, one command a line", async () => {
    const title = "50%, a:b; c\u2028d";
    const report = aReport({
      groups: [{ id: "g", title, items: [aFailure({ title }), anItem({ grade: "warn", title })] }],
    });
    const commands = (await written("github", report)).trimEnd().split("\n").map(runnerReads);
    expect(commands.map((command) => command?.level)).toEqual(["error", "warning"]);
    expect(commands[0]?.properties).toEqual({
      file: "scenarios/lost.yaml",
      line: "12",
      col: "7",
      title: "fail: 50%, a:b; c d (lost-answer)",
    });
    expect(commands[0]?.message).toContain("1. reply should have had 2 attempts, and had 3.\n");
  });

  it("lets no text break out of its command", async () => {
    const text = "x::error::y\n::set-env name=A::b\r::stop-commands::t";
    const lines = (await written("github", aNastyReport(text))).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain("\r");
  });

  it("appends the document to the step's summary, where there is one", async () => {
    const places = new Places();
    places.stepSummary = "summary.md";
    places.files.set("summary.md", "before\n");
    const { out, files, open } = await drive(aReport(), ["github"], places);
    expect(files.get("summary.md")).toMatch(/^before\n## smartlead-mock run: FAILED\n/);
    expect(out).toMatch(/^::error /);
    expect(open.size).toBe(0);
    const other = new Places();
    other.stepSummary = "summary.md";
    expect((await drive(aReport(), ["pretty"], other)).files.size).toBe(0);
  });

  it("calls it an error only where the exit code counts it", async () => {
    const groups = [{ id: "g", title: "g", items: [anItem({ grade: "inconclusive" })] }];
    expect(await written("github", aReport({ groups }))).toMatch(/^::warning /);
    expect(await written("github", aReport({ groups, strict: true }))).toMatch(/^::error /);
    expect(await written("github", aReport({ groups, command: "verify" }))).toMatch(/^::warning /);
    expect(await written("github", aReport({ groups, command: "verify", strict: true }))).toMatch(/^::error /);
  });
});
