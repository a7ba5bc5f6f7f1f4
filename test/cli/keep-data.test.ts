import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Frame } from "../../src/journal/entry.ts";
import { closersAfterEach } from "../closers.ts";
import { CliRun, emptyDirectory, runCli, startReceiver } from "./run-cli.ts";

const closers = closersAfterEach();

async function aTarget(...answer: Parameters<typeof startReceiver>): Promise<string> {
  const receiver = await startReceiver(...answer);
  closers.push(() => receiver.close());
  return receiver.url;
}

async function started(argv: readonly string[], cwd: string): Promise<{ run: CliRun; url: string }> {
  const run = new CliRun(["start", "--port", "0", "--ready-file", "ready.json", ...argv], { cwd });
  closers.push(() => run.stop());
  await run.until(({ stdout }) => stdout !== "");
  return { run, url: JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8")).url };
}

const trigger = (url: string, ...more: string[]) =>
  runCli(["trigger", "EMAIL_REPLY", "--wait", "--connect", url, ...more]);
const listOf = async (url: string, ...more: string[]) =>
  JSON.parse((await runCli(["deliveries", "list", "--json", "--connect", url, ...more])).stdout);
const dataLine = (stdout: string) => /^ {2}data {6}(.*)$/m.exec(stdout)?.[1];

describe("start, where everything is kept", () => {
  it("goes on where it was, in .smartlead-mock unless said, with the same run and its deliveries", async () => {
    const cwd = emptyDirectory();
    const target = await aTarget();
    const first = await started(["--target", target], cwd);
    expect(dataLine(first.run.stdout)).toBe(join(cwd, ".smartlead-mock"));
    await trigger(first.url, "--count", "3");
    const before = await listOf(first.url);
    const { run } = JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8"));
    expect(await first.run.stop()).toMatchObject({ code: 0, stderr: "" });

    const second = await started(["--target", target], cwd);
    expect(dataLine(second.run.stdout)).toBe(
      `${join(cwd, ".smartlead-mock")}, continued: 3 deliveries, 0 not settled yet`,
    );
    expect(await listOf(second.url)).toEqual(before);
    expect(JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8")).run).toBe(run);
    expect(readFileSync(join(cwd, ".smartlead-mock/.gitignore"), "utf8")).toBe("*\n");
  });

  it("keeps nothing with --ephemeral, and where another directory is named keeps it there", async () => {
    const cwd = emptyDirectory();
    const ephemeral = await started(["--target", "none", "--ephemeral"], cwd);
    expect(dataLine(ephemeral.run.stdout)).toBe("nothing is kept (--ephemeral)");
    await ephemeral.run.stop();
    expect(readdirSync(cwd)).toEqual([]);
    const named = await started(["--target", "none", "--data", "deep/er"], cwd);
    await named.run.stop();
    expect(readdirSync(cwd)).toEqual(["deep"]);
    expect(existsSync(join(cwd, "deep/er/meta.json"))).toBe(true);
  });

  it("takes the later of a directory in the configuration and --ephemeral on the command line", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "smartlead-mock.config.json"), '{"data":"kept","retention":{"bytes":"64MiB","age":"1h"}}');
    const { run } = await started(["--target", "none", "--ephemeral"], cwd);
    await run.stop();
    expect(existsSync(join(cwd, "kept"))).toBe(false);
    await (await started(["--target", "none"], cwd)).run.stop();
    expect(existsSync(join(cwd, "kept/meta.json"))).toBe(true);
  });

  it("says what it found wrong before the session begins, and goes on with the rest", async () => {
    const cwd = emptyDirectory();
    const target = await aTarget();
    const first = await started(["--target", target], cwd);
    await trigger(first.url);
    await first.run.stop();
    const segment = join(cwd, ".smartlead-mock/journal/000000000000001.ndjson");
    writeFileSync(segment, `${readFileSync(segment, "utf8")}{"seq":99,"at":"20`);
    const second = await started(["--target", target], cwd);
    expect(second.run.stderr).toContain(
      `smartlead-mock: ${segment}: its last 18 bytes are an incomplete entry, which was removed`,
    );
    expect((await listOf(second.url)).data).toHaveLength(1);
  });

  it.each([
    [
      "both at once",
      ["--data", "d", "--ephemeral"],
      "--data keeps everything and --ephemeral nothing; use only one of them.",
    ],
    [
      "a file",
      ["--data", "file"],
      "/file cannot be used to store data: it is a file, not a folder (EEXIST); choose another --data, or use --ephemeral.",
    ],
    [
      "below a file",
      ["--data", "file/sub"],
      "/file/sub cannot be used to store data: a part of the path is a file, not a folder (ENOTDIR); choose another --data, or use --ephemeral.",
    ],
    ["below what cannot be written", ["--data", "/proc/nowhere"], "/proc/nowhere cannot be used to store data: "],
    [
      "a name that is too long",
      ["--data", "x".repeat(300)],
      " cannot be used to store data: the name is too long (ENAMETOOLONG)",
    ],
    [
      "a folder with other things",
      ["--data", "."],
      " has other files in it (empty), so it is not used; choose another --data, or use --ephemeral.",
    ],
    [
      "another seed",
      ["--data", "kept", "--seed", "5"],
      "/kept was created with seed 1; leave out --seed 5, or choose another --data.",
    ],
    ["another run", ["--data", "kept", "--run", "r2"], "leave out --run r2, or choose another --data."],
    [
      "a record file that holds something",
      ["--ephemeral", "--record", "file"],
      "--record file already has content, which is not overwritten; choose another file or remove it.",
    ],
    [
      "a record file that cannot be",
      ["--ephemeral", "--record", "no/such/folder.ndjson"],
      "--record no/such/folder.ndjson cannot be written (ENOENT); give another file.",
    ],
  ])("refuses %s in one sentence, with exit code 2", async (_, argv, sentence) => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "file"), "something");
    mkdirSync(join(cwd, "empty"));
    if (argv.includes("kept")) await (await started(["--target", "none", "--data", "kept"], cwd)).run.stop();
    const { code, stdout, stderr } = await runCli(["start", "--target", "none", "--port", "0", ...argv], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(readFileSync(join(cwd, "file"), "utf8")).toBe("something");
  });

  it.each([
    ['{"retention":{"bytes":"1MiB"}}', "retention.bytes must be 64MiB or more, such as 512MiB or 2GiB"],
    ['{"retention":{"age":"5m"}}', "retention.age must be 1h or more"],
    ['{"retention":{"entries":10}}', "retention.entries"],
    ['{"retention":{"byte":1}}', "retention.byte is not a key"],
  ])("refuses a retention that is none: %s", async (config, diagnostic) => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "smartlead-mock.config.json"), config);
    const { code, stderr } = await runCli(["start", "--target", "none"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("smartlead-mock.config.json:1: ");
    expect(stderr).toContain(diagnostic);
  });
});

