import type { CHECK_GRADES, CheckPlace } from "../../src/delivery/facts.ts";
import type { Entry } from "../../src/journal/entry.ts";

/** Maximum scenarios whose steps are kept; the oldest are dropped first. */
const MAX_SCENARIOS = 20;
/** Maximum steps of one scenario that are kept: no readable scenario has more. */
const MAX_STEPS = 500;

type StepEntry = Extract<Entry, { type: "scenario.step" }>;

export interface ScenarioStep {
  /** The step's path, such as `steps[2].steps[0]`. */
  readonly path: string;
  readonly name: string;
  readonly state: StepEntry["state"];
  /** How often it was started: more than once within a repeat. */
  readonly rounds: number;
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
}

export interface ScenarioRun {
  readonly name: string;
  /** In the order in which they were first started. */
  readonly steps: readonly ScenarioStep[];
}

/** Collects the steps of scenarios from the stream. */
export class ScenarioStore {
  #runs: readonly ScenarioRun[] = [];

  /** Newest first. */
  get runs(): readonly ScenarioRun[] {
    return this.#runs;
  }

  take({ scenario, step, path, name, state, at }: StepEntry): void {
    const [newest, ...others] = this.#runs;
    // A first step, or another name, starts another run.
    const isSame = newest?.name === scenario && !(step === 1 && state === "begun");
    const run = isSame && newest !== undefined ? newest : { name: scenario, steps: [] };
    const rest = isSame ? others : this.#runs.slice(0, MAX_SCENARIOS - 1);
    this.#runs = [{ name: scenario, steps: withStep(run.steps, { path, name, state, at }) }, ...rest];
  }

  clear(): void {
    this.#runs = [];
  }
}

function withStep(steps: readonly ScenarioStep[], step: Omit<ScenarioStep, "rounds">): readonly ScenarioStep[] {
  const index = steps.findIndex(({ path }) => path === step.path);
  const known = steps[index];
  if (known === undefined) return [...steps, { ...step, rounds: 1 }].slice(-MAX_STEPS);
  const rounds = step.state === "begun" ? known.rounds + 1 : known.rounds;
  return steps.with(index, { ...step, rounds });
}

/** The step in progress; `null` if none exists. */
export function runningStep([newest]: readonly ScenarioRun[]): {
  readonly run: ScenarioRun;
  readonly step: ScenarioStep;
} | null {
  const step = newest?.steps.findLast(({ state }) => state === "begun");
  return newest === undefined || step === undefined ? null : { run: newest, step };
}

/** Maximum checks of one verify that are kept: four times as many as exist. */
const MAX_CHECKS = 200;

type CheckEntry = Extract<Entry, { type: "check.started" | "check.finished" }>;

/** A check of a verify, with its current state. */
export interface CheckRow extends CheckPlace {
  /** `null` while it runs. */
  readonly grade: (typeof CHECK_GRADES)[number] | null;
  /** The reason for its grade; `null` if none is needed. */
  readonly reason: string | null;
  /** Real ms; `null` while it runs. */
  readonly durationMs: number | null;
}

/** Collects the checks of the current or latest verify from the stream. */
export class CheckStore {
  #checks: readonly CheckRow[] = [];

  /** In the order in which they were started. */
  get checks(): readonly CheckRow[] {
    return this.#checks;
  }

  take(entry: CheckEntry): void {
    const row = rowOf(entry);
    // The first check starts another run.
    const known = entry.type === "check.started" && entry.number === 1 ? [] : this.#checks;
    const others = known.filter(({ check }) => check !== row.check);
    this.#checks = [...others, row].slice(-MAX_CHECKS);
  }

  clear(): void {
    this.#checks = [];
  }
}

function rowOf(entry: CheckEntry): CheckRow {
  const { check, title, group, number, of } = entry;
  const place = { check, title, group, number, of };
  if (entry.type === "check.started") return { ...place, grade: null, reason: null, durationMs: null };
  return { ...place, grade: entry.grade, reason: entry.reason, durationMs: entry.duration_ms };
}

/** The check in progress; `null` if none exists. */
export function runningCheck(checks: readonly CheckRow[]): CheckRow | null {
  const last = checks.at(-1);
  return last?.grade === null ? last : null;
}
