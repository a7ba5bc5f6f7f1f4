import { definedOnly } from "../../../base/defined-only.ts";
import { DEFAULT_SEED } from "../../../base/random.ts";
import type { ReportGroup, ReportItem } from "../../../reports/report.ts";
import type { Performed, PlayableScenario, Progress, RunOptions, Watch } from "./run-options.ts";
import { runScenario } from "./run-scenario.ts";

/** One planned run of a scenario, or one repetition of it. */
export interface PlannedRun {
  readonly group: Pick<ReportGroup, "id" | "title">;
  readonly loaded: PlayableScenario;
  readonly options: RunOptions;
}

export interface RunAllOptions {
  /** Maximum concurrent runs. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly watch?: Watch;
  /** Called in the order of the plan, whichever ended first. */
  readonly onItem: (item: ReportItem, group: PlannedRun["group"]) => void;
  readonly onProgress: (planned: PlannedRun, progress: Progress) => void;
}

export interface AllRuns {
  readonly groups: readonly ReportGroup[];
  /** Whether the receiver did not listen. */
  readonly isUnreachable: boolean;
}

/** Runs them all and reports each that was not stopped. Never throws because of a scenario or a receiver. */
export async function runAll(plan: readonly PlannedRun[], options: RunAllOptions): Promise<AllRuns> {
  const performances = new ScenarioRuns(plan, options);
  const workers = Array.from({ length: Math.min(options.jobs, plan.length) }, () => performances.work());
  await Promise.all(workers);
  return { groups: performances.groups(), isUnreachable: performances.isUnreachable };
}

class ScenarioRuns {
  isUnreachable = false;
  readonly #plan: readonly PlannedRun[];
  readonly #options: RunAllOptions;
  readonly #items: (ReportItem | undefined)[] = [];
  #next = 0;
  #told = 0;
  /** Why the rest is not started. */
  #stop: Pick<ReportItem, "grade" | "reason"> | null = null;

  constructor(plan: readonly PlannedRun[], options: RunAllOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  async work(): Promise<void> {
    for (let index = this.#next++; ; index = this.#next++) {
      const planned = this.#plan[index];
      if (planned === undefined) return;
      const item = await this.#itemOf(planned);
      // A stopped run has no result.
      if (item === null) return;
      this.#items[index] = item;
      this.#tell();
    }
  }

  groups(): readonly ReportGroup[] {
    const groups: { id: string; title: string; items: ReportItem[] }[] = [];
    for (const [index, { group }] of this.#plan.entries()) {
      const item = this.#items[index];
      const known = groups.find(({ id }) => id === group.id);
      if (item === undefined) continue;
      if (known === undefined) groups.push({ ...group, items: [item] });
      else known.items.push(item);
    }
    return groups;
  }

  async #itemOf(planned: PlannedRun): Promise<ReportItem | null> {
    if (this.#options.signal.aborted) return null;
    if (this.#stop !== null) return { ...unbegun(planned), ...this.#stop };
    const { signal, watch } = this.#options;
    const performed = await runScenario(planned.loaded, {
      ...planned.options,
      ...definedOnly({ watch }),
      signal,
      onProgress: (progress) => this.#options.onProgress(planned, progress),
    });
    if (performed.end === "aborted") return null;
    this.#learn(planned, performed);
    return performed.item;
  }

  /** If all share one receiver and it is unreachable, the others would only fail in the same way. */
  #learn({ options }: PlannedRun, { end }: Performed): void {
    if (end !== "unreachable") return;
    this.isUnreachable = true;
    if (options.target?.kind === "url") {
      this.#stop = { grade: "skip", reason: "It was not run, because nothing listens at the target." };
    }
  }

  #tell(): void {
    for (let item = this.#items[this.#told]; item !== undefined; item = this.#items[this.#told]) {
      const planned = this.#plan[this.#told];
      this.#told += 1;
      if (planned !== undefined) this.#options.onItem(item, planned.group);
    }
  }
}

function unbegun({ loaded, options }: PlannedRun): ReportItem {
  const { scenario } = loaded;
  return {
    id: options.id ?? scenario.name,
    title: scenario.name,
    grade: "skip",
    reason: null,
    findings: [],
    evidence: [],
    hint: null,
    source: null,
    place: loaded.placeOf([]),
    reproduce: options.reproduce ?? null,
    seed: options.seed ?? scenario.seed ?? DEFAULT_SEED,
    run: options.run,
    duration_ms: 0,
    mock_ms: 0,
  };
}
