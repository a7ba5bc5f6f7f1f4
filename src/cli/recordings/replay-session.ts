import { SmartLeadMockError } from "../../base/errors.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { printable } from "../../base/printable.ts";
import { formatDuration } from "../../base/time/duration.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { type Recording, readRecordingFrom } from "../../capture/recordings/recording.ts";
import { recordingFile } from "../../capture/recordings/recording-file.ts";
import { type Replayed, replay } from "../../capture/recordings/replaying/replay-deliveries.ts";
import { DEFAULT_PORT, flagOf } from "../../config/option-table.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { ProtocolWatch } from "../../harness/session/protocol-watch.ts";
import { readyFilter } from "../../journal/delivery-filter.ts";
import { openPort } from "../../library/open-port.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { assembleReport } from "../../reports/assemble.ts";
import type { OpenReports } from "../../reports/outputs.ts";
import type { Report, ReportGroup, ReportItem } from "../../reports/report.ts";
import type { RunningServer } from "../../server/server.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { faultRulesOf } from "../faults/fault-flags.ts";
import { say } from "../io.ts";
import { mockOptionsOfSettings } from "../mock-options.ts";
import { progressLine } from "../output/progress-line.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { mustBeReachable } from "../receiver/target-reachable.ts";
import { openSessionReports, reportRequestsOf } from "../reports/session-reports.ts";
import { VERSION } from "../version.ts";
import { replayedItem } from "./replay-items.ts";

/** If a replay at the recorded pace takes longer than this, the command says so. */
const LONG_MS = 60_000;

interface ReplayPlan {
  readonly file: string;
  readonly target: string;
  readonly recording: Recording;
  readonly recorded: readonly Delivery[];
}

/** Reads the recording, sends it again and reports. Returns the exit code. */
export async function replayRecording(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { settings } = context;
  const plan = await planReplay(context);
  // This warns of a name that does not resolve, which makes the command fail here.
  await checkTargets({ ...settings, config: {} }, plan.target);
  const insecureTls = settings.values.insecure ?? false;
  await mustBeReachable(plan.target, { insecureTls });
  const mock = await openMock(context, plan);
  try {
    const server = await openControl(context, mock);
    try {
      return await perform(context, { plan, mock, signal });
    } finally {
      await server.close();
    }
  } finally {
    await mock.close(0);
  }
}

async function planReplay({ args, settings, io }: CommandContext): Promise<ReplayPlan> {
  const [file] = args;
  const { target, speed, atOnce, query } = settings.values;
  if (file === undefined) throw usage("replay needs a recording; proxy --record and start --record write one.");
  if (target === undefined || target === "none") throw usage("replay needs --target URL, your endpoint.");
  if (speed !== undefined && atOnce === true)
    throw usage("--at-once and --speed cannot be combined; use only one of them.");
  // Usage errors are reported before any wait.
  reportRequestsOf(settings);
  const { matches } = readyFilter({ q: query });
  const recording = await readRecordingFrom(recordingFile(file, io.cwd), { keepBodies: false });
  if (recording.damage !== null) say(io.stderr, `smartlead-mock: ${printable(recording.damage.sentence)}`);
  const recorded = recording.deliveries.filter((delivery) => delivery.state !== "withheld" && matches(delivery));
  if (recorded.length === 0)
    throw usage(`${file} contains no delivery ${query === undefined ? "" : "that matches --query "}to send again.`);
  tellIfLong(recorded, {
    speed: atOnce === true ? null : (speed ?? 1),
    tell: (text) => say(io.stderr, `smartlead-mock: ${text}`),
  });
  return { file, target, recording, recorded };
}

/** Users should not have to guess why nothing happens. */
function tellIfLong(
  recorded: readonly Delivery[],
  { speed, tell }: { readonly speed: number | null; readonly tell: (text: string) => void },
): void {
  const [first, last] = [recorded[0], recorded.at(-1)];
  if (speed === null || first === undefined || last === undefined) return;
  const lastsMs = (Date.parse(last.created_at) - Date.parse(first.created_at)) / speed;
  if (lastsMs > LONG_MS) tell(`it takes ${formatDuration(lastsMs)} at this pace; --speed N or --at-once is faster.`);
}

