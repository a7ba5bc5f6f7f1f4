import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { readDataFile } from "../../../src/config/config-file.ts";
import {
  CONFIG_OPTION_KEYS,
  environmentNameOf,
  flagOf,
  OPTION_KEYS,
  specOf,
} from "../../../src/config/option-table.ts";
import { DURATION_KINDS } from "../../../src/config/option-value.ts";
import { resolveSettings, type SettingsSource } from "../../../src/config/settings.ts";
import { loadWorld } from "../../../src/config/world-file.ts";
import { loadScenarios } from "../../../src/harness/scenarios/loading/load-scenarios.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "smartlead-input-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (name: string, text: string | Buffer) => writeFileSync(join(cwd, name), text);
const settings = (source: Partial<SettingsSource> = {}) => resolveSettings({ flags: {}, env: {}, cwd, ...source });

async function diagnosticOf(reading: () => Promise<unknown>): Promise<string> {
  try {
    await reading();
  } catch (error) {
    if (error instanceof SmartLeadMockError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing";
}

/** Every file that a user names, by the way in which it is read. */
const READERS: readonly (readonly [string, (name: string) => Promise<unknown>])[] = [
  ["configuration", (name) => settings({ flags: { config: name } })],
  ["world", (name) => loadWorld(name, cwd)],
  ["dialect", (name) => readDataFile(name, cwd, "dialects[0]")],
  ["scenario", (name) => loadScenarios(join(cwd, name), { cwd })],
];

const deep = (levels: number) => `a: ${"[".repeat(levels)}${"]".repeat(levels)}\n`;
/** Ten anchors, each a list of ten of the one before: 10^10 values. */
const bomb = Array.from(
  { length: 11 },
  (_, at) => `a${at}: &a${at} [${Array.from({ length: 10 }, () => (at === 0 ? "x" : `*a${at - 1}`)).join(", ")}]\n`,
).join("");

describe.each(READERS)("a %s file", (_kind, read) => {
  it.each([
    ["nested deeper than anybody writes", "file.yaml", `x: 1\n${deep(100_000)}`, /file\.yaml:2\b.* levels deep/],
    ["a bomb of aliases", "file.yaml", bomb, /file\.yaml:\d+\b.* has more than \d+ values/],
    ["an alias within its own anchor", "file.yaml", "a: &a [*a]\n", /file\.yaml:1\b/],
    ["an alias of nothing", "file.yaml", "x: 1\na: *nothing\n", /file\.yaml:2\b.*[Aa]lias/],
    ["a tag that nobody knows", "file.yaml", "x: 1\na: !ruby/object:Gem {}\n", /file\.yaml:2\b.*tag/i],
    ["a mapping as key", "file.yaml", "x: 1\n? {a: 1}\n: 2\n", /file\.yaml:2\b.* key must be a string/],
    ["no UTF-8", "file.yaml", Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]), /is not UTF-8; save it as UTF-8\./],
    ["an ending that is not read", "file.toml", "a = 1\n", /has an unknown extension[;:] it must be \.?/],
    ["larger than is read", "file.yaml", Buffer.alloc(10_000_001, "#"), /has 10000001 bytes; at most \d+ are read/],
  ])(
    "with %s is refused in one sentence, with its name and, where there is one, its line",
    async (_, name, text, sentence) => {
      write(name, text);
      const diagnostic = await diagnosticOf(() => read(name));
      expect(diagnostic).toMatch(/^config: [^\n]+[.?]$/);
      expect(diagnostic).toMatch(sentence);
    },
  );

  it("that is a folder, a pipe, or not there is refused in one sentence", async () => {
    mkdirSync(join(cwd, "folder.yaml"));
    execFileSync("mkfifo", [join(cwd, "pipe.yaml")]);
    expect(await diagnosticOf(() => read("folder.yaml"))).toMatch(
      /^config: The .*folder\.yaml is a directory; name a file in it\.$/,
    );
    expect(await diagnosticOf(() => read("pipe.yaml"))).toMatch(
      /^config: The .*pipe\.yaml is not a regular file; write /,
    );
    expect(await diagnosticOf(() => read("no.yaml"))).toMatch(/^config: The .*no\.yaml does not exist; check .*\.$/);
  });
});

