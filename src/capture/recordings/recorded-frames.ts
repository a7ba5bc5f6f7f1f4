import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import { ENTRY_FORMAT_VERSION, type Frame } from "../../journal/entry.ts";
import { ENTRY_SCHEMAS, MARK_SCHEMAS } from "../../journal/entry-schema.ts";
import { linesOf, type TextLine } from "./lines.ts";

/** Maximum bytes of one line: the largest body that the proxy accepts (10 MiB), with each character escaped in JSON. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The source of a recording; `chunks` can be called again to read it again. */
export interface RecordingSource {
  /** The name in messages: a path as it was given. */
  readonly name: string;
  chunks(): AsyncIterable<Uint8Array | string>;
}

/** A frame and its line number, from 1. */
export interface NumberedFrame {
  readonly line: number;
  readonly frame: Frame;
}

/** Why a recording could not be read to its end. */
export interface Damage {
  readonly line: number;
  /** File, line, the error, and the consequence for the rest. */
  readonly sentence: string;
  /** Whether the last line is incomplete: the process was killed while it wrote. */
  readonly isCutOff: boolean;
}

/**
 * Yields the frames of a recording: the format of `--record`, `--ui json`, the segments of a data directory and the stream. A line that is
 * broken or cut off ends it: `onDamage` is called, and everything before it has been read. Kinds of frames that a later version may have
 * added are skipped.
 *
 * Throws `usage` if the first line is not a `hello`, or has a later format.
 */
export async function* framesOf(
  source: RecordingSource,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<NumberedFrame> {
  let isBegun = false;
  for await (const line of linesOf(source.chunks(), MAX_LINE_BYTES)) {
    if (line.text.trim() === "" && !line.isTooLong) continue;
    const read = readLine(line);
    if (!isBegun) mustBegin(source.name, read);
    isBegun = true;
    if ("problem" in read)
      return onDamage({
        line: line.number,
        sentence: damageText(source.name, line, read.problem),
        isCutOff: line.isUnended && !line.isTooLong,
      });
    for (const frame of read.frames) {
      mustBeReadable(source.name, frame);
      yield { line: line.number, frame };
    }
  }
  if (!isBegun) throw noRecording(source.name, "it is empty");
}

type ReadLine = { readonly frames: readonly Frame[] } | { readonly problem: string };

function readLine({ text, isTooLong }: TextLine): ReadLine {
  if (isTooLong) return { problem: `it is longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB` };
  const parsed = parsedJson(text);
  if (parsed === undefined) return { problem: "it is not JSON" };
  // A message of the stream is a list of frames.
  const found = (Array.isArray(parsed) ? parsed : [parsed]).map(frameOf);
  const problem = found.find((one) => typeof one === "string");
  if (problem !== undefined) return { problem };
  return { frames: found.filter((one) => typeof one === "object" && one !== null) };
}

const SCHEMAS = { ...ENTRY_SCHEMAS, ...MARK_SCHEMAS };

/** Returns the frame, the reason why the value is not one, or `null` for an unknown kind. */
function frameOf(value: unknown): Frame | string | null {
  if (!isObject(value) || typeof value.type !== "string") return "it is not a frame with a type";
  const { type } = value;
  if (!isKnown(type)) return null;
  const checked = SCHEMAS[type].safeParse(value);
  if (!checked.success) return `its ${type} is invalid at ${checked.error.issues[0]?.path.join(".") || "its root"}`;
  // The schema's output would lack fields that a later version has added.
  return value as Frame;
}

function isKnown(type: string): type is keyof typeof SCHEMAS {
  return Object.hasOwn(SCHEMAS, type);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function damageText(name: string, { number, isUnended, isTooLong }: TextLine, problem: string): string {
  if (isUnended && !isTooLong) return `${name}:${number}: the last line is cut off; everything before it is read.`;
  return `${name}:${number}: the line cannot be read, ${problem}; everything before it is read, nothing after it.`;
}

function mustBegin(name: string, read: ReadLine): void {
  const first = "frames" in read ? read.frames[0] : undefined;
  if (first?.type !== "hello") throw noRecording(name, "its first line is not a hello frame");
}

function noRecording(name: string, why: string): SmartLeadMockError {
  const sentence = `${name} is not a recording, ${why}; proxy --record and start --record write one, and drift reads single bodies.`;
  return new SmartLeadMockError("usage", sentence);
}

function mustBeReadable(name: string, frame: Frame): void {
  if (frame.type !== "hello" || frame.format <= ENTRY_FORMAT_VERSION) return;
  throw new SmartLeadMockError(
    "usage",
    `${name} has format ${frame.format}, and this version reads up to ${ENTRY_FORMAT_VERSION}; update smartlead-mock to ${frame.version} or later.`,
  );
}
