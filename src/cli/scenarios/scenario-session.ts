import { definedOnly } from "../../base/defined-only.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { STOPPED, unlessAborted } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { loadScenarios } from "../../harness/scenarios/loading/load-scenarios.ts";
import { type PlannedRun, runAll } from "../../harness/scenarios/run/run-all.ts";
import type { Progress, RunTarget } from "../../harness/scenarios/run/run-options.ts";
import { scenarioPolicy } from "../../harness/session/scenario-mock.ts";
import { environmentWith, type ReceiverAids } from "../../harness/session/test-environment.ts";
import { assembleReport } from "../../reports/assemble.ts";
import type { Report, ReportGroup, ReportItem } from "../../reports/report.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { progressLine } from "../output/progress-line.ts";
import { CLOSE_WITHIN_MS } from "../process/stop-signals.ts";
import { type LogRequest, logRequestOf, openLog, wantsReceiverClock } from "../receiver/log-evidence.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { mustBeReachable } from "../receiver/target-reachable.ts";
import { openSessionReports, reportRequestsOf } from "../reports/session-reports.ts";
import { VERSION } from "../version.ts";
import { type AskedScenarios, planScenarios, type ScenarioPlan } from "./scenario-plan.ts";
import { ScenarioTrouble } from "./scenario-trouble.ts";

/** Loads the named scenarios, checks them and the target, runs them and reports. Returns the exit code. */
export async function runScenarios(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { settings } = context;
  // Usage errors are reported before any wait.
  reportRequestsOf(settings);
  const wanted = { log: logRequestOf(context), hasClock: wantsReceiverClock(context) };
  const asked = await loadAsked(context);
  const closers: (() => unknown)[] = [];
  try {
    return await runAsked(context, { asked, signal, aids: await aidsOf(context, wanted, closers) });
  } finally {
    for (const close of closers) await close();
  }
}

interface WantedAids {
  readonly log: LogRequest | null;
  readonly hasClock: boolean;
}

/** A log file is followed for all scenarios; a command's output, by each scenario that starts one. */
async function aidsOf(
  context: CommandContext,
  { log, hasClock }: WantedAids,
  closers: (() => unknown)[],
): Promise<ReceiverAids> {
  const followed = log === null || log.file === null ? null : await openLog(context, log, { printed: null, closers });
  return {
    effectLog: log === null ? null : { pattern: log.pattern, lines: followed?.lines ?? null },
    clock: hasClock ? { nodeOptions: context.io.env.NODE_OPTIONS } : null,
  };
}

interface AskedRun {
  readonly asked: readonly AskedScenarios[];
  readonly signal: AbortSignal;
  readonly aids: ReceiverAids;
}

async function runAsked(context: CommandContext, { asked, signal, aids }: AskedRun): Promise<number> {
  const { settings } = context;
  const insecureTls = settings.values.insecure ?? false;
  const trouble = new ScenarioTrouble({ insecureTls, stop: signal });
  const plan = planScenarios(context, asked, trouble.watched(environmentWith(aids)));
  const url = plan.target?.kind === "url" ? plan.target.url : null;
  // This warns of names that do not resolve, which makes the run fail here.
  await checkTargets({ ...settings, config: {} }, url);
  if (url !== null) await mustBeReachable(url, { takesCommand: true, insecureTls });
  // A receiver that is started here may have nothing to count before that.
  if (url !== null) await plan.performances[0]?.options.probe?.read();
  const exitCode = await perform(context, plan, { signal, trouble });
  if (trouble.error !== null) throw trouble.error;
  return exitCode;
}

async function loadAsked({ args, io }: CommandContext): Promise<readonly AskedScenarios[]> {
  const loaded: AskedScenarios[] = [];
  for (const asked of new Set(args)) loaded.push({ asked, scenarios: await loadScenarios(asked, { cwd: io.cwd }) });
  return loaded;
}

interface Performance {
  readonly signal: AbortSignal;
  readonly trouble: ScenarioTrouble;
}

