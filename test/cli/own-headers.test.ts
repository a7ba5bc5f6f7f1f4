import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { closersAfterEach } from "../closers.ts";
import { aDelivery } from "../unit/journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { CliRun, emptyDirectory, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

const VALUE = "Bearer kept-for-myself";
const AUTHORIZATION = ["--header", `Authorization: ${VALUE}`];

const closers = closersAfterEach();

async function receiver(): Promise<TestReceiver> {
  const started = await startReceiver();
  closers.push(() => started.close());
  return started;
}

const SCENARIO =
  "name: one reply\nsteps:\n  - { emit: EMAIL_REPLY, as: reply }\n  - { settle: reply }\n  - { expect: { delivery: reply, state: delivered } }\n";
const CONFIG = `headers: { X-Gateway: open, Authorization: from the file }
webhooks:
  - { url: URL, name: own, headers: { X-Gateway: of this webhook } }
`;

/** A directory with a scenario and a recording. */
function aFolder(): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "one.yaml"), SCENARIO);
  const request = { url: "http://elsewhere.example/", headers: { authorization: "***", "X-A": "1" }, body: "{}" };
  const delivery = aDelivery({ id: "dlv_1", request });
  writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...lifeOf(delivery))));
  return cwd;
}

/** Runs `start`, sends one event through the control API of a running mock, and ends it. */
async function startAndTrigger(argv: readonly string[], cwd: string): Promise<string> {
  const run = new CliRun(["start", "--port", "0", "--ready-file", "ready.json", "--ephemeral", ...argv], { cwd });
  closers.push(() => run.stop());
  await run.until(({ stdout }) => stdout !== "");
  const { url } = JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8"));
  await runCli(["trigger", "EMAIL_REPLY", "--connect", url], { cwd });
  const shown = await runCli(["deliveries", "show", await newestDelivery(url), "--connect", url], { cwd });
  const { stdout, stderr } = await run.stop();
  return `${stdout}${stderr}${shown.stdout}`;
}

async function newestDelivery(url: string): Promise<string> {
  const page = await (await fetch(`${url}/_mock/deliveries`)).json();
  const { data } = page as { data: { id: string }[] };
  return data[0]?.id ?? "";
}

const textOf = async (argv: readonly string[], cwd: string) => {
  const { stdout, stderr } = await runCli(argv, { cwd });
  return stdout + stderr;
};

describe("--header", () => {
  it.each([
    ["start", (target: string, cwd: string) => startAndTrigger(["--target", target, ...AUTHORIZATION], cwd)],
    [
      "trigger",
      (target: string, cwd: string) => textOf(["trigger", "EMAIL_REPLY", "--target", target, ...AUTHORIZATION], cwd),
    ],
    [
      "run",
      (target: string, cwd: string) =>
        textOf(["run", "one.yaml", "--target", target, "--port", "0", ...AUTHORIZATION], cwd),
    ],
    [
      "verify",
      (target: string, cwd: string) =>
        textOf(["verify", "--target", target, "--only", "SL-3", "--port", "0", ...AUTHORIZATION], cwd),
    ],
    [
      "replay",
      (target: string, cwd: string) =>
        textOf(["replay", "session.ndjson", "--target", target, "--at-once", "--port", "0", ...AUTHORIZATION], cwd),
    ],
  ])("of %s is on everything that is sent, and shown nowhere", { timeout: 60_000 }, async (_name, perform) => {
    const target = await receiver();
    const shown = await perform(target.url, aFolder());
    expect(target.requests.length).toBeGreaterThan(0);
    expect(target.requests.map(({ headers }) => headers.authorization)).toEqual(target.requests.map(() => VALUE));
    expect(shown).not.toContain(VALUE);
  });

  it("goes with the headers of the configuration and of a webhook: the nearer one counts", async () => {
    const target = await receiver();
    const cwd = aFolder();
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), CONFIG.replace("URL", target.url));
    await startAndTrigger(["--header", "X-More: 1", "--header", "authorization: from the flag"], cwd);
    expect(target.requests[0]?.headers).toMatchObject({
      "x-gateway": "of this webhook",
      authorization: "from the flag",
      "x-more": "1",
      "user-agent": "SmartLead-Webhook/1.0 (smartlead-mock)",
    });
  });

  it("may come from the environment, one a line", async () => {
    const target = await receiver();
    const env = { SMARTLEAD_MOCK_HEADER: "X-A: 1, 2\nX-B: c" };
    await runCli(["trigger", "EMAIL_REPLY", "--target", target.url], { env });
    expect(target.requests[0]?.headers).toMatchObject({ "x-a": "1, 2", "x-b": "c" });
  });

  it("that cannot be sent is refused in one sentence, without its value", async () => {
    const call = (header: string) =>
      runCli(["trigger", "EMAIL_REPLY", "--target", "http://127.0.0.1:1", "--header", header]);
    expect(await call("Host: hush")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "smartlead-mock: --header must be a header such as 'X-Api-Key: abc', but \"Host\" cannot be set: the HTTP client sets it.\n",
    });
    expect((await call("hush")).stderr).toBe("smartlead-mock: --header must be a header such as 'X-Api-Key: abc'.\n");
  });

  it("in the configuration is refused with file, line and key", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "seed: 1\nheaders:\n  X-Request-Id: hush\n");
    expect(await runCli(["trigger", "EMAIL_REPLY", "--target", "http://127.0.0.1:1"], { cwd })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        'smartlead-mock: smartlead-mock.config.yaml:2: headers must contain headers, but "X-Request-Id" cannot be set: the mock sets it for each delivery.\n',
    });
  });

  it("of a running mock is decided by that mock", async () => {
    const { code, stderr } = await runCli(["trigger", "EMAIL_REPLY", "--header", "X-A: 1"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--header is set by the running mock")]);
  });
});
