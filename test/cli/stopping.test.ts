import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportSchema } from "../../src/reports/report-schema.ts";
import { isThere, type Lifelines, lifelines } from "../http/stage/lifelines.ts";
import { CliRun, emptyDirectory } from "./run-cli.ts";

/** A whole stop, signal to end (PRODUCT §10). */
const STOPS_WITHIN_MS = 5_000;

const SCENARIO = (name: string) => `name: ${name}
webhooks: [{ level: user, events: [EMAIL_REPLY] }]
steps:
  - { emit: EMAIL_REPLY, as: reply }
  - settle: reply
  - expect: { delivery: reply, state: delivered }
`;

/** Listens as it should, and hangs at bodies that hold this, of which it tells once. */
const hangingAt = (text: string, lines: Lifelines) => `
let tell = () => { tell = () => {}; ${lines.code("hanging")} };
require("node:http").createServer((q, a) => {
  let body = "";
  q.on("data", (piece) => (body += piece)).on("end", () => body.includes("${text}") ? tell() : a.end("{}"));
}).listen(process.env.PORT, "127.0.0.1");`;
const STUBBORN = 'process.on("SIGTERM", () => {});';

interface Stopped {
  readonly code: number;
  readonly stdout: string;
  readonly cwd: string;
}

/** Stops the command once the condition holds. */
async function stopped(
  argv: readonly string[],
  {
    when,
    files = {},
  }: { readonly when: (run: CliRun) => Promise<unknown>; readonly files?: Readonly<Record<string, string>> },
): Promise<Stopped> {
  const cwd = emptyDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const run = new CliRun(argv, { cwd });
  await when(run);
  const at = performance.now();
  run.signal("SIGTERM");
  const { code, stdout, stderr } = await run.result();
  expect(stderr).toBe("");
  expect(performance.now() - at).toBeLessThan(STOPS_WITHIN_MS);
  return { code, stdout, cwd };
}

const REPORTS = "pretty,json=r.json,junit=r.xml,tap=r.tap,html=r.html,markdown=r.md";

function written(cwd: string) {
  const text = (name: string) => readFileSync(join(cwd, name), "utf8");
  for (const name of ["r.xml", "r.tap", "r.html", "r.md"]) expect(text(name).length).toBeGreaterThan(0);
  expect(text("r.html")).toContain("Stopped: ");
  expect(text("r.md")).toContain("Stopped: ");
  return reportSchema.parse(JSON.parse(text("r.json")));
}

describe("a signal ends verify within 5 s, with what was found so far,", () => {
  it("while a check waits for a receiver that hangs and ignores SIGTERM", async () => {
    const lines = await lifelines();
    const code = lines.code("it") + STUBBORN + hangingAt("sl-4", lines);
    const argv = ["verify", "--only", "SL-1.1,SL-1.2,SL-4.1", "--report", REPORTS, "--", process.execPath, "-e", code];
    const { code: exit, stdout, cwd } = await stopped(argv, { when: () => lines.started("hanging") });
    const pid = await lines.started("it");
    expect([exit, isThere(pid)]).toEqual([130, false]);
    const report = written(cwd);
    const judged = report.groups.flatMap(({ items }) => items).length;
    expect(judged).toBe(2);
    expect(report.stopped).toEqual({ judged, of: 3 });
    expect(report.exit_code).toBe(130);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(`Stopped: ${judged} of 3`);
  });

  it("before the receiver listens", async () => {
    const lines = await lifelines();
    const idle = `${lines.code("it")}setInterval(() => {}, 1e6);`;
    const cwd = emptyDirectory();
    const run = new CliRun(["verify", "--report", REPORTS, "--", process.execPath, "-e", idle], { cwd });
    const pid = await lines.started("it");
    run.signal();
    const { code, stdout, stderr } = await run.result();
    expect([code, stderr, isThere(pid)]).toEqual([130, "", false]);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^Stopped: 0 of \d+$/);
    expect(written(cwd).stopped?.judged).toBe(0);
  });
});

describe("a signal ends run within 5 s, with what was found so far,", () => {
  it("while a scenario waits for a receiver that hangs", async () => {
    const lines = await lifelines();
    const names = ["one", "two", "three"];
    const files = Object.fromEntries(
      names.map((name) => [`${name}.yaml`, SCENARIO(name).replace("steps:", "clock: real\nsteps:")]),
    );
    const code = lines.code("it") + STUBBORN + hangingAt("EMAIL_REPLY", lines);
    const hanging = ["--", process.execPath, "-e", code];
    const argv = ["run", "lost-answer", ...Object.keys(files), "--jobs", "1", "--report", REPORTS, ...hanging];
    const cwd = emptyDirectory();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    const run = new CliRun(argv, { cwd });
    const pid = await lines.started("it");
    await lines.started("hanging");
    const at = performance.now();
    run.signal("SIGTERM");
    const { code: exit, stdout, stderr } = await run.result();
    expect(performance.now() - at).toBeLessThan(STOPS_WITHIN_MS);
    expect([exit, stderr, isThere(pid)]).toEqual([130, "", false]);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("Stopped: 0 of 4");
    expect(written(cwd).stopped).toEqual({ judged: 0, of: 4 });
  });

  it("and keeps what had ended before", async () => {
    const files = {
      "one.yaml": SCENARIO("one"),
      "two.yaml": SCENARIO("two").replace("steps:", "clock: real\nsteps:\n  - wait: 1h"),
    };
    const argv = ["run", "one.yaml", "two.yaml", "--jobs", "1", "--report", REPORTS];
    const { code, stdout, cwd } = await stopped(argv, {
      files,
      when: (run) => run.until(({ stdout: text }) => text.includes("✓ ok")),
    });
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([130, "Stopped: 1 of 2"]);
    expect(
      written(cwd)
        .groups.flatMap(({ items }) => items)
        .map(({ id, grade }) => [id, grade]),
    ).toEqual([["one", "ok"]]);
  });
});
