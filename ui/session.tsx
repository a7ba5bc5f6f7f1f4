import { SmartLeadMockError } from "../src/base/errors.ts";
import { openNodeSocket } from "../src/server/client/node-socket.ts";
import { App } from "./app.tsx";
import { Commands } from "./commands/commands.ts";
import { DetailLoader, PreviewLoader } from "./commands/detail-loader.ts";
import { consoleCalls } from "./control/console-calls.ts";
import { StateWatch } from "./control/state-watch.ts";
import type { Host } from "./host/host.ts";
import { clipboardSequence, edited, nodeScheduler, openInBrowser, saveFile } from "./host/terminal-host.ts";
import { keepingPlace } from "./pager/document-of.ts";
import type { Scheduler } from "./scheduler.ts";
import { LiveStore } from "./store/live-store.ts";
import { MockStream } from "./stream/mock-stream.ts";
import { FramePainter, sizeOf } from "./terminal/ink-stdout.ts";
import { OwnTerminal } from "./terminal/own-terminal.tsx";
import { themeFor } from "./theme.ts";

export interface UiOptions {
  /** The mock's address, for instance `http://127.0.0.1:7627`. */
  readonly url: string;
  /** The mock's `--token`, if it has one. */
  readonly token?: string | null;
  /** One sentence for new users of this mock; it is shown in place of hints while there are none. */
  readonly tip?: string | null;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

/** Runs the UI for one mock, from the first answer to the key that quits. */
export async function runSession(options: UiOptions): Promise<void> {
  const { url, token = null, tip = null, stdin = process.stdin, stdout = process.stdout } = options;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new SmartLeadMockError(
      "usage",
      "The UI needs a terminal for its keys and its screen; use --ui plain or --ui json instead.",
    );
  }
  const connection = { url, token };
  const control = consoleCalls(connection);
  // This runs before the terminal is taken over: an unreachable mock gets one sentence, not a screen.
  const [state, faults] = await Promise.all([control.state(), control.faults().catch(() => [])]);
  const store = new LiveStore({ url, tip, size: sizeOf(stdout), scheduler: nodeScheduler });
  store.stateArrived(state);
  store.faultsArrived(faults);
  const watch = new StateWatch({ store, control, scheduler: nodeScheduler });
  const stream = new MockStream({ connection, scheduler: nodeScheduler, open: openNodeSocket }, store);
  const stopTicking = tickWith(store, nodeScheduler);
  try {
    stream.start();
    watch.start();
    await untilQuit({ store, control, stdin, stdout });
  } finally {
    stopTicking();
    watch.stop();
    stream.stop();
    store.stop();
  }
}

interface Screen {
  readonly store: LiveStore;
  readonly control: ReturnType<typeof consoleCalls>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

async function untilQuit(screen: Screen): Promise<void> {
  const { store, control, stdin, stdout } = screen;
  const theme = themeFor(process.env);
  const painter = new FramePainter(stdout);
  const redraw = () => {
    painter.forget();
    store.resize(sizeOf(stdout));
  };
  const terminal = new OwnTerminal({ stdin, stdout, painter, drawn: () => store.drawn() });
  const quit = () => terminal.quit();
  const suspend = () => terminal.suspend();
  const host: Host = {
    clipboard: "the terminal's clipboard",
    copy: (text) => {
      const sequence = clipboardSequence(text);
      if (sequence !== null) stdout.write(sequence);
      return sequence !== null;
    },
    browse: openInBrowser,
    save: (path, text) => saveFile(process.cwd(), path, text),
    edit: (text, fileName) => terminal.lend(() => edited({ text, fileName, environment: process.env })),
  };
  const details = new DetailLoader({
    store,
    control,
    keepPlace: (before, after) => keepingPlace(before, after, { theme, sources: store.snapshot() }),
  });
  new PreviewLoader({ store, control, scheduler: nodeScheduler });
  const commands = new Commands({ store, control, details, theme, host, redraw, suspend, quit });
  stdout.on("resize", redraw);
  // A closed terminal cannot be written to, so there is no one left to notify.
  stdout.on("error", quit);
  try {
    await terminal.show(<App store={store} theme={theme} onKeys={(keys) => commands.pressAll(keys)} />);
  } finally {
    stdout.off("resize", redraw);
    stdout.off("error", quit);
  }
}

/** Real ms between two updates of the clock and the countdowns. */
const TICK_MS = 1_000;
const FAST_TICK_MS = 250;

function tickWith(store: LiveStore, scheduler: Scheduler): () => void {
  let cancel = () => {};
  const tick = () => {
    const { state, screen } = store.snapshot();
    const isReal = state?.clock.mode === "real";
    if (isReal || screen.kind === "numbers") store.touch();
    cancel = scheduler.after(isReal && state.clock.speed > 1 ? FAST_TICK_MS : TICK_MS, tick);
  };
  tick();
  return () => cancel();
}
