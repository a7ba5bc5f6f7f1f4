import type { CommandContext } from "../command.ts";
import { stopSignals } from "../process/stop-signals.ts";

/** Sends a recording again; the exit codes are in PRODUCT §5. */
export async function replay(context: CommandContext): Promise<number> {
  const { replayRecording } = await import("../recordings/replay-session.ts");
  const controller = new AbortController();
  const stop = stopSignals(context.io, () => {});
  void stop.asked.then(() => controller.abort());
  try {
    return await replayRecording(context, controller.signal);
  } finally {
    stop.release();
  }
}
