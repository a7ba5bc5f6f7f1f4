import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../../src/base/errors.ts";
import { libraryNames } from "../../../../src/harness/scenarios/library.ts";
import { loadScenarios } from "../../../../src/harness/scenarios/loading/load-scenarios.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "smartlead-scenarios-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), content);
  return name;
}

async function diagnostic(nameOrPath: string): Promise<string> {
  try {
    await loadScenarios(nameOrPath, { cwd });
    return "nothing";
  } catch (error) {
    if (!(error instanceof SmartLeadMockError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const YAML = "name: from a file\nsteps:\n  - expect: { requests: 0 }\n";

describe("a scenario's file", () => {
  it("is found from the working directory, and called by its path within it", async () => {
    write("stories/one.yaml", YAML);
    const [loaded] = await loadScenarios(join(cwd, "stories/one.yaml"), { cwd });
    expect(loaded).toMatchObject({ file: join("stories", "one.yaml"), libraryName: null });
    expect(loaded?.scenario.name).toBe("from a file");
    const [same] = await loadScenarios("./stories/one.yaml", { cwd: cwd });
    expect(same?.file).toBe(loaded?.file);
  });

  it("is called by its whole path where it is elsewhere", async () => {
    const path = join(cwd, write("elsewhere.yml", YAML));
    const [loaded] = await loadScenarios(path, { cwd: join(cwd, "stories") });
    expect(loaded?.file).toBe(path);
  });

  it("knows where each word stands", async () => {
    write("places.yaml", "# a story\nname: x\nsteps:\n  - expect:\n      - requests: 0\n      - { effects: 0 }\n");
    const [loaded] = await loadScenarios("places.yaml", { cwd });
    const place = { file: "places.yaml" };
    expect(loaded?.placeOf([])).toEqual({ ...place, line: 2, column: 1 });
    expect(loaded?.placeOf(["steps", 0, "expect"])).toEqual({ ...place, line: 4, column: 5 });
    expect(loaded?.placeOf(["steps", 0, "expect", 1, "effects"])).toEqual({ ...place, line: 6, column: 11 });
    expect(loaded?.placeOf(["steps", 0, "expect", 1, "no", "such"])).toEqual({ ...place, line: 6, column: 9 });
  });

  it("holds several scenarios as documents of YAML, a list in JSON, and a list that a module exports", async () => {
    const one = { name: "x", steps: [{ expect: { requests: 0 } }] };
    write("several.yaml", `${YAML}---\n${YAML.replace("from a file", "the second")}`);
    write("several.json", JSON.stringify([one, one, one]));
    write("several.mjs", `const one = ${JSON.stringify(one)};\nexport default [one, one];\n`);
    const names = async (file: string) => (await loadScenarios(file, { cwd })).map(({ scenario }) => scenario.name);
    expect(await names("several.yaml")).toEqual(["from a file", "the second"]);
    expect(await names("several.json")).toEqual(["x", "x", "x"]);
    expect(await names("several.mjs")).toEqual(["x", "x"]);
  });

  it.each([
    ["missing.yaml", "config: The scenario missing.yaml does not exist; check its path."],
    ["there/is/none.yaml", `config: The scenario ${join("there", "is", "none.yaml")} does not exist; check its path.`],
    ["", "config: The scenario CWD is a directory; name a file in it."],
  ])("that is not there: %s", async (path, sentence) => {
    expect(await diagnostic(path)).toBe(sentence.replace("CWD", cwd));
  });

  it("must be a file", async () => {
    mkdirSync(join(cwd, "folder.yaml"));
    expect(await diagnostic("folder.yaml")).toBe("config: The scenario folder.yaml is a directory; name a file in it.");
    symlinkSync("/dev/null", join(cwd, "device.yaml"));
    expect(await diagnostic("device.yaml")).toBe(
      "config: The scenario device.yaml is not a regular file; write the scenario to one.",
    );
    execFileSync("mkfifo", [join(cwd, "pipe.yaml")]);
    expect(await diagnostic("pipe.yaml")).toBe(
      "config: The scenario pipe.yaml is not a regular file; write the scenario to one.",
    );
  });

  it("has at most a million bytes", async () => {
    const comment = (bytes: number) => `${YAML}#${"x".repeat(bytes - YAML.length - 1)}`;
    expect(await diagnostic(write("large.yaml", comment(1_000_000)))).toBe("nothing");
    expect(await diagnostic(write("larger.yaml", comment(1_000_001)))).toBe(
      "config: The scenario larger.yaml has 1000001 bytes; at most 1000000 are read, so use repeat and count, or split it.",
    );
  });

  it("is UTF-8, with a byte order mark or without", async () => {
    expect(await diagnostic(write("mark.yaml", `\ufeff${YAML}`))).toBe("nothing");
    expect(await diagnostic(write("latin.yaml", new Uint8Array([0x6e, 0xe4])))).toBe(
      "config: The scenario latin.yaml is not UTF-8; save it as UTF-8.",
    );
  });

  it("has an ending that is known", async () => {
    expect(await diagnostic(write("story.txt", YAML))).toBe(
      "config: The scenario story.txt has an unknown extension: it must be .yaml, .yml, .json, .ts or .js.",
    );
  });
});

describe("a scenario in JSON", () => {
  it.each([
    ["not.json", '{\n  "name": x\n}', "config: not.json:2:11: this is not JSON: Unexpected token 'x'."],
    ["cut.json", '{\n  "name":', "config: cut.json:2:10: this is not JSON: Unexpected end of JSON input."],
    [
      "twice.json",
      '{\n  "name": "x",\n  "name": "y"\n}',
      "config: twice.json:3:3: the key name appears twice in one object.",
    ],
    [
      "word.json",
      '{ "name": "x", "steps": [\n  { "emit": "EMAIL_REPLY", "led": "x" }\n] }',
      "config: word.json:2:28: steps[0].led is not a key of steps[0]; did you mean lead?",
    ],
    [
      "name.json",
      '{ "name": "x", "steps": [\n  { "expect": { "effects": 0, "of": "rply" } }\n] }',
      "config: name.json:2:38: steps[0].expect.of names rply, which is not known here; bind it by `as` in an earlier step, or in vars.",
    ],
    ["none.json", "[\n]", "config: none.json:1:1: the list has no scenario."],
    [
      "deep.json",
      `{ "vars": { "a": ${"[".repeat(200)}${"]".repeat(200)} } }`,
      /^config: deep\.json:1:\d+: \S+ is nested more than 64 levels deep\.$/,
    ],
  ])("%s", async (name, text, sentence) => {
    const found = await diagnostic(write(name, text));
    if (sentence instanceof RegExp) expect(found).toMatch(sentence);
    else expect(found).toBe(sentence);
  });
});

describe("a scenario in TypeScript or JavaScript", () => {
  it.each([
    [
      "none.mjs",
      "export const x = 1;\n",
      "config: none.mjs: there is no default export; write `export default defineScenario({ … })`.",
    ],
    [
      "function.mjs",
      "\nexport default () => 1;\n",
      "config: function.mjs:2:16: the scenario must be plain data, not a function.",
    ],
    ["syntax.ts", "export default {\n  name: = 1,\n};\n", "config: syntax.ts:2:9: ParseError: Unexpected token."],
    ["throws.js", "\nthrow new Error('no database');\n", "config: throws.js:2: no database."],
    [
      "date.mjs",
      "export default {\n  name: 'x',\n  now: new Date(0),\n};\n",
      "config: date.mjs:3:8: now must be plain data, not a Date.",
    ],
    [
      "common.cjs",
      "module.exports = {\n  name: 'x',\n  steps: [{ settle: 'all' }],\n};\n",
      "config: common.cjs:3:3: steps prove nothing: none of them is an `expect` or waits for an expectation; end with `- expect: { delivery: reply, state: delivered }`.",
    ],
    [
      "made.mjs",
      "const steps = [1, 2].map(() => ({ emit: 'EMAIL_REPLAY' }));\nexport default { name: 'x', steps };\n",
      /^config: made\.mjs:2:29: steps\[0\]\.emit must be one of .*; did you mean EMAIL_REPLY\?$/,
    ],
  ])("%s", async (name, text, sentence) => {
    const found = await diagnostic(write(name, text));
    if (sentence instanceof RegExp) expect(found).toMatch(sentence);
    else expect(found).toBe(sentence);
  });
});

describe("a scenario of the library", () => {
  it("is found by its name", async () => {
    const [loaded, ...others] = await loadScenarios("late-third-try", { cwd });
    expect(others).toEqual([]);
    expect(loaded).toMatchObject({ libraryName: "late-third-try" });
    expect(loaded?.scenario.name).toBe("only the third attempt gets through");
  });

  it("is one of all", async () => {
    const all = await loadScenarios("all", { cwd });
    expect(all.map(({ libraryName }) => libraryName)).toEqual(libraryNames());
  });

  it.each([
    ["late-third-tri", "did you mean late-third-try?"],
    ["outage-and-stor", "did you mean outage-and-storm?"],
    ["al", "did you mean all?"],
    ["zzzzzzzz", "run --list shows them."],
  ])("that is not there: %s", async (name, hint) => {
    expect(await diagnostic(name)).toBe(
      `usage: There is no built-in scenario "${name}"; ${hint} To name a file, include its extension, as in ./scenario.yaml.`,
    );
  });
});
