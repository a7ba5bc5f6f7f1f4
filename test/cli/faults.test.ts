import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CliRun, emptyDirectory, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

let receiver: TestReceiver;
let running: CliRun | null = null;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await running?.stop();
  running = null;
  await receiver.close();
});

/** A mock on a free port, and the address of it. */
async function start(flags: readonly string[] = [], config: string | null = null): Promise<string> {
  const cwd = emptyDirectory();
  if (config !== null) writeFileSync(join(cwd, "smartlead-mock.config.yaml"), config);
  const ours = ["start", "--target", receiver.url, "--port", "0", "--ephemeral", "--ui", "plain"];
  running = new CliRun([...ours, ...flags], { cwd });
  const banner = /^smartlead-mock \S+ {2}(http:\/\/\S+)/m;
  await running.until(({ stdout }) => banner.test(stdout));
  return banner.exec(running.stdout)?.[1] ?? "";
}

const faults = async (url: string, ...args: string[]) => runCli(["faults", ...args, "--connect", url]);

describe("smartlead-mock faults", () => {
  it("arms, lists and disarms the faults of a running mock", async () => {
    const url = await start();
    expect((await faults(url)).stdout).toMatch(/^No fault is active\./);
    const armed = await faults(url, "arm", "lost-response:attempt=1", '{"kind":"api-status","status":503}');
    expect(armed.code).toBe(0);
    expect(armed.stdout.trim().split("\n")).toEqual([
      expect.stringMatching(/^Armed flt_\S+: .*\.$/),
      expect.stringMatching(/^Armed flt_\S+: .*\.$/),
    ]);
    const { data } = JSON.parse((await faults(url, "list", "--json")).stdout);
    expect(data.map(({ rule }: { rule: unknown }) => rule)).toEqual([
      { kind: "lost-response", attempt: 1 },
      { kind: "api-status", status: 503 },
    ]);
    expect((await fetch(`${url}/api/v1/campaigns?api_key=any`)).status).toBe(503);
    expect((await faults(url)).stdout).toMatch(/flt_\S+ +active +1 +\S/);
    expect((await faults(url, "disarm", data[0].id)).stdout).toMatch(/^Disarmed flt_/);
    expect((await faults(url, "disarm", "all")).stdout).toBe("Disarmed 1.\n");
    expect((await fetch(`${url}/api/v1/campaigns?api_key=any`)).status).toBe(200);
  });

  it.each([
    [["arn", "timeout"], 'faults has no action "arn"; did you mean arm?'],
    [["arm"], "faults arm needs a fault, such as lost-response:attempt=1"],
    [["arm", "lost-respons"], 'There is no fault "lost-respons"; did you mean lost-response?'],
    [["arm", "reset:att=during"], "faults arm reset: att is not a field of reset; did you mean at?"],
    [["arm", "duplicate:attempt=1"], "faults arm duplicate: attempt does not apply to duplicate"],
    [["disarm"], "faults disarm needs the id of a fault, or all"],
    [["list", "timeout"], "list takes no argument; to arm a fault, use faults arm timeout."],
  ])("of %j says what is wrong", async (args, sentence) => {
    const { code, stderr } = await faults("http://127.0.0.1:9", ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});

describe("--fault", () => {
  it("of trigger disturbs this event alone, in a mock of its own", async () => {
    const flags = ["--target", receiver.url, "--clock", "virtual", "--wait", "--fault", "override-status:attempt=1"];
    const { code, stdout } = await runCli(["trigger", "EMAIL_REPLY", ...flags]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1\/3 .*502.* fault override-status/);
    expect(stdout).toMatch(/2\/3 .*success 200/);
    expect(receiver.requests).toHaveLength(2);
  });

  it("of trigger takes none that acts on calls", async () => {
    const { code, stderr } = await runCli([
      "trigger",
      "EMAIL_REPLY",
      "--target",
      receiver.url,
      "--fault",
      "api-status",
    ]);
    expect([code, stderr]).toEqual([
      2,
      'smartlead-mock: --fault api-status: kind "api-status" acts on calls of SmartLead\'s API, not on the deliveries of an event; arm it separately.\n',
    ]);
  });

  it("of trigger disturbs this event alone, in a running mock", async () => {
    const url = await start();
    const trigger = (...flags: string[]) => runCli(["trigger", "EMAIL_OPEN", "--connect", url, "--json", ...flags]);
    const disturbed = await trigger("--fault", "override-status:status=404");
    const attemptsOf = (text: string) => JSON.parse(text).events[0].deliveries[0].attempts;
    expect([disturbed.code, attemptsOf(disturbed.stdout)[0]]).toMatchObject([
      1,
      { status: 404, faults: ["override-status"] },
    ]);
    const plain = await trigger();
    expect([plain.code, attemptsOf(plain.stdout)[0].faults]).toEqual([0, []]);
  });

  it("of start is armed from the start, after those of the configuration", async () => {
    const url = await start(["--fault", "delay:by=2m", "--fault", "timeout:first=1"], "faults:\n  - kind: burst\n");
    const { data } = JSON.parse((await faults(url, "--json")).stdout);
    expect(data.map(({ rule }: { rule: unknown }) => rule)).toEqual([
      { kind: "burst" },
      { kind: "delay", by: "2m" },
      { kind: "timeout", first: 1 },
    ]);
  });

  it("that is none is a mistake, and nothing is sent", async () => {
    const { code, stderr } = await runCli([
      "trigger",
      "EMAIL_OPEN",
      "--target",
      receiver.url,
      "--fault",
      "delay:by=soon",
    ]);
    expect([code, stderr]).toEqual([
      2,
      "smartlead-mock: --fault delay: by must be a duration such as 500ms, 30s or 10m.\n",
    ]);
    expect(receiver.requests).toHaveLength(0);
  });
});
