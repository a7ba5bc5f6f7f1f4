import { SmartLeadMockError } from "../../base/errors.ts";
import { EXIT_STOPPED } from "../../reports/assemble.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { endSoon, stopSignals } from "../process/stop-signals.ts";

/** Runs scenarios and reports how each ended; the exit codes are in PRODUCT §5. */
export async function run(context: CommandContext): Promise<number> {
  const { args, settings, io } = context;
  if (settings.values.list === true) return list(context);
  if (args.length === 0) {
    const sentence =
      "run needs the name of a built-in scenario, or a file; run --list shows the names, run all takes all.";
    throw new SmartLeadMockError("usage", sentence);
  }
  const { runScenarios } = await import("../scenarios/scenario-session.ts");
  const controller = new AbortController();
  const stop = stopSignals(io, () => {});
  void stop.asked.then(() => controller.abort());
  try {
    if (settings.values.watch !== true) return await runScenarios(context, controller.signal);
    const { watchAndRun } = await import("../scenarios/scenario-watch.ts");
    return await watchAndRun(context, controller.signal, (signal) => runScenarios(context, signal));
  } finally {
    stop.release();
    if (controller.signal.aborted) endSoon(io, EXIT_STOPPED);
  }
}

/** Lists the built-in scenarios: their names, steps and coverage. */
async function list({ settings, io }: CommandContext): Promise<number> {
  const { listLibrary } = await import("../../harness/scenarios/library.ts");
  const entries = await listLibrary();
  if (settings.values.json === true) {
    say(io.stdout, jsonText({ scenarios: entries }));
    return EXIT.good;
  }
  const paint = paintFor(io.stdout, io.env);
  const width = Math.max(...entries.map(({ name }) => name.length));
  for (const { name, title, needs } of entries) {
    const need = needs.length === 0 ? "" : paint("quiet", ` (needs ${needs.join(" and ")})`);
    say(io.stdout, `${paint("strong", name.padEnd(width))}  ${title}${need}`);
  }
  return EXIT.good;
}
