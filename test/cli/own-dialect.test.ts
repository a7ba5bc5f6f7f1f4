import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CliRun, emptyDirectory, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

let receiver: TestReceiver;
const cwd = emptyDirectory();

beforeAll(async () => {
  receiver = await startReceiver();
  const dialect = { name: "mine", on: "guide", events: { EMAIL_REPLY: { fields: { team_id: "integer" } } } };
  writeFileSync(join(cwd, "mine.json"), JSON.stringify(dialect));
  writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "dialects: [./mine.json]\n");
});
afterAll(() => receiver.close());

const cli = (...argv: string[]) => runCli(argv, { cwd });

describe("a dialect of one's own on the command line", () => {
  it("is printed with its schema, by name and by file", async () => {
    const byName = await cli("payload", "EMAIL_REPLY", "--dialect", "mine", "--now", "2026-01-05T09:00:00Z");
    expect(JSON.parse(byName.stdout)).toMatchObject({ event_type: "EMAIL_REPLY", team_id: 1 });
    const byFile = await cli("payload", "EMAIL_REPLY", "--dialect", "mine.json", "--now", "2026-01-05T09:00:00Z");
    expect(byFile.stdout).toBe(byName.stdout);
    const schema = JSON.parse((await cli("payload", "EMAIL_REPLY", "--dialect", "mine", "--schema")).stdout);
    expect(schema).toMatchObject({ title: "EMAIL_REPLY", properties: { team_id: { type: "integer" } } });
    const mistyped = await cli("payload", "EMAIL_REPLY", "--dialect", "mien");
    expect(mistyped).toMatchObject({ code: 2, stderr: expect.stringContaining("(did you mean mine?)") });
  });

  it("is sent by trigger and named in the delivery", async () => {
    const sent = await cli("trigger", "EMAIL_REPLY", "--target", receiver.url, "--dialect", "mine", "--json");
    expect(sent.code).toBe(0);
    expect(JSON.parse(receiver.requests.at(-1)?.body ?? "")).toMatchObject({ team_id: 1 });
    expect(sent.stdout).toContain('"dialect":"mine"');
  });

  it("is written from captures, and drift finds no difference in what is sent then", async () => {
    const captured = (team: string, extra: object) => ({
      event_type: "EMAIL_OPEN",
      from_email: "a@x.example",
      to_email: "b@y.example",
      to_name: "B Y",
      time_opened: "2026-01-05T09:00:00+00:00",
      subject: "Hi",
      campaign_name: "C",
      campaign_id: "12",
      client_id: null,
      sequence_number: 1,
      team,
      tags: [{ id: 1, label: "x" }],
      ...extra,
    });
    writeFileSync(
      join(cwd, "captures.json"),
      JSON.stringify([captured("north", { seen_at: 5 }), captured("south", {})]),
    );
    const saved = await cli("drift", "captures.json", "--save-dialect", "seen 2027.json");
    expect(saved).toMatchObject({ code: 1, stdout: expect.stringContaining("smartlead-mock start --dialect") });
    const text = readFileSync(join(cwd, "seen 2027.json"), "utf8");
    expect(text).not.toMatch(/north|south|y\.example/);
    expect(JSON.parse(text)).toMatchObject({ name: "seen-2027", on: expect.any(String) });
    await cli("trigger", "EMAIL_OPEN", "--target", receiver.url, "--dialect", "seen 2027.json");
    const body = receiver.requests.at(-1)?.body ?? "";
    expect(JSON.parse(body)).toMatchObject({
      campaign_id: expect.any(String),
      team: expect.any(String),
      tags: [{ id: expect.any(Number), label: expect.any(String) }],
    });
    writeFileSync(join(cwd, "sent.json"), body);
    expect(await cli("drift", "sent.json", "--dialect", "seen 2027.json")).toMatchObject({ code: 0 });
    expect(await cli("drift", "captures.json", "--dialect", "seen 2027.json")).toMatchObject({ code: 0 });
    const refused = await cli("drift", "captures.json", "--save-dialect", "sent.json");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("is not a dialect file") });
  });

  it("is not needed for the shape of one recorded body, whatever it is wrapped in", async () => {
    const body = {
      event: "EMAIL_REPLIED",
      to_email: "ada@x.example",
      campaign_id: "9",
      time_replied: "2025-01-01 10:00:00",
    };
    const whole = { ...body, subject: "Re: Hi", from_email: "b@y.example", preview_text: "ok", mood: "good" };
    writeFileSync(join(cwd, "wrapped.json"), JSON.stringify({ headers: {}, body: whole }));
    const printed = await cli("payload", "EMAIL_REPLY", "--like", "wrapped.json", "--now", "2026-01-05T09:00:00Z");
    expect(JSON.parse(printed.stdout)).toMatchObject({
      event: "EMAIL_REPLIED",
      campaign_id: expect.stringMatching(/^36000/),
      time_replied: "2026-01-05 09:00:00",
      mood: "good",
    });
    expect(printed.stdout).not.toMatch(/ada@|b@y/);
    const args = ["trigger", "EMAIL_REPLY", "--target", receiver.url, "--like"];
    expect((await cli(...args, "wrapped.json", "--set", "mood=bad")).code).toBe(0);
    expect(JSON.parse(receiver.requests.at(-1)?.body ?? "")).toMatchObject({ event: "EMAIL_REPLIED", mood: "bad" });
    writeFileSync(join(cwd, "none.json"), "{}");
    expect(await cli(...args, "none.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("contains no SmartLead body"),
    });
    expect((await cli(...args, "wrapped.json", "--body", "none.json")).stderr).toContain("use only one of them");
  });

  it("may add an event type, which is triggered, explained and printed under its own name", async () => {
    const file = {
      name: "own",
      on: "guide",
      events: { LEAD_SNOOZED: { like: "EMAIL_OPEN", fields: { until: "string" } } },
    };
    writeFileSync(join(cwd, "own.json"), JSON.stringify(file));
    const printed = await cli("payload", "LEAD_SNOOZED", "--dialect", "own.json");
    expect(JSON.parse(printed.stdout)).toMatchObject({ event_type: "LEAD_SNOOZED", until: expect.any(String) });
    const sent = await cli("trigger", "lead-snoozed", "--dialect", "own.json", "--target", receiver.url);
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining("LEAD_SNOOZED") });
    const flags = ["start", "--target", receiver.url, "--port", "0", "--ephemeral", "--ui", "plain"];
    const running = new CliRun([...flags, "--dialect", "own.json"], { cwd });
    const banner = /^smartlead-mock \S+ {2}(http:\/\/\S+)/m;
    await running.until(({ stdout }) => banner.test(stdout));
    const url = banner.exec(running.stdout)?.[1] ?? "";
    expect((await cli("trigger", "LEAD_SNOOZED", "--connect", url)).code).toBe(0);
    expect(JSON.parse(receiver.requests.at(-1)?.body ?? "")).toMatchObject({ event_type: "LEAD_SNOOZED" });
    expect((await cli("explain", "LEAD_SNOOZED", "--connect", url)).stdout).toContain("gets it");
    expect((await cli("trigger", "SOMETHING_ELSE", "--connect", url)).stderr).toContain("LEAD_SNOOZED");
    expect((await cli("deliveries", "--connect", url)).stdout).toContain("LEAD_SNOOZED");
    await running.stop();
  });
});
