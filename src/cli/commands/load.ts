import type { CommandContext } from "../command.ts";
import { stopSignals } from "../process/stop-signals.ts";

/** Sends events at a fixed rate, whatever the receiver answers; the exit codes are in PRODUCT §5. */
export async function load(context: CommandContext): Promise<number> {
  const { runLoad } = await import("../load/load-session.ts");
  const controller = new AbortController();
  const stop = stopSignals(context.io, () => {});
  void stop.asked.then(() => controller.abort());
  try {
    return await runLoad(context, controller.signal);
  } finally {
    stop.release();
  }
}
