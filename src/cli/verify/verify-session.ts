import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { unlessAborted } from "../../base/time/real-waits.ts";
import type { LineSource } from "../../delivery/idempotency/log-lines.ts";
import type { Probe } from "../../harness/probe/probe.ts";
import { openReceiverClock } from "../../harness/session/receiver-clock.ts";
import { type Baseline, baselineOf } from "../../harness/verify/baseline.ts";
import { CATALOGUE, selectChecks } from "../../harness/verify/catalogue.ts";
import type { Check } from "../../harness/verify/check.ts";
import { SharedEndpoint } from "../../harness/verify/context/shared-endpoint.ts";
import { preflight } from "../../harness/verify/preflight.ts";
import type { VerifiedReceiver } from "../../harness/verify/receiver.ts";
import { receiverAt, startReceiver } from "../../harness/verify/receivers.ts";
import { idleMock, type VerifyOptions, verify } from "../../harness/verify/run-verify.ts";
import { withShrunkPayload } from "../../harness/verify/shrink/shrink-item.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { assembleReport } from "../../reports/assemble.ts";
import type { Report } from "../../reports/report.ts";
import type { CommandContext } from "../command.ts";
import { say } from "../io.ts";
import { progressLine } from "../output/progress-line.ts";
import { CLOSE_WITHIN_MS } from "../process/stop-signals.ts";
import { type LogRequest, logRequestOf, openLog, wantsReceiverClock } from "../receiver/log-evidence.ts";
import { probeOf, stateOf } from "../receiver/receiver-flags.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { mustBeReachable, mustSpeakTls } from "../receiver/target-reachable.ts";
import { openSessionReports, reportHead, reportRequestsOf } from "../reports/session-reports.ts";
import { VERSION } from "../version.ts";
import { planVerify, type VerifyPlan } from "./verify-plan.ts";

/** The folder for shrunk payloads. */
const FIXTURES = "smartlead-mock-fixtures";
/** The API key that is passed to a receiver that is started here. */
const API_KEY = "smartlead-mock";

/** Closers, called in the reverse order of opening. */
export type Closers = (() => unknown)[];

/** Reads the flags, opens what the run needs, judges and reports. Returns the exit code. */
export async function runVerify(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { settings, io } = context;
  const { only = [], skip = [], chaos, baseline: baselineFile } = settings.values;
  // Usage errors are reported before any wait.
  reportRequestsOf(settings);
  const plan = planVerify(context);
  const checks = selectChecks({ only, skip, hasChaos: chaos !== undefined });
  const probe = probeOf(context);
  const log = logRequestOf(context);
  const hasClock = wantsReceiverClock(context);
  const baseline = baselineFile === undefined ? null : readBaseline(baselineFile, io.cwd);
  const url = plan.command === null ? (plan.target ?? null) : null;
  // This warns of a name that does not resolve, which makes the run below fail.
  await checkTargets({ ...settings, config: {} }, url);
  const closers: Closers = [];
  try {
    return await judge(context, { plan, checks, probe, log, hasClock, baseline, signal, closers });
  } finally {
    await unlessAborted(closeAll(closers), signal, CLOSE_WITHIN_MS);
  }
}

export async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.reverse()) await close();
}

interface Session {
  readonly plan: VerifyPlan;
  readonly checks: readonly Check[];
  readonly probe: Probe | null;
  readonly log: LogRequest | null;
  readonly hasClock: boolean;
  readonly baseline: Baseline | null;
  readonly signal: AbortSignal;
  readonly closers: Closers;
}

async function judge(context: CommandContext, session: Session): Promise<number> {
  const { plan, checks, probe, log, hasClock, baseline, signal, closers } = session;
  const { settings, io } = context;
  const progress = progressLine(io);
  closers.push(() => progress.end());
  const reports = await openSessionReports(context, progress.stdout);
  closers.push(() => reports.close());
  const idle = idleMock(plan.settings);
  closers.push(() => idle.close(0));
  const front = await openSharedEndpoint(context, plan, idle);
  closers.push(() => front.close());
  const found = await receiverOf(context, { plan, front, hasClock, signal, closers });
  // It was stopped before the receiver listened.
  if (found === null) {
    reports.begin({ command: "verify", items: checks.length });
    const report = stoppedReport(plan, checks.length);
    reports.end(report);
    return report.exit_code;
  }
  const { receiver, printed } = found;
  const effectLog = log === null ? null : await openLog(context, log, { printed, closers });
  const report = await verify({
    settings: { ...plan.settings, target: receiver.url },
    front,
    receiver,
    probe,
    state: stateOf(context),
    effectLog,
    outputLines: printed,
    hasReceiverClock: hasClock,
    checks,
    strict: settings.values.strict === true,
    version: VERSION,
    wording: plan.wording,
    reporter: reports,
    onNothingAccepted: async () => {
      await mustHaveItsPort(receiver);
      await preflight({ settings: { ...plan.settings, target: receiver.url }, enter: (mock) => front.enter(mock) });
    },
    signal,
    onWait: (sentence) => progress.say(`waiting ${sentence}; Ctrl-C ends the run, --skip leaves the check out`),
    onCheck: ({ id, title }, number) => progress.say(`${number}/${checks.length} ${id} ${title}`),
    revise: reviseWith(context, baseline),
  });
  progress.end();
  await mustHaveItsPort(receiver);
  reports.end(report);
  sayWhatIsMended(context, baseline?.mended(report) ?? []);
  return report.exit_code;
}