async function openMock({ settings }: CommandContext, { target }: ReplayPlan): Promise<SmartLeadMock> {
  const { values } = settings;
  const options = mockOptionsOfSettings(settings);
  const faults = [...(options.faults ?? []), ...(await faultRulesOf(values.fault ?? [], flagOf("fault")))];
  // Without the recorded pace, there is no waiting for retries either.
  const clock =
    values.atOnce === true ? { clock: "virtual" as const } : { clock: "real" as const, speed: values.speed ?? 1 };
  const { speed: _, ...others } = options;
  return createMock({ ...others, ...clock, faults, target });
}

/** The endpoint for the receiver's reports of its effects. */
function openControl({ settings }: CommandContext, mock: SmartLeadMock): Promise<RunningServer> {
  const { port = DEFAULT_PORT, allowTarget = [] } = settings.values;
  return openPort(mock, { port, apiKey: null, rateLimit: null, allowTargets: allowTarget });
}

interface Performance {
  readonly plan: ReplayPlan;
  readonly mock: SmartLeadMock;
  readonly signal: AbortSignal;
}

async function perform(context: CommandContext, { plan, mock, signal }: Performance): Promise<number> {
  const { settings, io } = context;
  const { values } = settings;
  const progress = progressLine(io);
  const reports = await openSessionReports(context, progress.stdout);
  try {
    const begunAt = systemTime.monotonicMs();
    const trouble = new AbortController();
    const protocol = new ProtocolWatch({ insecureTls: values.insecure ?? false }, (error) => trouble.abort(error));
    protocol.follow(mock, plan.target);
    const book = new ReplayItems(reports, { plan, mock, atOnce: values.atOnce === true });
    reports.begin({ command: "replay", items: plan.recorded.length });
    await replay({
      mock,
      source: recordingFile(plan.file, io.cwd),
      recorded: plan.recorded,
      ids: values.ids === "new" ? "new" : "same",
      pace: values.atOnce === true ? "at-once" : "recorded",
      secret: values.secret ?? null,
      signatureForm: values.signature ?? "sha256",
      signal: AbortSignal.any([signal, trouble.signal]),
      onReplayed: (replayed) => {
        if (trouble.signal.aborted) return;
        book.take(replayed);
        progress.say(`${book.count}/${plan.recorded.length} deliveries`);
      },
    });
    progress.end();
    await protocol.settled();
    trouble.signal.throwIfAborted();
    const report = reportOf(context, {
      plan,
      mock,
      groups: book.groups(),
      durationMs: systemTime.monotonicMs() - begunAt,
    });
    const exitCode = book.count < plan.recorded.length ? EXIT.failed : report.exit_code;
    reports.end({ ...report, exit_code: exitCode });
    if (book.count < plan.recorded.length)
      say(io.stderr, `smartlead-mock: stopped after ${book.count} of ${plan.recorded.length} deliveries.`);
    return exitCode;
  } finally {
    progress.end();
    reports.close();
  }
}

/** The items in order of completion, by event type. */
class ReplayItems {
  readonly #reports: OpenReports;
  readonly #about: { readonly plan: ReplayPlan; readonly mock: SmartLeadMock; readonly atOnce: boolean };
  readonly #groups = new Map<string, ReportItem[]>();
  count = 0;

  constructor(reports: OpenReports, about: { plan: ReplayPlan; mock: SmartLeadMock; atOnce: boolean }) {
    this.#reports = reports;
    this.#about = about;
  }

  take(replayed: Replayed): void {
    const { plan, mock, atOnce } = this.#about;
    const id = replayed.recorded.event_type;
    const item = replayedItem(replayed, { mock, file: plan.file, target: plan.target, atOnce });
    this.count += 1;
    const items = this.#groups.get(id) ?? [];
    items.push(item);
    this.#groups.set(id, items);
    this.#reports.item(item, { id, title: id });
  }

  groups(): readonly ReportGroup[] {
    return [...this.#groups].map(([id, items]) => ({ id, title: id, items }));
  }
}

interface ReportParts {
  readonly plan: ReplayPlan;
  readonly mock: SmartLeadMock;
  readonly groups: readonly ReportGroup[];
  readonly durationMs: number;
}

function reportOf({ settings }: CommandContext, { plan, mock, groups, durationMs }: ReportParts): Report {
  const { name, note } = settings.policy;
  return assembleReport({
    command: "replay",
    version: VERSION,
    seed: mock.seed,
    run: mock.run,
    policies: [{ name, note }],
    dialects: [...new Set(plan.recorded.map(({ dialect }) => dialect))],
    target: maskSecrets(plan.target),
    groups,
    duration_ms: Math.round(durationMs),
  });
}

function usage(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", sentence);
}
