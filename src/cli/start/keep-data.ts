import { resolve } from "node:path";
import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { DEFAULT_DATA } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import type { DataDirectory } from "../../journal/storage/data-directory.ts";
import type { CommandContext } from "../command.ts";
import { type Io, say } from "../io.ts";
import { VERSION } from "../version.ts";

/** Real ms of reading before the first progress message, and between two of them. */
const PATIENCE_MS = 1_000;
const PROGRESS_EVERY_MS = 500;

/** Opens the requested data directory; `null` with --ephemeral. Throws `data_unusable`, and `usage` if both were requested at once. */
export async function openData({ settings, io }: CommandContext): Promise<DataDirectory | null> {
  const path = dataPathOf(settings);
  if (path === null) return null;
  const { openDataDirectory } = await import("../../journal/storage/data-directory.ts");
  const { seed, run, now } = settings.values;
  const { age, ...numbers } = settings.config.retention ?? {};
  return openDataDirectory({
    path: resolve(io.cwd, path),
    seed,
    run,
    now,
    version: VERSION,
    retention: { ...numbers, ...definedOnly({ ageMs: age }) },
    onProgress: progressOf(path, io),
  });
}

/** If both were requested in different places the later one wins; in the same place it is an error. */
function dataPathOf({ values, layerOf, nameOf }: Settings): string | null {
  const path = values.data ?? DEFAULT_DATA;
  if (values.ephemeral !== true) return path;
  if (values.data === undefined) return null;
  const order = ["config", "environment", "flag"];
  const lead = order.indexOf(layerOf("data") ?? "") - order.indexOf(layerOf("ephemeral") ?? "");
  if (lead !== 0) return lead > 0 ? path : null;
  const [data, ephemeral] = [nameOf("data"), nameOf("ephemeral")];
  throw new SmartLeadMockError("usage", `${data} keeps everything and ${ephemeral} nothing; use only one of them.`);
}

/** Shows the progress once reading takes long: on a terminal in one line that is redrawn, elsewhere in lines. */
function progressOf(path: string, { stderr }: Io): (share: number) => void {
  const startedAt = systemTime.monotonicMs();
  let saidAt = startedAt + PATIENCE_MS - PROGRESS_EVERY_MS;
  let hasLine = false;
  return (share) => {
    const now = systemTime.monotonicMs();
    if (share >= 1 && hasLine) stderr.write("\n");
    if (share >= 1) hasLine = false;
    if (share >= 1 || now - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = now;
    const text = `smartlead-mock: reading ${printable(path)}: ${Math.floor(share * 100)} %`;
    if (stderr.isTTY !== true) return say(stderr, text);
    stderr.write(`\r${text}`);
    hasLine = true;
  };
}