/** Throws if another program answers on the receiver's port. */
async function mustHaveItsPort(receiver: VerifiedReceiver): Promise<void> {
  const error = (await receiver.portTrouble?.()) ?? null;
  if (error !== null) throw error;
}

/** The report of a run that was stopped before the receiver listened. */
function stoppedReport({ settings, target }: VerifyPlan, of: number): Report {
  const { dialect, ownDialect } = settings;
  const dialects = ownDialect !== undefined ? [ownDialect.name] : dialect === null ? ["guide", "live"] : [dialect];
  return assembleReport({
    ...reportHead("verify", { settings, dialects, target }),
    groups: [],
    duration_ms: 0,
    stopped: { judged: 0, of },
  });
}

/** A port in the configuration is meant for `start`, which may be running at the same time. */
export function openSharedEndpoint(
  { settings }: CommandContext,
  plan: VerifyPlan,
  idle: SmartLeadMock,
): Promise<SharedEndpoint> {
  const { apiKey, allowTargets } = plan.settings;
  const port = settings.layerOf("port") === "flag" ? settings.values.port : undefined;
  return SharedEndpoint.open({ port: port ?? 0, apiKey, allowTargets, idle });
}

interface ReceiverRequest {
  readonly plan: VerifyPlan;
  readonly front: Pick<SharedEndpoint, "url">;
  readonly hasClock: boolean;
  readonly signal: AbortSignal;
  readonly closers: Closers;
}

interface FoundReceiver {
  readonly receiver: VerifiedReceiver;
  /** `null` if the receiver was not started here. */
  readonly printed: LineSource | null;
}

export async function receiverOf(
  { io }: CommandContext,
  { plan, front, hasClock, signal, closers }: ReceiverRequest,
): Promise<FoundReceiver | null> {
  const { command, target, settings } = plan;
  if (command !== null) {
    const apiKey = settings.apiKey ?? API_KEY;
    const clock = hasClock ? await openReceiverClock(settings.now, io.env.NODE_OPTIONS) : null;
    closers.push(() => clock?.close());
    const env = clock?.env ?? {};
    const requested = {
      command,
      url: target,
      usualUrl: plan.usualUrl,
      cwd: io.cwd,
      mockUrl: front.url,
      apiKey,
      env,
      signal,
    };
    const started = await startReceiver(requested).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    if (started === null) return null;
    closers.push(() => started.stop());
    await mustSpeakTls(started.url, settings);
    return { receiver: started, printed: started.lines };
  }
  const receiver = receiverAt(target ?? "");
  await mustBeReachable(receiver.url, { takesCommand: true, insecureTls: settings.insecureTls });
  return { receiver, printed: null };
}

function readBaseline(file: string, cwd: string): Baseline {
  try {
    return baselineOf(readFileSync(resolve(cwd, file), "utf8"), file);
  } catch (cause) {
    if (cause instanceof SmartLeadMockError) throw cause;
    const sentence = `--baseline ${file} cannot be read; write one with smartlead-mock verify … --report json=${file}.`;
    throw new SmartLeadMockError("usage", sentence, { cause });
  }
}

function reviseWith({ settings, io }: CommandContext, baseline: Baseline | null): NonNullable<VerifyOptions["revise"]> {
  const save = (name: string, text: string) => {
    mkdirSync(join(io.cwd, FIXTURES), { recursive: true });
    const file = join(io.cwd, FIXTURES, name);
    writeFileSync(file, text);
    return relative(io.cwd, file);
  };
  return async (item, seen) => {
    const shrunk = settings.values.shrink === true ? await withShrunkPayload(item, { ...seen, save }) : item;
    return baseline === null ? shrunk : baseline.revise(shrunk);
  };
}

function sayWhatIsMended({ io }: CommandContext, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const known = CATALOGUE.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
  say(
    io.stderr,
    `smartlead-mock: ${known.join(", ")} failed in the baseline and no longer fails; write the baseline again to keep it that way.`,
  );
}
