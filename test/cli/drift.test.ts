import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sample } from "../unit/drift/samples.ts";
import { type CliResult, emptyDirectory, runCli } from "./run-cli.ts";

function drift(
  text: string,
  flags: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const cwd = emptyDirectory();
  for (const [name, content] of Object.entries({ "captured.json": text, ...files }))
    writeFileSync(join(cwd, name), content);
  return runCli(["drift", "captured.json", ...flags], { cwd });
}

const { stats_id: _, ...reply } = sample("live", "EMAIL_REPLY");
const changed = JSON.stringify({ ...reply, reply_mood: "secretly happy", sl_email_lead_id: 4100000001 });

describe("smartlead-mock drift", () => {
  it("finds that a body is as the mock sends it", async () => {
    const { code, stdout } = await drift(JSON.stringify(sample("guide", "EMAIL_REPLY")));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^EMAIL_REPLY, 1 body: guide, fits \(live \d+, core \d+\)$/m);
    expect(stdout).toMatch(/^✓ 1 body in captured\.json \(body\): the same as the mock sends them$/m);
  });

  it("says field by field where a body differs, and nothing of what people wrote", async () => {
    const { code, stdout } = await drift(changed);
    expect(code).toBe(1);
    expect(stdout).toContain("EMAIL_REPLY, 1 body: live, 3 differences (");
    expect(stdout).toMatch(/- stats_id +missing; live has a string: A new id for each email that is sent/);
    expect(stdout).toMatch(/\+ reply_mood +a string of 14 characters; not in live/);
    expect(stdout).toMatch(/≠ sl_email_lead_id +a whole number; live has a string: Id of the lead, as a string/);
    expect(stdout).not.toContain("happy");
  });

  it("finds that our own archive fits, whose secrets are masked, and names them", async () => {
    const body = { ...sample("live", "EMAIL_REPLY"), secret_key: "***" };
    const { code, stdout } = await drift(JSON.stringify(body));
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("  secret_key is masked in the file, so its value is not compared\n"),
    ]);
  });

  it("reads standard input", async () => {
    const { code, stdout } = await runCli(["drift", "-"], { stdin: JSON.stringify(sample("core", "EMAIL_OPEN")) });
    expect([code, stdout]).toEqual([0, expect.stringContaining("EMAIL_OPENED (EMAIL_OPEN), 1 body: core, fits")]);
  });

  it("answers as JSON, with a dialect in which everything fits", async () => {
    const first = await drift(changed, ["--json"]);
    const report = JSON.parse(first.stdout);
    expect(report).toMatchObject({
      format: 1,
      source: "captured.json",
      kind: "body",
      bodies: 1,
      fits: false,
      events: [{ name: "EMAIL_REPLY", event_type: "EMAIL_REPLY", dialect: "live", bodies: 1 }],
      unreadable: { count: 0, places: [] },
    });
    const [proposed] = report.proposed_dialects;
    const files = {
      "mine.json": JSON.stringify(proposed),
      "smartlead-mock.config.yaml": "dialects: [mine.json]\n",
    };
    const { code, stdout } = await drift(changed, [], files);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${proposed.name}, fits`)]);
  });

  it("counts over many bodies, and names what is no body", async () => {
    const bodies = [{}, { stats_id: 5 }, { stats_id: 6 }].map((more) => ({ ...sample("live", "EMAIL_OPEN"), ...more }));
    const lines = bodies.map((body) => JSON.stringify(body)).join("\n");
    const { stdout } = await drift(lines);
    expect(stdout).toContain("EMAIL_OPEN, 3 bodies: live, 1 difference (");
    expect(stdout).toMatch(/≠ stats_id .*2 of 3, first captured\.json:2/);
    const request = (content: string) => ({ token_id: "t", content });
    const odd = await drift(JSON.stringify([request("not json"), request("[1]"), request(JSON.stringify(bodies[0]))]));
    expect(odd.code).toBe(1);
    expect(odd.stdout).toContain(
      "2 requests without a SmartLead body:\n  captured.json, request 1\n  captured.json, request 2\n",
    );
  });

  it("knows a new event by the shape that it is most like", async () => {
    const { code, stdout } = await drift(
      JSON.stringify({ ...sample("live", "EMAIL_OPEN"), event_type: "VIDEO_PLAYED" }),
    );
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining("VIDEO_PLAYED, an unknown event; closest to EMAIL_OPEN, 1 body"),
    ]);
  });

  it("finds a body in an envelope, and names its place", async () => {
    const item = { headers: { host: "hooks.example.com" }, body: sample("live", "EMAIL_REPLY") };
    const { code, stdout } = await drift(JSON.stringify([item, item, item, item]));
    expect(code).toBe(0);
    expect(stdout).toContain(
      "EMAIL_REPLY, 4 bodies: live, fits (guide 22, core 36)\n" +
        "  in captured.json at [0].body, captured.json at [1].body, captured.json at [2].body and 1 more\n",
    );
    const { stdout: json } = await drift(JSON.stringify({ items: [item] }), ["--json"]);
    expect(JSON.parse(json).events).toMatchObject([{ places: ["captured.json at items[0].body"], enveloped: true }]);
  });

  it("shows no control character of a key in an envelope", async () => {
    const { stdout } = await drift(JSON.stringify({ "\u001b[2J\u202ekey": sample("live", "EMAIL_REPLY") }));
    expect(stdout).toContain("captured.json at [");
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });

  it("says of a body without a name which event it is most like", async () => {
    const { event_type: _, ...nameless } = sample("live", "EMAIL_REPLY");
    const { code, stdout } = await drift(JSON.stringify(nameless));
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining("No event name; closest to EMAIL_REPLY, 1 body: live, 1 d"),
    ]);
  });

  it("says which fields keep an object from being a body", async () => {
    const { code, stderr } = await drift('{"event_type":"EMAIL_REPLY","campaign_id":3,"tenant":"x","mood":"y"}');
    expect([code, stderr]).toEqual([2, expect.stringContaining("2 that SmartLead does not send (tenant, mood)")]);
  });

  it.each([
    ["{}", "captured.json contains no SmartLead body: no object in it has the name and the fields of an event."],
    ['{"test":true}', "captured.json contains no SmartLead body"],
    ["[]", "captured.json contains no SmartLead body"],
    ["17", "captured.json contains no SmartLead body"],
    ['[{"headers":{},"body":{"hello":"world"}}]', "captured.json contains no SmartLead body"],
    ['{"a":1}\n{"b":2}', "not even in the first of its 2 requests (captured.json:1)."],
    ["10:00 [info] started {}\n", "captured.json contains no SmartLead body"],
    ["id,payload\n1,{}\n", "captured.json contains no SmartLead body"],
  ])("refuses %j in one sentence, and names no event", async (text, sentence) => {
    const { code, stdout, stderr } = await drift(text);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(sentence)]);
    expect(stderr).not.toMatch(/most like|EMAIL_|CAMPAIGN_|LEAD_/);
  });

  it.each([
    ["{oops", "captured.json:1 cannot be read, as JSON"],
    ["", "captured.json cannot be read, it is empty"],
    [
      '{"type":"hello","version":"1","format":1,"run":"r","first_seq":1,"last_seq":0}\n',
      "captured.json contains no delivery",
    ],
  ])("of %j says what is wrong", async (text, sentence) => {
    const { code, stderr } = await drift(text);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });

  it("needs a file", async () => {
    const { code, stderr } = await runCli(["drift"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("drift needs a file with what SmartLead sent")]);
  });
});
