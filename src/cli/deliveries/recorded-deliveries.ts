import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { type ReadingOptions, type Recording, readRecordingFrom } from "../../capture/recordings/recording.ts";
import { recordingFile } from "../../capture/recordings/recording-file.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { readyFilter } from "../../journal/delivery-filter.ts";
import type { CommandContext } from "../command.ts";
import { DEFAULT_LIMIT, idOf } from "../commands/deliveries.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { deliveryDetail, deliveryTable } from "./delivery-text.ts";

/** The `deliveries` command for a recording: the same lists and details as for a running mock. Throws `usage` for a resend. */
export async function recordedDeliveries(action: string, file: string, context: CommandContext): Promise<void> {
  if (action === "list") return list(file, context);
  if (action === "show") return show(file, context);
  throw new SmartLeadMockError(
    "usage",
    `A recording cannot send anything; smartlead-mock replay ${file} --target URL sends it again.`,
  );
}

async function list(file: string, context: CommandContext): Promise<void> {
  const { settings, io } = context;
  const { state, query, limit = DEFAULT_LIMIT, cursor, json } = settings.values;
  const { matches } = readyFilter({ state, q: query });
  const { deliveries } = await read(file, context, { keepBodies: settings.values.har !== undefined });
  const newestFirst = deliveries.filter(matches).reverse();
  const from = placeOf(cursor);
  const data = newestFirst.slice(from, from + limit);
  const next_cursor = from + limit < newestFirst.length ? String(from + limit) : null;
  if (settings.values.har !== undefined) return (await import("./har-file.ts")).writeHar([...data].reverse(), context);
  if (json === true) return say(io.stdout, jsonText({ data, next_cursor }));
  for (const line of tableOf(data, context)) say(io.stdout, line);
  if (next_cursor !== null) say(io.stdout, `There are more: add --cursor ${next_cursor}.`);
}

function tableOf(data: readonly Delivery[], { io }: CommandContext): readonly string[] {
  if (data.length === 0) return ["No delivery of the recording matches."];
  return deliveryTable(data, paintFor(io.stdout, io.env));
}

async function show(file: string, context: CommandContext): Promise<void> {
  const { settings, io, args } = context;
  const only = idOf(args, "show");
  const [delivery] = (await read(file, context, { keepBodies: true, only })).deliveries;
  if (delivery === undefined) {
    throw new SmartLeadMockError("not_found", `There is no delivery ${only.slice(0, 60)} in ${file}.`);
  }
  if (settings.values.har !== undefined) return (await import("./har-file.ts")).writeHar([delivery], context);
  if (settings.values.json === true) return say(io.stdout, jsonText({ data: delivery }));
  for (const line of deliveryDetail(delivery, paintFor(io.stdout, io.env))) say(io.stdout, line);
}

/** Damage is reported on stderr; the readable part is shown. */
async function read(file: string, { io }: CommandContext, wanted: ReadingOptions): Promise<Recording> {
  const recording = await readRecordingFrom(recordingFile(file, io.cwd), wanted);
  if (recording.damage !== null) say(io.stderr, `smartlead-mock: ${printable(recording.damage.sentence)}`);
  return recording;
}

function placeOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new SmartLeadMockError("usage", "--cursor must be the number that the previous list ended with.");
}
