import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openReceiverClock } from "../../src/harness/session/receiver-clock.ts";
import { ReceiverCommand } from "../../src/harness/session/receiver-command.ts";
import { emptyDirectory, runCli } from "../cli/run-cli.ts";

const START = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Remembers ids for a day by `Date.now`, as many receivers do, and says what time it has. */
const TTL_RECEIVER = `
const seen = new Map();
createServer((request, response) => {
  const id = request.headers["x-request-id"];
  const isKnown = seen.has(id) && Date.now() - seen.get(id) < 24 * 3600_000;
  if (!isKnown) seen.set(id, Date.now());
  response.end(JSON.stringify({ isKnown, now: Date.now(), date: new Date().getTime(), text: Date(), origin: performance.timeOrigin + performance.now(), isDate: new Date(0) instanceof Date && structuredClone(new Date(0)) instanceof Date, own: new (class extends Date {})().getTime(), given: new Date(5).getTime(), again: new (new Date().constructor)().getTime() }));
}).listen(process.env.PORT, "127.0.0.1");
`;
const COMMONJS = `const { createServer } = require("node:http");${TTL_RECEIVER}`;
const MODULE = `import { createServer } from "node:http";${TTL_RECEIVER}`;
/** The one that takes requests asks another process, which gets none, for the time. */
const TWO_PROCESSES = `
const { createServer } = require("node:http");
const { spawn } = require("node:child_process");
const worker = spawn(process.execPath, ["-e", "process.stdin.on('data', () => process.stdout.write(Date.now() + '\\\\n'))"]);
createServer((request, response) => {
  worker.stdout.once("data", (text) => response.end(JSON.stringify({ now: Number(text) })));
  worker.stdin.write("?");
}).listen(process.env.PORT, "127.0.0.1");
`;
const THREAD = `
const { createServer } = require("node:http");
const { Worker } = require("node:worker_threads");
const worker = new Worker("const { parentPort } = require('node:worker_threads'); parentPort.on('message', () => parentPort.postMessage(Date.now()));", { eval: true });
createServer((request, response) => {
  worker.once("message", (now) => response.end(JSON.stringify({ now })));
  worker.postMessage("?");
}).listen(process.env.PORT, "127.0.0.1");
`;

interface Seen {
  readonly isKnown: boolean;
  readonly now: number;
  readonly date: number;
  readonly text: string;
  readonly origin: number;
  readonly isDate: boolean;
  readonly own: number;
  readonly given: number;
  readonly again: number;
}

/** The receiver of this code, with the mock's time; posts one event at a time of the mock. */
async function started(name: string, code: string, command?: (file: string) => readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "smartlead clock's "));
  const file = join(folder, name);
  writeFileSync(file, code);
  const clock = await openReceiverClock(START, undefined);
  const words = command?.(file) ?? [process.execPath, file];
  const receiver = await ReceiverCommand.plan({ command: words, cwd: folder, env: clock.env });
  onTestFinished(async () => {
    await receiver.stop();
    await clock.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await receiver.start();
  const post = (id: string, at: number | null) => posted(receiver.url, id, at);
  return { receiver, post };
}

function posted(url: string, id: string, at: number | null): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const time = at === null ? {} : { "X-Mock-Time": new Date(at).toISOString() };
    const sent = request(
      url,
      { method: "POST", agent: false, headers: { "X-Request-Id": id, ...time } },
      (response) => {
        let text = "";
        response.on("data", (piece) => (text += piece));
        response.on("end", () => resolve(JSON.parse(text)));
      },
    );
    sent.on("error", reject).end();
  });
}

/** A machine that is busy may take its time between two requests, but no minutes. */
const MINUTE = 60_000;
const expectAbout = (ms: number, wanted: number) => {
  expect(ms).toBeGreaterThanOrEqual(wanted);
  expect(ms).toBeLessThan(wanted + MINUTE);
};

describe("a receiver with the mock's time", () => {
  it.each([
    ["CommonJS", "server.cjs", COMMONJS],
    ["an ES module", "server.mjs", MODULE],
  ])("forgets by the mock's days, as %s", async (_, name, code) => {
    const { post } = await started(name, code);
    const first = await post("a", START);
    expect(first.isKnown).toBe(false);
    for (const ms of [first.now, first.date, first.origin, first.own, first.again, Date.parse(first.text) + 999]) {
      expectAbout(ms, START);
    }
    expect([first.isDate, first.given]).toEqual([true, 5]);
    expect(await post("a", START + HOUR)).toMatchObject({ isKnown: true });
    expect(await post("a", START + DAY + MINUTE)).toMatchObject({ isKnown: false });
  });

  it("never goes backwards, and runs on between two events", async () => {
    const { post } = await started("server.cjs", COMMONJS);
    const times: number[] = [];
    for (const at of [START + DAY, START, null, START + DAY + HOUR]) times.push((await post("a", at)).now);
    expect([...times].sort((one, other) => one - other)).toEqual(times);
    expectAbout(times[2] ?? 0, START + DAY);
    expectAbout(times[3] ?? 0, START + DAY + HOUR);
  });

  it.each([
    ["another process", TWO_PROCESSES],
    ["a worker thread", THREAD],
  ])("is one time for all of it: %s that gets no request has it too", async (_, code) => {
    const { post } = await started("server.cjs", code);
    expectAbout((await post("a", START + DAY)).now, START + DAY);
    expectAbout((await post("a", START + 3 * DAY)).now, START + 3 * DAY);
  });

  it("has it in the scenarios of run", async () => {
    const cwd = emptyDirectory();
    const steps = "steps: [{ emit: EMAIL_REPLY, as: reply }, { settle: reply }, { expect: { effects: 1, of: reply } }]";
    writeFileSync(join(cwd, "reply.yaml"), `name: a reply\nnow: 2031-01-06T09:00:00.000Z\n${steps}\n`);
    const code = `require("node:http").createServer((request, response) => {
      console.log("Did", request.headers["x-request-id"], "in", new Date().getUTCFullYear());
      request.resume();
      response.end();
    }).listen(process.env.PORT, "127.0.0.1");`;
    writeFileSync(join(cwd, "server.cjs"), code);
    const words = [
      "run",
      "reply.yaml",
      "--effect-log",
      "in 2031$",
      "--receiver-clock",
      "--",
      process.execPath,
      "server.cjs",
    ];
    const ended = await runCli(words, { cwd });
    expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining("1 scenario: 1 ok")]);
  });

  it("has it behind a shell, and keeps it when it is started again", async () => {
    const inShell = (file: string) => ["sh", "-c", `exec "${process.execPath}" "${file}"`];
    const { receiver, post } = await started("server.cjs", COMMONJS, inShell);
    await post("a", START + DAY);
    await receiver.stop();
    await receiver.start();
    expectAbout((await post("a", null)).now, START + DAY);
  });
});
