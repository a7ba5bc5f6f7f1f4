import { definedOnly } from "../../base/defined-only.ts";
import { printable } from "../../base/printable.ts";
import { DEFAULT_SEED } from "../../base/random.ts";
import { afterReal, systemTime } from "../../base/time/system-clock.ts";
import { flagOf } from "../../config/option-table.ts";
import type { LoadedWorld } from "../../config/world-file.ts";
import type { Effects } from "../../delivery/idempotency/effects.ts";
import type { DataDirectory } from "../../journal/storage/data-directory.ts";
import { openPort } from "../../library/open-port.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { RunningServer } from "../../server/server.ts";
import type { CommandContext } from "../command.ts";
import { sessionSummary } from "../deliveries/delivery-summary.ts";
import { EXIT } from "../exit-codes.ts";
import { chaosOf, faultRulesOf } from "../faults/fault-flags.ts";
import { say } from "../io.ts";
import { checkWebhookOwners, mockOptionsOfSettings, webhooksOf } from "../mock-options.ts";
import { reportFailure } from "../output/failure-report.ts";
import { stopSignals } from "../process/stop-signals.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { isListening } from "../receiver/target-reachable.ts";
import { openRecordFile, type Recorder, type RecordFile, startRecorder } from "../recordings/recorder.ts";
import { writeReadyFile } from "../start/banner.ts";
import { openData } from "../start/keep-data.ts";
import { showSession } from "../start/show-session.ts";
import { planStart, type StartPlan } from "../start/start-plan.ts";

/** Real ms that attempts in flight may still take at shutdown (PRODUCT §5). */
const STOP_GRACE_MS = 5_000;

/** Real ms after the banner until the mock looks for the user's receiver, so that the start does not wait for it. */
const LOOK_AFTER_MS = 500;

/** The order of closing: readers see the end of the attempts in flight, and the built-in receiver still answers them. */
const CLOSING_ORDER = [
  "offer",
  "readyFile",
  "data",
  "mock",
  "outlets",
  "server",
  "receiver",
  "output",
  "record",
  "signals",
] as const;
type Closers = Partial<Record<(typeof CLOSING_ORDER)[number], () => void | Promise<void>>>;

/** Runs the mock until it is stopped. */
export async function start(context: CommandContext): Promise<number> {
  const { settings, io } = context;
  const plan = planStart(settings, io);
  const { world } = settings.values;
  const own = world === undefined ? null : await loadWorldFile(world, io.cwd);
  for (const warning of await checkTargets(settings, plan.target, own)) say(io.stderr, `smartlead-mock: ${warning}`);
  const closers: Closers = {};
  const stop = stopSignals(io, () => void closers.readyFile?.());
  const lastResort = endInOrder(context, stop.ask);
  closers.signals = () => {
    lastResort.release();
    stop.release();
  };
  try {
    const looking = plan.target === null ? null : isListening(plan.target);
    const recordFile = settings.values.record === undefined ? null : openRecordFile(settings.values.record, io.cwd);
    if (recordFile !== null) closers.record = () => recordFile.close();
    const { mock, server } = await open(context, { plan, own }, closers);
    const recorder = recordFile === null ? null : record(context, { mock, file: recordFile, closers });
    const shown = await showSession({ context, plan, mock, server, isListening: await looking });
    closers.output = shown.stop;
    // The account is created on first access. Doing that now delays neither the start nor an event.
    systemTime.soon(() => void mock.world.campaigns);
    if (plan.usesBuiltInReceiver && plan.ui !== "json") closers.offer = offerReceiver(context, plan, { mock, server });
    if (plan.rate > 0) mock.setRate(plan.rate);
    const hasLeftUi = await Promise.race([stop.asked.then(() => false), shown.quit.then(() => true)]);
    stop.ask();
    // While it runs, the terminal UI owns the screen.
    if (plan.ui !== "tui" || hasLeftUi) sayWhatIsAwaited(context, mock);
    await close(closers);
    if (plan.ui !== "json") for (const line of sessionSummary(mock.state())) say(io.stdout, printable(line));
    const { failure } = mock.journal;
    if (failure !== null) say(io.stderr, `smartlead-mock: ${printable(failure.message)}`);
    const isGood = failure === null && recorder?.hasFailed !== true && !lastResort.wasNeeded();
    return isGood ? EXIT.good : EXIT.failed;
  } finally {
    await close(closers);
  }
}

/**
 * Handles an error that nothing else has caught: it is reported in a sentence, and the mock stops as with Ctrl-C, so that all data is
 * saved. A second error during shutdown ends it at once; everything acknowledged is already written.
 */
function endInOrder({ io, settings }: CommandContext, stop: () => void) {
  let isNeeded = false;
  const release = io.onUncaught((error) => {
    if (isNeeded) return io.exit(EXIT.failed);
    isNeeded = true;
    reportFailure(error, { io, json: false, debug: settings.values.debug === true });
    stop();
  });
  return { release, wasNeeded: () => isNeeded };
}

/** Each closer is called once. */
async function close(closers: Closers): Promise<void> {
  for (const name of CLOSING_ORDER) {
    const closer = closers[name];
    delete closers[name];
    await closer?.();
  }
}

