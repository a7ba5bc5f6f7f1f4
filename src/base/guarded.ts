/** Calls something that no one waits for. An error in it goes to `onDefect`, so that what comes next still comes; without one it is thrown. */
export function guarded(run: () => void, onDefect: ((error: unknown) => void) | undefined): void {
  if (onDefect === undefined) {
    run();
    return;
  }
  try {
    run();
  } catch (error) {
    onDefect(error);
  }
}
