/** Windows has no stopped programs and no `fg`. */
export const canStop = process.platform !== "win32";

/** All of our process group: anyone who started us in the same job, such as npx, is stopped with us, as the terminal does it at Ctrl-Z. */
const OWN_GROUP = 0;

/**
 * Stops until the shell continues us. It returns behind that: a signal to oneself has come when `kill` returns. Where nobody could ever
 * continue us (the group has no shell), the system lets us go on at once.
 */
export function stopProcess(): void {
  if (!canStop) return;
  process.kill(OWN_GROUP, "SIGTSTP");
  // A size that changed meanwhile was told to the shell.
  process.kill(process.pid, "SIGWINCH");
}