async function perform(context: CommandContext, plan: ScenarioPlan, { signal, trouble }: Performance): Promise<number> {
  const begunAt = systemTime.monotonicMs();
  const progress = progressLine(context.io);
  const reports = await openSessionReports(context, progress.stdout);
  try {
    reports.begin({ command: "run", items: plan.performances.length });
    const told = new ReportGroups();
    const performing = runAll(plan.performances, {
      jobs: plan.jobs,
      signal: AbortSignal.any([signal, trouble.signal]),
      ...definedOnly({ watch: plan.watch ?? undefined }),
      onItem: (item, group) => {
        if (trouble.error !== null) return;
        told.take(item, group);
        reports.item(item, group);
      },
      onProgress: (planned, now) => progress.say(progressText(plan, planned, now)),
    });
    const performed = await unlessAborted(performing, signal, CLOSE_WITHIN_MS);
    progress.end();
    if (trouble.error !== null) return EXIT.unreachable;
    const of = plan.performances.length;
    const stopped = signal.aborted && told.count < of ? { judged: told.count, of } : undefined;
    const durationMs = Math.round(systemTime.monotonicMs() - begunAt);
    const strict = context.settings.values.strict === true;
    const report = reportOf({ plan, groups: told.groups(), durationMs, stopped, strict });
    const isUnreachable = performed !== STOPPED && performed.isUnreachable && stopped === undefined;
    const exitCode = isUnreachable ? EXIT.unreachable : report.exit_code;
    reports.end({ ...report, exit_code: exitCode });
    return exitCode;
  } finally {
    progress.end();
    reports.close();
  }
}

interface ReportParts {
  readonly plan: ScenarioPlan;
  readonly groups: readonly ReportGroup[];
  readonly durationMs: number;
  readonly stopped: Report["stopped"];
  /** A scenario that proves nothing does not pass. */
  readonly strict: boolean;
}

/** Groups the report's entries by scenario, also if the rest fails. */
class ReportGroups {
  readonly #groups = new Map<string, { readonly title: string; readonly items: ReportItem[] }>();
  count = 0;

  take(item: ReportItem, { id, title }: Pick<ReportGroup, "id" | "title">): void {
    const group = this.#groups.get(id) ?? { title, items: [] };
    group.items.push(item);
    this.#groups.set(id, group);
    this.count += 1;
  }

  groups(): readonly ReportGroup[] {
    return [...this.#groups].map(([id, group]) => ({ id, ...group }));
  }
}

function reportOf({ plan, groups, durationMs, stopped, strict }: ReportParts): Report {
  const { performances, target, seed, run } = plan;
  return assembleReport({
    command: "run",
    version: VERSION,
    seed,
    run,
    policies: policiesOf(performances),
    dialects: [
      ...new Set(
        performances.map(({ loaded, options }) => options.mock?.dialect ?? loaded.scenario.dialect ?? "guide"),
      ),
    ],
    target: textOfTarget(target),
    groups,
    duration_ms: durationMs,
    strict,
    ...definedOnly({ stopped }),
  });
}

/** The policies in use, each with its note on what SmartLead does not document. */
function policiesOf(performances: readonly PlannedRun[]): Report["policies"] {
  const policies = performances.map(({ loaded, options }) => options.mock?.policy ?? scenarioPolicy(loaded.scenario));
  return [...new Map(policies.map(({ name, note }) => [`${name} ${note}`, { name, note }])).values()];
}

function textOfTarget(target: RunTarget | null): string | null {
  if (target?.kind === "url") return maskSecrets(target.url);
  if (target?.kind !== "command") return null;
  return typeof target.command === "string" ? target.command : target.command.join(" ");
}

function progressText({ performances }: ScenarioPlan, planned: PlannedRun, told: Progress): string {
  const place = `${performances.indexOf(planned) + 1}/${performances.length}`;
  const { step, name, deliveries, open } = told;
  return `${place} ${planned.loaded.scenario.name}: step ${step}, ${name} (${deliveries} ${deliveries === 1 ? "delivery" : "deliveries"}, ${open} open)`;
}
