import { afterEach, beforeEach } from "vitest";
import { runUi } from "../../ui/index.tsx";
import { FakeMock } from "./fake-mock.ts";
import { FakeTerminal } from "./terminal.ts";

interface Opening {
  readonly columns?: number;
  readonly rows?: number;
  readonly token?: string | null;
  readonly tip?: string | null;
}

export interface UiTests {
  /** The mock of the running test. */
  current: FakeMock;
  /** Opens the console in a terminal of its own; it is left after the test. */
  open(opening?: Opening): FakeTerminal;
  /** How each that was opened ends, in order. */
  readonly ends: readonly Promise<void>[];
}

/** A mock for each test, and consoles that look at it. */
export function uiTests(): UiTests {
  const ends: Promise<void>[] = [];
  const terminals: FakeTerminal[] = [];
  const tests: UiTests = {
    current: new FakeMock(),
    ends,
    open: ({ columns = 80, rows = 24, token = null, tip = null } = {}) => {
      const terminal = new FakeTerminal(columns, rows);
      const { stdin, stdout } = terminal;
      const end = runUi({ url: tests.current.url, token, tip, stdin, stdout });
      end.catch((error: unknown) => terminal.fail(error));
      ends.push(end);
      terminals.push(terminal);
      return terminal;
    },
  };
  beforeEach(async () => {
    tests.current = new FakeMock();
    await tests.current.start();
  });
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) terminal.type("\u0003");
    await Promise.allSettled(ends.splice(0));
    await tests.current.stop();
  });
  return tests;
}
