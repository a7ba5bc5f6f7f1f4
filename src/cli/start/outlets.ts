import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { CommandContext } from "../command.ts";
import { DeliveryCommand } from "../deliveries/delivery-command.ts";
import { say } from "../io.ts";
import { VERSION } from "../version.ts";

/** Real ms that traces and commands in progress may still take at shutdown. */
const STOP_WITHIN_MS = 3_000;

/**
 * Opens `--otlp` and `--exec`, which get each delivery. Returns a function that stops them. `mayPrint` is false while the terminal UI owns
 * the screen. Throws `usage` for a text that is not an address.
 */
export async function openOutlets(
  { settings, io }: CommandContext,
  mock: SmartLeadMock,
  mayPrint: boolean,
): Promise<() => Promise<void>> {
  const { otlp, exec } = settings.values;
  const stops: (() => Promise<void>)[] = [];
  let kill = () => {};
  if (otlp !== undefined) {
    const endpoint = collectorOf(otlp, settings.nameOf("otlp"));
    const { startTraces } = await import("../../server/telemetry/traces.ts");
    const traces = startTraces({ mock, endpoint, version: VERSION });
    stops.push(() => traces.stop());
  }
  if (exec !== undefined) {
    const print = (line: string) => (mayPrint ? say(io.stderr, `exec: ${printable(line)}`) : undefined);
    const command = new DeliveryCommand({ command: exec, cwd: io.cwd, env: io.env, mock, print });
    stops.push(() => command.stop());
    kill = () => command.kill();
  }
  return async () => {
    let cancel = () => {};
    const tooLong = new Promise<void>((resolve) => (cancel = systemTime.after(STOP_WITHIN_MS, resolve)));
    await Promise.race([Promise.all(stops.map((stop) => stop())), tooLong]);
    cancel();
    kill();
  };
}

function collectorOf(text: string, name: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new SmartLeadMockError("usage", `${name} must be the address of a collector, such as http://localhost:4318.`);
}
