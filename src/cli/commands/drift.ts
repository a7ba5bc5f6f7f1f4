import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { CAPTURES_IN_WORDS, openCapture } from "../../capture/drift/captures/open-capture.ts";
import { proposalsOf } from "../../capture/drift/dialect-proposal.ts";
import { type DriftReport, DriftSummary } from "../../capture/drift/drift-summary.ts";
import { type NearMiss, nearMissText } from "../../capture/drift/near-miss.ts";
import { shapesOfOwn } from "../../capture/drift/proposed-dialect.ts";
import { builtInShapes } from "../../capture/drift/shapes.ts";
import type { RecordingSource } from "../../capture/recordings/recorded-frames.ts";
import { recordingFile } from "../../capture/recordings/recording-file.ts";
import type { Settings } from "../../config/settings.ts";
import type { CommandContext } from "../command.ts";
import { ownDialects } from "../dialects/own-dialects.ts";
import type { SavedDialect } from "../dialects/read-dialect-file.ts";
import { EXIT } from "../exit-codes.ts";
import { type Io, say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { driftText } from "../recordings/drift-text.ts";

/** Compares captured bodies with every dialect. Exit code: 0 if every body fits a dialect, 1 if one does not. Throws `usage` if there is no body. */
export async function drift({ args, settings, io }: CommandContext): Promise<number> {
  const source = sourceOf(args[0], io);
  const { ownDialect } = settings;
  const named = await ownDialects(settings, io.cwd);
  const own = (ownDialect === undefined ? named : [ownDialect, ...named]).flatMap(shapesOfOwn);
  const book = new DriftSummary([...own, ...builtInShapes()]);
  // A dialect file is based on a built-in dialect, even if a custom one fits the bodies.
  const builtIn = own.length === 0 ? book : new DriftSummary(builtInShapes());
  const capture = await openCapture(source, ({ sentence }) => say(io.stderr, `smartlead-mock: ${printable(sentence)}`));
  for await (const request of capture.requests) {
    book.take(request);
    if (builtIn !== book) builtIn.take(request);
  }
  const report = book.report(source.name, capture.kind);
  const { saveDialect } = settings.values;
  if (report.events.length === 0) throw nothingIn(report, book.nearMiss);
  if (settings.values.json === true) say(io.stdout, jsonText({ ...report, proposed_dialects: proposalsOf(book) }));
  else for (const line of driftText(report, paintFor(io.stdout, io.env))) say(io.stdout, line);
  if (saveDialect !== undefined) tellSaved(await saved(builtIn, saveDialect, settings, io), settings, io);
  return report.fits ? EXIT.good : EXIT.failed;
}

async function saved(
  book: DriftSummary,
  file: string,
  { values }: Settings,
  { cwd }: Io,
): Promise<SavedDialect | null> {
  const { saveDialectFile } = await import("../dialects/read-dialect-file.ts");
  return saveDialectFile(proposalsOf(book), file, { cwd, isForced: values.force === true });
}

/** With JSON output the message goes to stderr. */
function tellSaved(dialect: SavedDialect | null, { values }: Settings, io: Io): void {
  const sentence =
    dialect === null
      ? "Every body fits a built-in dialect, so there is no dialect file to write."
      : `Wrote ${values.saveDialect}: ${dialect.events} from ${dialect.on}. Send such bodies: smartlead-mock start --dialect ${values.saveDialect}`;
  say(values.json === true ? io.stderr : io.stdout, printable(sentence));
}

function nothingIn({ source, kind, unreadable }: DriftReport, nearMiss: NearMiss | null): SmartLeadMockError {
  if (kind === "recording" && unreadable.count === 0)
    return new SmartLeadMockError("usage", `${source} contains no delivery; there is nothing to compare.`);
  if (nearMiss !== null)
    return new SmartLeadMockError("usage", `${source} contains no SmartLead body. ${nearMissText(nearMiss)}`);
  const [first] = unreadable.places;
  const where = unreadable.count > 1 ? `, not even in the first of its ${unreadable.count} requests (${first})` : "";
  return new SmartLeadMockError(
    "usage",
    `${source} contains no SmartLead body: no object in it has the name and the fields of an event${where}. drift reads ${CAPTURES_IN_WORDS}.`,
  );
}

function sourceOf(file: string | undefined, io: Io): RecordingSource {
  if (file === undefined) {
    throw new SmartLeadMockError("usage", "drift needs a file with what SmartLead sent, or - for standard input.");
  }
  if (file !== "-") return recordingFile(file, io.cwd);
  return { name: "standard input", chunks: () => io.stdin };
}
