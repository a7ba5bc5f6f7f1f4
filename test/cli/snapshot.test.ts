import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CliRun, emptyDirectory, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

let receiver: TestReceiver;
let running: CliRun;
let url: string;
const cwd = emptyDirectory();

beforeAll(async () => {
  receiver = await startReceiver();
  running = new CliRun(["start", "--target", receiver.url, "--port", "0", "--ui", "plain"], { cwd });
  const banner = /^smartlead-mock \S+ {2}(http:\/\/\S+)/m;
  await running.until(({ stdout }) => banner.test(stdout));
  url = banner.exec(running.stdout)?.[1] ?? "";
});

afterAll(async () => {
  await running.stop();
  await receiver.close();
});

const snapshot = (...args: string[]) => runCli(["snapshot", ...args, "--connect", url], { cwd });
/** The lead that an EMAIL_REPLY comes from. */
const leadOf = async () => {
  const body = JSON.stringify({ event_type: "EMAIL_REPLY" });
  const jsonOf = async (path: string, init = {}) => JSON.parse(await (await fetch(`${url}${path}`, init)).text());
  const { events } = await jsonOf("/_mock/events", { method: "POST", body });
  return (await jsonOf(`/_mock/events/${events[0].event_id}`)).lead_email;
};

describe("smartlead-mock snapshot", () => {
  it("saves the state in the data directory, and the same events follow after each restore", async () => {
    expect((await snapshot()).stdout).toBe("No snapshot is saved. Take one: smartlead-mock snapshot save NAME\n");
    expect(await snapshot("save", "warm")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Saved warm: \d{4}-\d\d-\d\d .*, 1 webhook, 0 open deliveries\n$/),
    });
    const first = await leadOf();
    expect((await snapshot("restore", "warm", "--ids", "new")).stdout).toMatch(/^Restored warm: /);
    expect(await leadOf()).toBe(first);
    expect((await snapshot("list")).stdout).toMatch(/^warm {2}\d{4}-/);
    const kept = JSON.parse(readFileSync(join(cwd, ".smartlead-mock/snapshots/warm.json"), "utf8"));
    expect(kept).toMatchObject({ smartlead_mock: "snapshot", format: 1, name: "warm" });
    expect((await snapshot("delete", "warm")).stdout).toMatch(/^Deleted warm: /);
  });

  it("writes a file and restores it; what is broken, foreign or not there is refused in a sentence", async () => {
    const saved = await snapshot("save", "--file", "fixtures/warm.json", "--json");
    expect(JSON.parse(saved.stdout)).toMatchObject({ name: null, webhooks: 1 });
    const first = await leadOf();
    expect((await snapshot("restore", "--file", "fixtures/warm.json")).code).toBe(0);
    expect(await leadOf()).toBe(first);
    const text = readFileSync(join(cwd, "fixtures/warm.json"), "utf8");
    writeFileSync(join(cwd, "cut.json"), text.slice(0, -100));
    writeFileSync(join(cwd, "changed.json"), text.replace("EMAIL", "EMAIM"));
    writeFileSync(join(cwd, "package.json"), "{}");
    const refusal = async (...args: string[]) => {
      const { code, stderr } = await snapshot(...args);
      return `${code} ${stderr.trim()}`;
    };
    expect(await refusal("restore", "--file", "cut.json")).toMatch(
      /^2 .*cut\.json is not a snapshot of smartlead-mock/,
    );
    expect(await refusal("restore", "--file", "changed.json")).toMatch(/^2 .*damaged or was changed by hand/);
    expect(await refusal("restore", "--file", "package.json")).toMatch(/^2 .*This is not a snapshot of smartlead-mock/);
    expect(await refusal("restore", "--file", "none.json")).toMatch(/^2 .*there is no none\.json/);
    expect(await refusal("save", "--file", "package.json")).toMatch(/^2 .*is not a snapshot/);
    expect(await refusal("restore", "warm.json")).toMatch(/^2 .*write snapshot restore --file warm\.json/);
    expect(await refusal("restor")).toMatch(/^2 .*did you mean restore\?/);
    expect(await refusal("restore")).toMatch(/^2 .*needs the NAME of a snapshot, or a file with --file FILE/);
  });
});
