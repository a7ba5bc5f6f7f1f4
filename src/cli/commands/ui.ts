import { unreachable } from "../../server/client/control-client.ts";
import { openFrames } from "../../server/client/frame-stream.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { frameOutput, keepingEventsWhole } from "../deliveries/frame-output.ts";
import { EXIT } from "../exit-codes.ts";
import { hasTerminal } from "../io.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { stopSignals } from "../process/stop-signals.ts";

/** Shows the terminal UI of a running mock; without a terminal, its frames or lines. */
export async function ui({ settings, io }: CommandContext): Promise<number> {
  const connection = connectionOf(settings);
  const { json } = settings.values;
  if (json !== true && hasTerminal(io)) {
    const { runUi } = await import("../../../ui/index.tsx");
    await runUi(connection);
    return EXIT.good;
  }
  const stop = stopSignals(io, () => {});
  const paint = paintFor(io.stdout, io.env);
  const show =
    json === true ? frameOutput("json", io.stdout, paint) : keepingEventsWhole(frameOutput("plain", io.stdout, paint));
  try {
    const stream = await openFrames(connection, show);
    const gone = stream.closed.then(() => Promise.reject(unreachable(connection.url)));
    await Promise.race([stop.asked, gone]).finally(() => stream.close());
    return EXIT.good;
  } finally {
    stop.release();
  }
}