describe("start --record", () => {
  it("writes every frame from then on, hello first, and is complete when the session ends", async () => {
    const cwd = emptyDirectory();
    const target = await aTarget((response, count) => response.writeHead(count === 1 ? 500 : 200).end());
    const argv = ["--target", target, "--clock", "virtual", "--record", "session.ndjson"];
    const { run, url } = await started(argv, cwd);
    await trigger(url, "--count", "2");
    const { counters } = JSON.parse(await (await fetch(`${url}/_mock/state`)).text());
    expect(counters.attempts).toBe(3);
    expect((await run.stop()).code).toBe(0);
    const text = readFileSync(join(cwd, "session.ndjson"), "utf8");
    const frames: Frame[] = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(text.endsWith("\n")).toBe(true);
    const [hello, ...entries] = frames;
    expect(hello).toMatchObject({ type: "hello", format: 1, last_seq: 1 });
    expect(entries.map((entry) => "seq" in entry && entry.seq)).toEqual(entries.map((_, at) => at + 2));
    const journal = readFileSync(join(cwd, ".smartlead-mock/journal/000000000000001.ndjson"), "utf8");
    const kept = journal.trim().split("\n").slice(2);
    expect(entries.map((entry) => JSON.stringify(entry))).toEqual(kept);
  });
});

describe("deliveries list", () => {
  it("takes as many as asked for, and goes on where it ended", async () => {
    const cwd = emptyDirectory();
    const { url } = await started(["--target", await aTarget()], cwd);
    await trigger(url, "--count", "7");
    const ids = (await listOf(url)).data.map(({ id }: { id: string }) => id);
    expect(ids).toHaveLength(7);
    const page = await listOf(url, "--limit", "3");
    expect(page.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 3));
    const next = await listOf(url, "--limit", "500", "--cursor", page.next_cursor);
    expect(next.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(3));
    const { stdout } = await runCli(["deliveries", "--limit", "3", "--connect", url]);
    expect(stdout).toContain(`There are more: add --cursor ${page.next_cursor}`);
    const { code, stderr } = await runCli(["deliveries", "--cursor", "nonsense", "--connect", url]);
    expect([code, stderr]).toEqual([
      2,
      'smartlead-mock: cursor "nonsense" is not valid; use the next_cursor of a list.\n',
    ]);
  });
});

describe("an error that nothing has caught", () => {
  it("is one sentence; the mock ends in order, and everything is there at the next start", async () => {
    const cwd = emptyDirectory();
    const { run, url } = await started(["--target", await aTarget()], cwd);
    const created = await fetch(`${url}/api/v1/campaigns/create?api_key=k`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Kept" }),
    });
    expect(created.status).toBe(200);
    run.failUncaught(new TypeError("table[word] is not a function"));
    const { code, stderr } = await run.result();
    expect([code, stderr]).toEqual([
      1,
      "smartlead-mock: This is a bug in smartlead-mock (table[word] is not a function); --debug shows where.\n",
    ]);
    const again = await started(["--target", await aTarget()], cwd);
    const list: { name: string }[] = JSON.parse(await (await fetch(`${again.url}/api/v1/campaigns/?api_key=k`)).text());
    expect(list[0]).toMatchObject({ name: "Kept" });
  });
});
