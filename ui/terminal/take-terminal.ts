const ENTER_SCREEN = "\u001b[?1049h";
const LEAVE_SCREEN = "\u001b[?1049l";
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
/** A row that is a column too wide for this terminal's font is cut at the margin and does not push the others down. */
const NO_AUTOWRAP = "\u001b[?7l";
const AUTOWRAP = "\u001b[?7h";
const END_SYNCHRONIZED = "\u001b[?2026l";
const RESET_STYLE = "\u001b[0m";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Takes over the terminal: the alternate screen, without a cursor. The returned function restores it; a crash and the end of the process
 * restore it too, before a stack trace is printed.
 */
export function takeTerminal(options: {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly onSignal: () => void;
  /** Called on a request to stop (SIGTSTP), such as Ctrl-Z while the keyboard is not in raw mode. */
  readonly onSuspend: () => void;
  /** Called when it continues after a stop without notice (SIGSTOP). */
  readonly onContinue: () => void;
}): () => void {
  const { stdin, stdout, onSignal, onSuspend, onContinue } = options;
  let isOurs = true;
  const giveBack = () => {
    if (!isOurs) return;
    isOurs = false;
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off("SIGTSTP", onSuspend);
    process.off("SIGCONT", takeAgain);
    process.off("exit", giveBack);
    process.off("uncaughtExceptionMonitor", giveBack);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdout.write(END_SYNCHRONIZED + RESET_STYLE + AUTOWRAP + SHOW_CURSOR + LEAVE_SCREEN);
  };
  const enter = () => {
    // The keyboard comes first: a job in the background is stopped here, before it draws over the shell's lines.
    if (stdin.isTTY) stdin.setRawMode(true);
    stdout.write(ENTER_SCREEN + HIDE_CURSOR + NO_AUTOWRAP);
  };
  const takeAgain = () => {
    // Node assumes that raw mode is still set, and would do nothing.
    if (stdin.isTTY) stdin.setRawMode(false);
    enter();
    onContinue();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  if (canStop) {
    process.on("SIGTSTP", onSuspend);
    process.on("SIGCONT", takeAgain);
  }
  process.on("exit", giveBack);
  process.on("uncaughtExceptionMonitor", giveBack);
  enter();
  return giveBack;
}

/** Windows has no stopped programs and no `fg`. */
const canStop = process.platform !== "win32";

/** The whole process group: a parent in the same job, such as npx, is stopped too, as the terminal does at Ctrl-Z. */
const OWN_GROUP = 0;

/**
 * Stops until the shell continues the process, and then returns: a signal to itself has arrived when `kill` returns. If no shell could ever
 * continue the process group, the system continues it at once.
 */
export function stopProcess(): void {
  if (!canStop) return;
  process.kill(OWN_GROUP, "SIGTSTP");
  // If the size changed meanwhile, only the shell was notified.
  process.kill(process.pid, "SIGWINCH");
}
