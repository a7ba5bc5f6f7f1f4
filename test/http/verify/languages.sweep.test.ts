import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { LineRelay } from "../../../src/delivery/idempotency/log-lines.ts";
import { startReceiver } from "../../../src/harness/verify/receivers.ts";
import type { Report } from "../../../src/reports/report.ts";
import { gradesOf, verified } from "./verify-bench.ts";

const FOLDER = join(import.meta.dirname, "languages");
const CHECKS = ["SL-4.1", "SL-4.2", "SL-4.5", "SL-4.8", "SL-4.9", "SL-6.3"];

const hasProgram = (name: string) => spawnSync(name, ["--version"]).status === 0;
const python = ["python3", join(FOLDER, "receiver.py")];
const php = (host: string) => `exec php -S ${host}:$PORT ${JSON.stringify(join(FOLDER, "receiver.php"))}`;

interface Specimen {
  readonly style: string;
  readonly command: string | readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Judged by the lines that it prints. */
async function judged({ style, command, env = {} }: Specimen): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "smartlead-language-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines = new LineRelay();
  return verified({
    only: CHECKS,
    effectLog: { pattern: /processed/, lines },
    start: async (mockUrl) => {
      const receiver = await startReceiver({
        command,
        url: "http://127.0.0.1:0/hook",
        cwd: folder,
        mockUrl,
        apiKey: "key",
        env: { STYLE: style, STORE: join(folder, "store"), PYTHONUNBUFFERED: "1", ...env },
      });
      receiver.lines.subscribe((line) => lines.tell(line));
      return { url: receiver.url, close: () => receiver.stop() };
    },
  });
}

async function failuresOf(specimen: Specimen): Promise<string> {
  return gradesOf(await judged(specimen), ["fail"]);
}

/** Nothing fails, and its work is really seen: a receiver that shows none fails nothing either. */
async function mustBeCorrect(specimen: Specimen): Promise<void> {
  const report = await judged(specimen);
  expect(gradesOf(report, ["fail"])).toBe("");
  expect(gradesOf(report, ["ok"])).toMatch(/^4\.1 ok, 4\.2 ok/);
}

describe.runIf(hasProgram("python3"))("a receiver in Python", () => {
  it("correct: nothing fails, and its work is seen", async () => {
    await mustBeCorrect({ style: "correct", command: python });
  });

  it.each([
    ["by message", "4.8 fail"],
    ["marks first", "4.5 fail"],
  ])("%s: %s", async (style, expected) => {
    expect(await failuresOf({ style, command: python })).toBe(expected);
  });

  it("processes that each keep the ids in memory: a duplicate meets another of them", async () => {
    expect(await failuresOf({ style: "processes", command: python })).toMatch(/^4\.[12] fail/);
  });
});

describe.runIf(hasProgram("php"))("a receiver in PHP", () => {
  const env = { PHP_CLI_SERVER_WORKERS: "4" };
  it("correct: nothing fails, and its work is seen", async () => {
    await mustBeCorrect({ style: "correct", command: php("127.0.0.1"), env });
  });

  // One worker may take all connections, and then works on one request after the other: nothing to find that time.
  it("looks first: 4.2 fail", { retry: 3 }, async () => {
    expect(await failuresOf({ style: "looks first", command: php("127.0.0.1"), env })).toBe("4.2 fail");
  });
});
