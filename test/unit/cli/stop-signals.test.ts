import { describe, expect, it } from "vitest";
import type { Io, StopSignal } from "../../../src/cli/io.ts";
import { stopSignals } from "../../../src/cli/process/stop-signals.ts";

function aProcess() {
  const exits: number[] = [];
  const listeners = new Set<(signal: StopSignal) => void>();
  const onSignal: Io["onSignal"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const io = { onSignal, exit: (code: number) => exits.push(code) } as unknown as Io;
  const signal = (name: StopSignal) => {
    for (const listener of listeners) listener(name);
  };
  return { io, exits, signal };
}

describe("signals", () => {
  it("ask to stop once, and end the process at once the second time", async () => {
    const { io, exits, signal } = aProcess();
    let cleaned = 0;
    const stop = stopSignals(io, () => cleaned++);
    signal("SIGINT");
    await stop.asked;
    expect([exits, cleaned]).toEqual([[], 0]);
    signal("SIGTERM");
    expect([exits, cleaned]).toEqual([[143], 1]);
  });

  it("end the process at once when the terminal UI was left before, by Ctrl-C as a key", async () => {
    const { io, exits, signal } = aProcess();
    const stop = stopSignals(io, () => {});
    stop.ask();
    await stop.asked;
    signal("SIGINT");
    expect(exits).toEqual([130]);
  });
});
