import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import type { RunningProxy } from "../../capture/proxy/start-proxy.ts";
import { flagOf } from "../../config/option-table.ts";
import { DEFAULT_LISTEN_PORT } from "../../config/recording-options.ts";
import type { Settings } from "../../config/settings.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { CommandContext } from "../command.ts";
import { ownDialects } from "../dialects/own-dialects.ts";
import { EXIT } from "../exit-codes.ts";
import { faultRulesOf } from "../faults/fault-flags.ts";
import { say } from "../io.ts";
import { mockOptionsOfSettings } from "../mock-options.ts";
import { stopSignals } from "../process/stop-signals.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { isListening } from "../receiver/target-reachable.ts";
import { openRecordFile, type Recorder, startRecorder } from "../recordings/recorder.ts";
import { writeReadyFile } from "../start/banner.ts";
import { showSession } from "../start/show-session.ts";
import { planStart, type StartPlan } from "../start/start-plan.ts";

/** Real ms that deliveries in flight may still take at shutdown (PRODUCT §5). */
const STOP_GRACE_MS = 5_000;

/** The order of closing: new requests are refused, those in flight end and are shown and recorded. */
const CLOSING_ORDER = ["readyFile", "proxy", "mock", "outlets", "server", "output", "record", "signals"] as const;
type Closers = Partial<Record<(typeof CLOSING_ORDER)[number], () => void | Promise<void>>>;

/** Runs between the real SmartLead and the receiver until it is stopped. */
export async function proxy(context: CommandContext): Promise<number> {
  const { settings, io } = context;
  const target = targetOf(settings);
  const listen = listenOf(settings);
  const plan = planStart(settings, io);
  for (const warning of await checkTargets({ ...settings, config: {} }, target))
    say(io.stderr, `smartlead-mock: ${warning}`);
  const closers: Closers = {};
  const stop = stopSignals(io, () => void closers.readyFile?.());
  closers.signals = stop.release;
  try {
    const looking = isListening(target);
    const mock = await openMock(context, target);
    closers.mock = () => mock.close(STOP_GRACE_MS);
    const { otlp, exec } = settings.values;
    if (otlp !== undefined || exec !== undefined) {
      const { openOutlets } = await import("../start/outlets.ts");
      closers.outlets = await openOutlets(context, mock, plan.ui !== "tui");
    }
    const recorder = await record(context, mock, closers);
    const running = await open(context, mock, { target, listen });
    closers.proxy = () => running.close(STOP_GRACE_MS);
    const server = await openControl(context, mock, plan);
    closers.server = () => server.close();
    const shown = await showSession({ context, plan, mock, server, isListening: await looking, proxyUrl: running.url });
    closers.output = shown.stop;
    if (settings.values.readyFile !== undefined) {
      const facts = { url: server.url, stream: server.streamUrl, port: server.port, pid: io.pid, run: mock.run };
      closers.readyFile = writeReadyFile(settings.values.readyFile, io.cwd, { ...facts, proxy: running.url });
    }
    await Promise.race([stop.asked, shown.quit]);
    stop.ask();
    await close(closers);
    return recorder?.hasFailed === true ? EXIT.failed : EXIT.good;
  } finally {
    await close(closers);
  }
}

function targetOf({ values }: Settings): string {
  const { target } = values;
  if (target !== undefined && target !== "none") return target;
  const sentence = "proxy needs --target URL: the endpoint that SmartLead's deliveries are passed on to.";
  throw new SmartLeadMockError("usage", sentence);
}

interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

function listenOf({ values, nameOf }: Settings): ListenAddress {
  const { listen } = values;
  if (listen === undefined) return { host: "127.0.0.1", port: DEFAULT_LISTEN_PORT };
  const [, host = "127.0.0.1", port = ""] = /^(?:\[?([^[\]\s]+?)\]?:)?(\d{1,5})$/.exec(listen) ?? [];
  if (port !== "" && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new SmartLeadMockError(
    "usage",
    `${nameOf("listen")} must be a port or HOST:PORT, such as 7628 or 0.0.0.0:7628.`,
  );
}

/** Creates the mock that shows the deliveries. Events that a user triggers in it go to the same receiver. */
async function openMock({ settings }: CommandContext, target: string): Promise<SmartLeadMock> {
  const { createMock } = await import("../../mock/create-mock.ts");
  const { values } = settings;
  const options = mockOptionsOfSettings(settings);
  const faults = [...(options.faults ?? []), ...(await faultRulesOf(values.fault ?? [], flagOf("fault")))];
  return createMock({ ...options, faults, target });
}

async function record(
  { settings, io }: CommandContext,
  mock: SmartLeadMock,
  closers: Closers,
): Promise<Recorder | null> {
  const { record: path, anonymize } = settings.values;
  if (path === undefined) {
    if (anonymize !== true) return null;
    throw new SmartLeadMockError("usage", "--anonymize applies to the recording; name its file with --record.");
  }
  const file = openRecordFile(path, io.cwd);
  closers.record = () => file.close();
  const rewrite =
    anonymize === true ? (await import("../../capture/recordings/anonymizing.ts")).createAnonymizer() : undefined;
  const tell = (sentence: string) => say(io.stderr, `smartlead-mock: ${printable(sentence)}`);
  const recorder = startRecorder({ path, file, run: mock.run, journal: mock.journal, rewrite, onFailure: tell });
  closers.record = () => recorder.stop();
  return recorder;
}

async function open(
  { settings, io }: CommandContext,
  mock: SmartLeadMock,
  { target, listen }: { readonly target: string; readonly listen: ListenAddress },
): Promise<RunningProxy> {
  const [{ startProxy }, { builtInShapes }, { shapesOfOwn }, own] = await Promise.all([
    import("../../capture/proxy/start-proxy.ts"),
    import("../../capture/drift/shapes.ts"),
    import("../../capture/drift/proposed-dialect.ts"),
    ownDialects(settings, io.cwd),
  ]);
  const { values, policy } = settings;
  return startProxy({
    mock,
    target,
    ...listen,
    secret: values.secret ?? null,
    previousSecret: values.previousSecret ?? null,
    timeoutMs: policy.timeoutMs,
    dialects: [...own.flatMap(shapesOfOwn), ...builtInShapes()],
    allowTargets: values.allowTarget ?? [],
    insecureTls: values.insecure ?? false,
  });
}

async function openControl({ settings }: CommandContext, mock: SmartLeadMock, { host, port }: StartPlan) {
  const { openPort } = await import("../../library/open-port.ts");
  const { token, apiKey, allowTarget, allowName } = settings.values;
  return openPort(mock, {
    host,
    port,
    token,
    apiKey: apiKey ?? null,
    rateLimit: null,
    allowTargets: allowTarget ?? [],
    allowNames: allowName ?? [],
  });
}

/** Each closer is called once. */
async function close(closers: Closers): Promise<void> {
  for (const name of CLOSING_ORDER) {
    const closer = closers[name];
    delete closers[name];
    await closer?.();
  }
}