function record(
  { settings, io }: CommandContext,
  { mock, file, closers }: { mock: SmartLeadMock; file: RecordFile; closers: Closers },
): Recorder {
  const path = settings.values.record ?? "";
  const tell = (sentence: string) => say(io.stderr, `smartlead-mock: ${printable(sentence)}`);
  const recorder = startRecorder({ path, file, run: mock.run, journal: mock.journal, onFailure: tell });
  closers.record = () => recorder.stop();
  return recorder;
}

/** Once the mock runs, it looks for a listening receiver of this folder's project, and says how to send to it. Nothing is sent there. */
function offerReceiver(
  { io }: CommandContext,
  plan: StartPlan,
  { mock, server }: { readonly mock: SmartLeadMock; readonly server: RunningServer },
): () => void {
  let isWanted = true;
  const cancel = afterReal(LOOK_AFTER_MS, async () => {
    try {
      const { receiverOffer } = await import("../start/receiver-offer.ts");
      const offer = await receiverOffer(io.cwd, [server.port]);
      if (offer === null || !isWanted) return;
      if (plan.ui === "tui") mock.journal.append({ type: "world.changed", change: offer });
      else say(io.stdout, offer);
    } catch {
      // A failed look at the folder must not affect the mock.
    }
  });
  return () => {
    isWanted = false;
    cancel();
  };
}

interface StartRequest {
  readonly plan: StartPlan;
  /** The account of `--world`; `null` = the seeded one. */
  readonly own: LoadedWorld | null;
}

async function open(
  context: CommandContext,
  { plan, own }: StartRequest,
  closers: Closers,
): Promise<{ mock: SmartLeadMock; server: RunningServer }> {
  const { settings, io } = context;
  const { values } = settings;
  const { mock, data } = await openMock(context, { plan, own }, closers);
  const server = await openPort(mock, {
    host: plan.host,
    port: plan.port,
    token: values.token,
    apiKey: values.apiKey ?? null,
    rateLimit: values.rateLimit ?? null,
    allowTargets: values.allowTarget ?? [],
    allowNames: values.allowName ?? [],
  });
  closers.server = () => server.close();
  data?.servedAt(server.url);
  if (values.readyFile !== undefined) {
    const facts = { url: server.url, stream: server.streamUrl, port: server.port, pid: io.pid, run: mock.run };
    closers.readyFile = writeReadyFile(values.readyFile, io.cwd, facts);
  }
  return { mock, server };
}

async function openMock(
  context: CommandContext,
  { plan, own }: StartRequest,
  closers: Closers,
): Promise<{ mock: SmartLeadMock; data: DataDirectory | null }> {
  const { settings } = context;
  const { values } = settings;
  const webhooks = await webhooksOf(settings, own);
  // The receiver must be opened first, because the mock needs its address; its effects are reported to the mock created after it.
  const reports: { to?: Effects } = {};
  const receiver = plan.usesBuiltInReceiver ? await openBuiltInReceiver(values.seed, { closers, reports }) : null;
  const data = await openData(context);
  closers.data = () => data?.close();
  const options = mockOptionsOfSettings(settings);
  const faults = [
    ...(options.faults ?? []),
    ...(await faultRulesOf(values.fault ?? [], flagOf("fault"))),
    ...(await chaosOf(values.chaos)),
  ];
  const mock = createMock({
    ...options,
    faults,
    onDefect: (error) => reportDefect(context, error),
    webhooks,
    target: receiver ?? plan.target,
    ...definedOnly({ data: data ?? undefined, plan: own?.plan, speed: plan.speed, targetLevel: values.level }),
  });
  reports.to = mock.effects;
  // From here on the mock releases the data directory, after it has saved.
  delete closers.data;
  closers.mock = () => mock.close(STOP_GRACE_MS);
  checkWebhookOwners(settings, own, mock);
  const { otlp, exec } = values;
  if (otlp !== undefined || exec !== undefined) {
    const { openOutlets } = await import("../start/outlets.ts");
    closers.outlets = await openOutlets(context, mock, plan.ui !== "tui");
  }
  return { mock, data };
}

async function loadWorldFile(file: string, cwd: string) {
  const { loadWorld } = await import("../../config/world-file.ts");
  return loadWorld(file, cwd);
}

/** Demonstrates evidence: the built-in receiver reports each piece of work as an effect. */
async function openBuiltInReceiver(
  seed: number | undefined,
  { closers, reports }: { closers: Closers; reports: { readonly to?: Effects } },
): Promise<string> {
  const { startBuiltInReceiver } = await import("../../harness/receiver/built-in-receiver.ts");
  const receiver = await startBuiltInReceiver({
    seed: seed ?? DEFAULT_SEED,
    onEffect: (requestId) => reports.to?.add(requestId, "crm"),
  });
  closers.receiver = () => receiver.close();
  return receiver.url;
}

function sayWhatIsAwaited({ io }: CommandContext, mock: SmartLeadMock): void {
  const count = mock.state().counters.in_flight;
  if (count === 0) return;
  const what = count === 1 ? "1 attempt in flight" : `${count} attempts in flight`;
  say(io.stderr, `smartlead-mock: stopping; ${what} may take up to 5 s to end. Ctrl-C again ends at once.`);
}

/** Reports a bug in the mock; a notice in the journal says so. The terminal UI owns the screen, so there only --debug may write over it. */
function reportDefect({ io, settings }: CommandContext, error: unknown): void {
  if (settings.values.debug !== true) return;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const line of text.split("\n")) say(io.stderr, printable(line));
}
