import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sample } from "../unit/drift/samples.ts";
import { aDelivery } from "../unit/journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";

const body = JSON.stringify(sample("live", "EMAIL_REPLY"));
const request = { url: "http://localhost/hook", headers: { "X-Request-Id": "r-1" }, body };
const recording = linesOfFrames(recorded(...lifeOf(aDelivery({ lead_email: "lead@example.com", request }))));
const PEOPLE = /Lovelace|lead@|agency|Demo|9d1f0c52|3600001/;

function folder(text = recording): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "session.ndjson"), text);
  return cwd;
}

describe("smartlead-mock anonymize", () => {
  it("writes a copy that reads, and compares, like before", async () => {
    const cwd = folder();
    const { code, stdout } = await runCli(["anonymize", "session.ndjson", "--record", "out.ndjson"], { cwd });
    expect([code, stdout]).toEqual([
      0,
      "Wrote 5 frames to out.ndjson, with substitutes for people, companies, texts and secrets.\n",
    ]);
    const text = readFileSync(join(cwd, "out.ndjson"), "utf8");
    expect(recording).toMatch(PEOPLE);
    expect(text).not.toMatch(PEOPLE);
    expect(text.length).toBe(recording.length);
    expect((await runCli(["drift", "out.ndjson"], { cwd })).stdout).toContain("EMAIL_REPLY, 1 body: live, fits");
    const list = await runCli(["deliveries", "--recording", "out.ndjson", "--json"], { cwd });
    expect(JSON.parse(list.stdout).data).toMatchObject([{ state: "delivered", event_type: "EMAIL_REPLY" }]);
  });

  it("writes to standard output, up to where the recording is damaged", async () => {
    const { code, stdout, stderr } = await runCli(["anonymize", "session.ndjson"], {
      cwd: folder(recording.slice(0, -20)),
    });
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).type),
    ).toEqual(["hello", "delivery.created", "attempt.started", "attempt.finished"]);
    expect(stdout).not.toMatch(PEOPLE);
    expect(stderr).toContain("session.ndjson:5: the last line is cut off");
  });

  it("fails where a line in the middle cannot be read, since what is behind it is missing", async () => {
    const lines = recording.trimEnd().split("\n");
    for (const bad of ["{oops", '{"type":"delivery.created"}', "42"]) {
      const cwd = folder(`${[...lines.slice(0, 2), bad, ...lines.slice(2)].join("\n")}\n`);
      const { code, stderr } = await runCli(["anonymize", "session.ndjson", "--record", "out.ndjson"], { cwd });
      expect([code, stderr]).toEqual([1, expect.stringContaining("session.ndjson:3: the line cannot be read")]);
      expect(readFileSync(join(cwd, "out.ndjson"), "utf8").trim().split("\n")).toHaveLength(2);
    }
  });

  it.each([
    [[], "anonymize needs a recording"],
    [["nowhere.ndjson"], "The file nowhere.ndjson does not exist"],
    [["session.ndjson", "--record", "session.ndjson"], "--record session.ndjson already has content"],
  ])("of %j says what is wrong", async (args, sentence) => {
    const { code, stderr } = await runCli(["anonymize", ...args], { cwd: folder() });
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
