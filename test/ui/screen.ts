import type { Terminal } from "@xterm/headless";

/** Real ms after which a screen that never comes fails its test: far above what a busy machine takes. */
const GUARD_MS = 30_000;

/** The screen as text, one row a line, without the blanks at the ends. */
export function screenOf({ buffer: { active }, rows }: Terminal): string {
  const rowAt = (row: number) =>
    active
      .getLine(active.viewportY + row)
      ?.translateToString(true)
      .trimEnd() ?? "";
  return Array.from({ length: rows }, (_, row) => rowAt(row)).join("\n");
}

interface Awaited {
  readonly fits: RegExp | ((screen: string) => boolean);
  /** Rejects where the program has failed, and resolves where it has ended: what it wrote last may still be on its way to the screen. */
  readonly failure: Promise<unknown>;
}

/** Resolves with the screen as soon as it fits. */
export function untilScreen(emulator: Terminal, { fits, failure }: Awaited): Promise<string> {
  const isThere = (screen: string) => (fits instanceof RegExp ? fits.test(screen) : fits(screen));
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      subscription.dispose();
    };
    const look = () => {
      if (!isThere(screenOf(emulator))) return;
      end();
      resolve(screenOf(emulator));
    };
    const fail = () => {
      look();
      end();
      reject(new Error(`The screen never showed ${fits}:\n${screenOf(emulator)}`));
    };
    const timer = setTimeout(fail, GUARD_MS);
    failure.then(() => emulator.write("", fail), reject);
    const subscription = emulator.onWriteParsed(look);
    look();
  });
}
