import { closeSync, existsSync, openSync, readSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { harmlessJson } from "../../base/json-text.ts";
import { printable } from "../../base/printable.ts";
import { HAR_HEAD, harOf } from "../../capture/har/har-of-deliveries.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { CommandContext } from "../command.ts";
import { say } from "../io.ts";
import { VERSION } from "../version.ts";

/**
 * Writes deliveries, oldest first, as an HTTP Archive to the file of `--har`, or to standard output for `-`. A file that is not an earlier
 * archive is replaced only with `--force`. Throws `usage`.
 */
export function writeHar(deliveries: readonly Delivery[], { settings, io }: CommandContext): void {
  const { har = "-", force = false } = settings.values;
  const archive = harOf(deliveries, VERSION);
  const text = `${harmlessJson(JSON.stringify(archive, null, 2))}\n`;
  if (har === "-") return void io.stdout.write(text);
  const path = resolve(io.cwd, har);
  if (!force && existsSync(path) && !isOwnArchive(path)) {
    const sentence = `--har would replace ${har}, which is not a HAR of smartlead-mock; name another file, or use --force.`;
    throw new SmartLeadMockError("usage", sentence);
  }
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new SmartLeadMockError("usage", `--har: the file ${har} cannot be written; name another one.`, { cause });
  }
  const { entries } = archive.log;
  say(io.stdout, `Wrote ${entries.length} requests of ${deliveries.length} deliveries to ${printable(har)}.`);
}

function isOwnArchive(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(HAR_HEAD.length);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0)) === HAR_HEAD;
  } catch {
    return false;
  } finally {
    closeSync(file);
  }
}
