import type { CommandContext } from "../command.ts";
import { stopSignals } from "../process/stop-signals.ts";

/** Sends events at a rate, whatever the receiver answers; exit codes are those of PRODUCT §5. */
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
