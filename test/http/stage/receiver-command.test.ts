import { describe, expect, it, onTestFinished } from "vitest";
import { ReceiverCommand } from "../../../src/stage/receiver-command.ts";
import { startReceiver } from "../../cli/run-cli.ts";

/** Listens on PORT, and prints its own id and that of a child, where it has one. */
const SERVER =
  "require('node:http').createServer((q, s) => s.end(process.env.SMARTLEAD_API_BASE)).listen(process.env.PORT, '127.0.0.1');";
const PARENT = `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); console.log('child ' + child.pid); ${SERVER}`;
const MOCK = { url: "http://127.0.0.1:9", apiKey: "key" };

async function planned(script: string, options: { readonly startWithinMs?: number; readonly url?: string } = {}) {
  const command = await ReceiverCommand.plan({
    command: [process.execPath, "-e", script],
    cwd: process.cwd(),
    ...options,
  });
  onTestFinished(() => command.stop());
  command.introduce(MOCK);
  return command;
}

/** Whether a process with this id is there. One that has ended, but was not waited for yet by its parent, is not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function numberAfter(word: string, text: string): number {
  return Number(new RegExp(`${word} (\\d+)`).exec(text)?.[1]);
}

describe("a receiver that is a command", () => {
  it("is told its port and whom it may call, and gets requests once it accepts", async () => {
    const command = await planned(SERVER);
    await command.start();
    expect(new URL(command.url).pathname).toBe("/webhooks/smartlead");
    expect(await (await fetch(command.url)).text()).toBe("http://127.0.0.1:9/api/v1");
    await command.stop();
    await expect(fetch(command.url)).rejects.toThrow();
  });

  it("starts again on the same port", async () => {
    const command = await planned(SERVER);
    await command.start();
    await command.stop();
    await command.start();
    expect((await fetch(command.url)).status).toBe(200);
  });

  it("ends with everything that it started", async () => {
    const command = await planned(PARENT);
    await command.start();
    const child = numberAfter("child", command.output());
    expect(isAlive(child)).toBe(true);
    await command.stop();
    expect(isAlive(child)).toBe(false);
  });

  it("is killed when it does not listen to SIGTERM", async () => {
    const command = await planned(`process.on('SIGTERM', () => {}); console.log('self ' + process.pid); ${SERVER}`);
    await command.start();
    const self = numberAfter("self", command.output());
    await command.stop();
    expect(isAlive(self)).toBe(false);
  });

  it("says how it ended, with its last words, when it ends before it listens", async () => {
    const command = await planned("console.log('reading config'); console.error('no database'); process.exit(7)");
    await expect(command.start()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/^The receiver's command ended with exit code 7; its last words: .*no database/),
    });
    expect(command.isRunning).toBe(false);
  });

  it("says so when it does not listen in time", async () => {
    const command = await planned("setInterval(() => {}, 1000)", { startWithinMs: 300 });
    await expect(command.start()).rejects.toThrow(
      /does not listen on 127\.0\.0\.1:\d+ after 0\.3 s; it has to listen on the port in the environment variable PORT\.$/,
    );
  });

  it("says so when it cannot be started", async () => {
    const command = await ReceiverCommand.plan({ command: ["no-such-program"], cwd: process.cwd() });
    await expect(command.start()).rejects.toThrow("could not be started (spawn no-such-program ENOENT)");
  });

  it("does not take somebody else for its receiver", async () => {
    const other = await startReceiver();
    const command = await planned(SERVER, { url: other.url });
    await expect(command.start()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("listens on 127.0.0.1:"),
    });
    await other.close();
  });

  it("is not started twice", async () => {
    const command = await planned(SERVER);
    await command.start();
    await expect(command.start()).rejects.toThrow("The receiver runs already; stop it first.");
  });

  it("keeps only the last of what it prints", async () => {
    const command = await planned(
      `console.log('first'); for (let i = 0; i < 5000; i++) console.log('line ' + i); ${SERVER}`,
    );
    await command.start();
    await expect.poll(() => command.output()).toContain("line 4999");
    expect(command.output()).not.toContain("first");
    expect(command.output().split("\n").length).toBeLessThanOrEqual(20);
  });
});