describe("a configuration", () => {
  it.each([
    ["ts", "export default { seed: 7 };"],
    ["mts", "export default { seed: 7 };"],
    ["cts", "module.exports = { seed: 7 };"],
    ["js", "export default { seed: 7 };"],
    ["mjs", "export default { seed: 7 };"],
    ["cjs", "module.exports = { seed: 7 };"],
    ["json", '{ "seed": 7 }'],
    ["yaml", "seed: 7"],
    ["yml", "seed: 7"],
  ])("that ends in .%s is found and read", async (ending, text) => {
    write(`smartlead-mock.config.${ending}`, text);
    const { values, configFile } = await settings();
    expect([values.seed, configFile]).toEqual([7, `smartlead-mock.config.${ending}`]);
  });

  it.each(["toml", "jsonc", "json5", "tsx", "ini"])("that ends in .%s says that it is not read", async (ending) => {
    write(`smartlead-mock.config.${ending}`, "seed = 7");
    expect(await diagnosticOf(settings)).toBe(
      `config: The configuration file smartlead-mock.config.${ending} has an unknown extension; it must be .ts, .mts, .cts, .js, .mjs, .cjs, .json, .yaml or .yml.`,
    );
  });

  it.each(["bak", "example", "orig"])("that ends in .%s is a copy, and stays out of the way", async (ending) => {
    write(`smartlead-mock.config.${ending}`, "seed = 7");
    expect((await settings()).values).toEqual({});
  });

  it.each([
    ["in a module, whatever it exports", "const a = {}; a.a = a; export default { sink: { body: a } };", /levels deep/],
    ["in a module, a function", "export default { sink: { body: () => 1 } };", /must be plain data, not a function/],
  ])("is held to the same limits %s", async (_, text, sentence) => {
    write("smartlead-mock.config.ts", text);
    expect(await diagnosticOf(settings)).toMatch(sentence);
  });

  it("tells all its mistakes at once, by line, each once", async () => {
    write(
      "smartlead-mock.config.yaml",
      "port: high\npolcy: guide\nwebhooks:\n  - url: localhost:3000\n    level: usr\ntimeout: 30\n",
    );
    expect(await diagnosticOf(settings)).toBe(
      [
        "config: smartlead-mock.config.yaml:1: port must be a whole number from 0 to 65535.",
        "smartlead-mock.config.yaml:2: polcy is not a key of the configuration; did you mean policy?",
        "smartlead-mock.config.yaml:4: webhooks[0].url must be a URL that begins with http:// or https://.",
        "smartlead-mock.config.yaml:5: webhooks[0].level must be one of user, client, campaign (did you mean user?).",
        "smartlead-mock.config.yaml:6: timeout must be a duration such as 500ms, 30s or 10m, or none (did you mean 30s or 30ms?).",
      ].join("\n"),
    );
    write("smartlead-mock.config.yaml", Array.from({ length: 30 }, (_, at) => `k${at}: 1\n`).join(""));
    const lines = (await diagnosticOf(settings)).split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([21, "… and 10 more."]);
  });

  it("tells all mistakes of flags and environment at once", async () => {
    const source = { flags: { port: "high", seed: "x" }, env: { SMARTLEAD_MOCK_RATE: "fast" } };
    expect((await diagnosticOf(() => settings(source))).split("\n")).toHaveLength(3);
  });

  it.each(["toString", "constructor", "__proto__", "valueOf"])(
    "with the key %s is refused like any other",
    async (key) => {
      write("smartlead-mock.config.yaml", `${key}: 1\nwebhooks:\n  - ${key}: 1\n    url: http://localhost\n`);
      expect(await diagnosticOf(settings)).toMatch(new RegExp(`^config: smartlead-mock\\.config\\.yaml:1: ${key} `));
      write("world.yaml", `${key}: {${key}: 1}\n`);
      expect(await diagnosticOf(() => loadWorld("world.yaml", cwd))).toMatch(/^config: world\.yaml:1: /);
    },
  );

  it.each([
    ["policy: { tries: 1, waits: [] }", { tries: 1, waitsMs: [] }],
    ["policy: { waits: [] }", { tries: 1, waitsMs: [] }],
    ["policy: { tries: 1 }", { tries: 1 }],
  ])("%s is one try and no wait", async (text, policy) => {
    write("smartlead-mock.config.yaml", text);
    expect((await settings()).policy).toMatchObject(policy);
  });

  it("asks for a wait where there is more than one try", async () => {
    write("smartlead-mock.config.yaml", "policy:\n  tries: 2\n  waits: []\n");
    expect(await diagnosticOf(settings)).toBe(
      "config: smartlead-mock.config.yaml:3: policy.waits must have at least one wait, because there are 2 tries; with tries: 1 it may be empty.",
    );
  });
});

describe("a world", () => {
  it("tells all that does not fit together at once", async () => {
    write(
      "world.yaml",
      "clients: [{ name: Acme, email: a@acme.example }]\ncampaigns:\n  - { id: 7, name: A, client: Acmy }\n  - { id: 7, name: B, start_hour: 18:00, end_hour: 09:00 }\n",
    );
    expect((await diagnosticOf(() => loadWorld("world.yaml", cwd))).split("\n")).toEqual([
      'config: world.yaml:3: campaigns[0].client is "Acmy", but there is no such client; did you mean Acme?',
      "world.yaml:4: campaigns[1].id is 7, which another of the campaigns already has.",
      "world.yaml:4: campaigns[1].end_hour is 09:00, which is not after start_hour 18:00.",
    ]);
  });
});

describe("a bare number is not a duration", () => {
  const keys = OPTION_KEYS.filter((key) => DURATION_KINDS.has(specOf(key).kind));

  it.each(keys)("as --%s, in the environment and in a file", async (key) => {
    const sentence = (name: string, shown: string) =>
      new RegExp(`${name} must be .*\\(did you mean 30s or 30ms\\?\\)${shown}\\.$`);
    expect(await diagnosticOf(() => settings({ flags: { [key]: "30" } }))).toMatch(sentence(flagOf(key), ', not "30"'));
    const name = environmentNameOf(key);
    if (name !== null) {
      expect(await diagnosticOf(() => settings({ env: { [name]: "30" } }))).toMatch(sentence(name, ', not "30"'));
    }
    if (!CONFIG_OPTION_KEYS.includes(key)) return;
    for (const value of ["30", '"30"']) {
      write("smartlead-mock.config.yaml", `${key}: ${value}\n`);
      expect(await diagnosticOf(settings)).toMatch(sentence(`smartlead-mock.config.yaml:1: ${key}`, ""));
    }
    write("smartlead-mock.config.yaml", `${key}: 30s\n`);
    expect((await settings()).values[key]).toBe(30_000);
  });

  it.each(["policy: { tries: 3, waits: [30, 5m] }", "policy: { timeout: 30 }", "retention: { age: 30 }"])(
    "in %s",
    async (text) => {
      write("smartlead-mock.config.yaml", text);
      expect(await diagnosticOf(settings)).toMatch(/must be .*\(did you mean 30s or 30ms\?\)\.$/);
    },
  );
});
