import { exec, execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/reports/report.ts";
import { reportSchema } from "../../src/reports/report-schema.ts";
import { startSample } from "../http/receivers/sample-receiver.ts";
import { CliRun, emptyDirectory, freePort, runCli, startReceiver } from "./run-cli.ts";

const SAMPLES = resolve(import.meta.dirname, "../../fixtures/receivers");
const node = (name: string) => ["--", process.execPath, join(SAMPLES, `${name}.mjs`)];

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function sample(...args: Parameters<typeof startSample>) {
  const started = await startSample(...args);
  open.push(started);
  return started;
}

/** Of a shell's command; the receiver runs in this process, which therefore may not wait idly. */
function outputOf(command: string): Promise<string> {
  return new Promise((done) => void exec(command, (_error, stdout) => done(stdout)));
}

function itemsIn(report: Report) {
  return report.groups.flatMap(({ items }) => items);
}

describe("verify --list and --explain", () => {
  it("show every check, and what one of them means", async () => {
    const { code, stdout } = await runCli(["verify", "--list"]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "SL-4 Idempotency: a redelivered request is processed once, and distinct events are not treated as duplicates\n",
    );
    expect(stdout).toContain("  SL-4.2   concurrent duplicates are processed once\n");
    expect((await runCli(["verify", "--explain", "4.2"])).stdout).toMatchInlineSnapshot(`
      "SL-4.2: concurrent duplicates are processed once
      What is sent, and graded: Four requests with one X-Request-Id on four connections; when all headers are sent, the bodies are released together. Done three times, and once with whole requests at once. Graded like SL-4.1.
      Where the rule comes from: smartlead.md §1 X-Request-Id and Deduplication (A1, D402, D403)
      How to fix it: Another request gets in between checking for the id and storing it. Insert the id first, under a unique key, in the same transaction as the work, so that the second request waits for the first.
      By itself: smartlead-mock verify --only SL-4.2 --target …
      "
    `);
  });

  it("give JSON with --json", async () => {
    const listed: { checks: { id: string }[] } = JSON.parse((await runCli(["verify", "--list", "--json"])).stdout);
    expect(listed.checks.at(0)?.id).toBe("SL-1.1");
    const explained: { id: string } = JSON.parse((await runCli(["verify", "--explain", "SL-6.3", "--json"])).stdout);
    expect(explained).toMatchObject({ id: "SL-6.3", group: "SL-6" });
  });

  it("ask whether another one was meant", async () => {
    expect(await runCli(["verify", "--explain", "SL-4.33"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "smartlead-mock: --explain SL-4.33: there is no such check or group; did you mean SL-4.3?\n",
    });
  });
});

describe("a call that cannot be meant ends with exit code 2 and one sentence", () => {
  it.each([
    [[], "verify needs the receiver: its URL with --target"],
    [
      ["--target", "localhost:3000/hook"],
      "--target localhost:3000/hook has no scheme; did you mean http://localhost:3000/hook?",
    ],
    [
      ["--target", "http://127.0.0.1:0/hook"],
      "--target http://127.0.0.1:0/hook has port 0, which works only for a receiver that is started here",
    ],
    [
      ["--target", "http://127.0.0.1:1/", "--only", "SL-9"],
      "--only SL-9: there is no such check or group; did you mean SL-1?",
    ],
    [["--target", "http://127.0.0.1:1/", "--only", "SL-1", "--skip", "SL-1"], "--only and --skip leave no check"],
    [["--target", "http://127.0.0.1:1/", "--dialect", "core"], "--dialect core: verify supports guide and live"],
    [
      ["--target", "http://127.0.0.1:1/", "--probe", "x", "--probe-cmd", "y"],
      "--probe and --probe-cmd both count the work",
    ],
    [["--target", "http://127.0.0.1:1/", "--probe", "3000"], "--probe 3000 is not an http or https URL"],
    [
      ["--target", "http://127.0.0.1:1/", "--baseline", "none.json"],
      "--baseline none.json cannot be read; write one with",
    ],
    [["--target", "http://127.0.0.1:1/", "--report", "pdf"], "--report pdf: there is no such reporter"],
    [["--target", "http://8.8.8.8/hook"], "8.8.8.8 is a public address"],
    [["--"], "There is no command after --"],
    [["--target", "http://127.0.0.1:1/", "--effect-log", "Reply"], "--effect-log needs your receiver's output"],
    [["--target", "http://127.0.0.1:1/", "--log", "app.log"], "--log app.log is the file for --effect-log"],
    [["--effect-log", "(", "--", "node"], "--effect-log ( is not a valid regular expression (/(/: Unterminated group)"],
    [["--effect-log", "x", "--log", ".", "--", "node"], "--log . is a folder; name the file in it."],
    [["--effect-log", "x", "--log", "no/app.log", "--", "node"], "--log no/app.log: there is no folder no"],
    [["--effect-log", "x", "--probe-cmd", "y", "--", "node"], "--effect-log and --probe-cmd both count the work"],
    [["--receiver-clock", "--target", "http://127.0.0.1:1/"], "start the receiver after --, or leave the flag out"],
    [["--receiver-clock", "--", "bun", "a.ts"], "(node, npm, npx, tsx, pnpm, yarn): bun is not one of them"],
  ])("%j", async (argv, sentence) => {
    const { code, stdout, stderr } = await runCli(["verify", ...argv]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("a receiver that cannot be reached ends with exit code 3 and one sentence", () => {
  it("when its command ends before it listens", async () => {
    const { code, stderr } = await runCli([
      "verify",
      "--",
      process.execPath,
      "-e",
      "console.error('no database'); process.exit(3)",
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain("The receiver's command ended with exit code 3; its last words: no database");
  });
});

describe("verify of a receiver that runs", () => {
  it("passes a correct one, and says what proves nothing", async () => {
    const { url } = await sample("correct");
    const { code, stdout } = await runCli(["verify", "--target", url, "--port", "0", "--only", "SL-4.1,SL-4.5,SL-1.4"]);
    expect(code).toBe(0);
    expect(stdout).toContain("3 checks: 2 ok, 1 inconclusive");
    expect(stdout).toContain("The receiver calls neither SmartLead's API nor the sink");
  });

  it("with --strict takes what proves nothing for no pass", async () => {
    const { url } = await sample("correct");
    const { code } = await runCli(["verify", "--target", url, "--port", "0", "--only", "SL-4.5", "--strict"]);
    expect(code).toBe(4);
  });

  it("fails a faulty one, with lines that show it again", async () => {
    const { url } = await sample("strict");
    const { code, stdout } = await runCli([
      "verify",
      "--target",
      url,
      "--port",
      "0",
      "--only",
      "SL-2.2",
      "--seed",
      "5",
      "--run",
      "r1",
      "--json",
    ]);
    const report = reportSchema.parse(JSON.parse(stdout));
    expect([code, report.exit_code]).toEqual([1, 1]);
    const [item] = itemsIn(report);
    expect(item).toMatchObject({ id: "SL-2.2", grade: "fail", seed: 5, run: "r1" });
    expect(item?.reproduce).toBe(`smartlead-mock verify --target ${url} --only SL-2.2 --seed 5 --run r1 --port 0`);
    expect(await outputOf(`${item?.curl} -s`)).toMatch(/HTTP\/1\.1 422[\s\S]*unexpected_text is not a known field/);
  });

  it("counts the work done by a probe where the receiver shows nothing by itself", async () => {
    const naive = await sample("naive");
    const counter = await startReceiver((response) => response.end(JSON.stringify({ count: naive.worked.length })));
    open.push(counter);
    const probe = counter.url;
    const argv = ["verify", "--target", naive.url, "--port", "0", "--only", "SL-4.1,SL-4.3,SL-4.9", "--json"];
    const { stdout } = await runCli([...argv, "--probe", probe]);
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(itemsIn(report).map(({ id, grade }) => [id, grade])).toEqual([
      ["SL-4.1", "fail"],
      ["SL-4.3", "fail"],
      ["SL-4.9", "ok"],
    ]);
    expect(itemsIn(report)[0]?.findings[0]?.actual).toContain("effects: probe 2");
  });

  it("takes --json for a report, and no other beside it", async () => {
    const argv = ["verify", "--target", "http://127.0.0.1:9/hook", "--json", "--report", "junit=junit.xml"];
    const { code, stderr } = await runCli(argv);
    expect([code, stderr]).toEqual([2, "smartlead-mock: --json means --report json; use only one of them.\n"]);
  });

  it("says when, by which line and at which commit the report was made, without secrets, and the verdict last", async () => {
    const { url } = await sample("correct");
    const cwd = emptyDirectory();
    await promisify(execFile)(
      "sh",
      ["-c", "git init -q . && git -c user.name=a -c user.email=a@b.example commit -q --allow-empty -m x"],
      { cwd },
    );
    const argv = ["verify", "--target", `${url}?token=abcdef`, "--only", "SL-1.4", "--api-key", "very-secret"];
    const { stdout } = await runCli([...argv, "--report", "pretty,json=r.json"], { cwd });
    const text = readFileSync(join(cwd, "r.json"), "utf8");
    const report = reportSchema.parse(JSON.parse(text));
    expect(report.commit).toMatch(/^[\da-f]{12}$/);
    expect(report.date).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(report.command_line).toBe(
      `smartlead-mock verify --target '${url}?token=***' --only SL-1.4 --api-key '***' --report pretty,json=r.json`,
    );
    expect(report.verdict).toBe("PASSED");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("PASSED");
    expect(stdout).toContain(`commit ${report.commit}`);
    expect(text + stdout).not.toMatch(/abcdef|very-secret/);
  });

  it("says so where a probe gives no number", async () => {
    const { url } = await sample("correct");
    const { code, stderr } = await runCli([
      "verify",
      "--target",
      url,
      "--port",
      "0",
      "--only",
      "SL-4.1",
      "--probe-cmd",
      "echo many",
    ]);
    expect([code, stderr]).toEqual([
      2,
      'smartlead-mock: --probe-cmd echo many answered "many"; it must answer one number, such as 42 or {"count": 42}.\n',
    ]);
  });

  it("writes every report that was asked for", async () => {
    const { url } = await sample("naive");
    const cwd = emptyDirectory();
    const requests = ["json=r.json", "junit=r.xml", "tap=r.tap", "html=out/r.html", "markdown=r.md"];
    const { stdout } = await runCli(
      ["verify", "--target", url, "--port", "0", "--only", "SL-4.1", "--report", requests.join(",")],
      { cwd },
    );
    expect(stdout).toMatch(/not proven: SL-4\.1\./);
    for (const requested of requests) {
      const file = readFileSync(join(cwd, requested.split("=")[1] ?? ""), "utf8");
      expect(file).toContain("SL-4.1");
    }
  });

  it("ends when it is stopped, with what was judged so far", async () => {
    const { url } = await sample("correct");
    const run = new CliRun(["verify", "--target", url, "--port", "0"]);
    await run.until(({ stdout }) => stdout.includes("SL-1 "));
    run.signal();
    const { code, stdout } = await run.result();
    expect(code).toBe(130);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^Stopped: \d+ of \d+$/);
  });
});

describe("verify of a receiver that it starts", () => {
  it("tells it the mock's address, judges it with evidence, restarts it, and leaves nobody behind", async () => {
    const port = await freePort();
    const target = `http://127.0.0.1:${port}/webhooks/smartlead`;
    const argv = ["verify", "--target", target, "--only", "SL-4.1,SL-4.10,SL-5.5", "--json"];
    const { code, stdout } = await runCli([...argv, ...node("forgets-on-restart")]);
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(itemsIn(report).map(({ id, grade }) => [id, grade])).toEqual([
      ["SL-4.1", "ok"],
      ["SL-4.10", "warn"],
      ["SL-5.5", "ok"],
    ]);
    expect(code).toBe(0);
    expect(itemsIn(report)[1]?.reproduce).toMatch(/ -- \S+node \S+forgets-on-restart\.mjs$/);
    await expect(fetch(target)).rejects.toThrow();
  });

  it("goes on with a receiver that ends in between, and says which check ended it", async () => {
    const cwd = emptyDirectory();
    const script = join(cwd, "frail.mjs");
    writeFileSync(
      script,
      `import { createServer } from "node:http";
      createServer((request, response) => {
        let body = "";
        request.on("data", (chunk) => (body += chunk));
        request.on("end", () => { JSON.parse(body); response.end("{}"); });
      }).listen(process.env.PORT, "127.0.0.1");`,
    );
    const { code, stdout } = await runCli([
      "verify",
      "--only",
      "SL-3.1,SL-3.5,SL-3.8",
      "--json",
      "--",
      process.execPath,
      script,
    ]);
    const items = itemsIn(reportSchema.parse(JSON.parse(stdout)));
    expect(code).toBe(1);
    expect(items.map(({ id, grade }) => [id, grade])).toEqual([
      ["SL-3.1", "fail"],
      ["SL-3.5", "warn"],
      ["SL-3.8", "fail"],
    ]);
    expect(items[0]?.reason).toBe("The receiver exited unexpectedly during SL-3.1.");
    expect(items[0]?.evidence.join()).toContain("SyntaxError");
  });
});

describe("--baseline", () => {
  it("lets pass what failed before, and nothing new", async () => {
    const cwd = emptyDirectory();
    const argv = ["verify", "--target", (await sample("correct")).url, "--port", "0", "--only", "SL-2.2"];
    const strict = await sample("strict");
    const before = await runCli(
      ["verify", "--target", strict.url, "--port", "0", "--only", "SL-2.2", "--report", "json=base.json"],
      { cwd },
    );
    expect(before.code).toBe(1);
    const after = await runCli(
      ["verify", "--target", strict.url, "--port", "0", "--only", "SL-2.2,SL-1.2", "--baseline", "base.json"],
      { cwd },
    );
    expect(after.code).toBe(1);
    expect(after.stdout).toContain("Known since the baseline: EMAIL_SENT with unknown fields is answered 422");
    const known = await runCli(
      ["verify", "--target", strict.url, "--port", "0", "--only", "SL-2.2", "--baseline", "base.json"],
      { cwd },
    );
    expect(known.code).toBe(0);
    const mended = await runCli([...argv, "--baseline", "base.json"], { cwd });
    expect([mended.code, mended.stderr]).toEqual([
      0,
      "smartlead-mock: SL-2.2 failed in the baseline and no longer fails; write the baseline again to keep it that way.\n",
    ]);
  });
});

describe("--shrink", () => {
  it("keeps the smallest payload that still goes wrong, with the line that sends it", async () => {
    const cwd = emptyDirectory();
    const { url } = await sample("three-byte-text");
    const { code, stdout } = await runCli(
      ["verify", "--target", url, "--port", "0", "--only", "SL-2.10", "--shrink", "--json"],
      { cwd },
    );
    expect(code).toBe(1);
    const file = join(cwd, "smartlead-mock-fixtures/SL-2.10.json");
    expect(existsSync(file)).toBe(true);
    const kept = readFileSync(file, "utf8");
    expect(kept.length).toBeLessThan(80);
    expect(kept).toMatch(/[\u{10000}-\u{10ffff}]/u);
    const [item] = itemsIn(reportSchema.parse(JSON.parse(stdout)));
    expect(item?.evidence.at(-1)).toMatch(
      /^The smallest payload that still gets this answer has \d+ of \d+ bytes \(\d+ requests\), saved as smartlead-mock-fixtures\/SL-2\.10\.json: \{/,
    );
    expect(item?.curl).toMatch(/^printf .* --data-binary @- /);
  });
});
