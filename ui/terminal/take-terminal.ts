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
 * Takes over the terminal: the alternate screen, no cursor. What is returned gives it back as it was; a crash and the end of the process
 * do so by themselves, before a stack trace is printed.
 */
export function takeTerminal(options: {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly onSignal: () => void;
  /** Someone asks it to stop (SIGTSTP), as Ctrl-Z does where the keys are not ours. */
  readonly onSuspend: () => void;
  /** It continues after a stop that nobody announced (SIGSTOP). */
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
    // First the keys: a job in the background is stopped here, before it draws over the shell's lines.
    if (stdin.isTTY) stdin.setRawMode(true);
    stdout.write(ENTER_SCREEN + HIDE_CURSOR + NO_AUTOWRAP);
  };
  const takeAgain = () => {
    // Node believes that it has them still, and would do nothing.
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

/** All of our process group: anyone who started us in the same job, such as npx, is stopped with us, as the terminal does it at Ctrl-Z. */
const OWN_GROUP = 0;

/**
 * Stops until the shell continues us. It returns behind that: a signal to oneself has come when `kill` returns. Where nobody could ever
 * continue us (the group has no shell), the system lets us continue at once.
 */
export function stopProcess(): void {
  if (!canStop) return;
  process.kill(OWN_GROUP, "SIGTSTP");
  // A size that changed meanwhile was told to the shell.
  process.kill(process.pid, "SIGWINCH");
}
