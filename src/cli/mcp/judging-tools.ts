import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { z } from "zod";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { Report } from "../../reports/report.ts";
import { answerOf, callCommand, flags } from "./call-command.ts";
import { defineTool, positional, type Tool } from "./tool.ts";

/** Maximum findings of one item that are shown. */
const MAX_FINDINGS = 3;

const target = z.url().optional().describe("your receiver; without it the target of the configuration");
const checks = z.array(z.string().max(20)).max(60).optional().describe("checks or groups, such as SL-4 or SL-4.3");

const verify = defineTool({
  name: "verify",
  title: "Verify a receiver",
  description:
    "Sends a running receiver what SmartLead sends, including failures, and grades numbered checks. Takes from seconds to a few " +
    "minutes: name groups with only. The receiver gets many fake events.",
  input: z.strictObject({ target, only: checks, skip: checks, dialect: z.enum(["guide", "live"]).optional() }),
  readOnly: false,
  run: async ({ target: url, only = [], skip = [], dialect }, tool) => {
    const chosen = [...only.flatMap((one) => ["--only", one]), ...skip.flatMap((one) => ["--skip", one])];
    const answer = await callCommand(["verify", ...flags({ target: url, dialect }), ...chosen], tool);
    return answerOf(answer, verdict(answer.code), shortReport(answer.json));
  },
});

const explainCheck = defineTool({
  name: "explain_check",
  title: "Explain a check",
  description:
    "What a check of verify sends, how it grades, where the rule comes from, and how to fix it. Without one: the list of checks.",
  input: z.strictObject({ check: z.string().max(20).optional() }),
  readOnly: true,
  run: async ({ check }, tool) => {
    if (check !== undefined) return answerOf(await callCommand(["verify", "--explain", check], tool), "The check.");
    const answer = await callCommand(["verify", "--list"], tool);
    const { checks: all = [] } = (answer.json ?? {}) as { checks?: readonly { id: string; title: string }[] }; // as `verify --list --json` prints it
    return answerOf(
      answer,
      `${all.length} checks.`,
      all.map(({ id, title }) => `${id} ${title}`),
    );
  },
});

const listScenarios = defineTool({
  name: "list_scenarios",
  title: "List scenarios",
  description: "The built-in scenarios: what happens in each, and what it needs.",
  input: z.strictObject({}),
  readOnly: true,
  run: async (_input, tool) => {
    const answer = await callCommand(["run", "--list"], tool);
    const { scenarios = [] } = (answer.json ?? {}) as {
      scenarios?: readonly { name: string; title: string; needs: unknown }[];
    }; // as `run --list --json` prints it
    return answerOf(
      answer,
      `${scenarios.length} scenarios.`,
      scenarios.map(({ name, title, needs }) => ({ name, title, needs })),
    );
  },
});

const runScenario = defineTool({
  name: "run_scenario",
  title: "Run a scenario",
  description:
    "Plays a scenario, a built-in one or a YAML or JSON file of this folder, on its own mock in virtual time, and says which expectations failed.",
  input: z.strictObject({
    scenario: positional(400).describe("a built-in name, or a .yaml or .json file in the working directory"),
    target,
    seed: z.number().int().min(0).optional(),
  }),
  readOnly: false,
  run: async ({ scenario, target: url, seed }, tool) => {
    mustBePlain(scenario, tool.context.io.cwd);
    const answer = await callCommand(["run", scenario, ...flags({ target: url, seed })], tool);
    return answerOf(answer, verdict(answer.code), shortReport(answer.json));
  },
});

export const JUDGING_TOOLS: readonly Tool[] = [verify, explainCheck, listScenarios, runScenario];

/** Accepts a built-in scenario, or plain data inside the working directory: a module would be executed. Throws `usage`. */
function mustBePlain(scenario: string, cwd: string): void {
  if (/^[\w-]+$/.test(scenario) && !existsSync(resolve(cwd, scenario))) return;
  mustBeInside(scenario, cwd);
  if (/\.(?:ya?ml|json)$/i.test(scenario)) return;
  throw new SmartLeadMockError(
    "usage",
    `${scenario} is neither a built-in scenario nor a .yaml or .json file; list_scenarios lists the names.`,
  );
}

/** Throws `usage` for a file outside of the working directory. */
export function mustBeInside(file: string, cwd: string): void {
  const inside = relative(cwd, resolve(cwd, file));
  if (inside !== "" && !inside.startsWith("..") && !isAbsolute(inside)) return;
  throw new SmartLeadMockError(
    "usage",
    `${file} lies outside of the working directory ${cwd}; only files in it are read.`,
  );
}

function verdict(code: number): string {
  if (code === 0) return "Passed.";
  return code === 1 ? "Failed: each item has its reason and a hint." : `Ended with exit code ${code}.`;
}

/** Shortens a report for a model: failures with their reasons, and only the ids of the rest. */
function shortReport(json: unknown): unknown {
  if (typeof json !== "object" || json === null || !("groups" in json)) return json;
  const { target: url, totals, groups, stopped } = json as Report; // as `--json` prints it
  const items = groups.flatMap((group) => group.items);
  const told = items.filter(({ grade }) => grade !== "ok" && grade !== "skip");
  const idsOf = (grade: string) => items.filter((item) => item.grade === grade).map(({ id }) => id);
  return {
    ...{ target: url, totals, stopped },
    items: told.map(({ id, title, grade, reason, findings, hint, reproduce }) => {
      const messages = findings.slice(0, MAX_FINDINGS).map(({ message }) => message);
      return { id, title, grade, reason, findings: messages, hint, reproduce };
    }),
    ok: idsOf("ok"),
    skipped: idsOf("skip"),
  };
}
