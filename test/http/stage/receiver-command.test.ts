import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { closeServer, listenOnLoopback } from "../../../src/harness/receiver/loopback-server.ts";
import { freePort, isAccepting } from "../../../src/harness/session/port.ts";
import { ReceiverCommand, type ReceiverCommandOptions } from "../../../src/harness/session/receiver-command.ts";
import { isThere, lifelines } from "./lifelines.ts";

/** A program that holds on and listens as it should. */
const LISTEN = `require("node:http").createServer((_, response) => response.end(JSON.stringify(process.env))).listen(process.env.PORT, "127.0.0.1");`;
/** A program that lives and does nothing. */
const IDLE = "setInterval(() => {}, 1e6);";

const running = (code: string) => [process.execPath, "-e", code];

/** Ends with the test, whatever the test has found. */
async function planned(options: Partial<ReceiverCommandOptions> & Pick<ReceiverCommandOptions, "command">) {
  const command = await ReceiverCommand.plan({ cwd: tmpdir(), ...options });
  onTestFinished(() => command.stop());
  return command;
}

/** The environment that a listening program shows. */
async function environmentOf({ url }: ReceiverCommand): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await (await fetch(url)).text());
}

describe("a receiver as a command", () => {
  it("is there when it has started, with the port that was chosen for it, and gone when it was stopped", async () => {
    const lines = await lifelines();
    const command = await planned({ command: running(lines.code("it") + LISTEN) });
    expect(command.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/webhooks\/smartlead$/);
    expect(command.isRunning).toBe(false);
    await command.start();
    expect([command.isRunning, await isAccepting(new URL(command.url))]).toEqual([true, true]);
    expect((await environmentOf(command)).PORT).toBe(new URL(command.url).port);
    const pid = await lines.started("it");
    await command.stop();
    await lines.ended("it");
    expect([command.isRunning, isThere(pid), await isAccepting(new URL(command.url))]).toEqual([false, false, false]);
  });

  it("is told whom to call", async () => {
    const command = await planned({ command: running(LISTEN), url: "http://127.0.0.1:0/hook" });
    expect(command.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/hook$/);
    command.introduce({ url: "http://127.0.0.1:7627", apiKey: "key" });
    await command.start();
    expect(await environmentOf(command)).toMatchObject({
      PORT: new URL(command.url).port,
      SMARTLEAD_MOCK_URL: "http://127.0.0.1:7627",
      SMARTLEAD_API_BASE: "http://127.0.0.1:7627/api/v1",
      SMARTLEAD_API_KEY: "key",
    });
  });

  it.each([
    [undefined, "1"],
    ["", ""],
  ])("prints at once, in Python too, unless told otherwise: %j gives %j", async (given, seen) => {
    vi.stubEnv("PYTHONUNBUFFERED", given);
    onTestFinished(() => void vi.unstubAllEnvs());
    const command = await planned({ command: running(LISTEN) });
    await command.start();
    expect((await environmentOf(command)).PYTHONUNBUFFERED).toBe(seen);
  });

  it("may be a line for the shell", async () => {
    const line = `SAID=hello "${process.execPath}" -e '${LISTEN}'`;
    const command = await planned({ command: line, path: "/a" });
    await command.start();
    expect((await environmentOf(command)).SAID).toBe("hello");
    expect(new URL(command.url).pathname).toBe("/a");
  });

  it("starts again after a stop, at the same address, and not twice", async () => {
    const command = await planned({ command: running(LISTEN) });
    const { url } = command;
    await command.start();
    await expect(command.start()).rejects.toThrow("The receiver is already running; stop it first.");
    await command.stop();
    await command.stop();
    await command.start();
    expect([command.url, await isAccepting(new URL(url))]).toEqual([url, true]);
  });

  it("does not take another program for itself", async () => {
    const server = createServer();
    const port = await listenOnLoopback(server, 0);
    onTestFinished(() => closeServer(server));
    const command = await planned({ command: running(IDLE), url: `http://127.0.0.1:${port}/hook` });
    await expect(command.start()).rejects.toMatchObject({
      code: "conflict",
      message: `Something already listens on 127.0.0.1:${port}; stop it, or use port 0 for a free port.`,
    });
  });

  it("says that another program has taken its port while it was starting", async () => {
    const code = `console.log("starting");
      const { env: { PORT } } = process;
      const knock = () =>
        require("node:net").connect(PORT, "127.0.0.1", () => process.exit(1)).on("error", () => setTimeout(knock, 20));
      knock();`;
    const command = await planned({ command: running(code) });
    const { port } = new URL(command.url);
    const server = createServer();
    onTestFinished(() => closeServer(server));
    command.lines.subscribe(() => void server.listen(Number(port), "127.0.0.1"));
    const failure = await command.start().catch((error: unknown) => error);
    const trouble =
      failure ?? (await vi.waitFor(async () => (await command.portTrouble()) ?? Promise.reject(), 10_000));
    expect(trouble).toMatchObject({
      code: "conflict",
      message: `The receiver's command ended with exit code 1, and another program answers on 127.0.0.1:${port}: it has taken the port. Run it again, or choose another port with --target.`,
    });
  });

  it("takes a port that no system gives away by itself", async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) expect(port).toBeLessThan(32_768);
  });

  it("refuses what is not a URL", async () => {
    await expect(planned({ command: "true", url: "localhost" })).rejects.toMatchObject({
      code: "config",
      message: '"localhost" is not a URL; write it like http://127.0.0.1:0/hook.',
    });
  });
});

