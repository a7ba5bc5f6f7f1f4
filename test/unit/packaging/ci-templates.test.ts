import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { verifyArguments } from "../../../packaging/action/verify-arguments.mjs";

const ROOT = resolve(import.meta.dirname, "../../..");
const text = readFileSync(join(ROOT, "action.yml"), "utf8");
const action = parse(text);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "action-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const asked = (inputs: Record<string, string>, platform = "linux") =>
  verifyArguments({ RUNNER_TEMP: home, INPUT_COMMAND: "node server.js", ...inputs }, { platform, cwd: home });

describe("action.yml", () => {
  it("fits the schema of actions", () => {
    expect(validateAction(text)).toMatchObject({ errors: [] });
    expect(validateAction("name: x\nruns: { using: composite, steps: [{ run: x }] }").errors.length).toBeGreaterThan(0);
  });

  it("puts no expression into a script: inputs come as variables", () => {
    const steps: { run?: string; env?: Record<string, string> }[] = action.runs.steps;
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(script).not.toContain("${{");
    const variables = steps.flatMap(({ env }) => Object.keys(env ?? {}));
    const read = ["verify-arguments", "verify", "comment"].flatMap(
      (file) => readFileSync(join(ROOT, `packaging/action/${file}.mjs`), "utf8").match(/\bINPUT_[A-Z_]+/g) ?? [],
    );
    expect([...new Set(read)].sort()).toEqual(
      [...new Set(variables.filter((name) => name.startsWith("INPUT_")))].sort(),
    );
  });
});

describe("the project's own workflow", () => {
  const workflow = readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8");

  it("fits the schema of workflows, and runs on three systems with three versions of Node", () => {
    expect(validateWorkflow(workflow)).toMatchObject({ errors: [] });
    const { os, node } = parse(workflow).jobs.test.strategy.matrix;
    expect([os, node]).toEqual([
      ["ubuntu-latest", "macos-latest", "windows-latest"],
      [20, 22, 24],
    ]);
  });

  it("runs only what there is", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    for (const [, script = ""] of workflow.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([script]);
    for (const [path] of workflow.matchAll(/\b(?:test|packaging)\/[\w./-]+/g))
      expect(existsSync(join(ROOT, path))).toBe(true);
  });
});

describe("the action's inputs", () => {
  it("become words of their own, the command alone is read by a shell", () => {
    const { argv } = asked({
      INPUT_ONLY: "SL-1, SL-4",
      INPUT_SKIP: "$(id)",
      INPUT_STRICT: "true",
      INPUT_TARGET: "http://x/hook",
    });
    expect(argv.slice(0, 3)).toEqual(["verify", "--target", "http://x/hook"]);
    expect(argv).toEqual(expect.arrayContaining(["--only", "SL-1", "--only", "SL-4", "--skip", "$(id)", "--strict"]));
    expect(argv.slice(-4)).toEqual(["--", "sh", "-c", "node server.js"]);
    expect(asked({}, "win32").argv.slice(-5)).toEqual(["cmd", "/d", "/s", "/c", "node server.js"]);
  });

  it.each([
    [{ INPUT_NAME: "a/../b" }, "name may hold"],
    [{ INPUT_VERSION: "1.0.0 && touch x" }, "version must be"],
    [{ INPUT_COMMAND: "" }, "Give a command"],
    [{ INPUT_BASELINE: "nowhere.json" }, "does not exist"],
  ])("are refused in a sentence when they are not usable: %j", (inputs: Record<string, string>, says) => {
    expect(() => asked(inputs)).toThrow(says);
  });

  it("use the baseline of the default branch in a pull request, and not on that branch", () => {
    const branch = { INPUT_BASELINE: "default-branch", INPUT_DEFAULT_BRANCH: "main", INPUT_NAME: "a" };
    expect(asked(branch).argv).not.toContain("--baseline");
    const { kept } = asked(branch);
    mkdirSync(join(home, "smartlead-mock-a"));
    writeFileSync(kept, "{}");
    expect(asked(branch).argv).toEqual(expect.arrayContaining(["--baseline", kept]));
    const onMain = asked({ ...branch, GITHUB_REF_NAME: "main" });
    expect([onMain.argv.includes("--baseline"), onMain.keepsBaseline]).toEqual([false, true]);
    writeFileSync(join(home, "mine.json"), "{}");
    expect(asked({ INPUT_BASELINE: "mine.json" }).argv).toContain(join(home, "mine.json"));
  });
});

describe("the template for GitLab", () => {
  const template = parse(readFileSync(join(ROOT, "packaging/gitlab/smartlead-mock.gitlab-ci.yml"), "utf8"));

  it("has a job that keeps its reports, and quotes every variable that a shell reads", () => {
    const { script, artifacts } = template["smartlead-mock"];
    expect(artifacts).toMatchObject({ when: "always", reports: { junit: "smartlead-mock.xml" } });
    const unquoted = script.join("\n").replace(/"[^"]*"/g, "");
    // The list of checks is to be split into its words.
    expect(unquoted.match(/\$\w+/g)).toEqual(["$SMARTLEAD_VERIFY_ONLY"]);
  });
});
