import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aDelivery } from "../unit/journal/a-delivery.ts";
import { DELIVERY, lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { type CliResult, emptyDirectory, runCli } from "./run-cli.ts";

const text = linesOfFrames(
  recorded(
    ...lifeOf(DELIVERY),
    ...lifeOf(aDelivery({ id: "dlv_2", event_type: "EMAIL_OPEN" }), 503),
    ...lifeOf(aDelivery({ id: "dlv_3" })),
  ),
);

function deliveries(args: readonly string[], content = text): Promise<CliResult> {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "session.ndjson"), content);
  return runCli(["deliveries", ...args, "--recording", "session.ndjson"], { cwd });
}

const idsOf = ({ stdout }: CliResult) => JSON.parse(stdout).data.map(({ id }: { id: string }) => id);

describe("smartlead-mock deliveries --recording", () => {
  it("lists what was recorded, newest first, filtered and by pages", async () => {
    const { code, stdout } = await deliveries([]);
    expect(code).toBe(0);
    expect(stdout.match(/dlv_\d/g)).toEqual(["dlv_3", "dlv_2", "dlv_1"]);
    expect(idsOf(await deliveries(["--json", "--query", "status:5xx"]))).toEqual(["dlv_2"]);
    expect(idsOf(await deliveries(["--json", "--state", "delivered"]))).toEqual(["dlv_3", "dlv_1"]);
    const page = await deliveries(["--json", "--limit", "2"]);
    const { next_cursor } = JSON.parse(page.stdout);
    expect(idsOf(page)).toEqual(["dlv_3", "dlv_2"]);
    expect(idsOf(await deliveries(["--json", "--limit", "2", "--cursor", next_cursor]))).toEqual(["dlv_1"]);
    expect((await deliveries(["--query", "nobody@"])).stdout).toBe("No delivery of the recording matches.\n");
  });

  it("writes them as a HAR, and replaces only such a file", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "session.ndjson"), text);
    const archive = (...args: string[]) => runCli(["deliveries", ...args, "--recording", "session.ndjson"], { cwd });
    for (const _ of [1, 2]) {
      const { code, stdout } = await archive("--har", "out.har");
      expect([code, stdout]).toEqual([0, "Wrote 3 requests of 3 deliveries to out.har.\n"]);
    }
    const entriesOf = (har: string) =>
      JSON.parse(har).log.entries.map(({ _delivery }: Record<string, string>) => _delivery);
    expect(entriesOf(readFileSync(join(cwd, "out.har"), "utf8"))).toEqual(["dlv_1", "dlv_2", "dlv_3"]);
    expect(entriesOf((await archive("show", "dlv_2", "--har", "-")).stdout)).toEqual(["dlv_2"]);
    const refused = await archive("--har", "session.ndjson");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("use --force")]);
  });

  it("shows one with what was sent", async () => {
    const { stdout } = await deliveries(["show", "dlv_1"]);
    expect(stdout).toContain("POST http://localhost/hook");
    expect(JSON.parse((await deliveries(["show", "dlv_1", "--json"])).stdout).data).toMatchObject({
      id: "dlv_1",
      request: { body: "{}" },
    });
  });

  it("shows what can be read of a recording that is cut off, and says so", async () => {
    const { code, stdout, stderr } = await deliveries([], text.slice(0, -30));
    expect(code).toBe(0);
    expect(stdout.match(/dlv_\d/g)).toHaveLength(3);
    expect(stderr).toBe("smartlead-mock: session.ndjson:13: the last line is cut off; everything before it is read.\n");
  });

  it.each([
    [["show", "dlv_9"], "There is no delivery dlv_9 in session.ndjson."],
    [["show"], "deliveries show needs the id of a delivery"],
    [["resend", "dlv_1"], "smartlead-mock replay session.ndjson --target URL sends it again."],
    [["--cursor", "x"], "--cursor must be the number that the previous list ended with"],
    [["--query", "stat:5xx"], "The query is invalid at column 1"],
  ])("of %j says what is wrong", async (args, sentence) => {
    const { code, stderr } = await deliveries(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });

  it("says that a file is missing, a directory or no recording", async () => {
    const cwd = emptyDirectory();
    const stderrOf = async (file: string) => (await runCli(["deliveries", "--recording", file], { cwd })).stderr;
    expect(await stderrOf("nowhere.ndjson")).toBe(
      "smartlead-mock: The file nowhere.ndjson does not exist; check its path.\n",
    );
    expect(await stderrOf(".")).toContain(". is a directory; name a file");
    writeFileSync(join(cwd, "body.json"), '{"event_type":"EMAIL_REPLY"}');
    expect(await stderrOf("body.json")).toContain("body.json is not a recording, its first line is not a hello frame");
  });
});
