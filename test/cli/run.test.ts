import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/reports/report.ts";
import { type SampleReceiver, startSample } from "../http/receivers/sample-receiver.ts";
import { CliRun, emptyDirectory, freePort, runCli, startReceiver } from "./run-cli.ts";

const correct = fileURLToPath(new URL("../../fixtures/receivers/correct.mjs", import.meta.url));

/** A scenario file in an empty folder, which is where the command runs. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = emptyDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const REPLY = `name: a reply arrives
webhooks:
  - { level: user, events: [EMAIL_REPLY] }
steps:
  - { emit: EMAIL_REPLY, as: reply }
  - settle: reply
  - expect: { delivery: reply, state: delivered, attempts: 1 }
`;
const FAILING = REPLY.replace("attempts: 1", "attempts: 2");

const receivers: SampleReceiver[] = [];
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.close();
});

describe("run", () => {
  it("plays a file on the built-in receiver and says that it passed", async () => {
    const { code, stdout, stderr } = await runCli(["run", "reply.yaml"], { cwd: folderWith({ "reply.yaml": REPLY }) });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("1/1 ✓ ok           a reply arrives");
    expect(stdout).toContain("1 scenario: 1 ok");
  });

  it("plays the example of PRODUCT §9 as it stands there", async () => {
    const example = `name: the answer to a reply is lost
seed: 7
clock: virtual
webhooks:
  - { level: user, events: [EMAIL_REPLY] }
steps:
  - emit: EMAIL_REPLY
    as: reply
    faults: [{ kind: lost-response, attempt: 1 }]
  - settle: reply
  - expect: { delivery: reply, state: delivered, attempts: 2, duplicate: acknowledged }
`;
    const { code, stdout } = await runCli(["run", "./lost.yaml"], { cwd: folderWith({ "lost.yaml": example }) });
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 scenario: 1 ok")]);
  });

  it("tells of a failure what was expected, what happened, where it stands, the delivery's life and how to see it again", async () => {
    const cwd = folderWith({ "reply.yaml": FAILING });
    const { code, stdout } = await runCli(["run", "reply.yaml", "--seed", "5", "--run", "r5"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("The number of attempts of reply is 1; expected 2.");
    expect(stdout).toContain("at reply.yaml:7:50");
    expect(stdout).toContain("expected: 2");
    expect(stdout).toContain("actual:   1");
    expect(stdout).toMatch(/2026-01-05 09:00:00\.000 {2}attempt 1 ends: success 200/);
    expect(stdout).toContain("Reproduce: smartlead-mock run reply.yaml --seed 5 --run r5");
  });

  it("takes a probe as evidence, and says so in the line that plays it again", async () => {
    const receiver = await startReceiver();
    const cwd = folderWith({
      "reply.yaml": REPLY.replace("attempts: 1 }", "attempts: 1 }\n  - expect: { effects: 1, of: reply }"),
    });
    const { code, stdout } = await runCli(
      ["run", "reply.yaml", "--target", receiver.url, "--probe-cmd", "echo 7", "--seed", "5", "--run", "r5"],
      { cwd },
    );
    await receiver.close();
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining("The number of effects named probe of reply is 0; expected 1."),
    ]);
    expect(stdout).toContain(`--target ${receiver.url} --probe-cmd 'echo 7' --seed 5 --run r5`);
  });

  const PRINTING = `
require("node:http").createServer((request, response) => {
  let body = "";
  request.on("data", (part) => { body += part; });
  request.on("end", () => {
    const { event_type: type } = JSON.parse(body);
    console.log("Did", type, request.headers["x-request-id"]);
    response.end();
  });
}).listen(process.env.PORT, "127.0.0.1");`;

  it("counts the lines that a command prints, or a log gets, as work", async () => {
    const counted = `${REPLY}  - expect: { effects: 1, of: reply }\n`;
    const cwd = folderWith({ "reply.yaml": counted, "server.cjs": PRINTING });
    const words = ["run", "reply.yaml", "--effect-log", "^Did", "--run", "r5"];
    const printed = await runCli([...words, "--", "node", "server.cjs"], { cwd });
    expect([printed.code, printed.stdout]).toEqual([0, expect.stringContaining("1 scenario: 1 ok")]);
    const logged = await runCli(
      ["run", "reply.yaml", "--effect-log", "^Did", "--log", "app.log", "--", "sh", "-c", "node server.cjs >> app.log"],
      { cwd },
    );
    expect([logged.code, logged.stderr]).toEqual([0, expect.stringContaining("it is read once it appears")]);
    const other = await runCli(
      ["run", "reply.yaml", "--effect-log", "Done it", "--run", "r5", "--", "node", "server.cjs"],
      { cwd },
    );
    expect([other.code, other.stdout]).toEqual([0, expect.stringContaining("--effect-log 'Done it' --seed")]);
    expect(other.stdout).toMatch(/\n(NOT JUDGED|PASSED, 1 not proven)\n$/);
    const none = await runCli(["run", "reply.yaml", "--effect-log", "Did"], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("--effect-log needs your receiver's output")]);
  });

  it("refuses a probe that has no number before anything is sent, and two probes", async () => {
    const receiver = await startReceiver();
    const cwd = folderWith({ "reply.yaml": REPLY });
    const words = ["run", "reply.yaml", "--target", receiver.url, "--probe-cmd", "echo many"];
    const numberless = await runCli(words, { cwd });
    expect([numberless.code, numberless.stderr]).toEqual([2, expect.stringContaining("it must answer one number")]);
    const both = await runCli([...words, "--probe", receiver.url], { cwd });
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("use only one of them")]);
    expect(receiver.requests).toEqual([]);
    await receiver.close();
  });

  it("sends to a target, and nothing else gets it", async () => {
    const receiver = await startReceiver();
    const port = await freePort();
    const cwd = folderWith({ "reply.yaml": REPLY });
    const { code } = await runCli(["run", "reply.yaml", "--target", receiver.url, "--port", String(port)], { cwd });
    await receiver.close();
    expect([code, receiver.requests.length]).toEqual([0, 1]);
  });

  it("gives a receiver behind a target the mock that it reports to", async () => {
    const port = await freePort();
    const receiver = await startSample("correct", { effectsUrl: `http://127.0.0.1:${port}` });
    receivers.push(receiver);
    const { code, stdout } = await runCli(["run", "lost-answer", "--target", receiver.url, "--port", String(port)]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 ok")]);
  });

  it("starts a command for each scenario, in parallel, and stops it", async () => {
    const { code, stdout } = await runCli([
      ...["run", "lost-answer", "two-replies-in-a-thread", "--jobs", "2"],
      ...["--", process.execPath, correct],
    ]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("2 scenarios: 2 ok")]);
  });

  it("ends with 3 where nobody listens at the address that a scenario names", async () => {
    const url = `http://127.0.0.1:${await freePort()}/hook`;
    const cwd = folderWith({ "reply.yaml": `${REPLY}receiver: { url: "${url}" }\n` });
    const { code, stdout } = await runCli(["run", "reply.yaml"], { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain(`Nothing listens at ${url}: start the receiver first`);
  });

  it("ends with 3 where the command does not listen", async () => {
    const cwd = folderWith({ "reply.yaml": REPLY });
    const { code, stderr } = await runCli(
      ["run", "reply.yaml", "--", process.execPath, "-e", "console.error('no database'); process.exit(7)"],
      { cwd },
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/The receiver's command ended with exit code 7; its last words: no\s+database/);
  });

  it("is no pass when a scenario's condition is not given", async () => {
    const { code, stdout } = await runCli(["run", "secret-rotated"]);
    expect(code).toBe(0);
    expect(stdout).toContain("It needs the secret that the receiver checks: pass it with --secret.");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("NOT JUDGED");
    const strict = await runCli(["run", "secret-rotated", "--strict"]);
    expect([strict.code, strict.stdout.trimEnd().split("\n").at(-1)]).toEqual([4, "NOT JUDGED"]);
    const given = await runCli(["run", "secret-rotated", "--secret", "s3cret"]);
    expect([given.code, given.stdout.includes("s3cret")]).toEqual([0, false]);
  });

  it("repeats with the next seeds, in order, whatever ends first", async () => {
    const cwd = folderWith({ "reply.yaml": REPLY });
    const { code, stdout } = await runCli(["run", "reply.yaml", "--repeat", "4", "--seed", "10", "--json"], { cwd });
    const { groups, totals }: Report = JSON.parse(stdout);
    expect([code, totals.ok]).toEqual([0, 4]);
    expect(groups.flatMap(({ items }) => items.map(({ id, seed }) => [id, seed]))).toEqual([
      ["a reply arrives #1", 10],
      ["a reply arrives #2", 11],
      ["a reply arrives #3", 12],
      ["a reply arrives #4", 13],
    ]);
  });

  it("writes every report that was asked for, into folders that it makes", async () => {
    const cwd = folderWith({ "reply.yaml": FAILING });
    const reports = ["json=out/report.json", "junit=out/junit.xml", "markdown=out/report.md", "github=out/github.txt"];
    const { code } = await runCli(["run", "reply.yaml", ...reports.flatMap((requested) => ["--report", requested])], {
      cwd,
    });
    const [json = "", junit = "", markdown = "", github = ""] = [
      "report.json",
      "junit.xml",
      "report.md",
      "github.txt",
    ].map((name) => readFileSync(join(cwd, "out", name), "utf8"));
    expect(code).toBe(1);
    expect(JSON.parse(json)).toMatchObject({ command: "run", exit_code: 1, totals: { fail: 1 } });
    expect(junit).toContain('failures="1"');
    expect(markdown).toContain("a reply arrives");
    expect(github).toContain("::error file=reply.yaml,line=7");
  });

  it("lists the library, for people and for programs", async () => {
    const people = await runCli(["run", "--list"]);
    expect(people.stdout).toMatch(/^late-third-try +only the third attempt gets through$/m);
    expect(people.stdout).toMatch(/^secret-rotated +.* \(needs secret\)$/m);
    const { scenarios } = JSON.parse((await runCli(["run", "--list", "--json"])).stdout);
    expect(scenarios.length).toBeGreaterThanOrEqual(20);
    expect(scenarios[0]).toMatchObject({ name: "answer-times-out", covers: ["timeout", "lost answer"] });
  });

  it("lets flags go before the scenario, and the configuration behind it", async () => {
    const cwd = folderWith({
      "plain.yaml": `${REPLY}`,
      "core.yaml": REPLY.replace("name: a reply arrives", "name: of the old dialect\ndialect: core"),
      "smartlead-mock.config.yaml": "dialect: live\n",
    });
    const dialectsOf = async (...args: string[]) =>
      JSON.parse((await runCli(["run", ...args, "--json"], { cwd })).stdout).dialects;
    expect(await dialectsOf("plain.yaml", "core.yaml")).toEqual(["live", "core"]);
    expect(await dialectsOf("plain.yaml", "core.yaml", "--dialect", "guide")).toEqual(["guide"]);
  });

  it("runs again when the file changes, also after a mistake in it", async () => {
    const cwd = folderWith({ "reply.yaml": REPLY });
    const run = new CliRun(["run", "reply.yaml", "--watch"], { cwd });
    await run.until(({ stderr }) => stderr.includes("watching"));
    expect(run.stdout).toContain("1 scenario: 1 ok");
    writeFileSync(join(cwd, "reply.yaml"), REPLY.replace("settle:", "setle:"));
    await run.until(({ stderr }) => stderr.includes("reply.yaml:6:5: steps[1].setle is not an action of a step"));
    writeFileSync(join(cwd, "reply.yaml"), FAILING);
    await run.until(({ stdout }) => stdout.includes("1 scenario: 1 fail"));
    const { code } = await run.stop();
    expect(code).toBe(1);
  });

  it("stops at Ctrl-C, with how much was played", async () => {
    const cwd = folderWith({
      "wait.yaml": REPLY.replace("  - settle: reply", "  - wait: 10m"),
      "reply.yaml": REPLY,
    });
    const run = new CliRun(["run", "wait.yaml", "reply.yaml", "--jobs", "1"], { cwd });
    await run.until(({ stdout }) => stdout.includes("run: 2 scenarios"));
    const { code, stdout } = await run.stop();
    expect(code).toBe(130);
    expect(stdout).toMatch(/\nStopped: 0 of 2\n$/);
  });

  it.each([
    [["run"], "run needs the name of a built-in scenario, or a file; run --list shows the names, run all takes all."],
    [["run", "lost-anser"], 'There is no built-in scenario "lost-anser"; did you mean lost-answer?'],
    [["run", "gone.yaml"], "The scenario gone.yaml does not exist; check its path."],
    [["run", "lost-answer", "--report", "junitt"], "there is no such reporter"],
    [
      ["run", "lost-answer", "--"],
      "There is no command after --; write it like smartlead-mock run … -- node server.js.",
    ],
    [
      ["run", "lost-answer", "--target", "http://127.0.0.1:0/x"],
      "has port 0, which works only for a receiver that is started here",
    ],
    [
      ["run", "lost-answer", "--target", "http://127.0.0.1:1/x", "--jobs", "2"],
      "--jobs 2: all scenarios share one receiver",
    ],
    [["run", "lost-answer", "--target", "http://93.184.215.14/x"], "is a public address"],
    [["run", "lost-answer", "--json", "--report", "json"], "--json means --report json; use only one of them."],
    [["run", "--watch", "none/x.yaml"], "cannot be watched"],
  ])("says what is wrong with %j", async (argv, sentence) => {
    const { code, stderr } = await runCli(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("says what is wrong with a file that is a folder", async () => {
    const cwd = emptyDirectory();
    mkdirSync(join(cwd, "x.yaml"));
    const { code, stderr } = await runCli(["run", "x.yaml"], { cwd });
    expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
  });
});
