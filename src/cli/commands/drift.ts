import { openCapture } from "../../drift/captures/open-capture.ts";
import { proposalsOf } from "../../drift/dialect-proposal.ts";
import { DriftBook } from "../../drift/drift-book.ts";
import { builtInShapes } from "../../drift/shapes.ts";
import { SmartLeadMockError } from "../../errors.ts";
import { printable } from "../../printable.ts";
import type { RecordingSource } from "../../recordings/frames.ts";
import { recordingFile } from "../../recordings/recording-file.ts";
import type { CommandContext } from "../command.ts";
import { driftText } from "../drift-text.ts";
import { EXIT } from "../exit-codes.ts";
import { type Io, say } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { ownDialects } from "../own-dialects.ts";
import { paintFor } from "../paint.ts";

/** Holds real bodies against every dialect. Exit code: 0 when all fit one, 1 when one does not. */
export async function drift({ args, settings, io }: CommandContext): Promise<number> {
  const source = sourceOf(args[0], io);
  const own = await ownDialects(settings, io.cwd);
  const book = new DriftBook([...own, ...builtInShapes()]);
  const capture = await openCapture(source, ({ sentence }) => say(io.stderr, `smartlead-mock: ${printable(sentence)}`));
  for await (const request of capture.requests) book.take(request);
  const report = book.report(source.name, capture.kind);
  if (report.bodies === 0)
    throw new SmartLeadMockError("usage", `${source.name} holds no delivery; there is nothing to compare.`);
  if (settings.values.json === true) say(io.stdout, jsonText({ ...report, proposed_dialects: proposalsOf(book) }));
  else for (const line of driftText(report, paintFor(io.stdout, io.env))) say(io.stdout, line);
  return report.fits ? EXIT.good : EXIT.failed;
}

function sourceOf(file: string | undefined, io: Io): RecordingSource {
  if (file === undefined) {
    throw new SmartLeadMockError("usage", "drift needs a file with what SmartLead sent, or - for standard input.");
  }
  if (file !== "-") return recordingFile(file, io.cwd);
  return { name: "standard input", chunks: () => io.stdin };
}
