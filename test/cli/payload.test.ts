import { describe, expect, it } from "vitest";
import { ALL_EVENT_TYPES } from "../../src/smartlead/events/event-types.ts";
import { runCli } from "./run-cli.ts";

const NOW = ["--now", "2026-01-05T09:00:00Z"];

describe("payload", () => {
  it.each(ALL_EVENT_TYPES)("prints a body of %s, and its JSON Schema", async (type) => {
    const sample = await runCli(["payload", type]);
    expect([sample.code, sample.stderr]).toEqual([0, ""]);
    expect(Object.keys(JSON.parse(sample.stdout)).length).toBeGreaterThan(2);
    const schema = JSON.parse((await runCli(["payload", type, "--schema"])).stdout);
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" });
    for (const key of schema.required) expect(JSON.parse(sample.stdout)).toHaveProperty(key);
  });

  it("is the same again for the same seed, run and time, and another with another seed", async () => {
    const [first, second, other] = await Promise.all([
      runCli(["payload", "EMAIL_REPLY", ...NOW]),
      runCli(["payload", "EMAIL_REPLY", ...NOW]),
      runCli(["payload", "EMAIL_REPLY", "--seed", "9", ...NOW]),
    ]);
    expect(second).toEqual(first);
    expect(other.stdout).not.toBe(first.stdout);
  });

  it("takes values of one's own, and with --json stands on one line", async () => {
    const { stdout } = await runCli([
      "payload",
      "EMAIL_OPEN",
      "--set",
      "campaign_id=1",
      "--set",
      "to_name=Zoë",
      "--json",
      ...NOW,
    ]);
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(JSON.parse(stdout)).toMatchObject({ event_type: "EMAIL_OPEN", campaign_id: 1, to_name: "Zoë" });
  });

  it("can be asked for one campaign, and says which there are", async () => {
    const { stdout } = await runCli(["payload", "EMAIL_OPEN", "--campaign", "3600001", ...NOW]);
    expect(JSON.parse(stdout).campaign_id).toBe(3_600_001);
    expect(await runCli(["payload", "EMAIL_OPEN", "--campaign", "7"])).toMatchObject({ code: 2, stdout: "" });
  });
});