describe("a command that does not come up", () => {
  it("says with which code it ended, and its last words", async () => {
    const code = `console.log("one"); console.error("Cannot find module"); process.exitCode = 3;`;
    const command = await planned({ command: running(code) });
    await expect(command.start()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(
        /^The receiver's command ended with exit code 3; its last words: .*Cannot find module/,
      ),
    });
    expect(command.output()).toContain("Cannot find module");
  });

  it("keeps only the last of what it printed, and all of that", async () => {
    const code = `for (let line = 0; line < 5_000; line += 1) console.log("line " + line); process.exitCode = 1;`;
    const command = await planned({ command: running(code) });
    await expect(command.start()).rejects.toThrow("its last words: line 4997 / line 4998 / line 4999");
    expect(command.output().split("\n")).toEqual(Array.from({ length: 20 }, (_, index) => `line ${4_980 + index}`));
  });

  it("tells once what is new of it, also where a start prints the same as the one before", async () => {
    const code = `console.log("ready"); require("node:http").createServer().listen(process.env.PORT, "127.0.0.1");`;
    const command = await planned({ command: running(code) });
    for (const start of ["first", "second"]) {
      await command.start();
      await command.stop();
      expect([start, command.freshOutput(), command.freshOutput()]).toEqual([start, "ready", ""]);
    }
    expect(command.output()).toBe("ready");
  });

  it("says by which signal it was ended", async () => {
    const command = await planned({ command: running(`process.kill(process.pid, "SIGKILL"); ${IDLE}`) });
    await expect(command.start()).rejects.toMatchObject({
      code: "unreachable",
      message:
        "The receiver's command was ended by SIGKILL; it must listen on the port in the environment variable PORT.",
    });
  });

  it("says that there is no such program", async () => {
    const command = await planned({ command: ["no-such-program-of-ours"] });
    await expect(command.start()).rejects.toMatchObject({
      code: "unreachable",
      message:
        "The receiver's command could not be started (spawn no-such-program-of-ours ENOENT); it must listen on the port in the environment variable PORT.",
    });
  });

  it("says that it never listened, and ends it", async () => {
    const command = await planned({ command: ["sh", "-c", "echo $$; exec sleep 1000000"], startWithinMs: 1_000 });
    const { host } = new URL(command.url);
    await expect(command.start()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(
        `^The receiver's command does not listen on ${host} after 1 s; its last words: \\d+$`,
      ),
    });
    expect([command.isRunning, isThere(Number(command.output()))]).toEqual([false, false]);
  });

  it("is no longer waited for when the whole was stopped", async () => {
    const lines = await lifelines();
    const command = await planned({ command: running(lines.code("idle") + IDLE) });
    const controller = new AbortController();
    const isOver = expect(command.start(controller.signal)).rejects.toMatchObject({
      code: "unreachable",
      message: "The receiver's command was stopped before it listened.",
    });
    await lines.started("idle");
    controller.abort();
    await isOver;
    await lines.ended("idle");
  });
});

describe("the end of a command", () => {
  it("comes by SIGKILL where it ignores SIGTERM", async () => {
    const lines = await lifelines();
    const ignore = `process.on("SIGTERM", () => {});`;
    const command = await planned({ command: running(ignore + lines.code("deaf") + LISTEN) });
    await command.start();
    const pid = await lines.started("deaf");
    await command.stop();
    await lines.ended("deaf");
    expect(isThere(pid)).toBe(false);
  });

  it("comes to all that it has started, though it goes itself", async () => {
    const lines = await lifelines();
    const ignoring = `process.on("SIGTERM", () => {});${lines.code("child")}${IDLE}`;
    const parent = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(ignoring)}], { stdio: "inherit" });`;
    const command = await planned({ command: running(parent + LISTEN) });
    await command.start();
    await lines.started("child");
    await command.stop();
    await lines.ended("child");
    expect(await isAccepting(new URL(command.url))).toBe(false);
  });

  it("comes to what a command has left behind that ended by itself", async () => {
    const lines = await lifelines();
    const child = lines.code("orphan", `process.stdout.write("held"); ${LISTEN}`);
    const spawned = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}])`;
    const parent = `${spawned}.stdout.once("data", () => process.exit());`;
    const command = await planned({ command: running(parent) });
    // Whether it listens before its parent has gone is not decided.
    await command.start().catch(() => {});
    await command.stop();
    await lines.ended("orphan");
    expect(command.isRunning).toBe(false);
  });
});
