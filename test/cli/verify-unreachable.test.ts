import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { closersAfterEach } from "../closers.ts";
import { aDelivery } from "../unit/journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { CliRun, emptyDirectory, freePort, runCli, startReceiver } from "./run-cli.ts";
import { swallowingPort } from "./unreachable-target.ts";

const SCENARIO = `name: a reply arrives
webhooks: [{ level: user, events: [EMAIL_REPLY] }]
steps:
  - { emit: EMAIL_REPLY, as: reply }
  - settle: reply
  - expect: { delivery: reply, state: delivered }
`;
/** A connection of it breaks, and the receiver is there: nobody is to be told that it is not. */
const BREAKING = SCENARIO.replace(
  "as: reply }",
  "as: reply, faults: [{ kind: reset, at: before, attempt: 1 }] }",
).replace("state: delivered", "state: delivered, attempts: 2, outcomes: [network_error, success]");

const closers = closersAfterEach();

function project(): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "reply.yaml"), SCENARIO);
  writeFileSync(join(cwd, "breaking.yaml"), BREAKING);
  writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...lifeOf(aDelivery()))));
  return cwd;
}

/** Each command that sends and ends, and what it says besides the address. */
const ONE_SHOT: readonly (readonly [string, readonly string[], string])[] = [
  ["verify", ["--port", "0"], "start the receiver first, or give its command after `--`."],
  ["run", ["reply.yaml", "--port", "0"], "start the receiver first, or give its command after `--`."],
  ["replay", ["session.ndjson", "--port", "0"], "start the receiver first."],
  ["trigger", ["EMAIL_REPLY"], "start the receiver first."],
];

async function refusingPort(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}/hook`;
}

async function swallowing(): Promise<string> {
  const { url, close } = await swallowingPort();
  closers.push(close);
  return url;
}

/** Nothing is shown of attempts, and no retry is waited for: it was asked before anything was sent. */
describe.each(ONE_SHOT)("%s ends with 3 and one sentence", (command, argv, advice) => {
  const told = (url: string) => ({
    code: 3,
    stdout: "",
    stderr: `smartlead-mock: Nothing accepts connections at ${url}; ${advice}\n`,
  });

  it("where connections are refused", async () => {
    const url = await refusingPort();
    expect(await runCli([command, ...argv, "--target", url], { cwd: project() })).toEqual(told(url));
  });

  it.skipIf(process.platform !== "linux")("where connections are swallowed", async () => {
    const url = await swallowing();
    expect(await runCli([command, ...argv, "--target", url], { cwd: project() })).toEqual(told(url));
  });
});

describe("a receiver that is there", () => {
  it("may have its connections broken by a scenario", async () => {
    const receiver = await startReceiver();
    closers.push(() => receiver.close());
    const argv = ["run", "breaking.yaml", "--port", "0", "--target", receiver.url];
    const { code, stdout } = await runCli(argv, { cwd: project() });
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 scenario: 1 ok")]);
  });

  it("may be started and stopped by the scenario that has its command", async () => {
    const listen = `require("node:http").createServer((q, a) => q.resume().on("end", () => a.end("{}"))).listen(process.env.PORT, "127.0.0.1")`;
    const cwd = project();
    const stopping = `${SCENARIO}  - receiver: stop\n  - receiver: start\n`;
    writeFileSync(join(cwd, "stopping.yaml"), stopping);
    const argv = ["run", "stopping.yaml", "--target", await refusingPort(), "--", process.execPath, "-e", listen];
    const { code, stdout } = await runCli(argv, { cwd });
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 scenario: 1 ok")]);
  });
});

describe.skipIf(process.platform !== "linux")("a mock whose target swallows connections", () => {
  it("tries again as its policy says, and trigger says that nobody was there", async () => {
    const cwd = emptyDirectory();
    const timing = ["--clock", "virtual", "--min-timeout", "50ms"];
    const run = new CliRun(
      ["start", "--port", "0", "--ready-file", "ready.json", "--target", await swallowing(), ...timing],
      { cwd },
    );
    closers.push(() => run.stop());
    await run.until(({ stdout }) => stdout !== "");
    const { url }: { url: string } = JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8"));
    const { code, stdout } = await runCli(["trigger", "EMAIL_REPLY", "--wait", "--json", "--connect", url]);
    const { events }: { events: { deliveries: { attempts: { outcome: string; error: string }[] }[] }[] } =
      JSON.parse(stdout);
    const attempts = events[0]?.deliveries[0]?.attempts.map(({ outcome, error }) => `${outcome}: ${error}`);
    const unreached = "timeout: UND_ERR_CONNECT_TIMEOUT: no connection within the timeout";
    expect([code, attempts]).toEqual([3, [unreached, unreached, unreached]]);
  });
});
