import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { configJsonSchema } from "../../../src/config/config-schema.ts";
import {
  CONFIG_OPTION_KEYS,
  environmentNameOf,
  flagOf,
  OPTION_KEYS,
  specOf,
} from "../../../src/config/option-table.ts";
import { resolveSettings, type Settings, type SettingsSource } from "../../../src/config/settings.ts";
import { FAULT_KINDS } from "../../../src/delivery/faults/fault.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "smartlead-config-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);

const settings = (source: Partial<SettingsSource> = {}): Promise<Settings> =>
  resolveSettings({ flags: {}, env: {}, cwd, ...source });

/** `code: sentence` of the error that it must throw. */
async function diagnostic(source: Partial<SettingsSource> = {}): Promise<string> {
  try {
    await settings(source);
  } catch (error) {
    if (error instanceof SmartLeadMockError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing";
}

describe("where a value comes from", () => {
  it("takes the file, then the environment, then the flag, the later winning", async () => {
    write("smartlead-mock.config.yaml", "port: 1001\nseed: 7\nrate: 3\n");
    const { values, nameOf } = await settings({
      env: { SMARTLEAD_MOCK_PORT: "1002", SMARTLEAD_MOCK_RATE: "4" },
      flags: { port: "1003" },
    });
    expect(values).toEqual({ port: 1003, seed: 7, rate: 4 });
    expect([nameOf("port"), nameOf("rate"), nameOf("seed")]).toEqual([
      "--port",
      "SMARTLEAD_MOCK_RATE",
      "smartlead-mock.config.yaml:2: seed",
    ]);
  });

  it("reads the same value alike from each place", async () => {
    write(
      "smartlead-mock.config.json",
      '{"minTimeout": "500ms", "now": "2026-01-05T09:00:00Z", "allowTarget": ["a.test", "b.test"]}',
    );
    const fromFile = await settings();
    rmSync(join(cwd, "smartlead-mock.config.json"));
    const fromEnvironment = await settings({
      env: {
        SMARTLEAD_MOCK_MIN_TIMEOUT: "500ms",
        SMARTLEAD_MOCK_NOW: "2026-01-05T09:00:00Z",
        SMARTLEAD_MOCK_ALLOW_TARGET: "a.test, b.test",
      },
    });
    const fromFlags = await settings({
      flags: { minTimeout: "500ms", now: "2026-01-05T09:00:00Z", allowTarget: ["a.test", "b.test"] },
    });
    expect(fromFile.values).toEqual({
      minTimeout: 500,
      now: Date.UTC(2026, 0, 5, 9),
      allowTarget: ["a.test", "b.test"],
    });
    expect(fromEnvironment.values).toEqual(fromFile.values);
    expect(fromFlags.values).toEqual(fromFile.values);
  });

  it("takes an empty environment variable for none", async () => {
    expect((await settings({ env: { SMARTLEAD_MOCK_PORT: "" } })).values).toEqual({});
  });

  it("warns of a variable that means nothing, but not of the one that verify sets", async () => {
    const { warnings } = await settings({
      env: { SMARTLEAD_MOCK_PROT: "1", SMARTLEAD_MOCK_URL: "http://127.0.0.1:1" },
    });
    expect(warnings).toEqual([
      "The environment variable SMARTLEAD_MOCK_PROT is not used by smartlead-mock; did you mean SMARTLEAD_MOCK_PORT?",
    ]);
  });

  it.each(["ts", "js"])("reads a %s file that exports its configuration", async (ending) => {
    const type = ending === "ts" ? ": { port: number }" : "";
    write(
      `smartlead-mock.config.${ending}`,
      `const base${type} = { port: 8000 };\nexport default { ...base, seed: 3 };\n`,
    );
    expect((await settings()).values).toEqual({ port: 8000, seed: 3 });
  });

  it("reads the file that --config names, and the one that the environment names", async () => {
    write("other.yml", "seed: 9\n");
    expect((await settings({ flags: { config: "other.yml" } })).values.seed).toBe(9);
    const fromEnvironment = await settings({ env: { SMARTLEAD_MOCK_CONFIG: "other.yml" } });
    expect([fromEnvironment.values.seed, fromEnvironment.configFile]).toEqual([9, "other.yml"]);
  });

  it("takes an empty file for an empty configuration", async () => {
    write("smartlead-mock.config.yaml", "# nothing yet\n");
    expect((await settings()).values).toEqual({});
  });
});

describe("the policy", () => {
  it("is SmartLead's guide unless said", async () => {
    expect((await settings()).policy).toMatchObject({
      name: "guide",
      tries: 3,
      waitsMs: [60_000, 300_000],
      timeoutMs: 30_000,
    });
  });

  it("takes numbers of its own from the file", async () => {
    write("smartlead-mock.config.yaml", "policy:\n  waits: [1s, 2s]\n  timeout: none\n");
    expect((await settings()).policy).toMatchObject({
      name: "custom",
      tries: 3,
      waitsMs: [1_000, 2_000],
      timeoutMs: null,
    });
  });

  it("lays numbers over a named one", async () => {
    write("smartlead-mock.config.yaml", "policy: { name: core, tries: 2 }\n");
    expect((await settings()).policy).toMatchObject({ tries: 2, disableAfterFailures: 5, timeoutMs: 30_000 });
  });

  it("is replaced as a whole by a named one from a later place, while --timeout changes that number only", async () => {
    write("smartlead-mock.config.yaml", "policy: { tries: 9, timeout: 1s }\n");
    expect((await settings({ flags: { policy: "fixed" } })).policy).toMatchObject({
      name: "fixed",
      tries: 6,
      timeoutMs: 30_000,
    });
    expect((await settings({ flags: { timeout: "10m" } })).policy).toMatchObject({ tries: 9, timeoutMs: 600_000 });
  });
});

describe("clock and speed", () => {
  it("lets the later place win when one asks for a clock and the other for a speed", async () => {
    write("smartlead-mock.config.yaml", "speed: 60\n");
    expect((await settings({ flags: { clock: "virtual" } })).values).toEqual({ clock: "virtual" });
    expect((await settings({ env: { SMARTLEAD_MOCK_CLOCK: "manual" }, flags: { speed: "5" } })).values).toEqual({
      speed: 5,
    });
  });

  it("refuses both in one place", async () => {
    expect(await diagnostic({ flags: { clock: "virtual", speed: "5" } })).toBe(
      "usage: A virtual clock has no speed; set either clock or speed.",
    );
  });
});

describe("a value that cannot be", () => {
  it.each([
    [{ flags: { port: "70000" } }, 'usage: --port must be a whole number from 0 to 65535, not "70000".'],
    [{ flags: { port: "-1" } }, 'usage: --port must be a whole number from 0 to 65535, not "-1".'],
    [
      { env: { SMARTLEAD_MOCK_PORT: "abc" } },
      'usage: SMARTLEAD_MOCK_PORT must be a whole number from 0 to 65535, not "abc".',
    ],
    [
      { flags: { timeout: "soon" } },
      'usage: --timeout must be a duration such as 500ms, 30s or 10m, or none, not "soon".',
    ],
    [
      { flags: { minTimeout: "none" } },
      'usage: --min-timeout must be a duration such as 500ms, 30s or 10m, not "none".',
    ],
    [{ flags: { ui: "tiu" } }, 'usage: --ui must be one of auto, tui, plain, json (did you mean tui?), not "tiu".'],
    [
      { flags: { policy: "guid" } },
      'usage: --policy must be one of guide, guide-retries, core, fixed (did you mean guide?), not "guid".',
    ],
    [{ flags: { dialect: "Captured" } }, 'usage: --dialect must be one of guide, live, core, not "Captured".'],
    [{ flags: { speed: "0" } }, 'usage: --speed must be a number from 0.001 to 100000, not "0".'],
    [{ flags: { now: "yesterday" } }, 'usage: --now must be a time such as 2026-01-05T09:00:00Z, not "yesterday".'],
    [{ flags: { secretKey: "hunter2" } }, "usage: --secret-key must be a UUID."],
    [{ flags: { seed: "1.5" } }, 'usage: --seed must be a whole number, 0 or more, not "1.5".'],
    [{ flags: { run: "" } }, "usage: --run must be a string that is not empty."],
    [
      { env: { SMARTLEAD_MOCK_INSECURE: "maybe" } },
      'usage: SMARTLEAD_MOCK_INSECURE must be true or false, not "maybe".',
    ],
    [
      { flags: { worldTime: "some days" } },
      'usage: --world-time must be true, false or a duration such as 12h or 30d, not "some days".',
    ],
  ])("is refused in one sentence: %o", async (source, sentence) => {
    expect(await diagnostic(source)).toBe(sentence);
  });
});

describe("a broken configuration names file, line and key", () => {
  it.each([
    ["yaml", "seed: 1\npolcy: guide\n", "2: polcy is not a key of the configuration; did you mean policy?"],
    ["yaml", "seed: 1\nport: high\n", "2: port must be a whole number from 0 to 65535."],
    ["yaml", "a: [1\nb: 2\n", "2: Flow sequence in block collection must be sufficiently indented and end with a ]."],
    ["yaml", "seed: 1\nseed: 2\n", "2: Map keys must be unique."],
    ["yaml", "- seed\n", " the configuration must be of type object."],
    [
      "yaml",
      "policy:\n  name: guide\n  waits:\n    - 1m\n    - later\n",
      "5: policy.waits[1] must be a duration such as 500ms, 30s or 10m.",
    ],
    ["yaml", "policy:\n  tryes: 3\n", "2: policy.tryes is not a key of the configuration; did you mean tries?"],
    ["yaml", "policy: 5\n", "1: policy must be the name of a policy, or its numbers as {tries, waits, timeout}."],
    [
      "yaml",
      "webhooks:\n  - url: localhost:3000\n",
      "2: webhooks[0].url must be a URL that begins with http:// or https://.",
    ],
    ["yaml", "webhooks:\n  - level: user\n", "2: webhooks[0].url must be a URL that begins with http:// or https://."],
    [
      "yaml",
      "webhooks:\n  - url: http://localhost\n    level: client\n",
      "2: webhooks[0] needs a client_id, because its level is client.",
    ],
    [
      "yaml",
      "webhooks:\n  - url: http://localhost\n    events: [EMAIL_REPLAY]\n",
      "3: webhooks[0].events[0] must be one of EMAIL_SENT, FIRST_EMAIL_SENT, EMAIL_OPEN, EMAIL_LINK_CLICK, EMAIL_REPLY, EMAIL_BOUNCE, LEAD_UNSUBSCRIBED, LEAD_CATEGORY_UPDATED, CAMPAIGN_STATUS_CHANGED, UNTRACKED_REPLIES, MANUAL_STEP_REACHED (did you mean EMAIL_REPLY?).",
    ],
    ["yaml", "seed: 1\nfaults: lost-response\n", "2: faults must be of type array."],
    [
      "yaml",
      "faults:\n  - kind: timeout\n  - kind: lost-respons\n",
      '3: faults[1].kind "lost-respons" is not a fault; did you mean lost-response?',
    ],
    [
      "yaml",
      "faults:\n  - kind: reset\n    att: during\n",
      "3: faults[0].att is not a field of reset; did you mean at?",
    ],
    [
      "json",
      '{\n  "faults": [\n    { "kind": "delay",\n      "by": "soon" }\n  ]\n}\n',
      "4: faults[0].by must be a duration such as 500ms, 30s or 10m.",
    ],
    ["yaml", "faults:\n  - lost-response\n", "2: faults[0] must be a rule such as {kind: lost-response, attempt: 1}."],
    [
      "ts",
      "export default {\n  faults: [\n    { kind: 'api-status',\n      level: 'user' },\n  ],\n};\n",
      "4: faults[0].level does not apply to api-status: it is for calls of SmartLead's API, which operation selects.",
    ],
    ["yaml", "seed: 1\nworld: {}\n", "2: world must be a string that is not empty."],
    [
      "json",
      '{\n\t"seed": 1,\n\t"level": "usr"\n}\n',
      "3: level must be one of user, client, campaign (did you mean user?).",
    ],
    ["json", '{\n  "seed": 1,\n  "host": nope\n}\n', "3: this is not JSON: Unexpected token 'o'."],
    ["json", '{\n  "seed": 1,\n', "2: this is not JSON: Expected double-quoted property name."],
    ["json", '{\n  "seed": 1\n  "port": 2\n}\n', "3: this is not JSON: Expected ',' or '}' after property value."],
    [
      "ts",
      "export default {\n  seed: 1,\n  webhooks: [{ url: 'x' }],\n};\n",
      "3: webhooks[0].url must be a URL that begins with http:// or https://.",
    ],
    [
      "js",
      "export default {\n  seed: 1,\n  'ratte': 3,\n};\n",
      "3: ratte is not a key of the configuration; did you mean rate?",
    ],
  ])("in %s: %j", async (ending, text, sentence) => {
    write(`smartlead-mock.config.${ending}`, text);
    expect(await diagnostic()).toBe(`config: smartlead-mock.config.${ending}:${sentence}`);
  });

  it("in a module that does not parse or throws", async () => {
    write("broken.ts", "export default {\n  seed: 1,\n  port: = 2,\n};\n");
    expect(await diagnostic({ flags: { config: "broken.ts" } })).toMatch(/^config: broken\.ts:3: \S.*\.$/);
    write("throws.ts", "\nthrow new Error('no database');\n");
    expect(await diagnostic({ flags: { config: "throws.ts" } })).toBe("config: throws.ts:2: no database.");
  });

  it("and says when the named file is missing, or when there are two", async () => {
    expect(await diagnostic({ flags: { config: "nope.yaml" } })).toBe(
      "config: The configuration file nope.yaml does not exist; check --config.",
    );
    write("smartlead-mock.config.yaml", "");
    write("smartlead-mock.config.json", "{}");
    expect(await diagnostic()).toBe(
      "config: There are 2 configuration files (smartlead-mock.config.json, smartlead-mock.config.yaml); keep one, or name it with --config.",
    );
  });
});

describe("the one table of options", () => {
  it("gives each option a flag, and those that the environment may set a variable", () => {
    expect([flagOf("minTimeout"), environmentNameOf("minTimeout"), environmentNameOf("set")]).toEqual([
      "--min-timeout",
      "SMARTLEAD_MOCK_MIN_TIMEOUT",
      null,
    ]);
    // Two commands may name different things alike.
    const shared = OPTION_KEYS.filter((key) => specOf(key).flag !== undefined);
    expect(shared).toEqual(["stateUrl", "givenSignature"]);
    expect(new Set(OPTION_KEYS.map(flagOf)).size).toBe(OPTION_KEYS.length - shared.length);
  });

  it("is what the published JSON Schema is made from", () => {
    const schema = configJsonSchema() as { properties: Record<string, unknown>; additionalProperties: boolean };
    const own = [
      "$schema",
      "webhooks",
      "scope",
      "recognizer",
      "retention",
      "sink",
      "evidence",
      "faults",
      "dialects",
      "account_webhook_url",
      "strict_query",
      "headers",
    ];
    expect(Object.keys(schema.properties).sort()).toEqual([...CONFIG_OPTION_KEYS, ...own].sort());
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties.ui).toEqual({
      description: "auto, tui (terminal UI), plain (a line per attempt) or json (a frame per line) (default: auto)",
      enum: ["auto", "tui", "plain", "json"],
      type: "string",
    });
  });

  it("lets editors complete the faults of a configuration, kind by kind", () => {
    const schema = configJsonSchema() as {
      properties: { faults: { items: { oneOf: { properties: { kind: { const: string }; at?: unknown } }[] } } };
    };
    const { oneOf } = schema.properties.faults.items;
    expect(oneOf.map(({ properties }) => properties.kind.const)).toEqual(FAULT_KINDS);
    expect(oneOf.find(({ properties }) => properties.kind.const === "reset")?.properties.at).toMatchObject({
      enum: ["before", "during", "after"],
    });
    // Definitions of its own would be looked for at the top of the configuration's schema, where they are not.
    expect(JSON.stringify(schema.properties.faults)).not.toContain("$ref");
  });
});

describe("the faults of a configuration", () => {
  it("stay as they were written", async () => {
    write(
      "smartlead-mock.config.yaml",
      "faults:\n  - kind: lost-response\n    attempt: 1\n  - { kind: delay, by: 2m, first: 3 }\n",
    );
    expect((await settings()).config.faults).toEqual([
      { kind: "lost-response", attempt: 1 },
      { kind: "delay", by: "2m", first: 3 },
    ]);
  });
});
