import type { CommandContext } from "../command.ts";
import { stopSignals } from "../process/stop-signals.ts";

/** Searches for a history that breaks the receiver; the exit codes are in PRODUCT §5. */
export async function explore(context: CommandContext): Promise<number> {
  const { runExplore } = await import("../explore/explore-session.ts");
  const controller = new AbortController();
  const stop = stopSignals(context.io, () => {});
  void stop.asked.then(() => controller.abort());
  try {
    return await runExplore(context, controller.signal);
  } finally {
    stop.release();
  }
}
