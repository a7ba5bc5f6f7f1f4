import { afterEach, beforeEach } from "vitest";
import { runUi } from "../../ui/index.tsx";
import { FakeMock } from "./fake-mock.ts";
import { FakeTerminal } from "./terminal.ts";

/** A mock that says what a test wants, and terminals on it; all are closed after each test. */
export interface UiBench {
  readonly mock: FakeMock;
  open(columns?: number, rows?: number): FakeTerminal;
}

export function uiBench(): UiBench {
  let mock = new FakeMock();
  let ends: Promise<void>[] = [];
  let terminals: FakeTerminal[] = [];
  beforeEach(async () => {
    mock = new FakeMock();
    [ends, terminals] = [[], []];
    await mock.start();
  });
  afterEach(async () => {
    for (const terminal of terminals) terminal.type("\u0003");
    await Promise.allSettled(ends);
    await mock.stop();
  });
  return {
    get mock() {
      return mock;
    },
    open: (columns = 80, rows = 24) => {
      const terminal = new FakeTerminal(columns, rows);
      const { stdin, stdout } = terminal;
      const end = runUi({ url: mock.url, token: null, tip: null, stdin, stdout });
      end.catch((error: unknown) => terminal.fail(error));
      ends.push(end);
      terminals.push(terminal);
      return terminal;
    },
  };
}

/** What stands between the counters and the notice. */
export function mainOf(screen: string): string {
  return screen.split("\n").slice(5, -2).join("\n").trimEnd();
}
