import { SmartLeadMockError } from "../../../base/errors.ts";
import { isObject, parsedJson } from "../../../base/json-text.ts";
import { jsonProblem } from "../../../config/json-problem.ts";
import { type Damage, framesOf, type RecordingSource } from "../../recordings/recorded-frames.ts";
import {
  type Capture,
  type Captured,
  type CaptureKind,
  type ReadForm,
  readCurlLines,
  readHar,
  readTable,
  readWebhookSite,
} from "./capture-formats.ts";
import { decodedText } from "./decoded-text.ts";
import { jsonInText } from "./json-in-text.ts";

/** Maximum bytes of a capture that is not a recording: a few thousand bodies, all held in memory. */
export const MAX_CAPTURE_BYTES = 64 * 1024 * 1024;
/** The formats that `drift` accepts, for messages. */
export const CAPTURES_IN_WORDS =
  "one or more bodies, an envelope or a table with bodies in it, a recording, a curl line or a HAR";
/** The first line of a recording must end within this many bytes. */
const MAX_HELLO_BYTES = 64 * 1024;

/**
 * Detects the form in which requests were captured and reads them: JSON, one or several, a recording, a curl line, a HAR, an export of
 * webhook.site, a table, a text with JSON in it. The bodies inside are found later (`find-bodies.ts`).
 * A recording is read on demand, whatever its size; `onDamage` is called if it ends early. Throws `usage` for an unknown form.
 */
export async function openCapture(source: RecordingSource, onDamage: (damage: Damage) => void): Promise<Capture> {
  const read = new PeekedBytes(source.chunks());
  const beginning = (await read.upTo(MAX_HELLO_BYTES, (bytes) => bytes.includes(10))).toString("utf8");
  const [first = ""] = beginning.split("\n", 1);
  if (isHello(first)) {
    const recording: RecordingSource = { name: source.name, chunks: () => read.all() };
    return { kind: "recording", requests: recordedRequests(recording, onDamage) };
  }
  const bytes = await read.upTo(MAX_CAPTURE_BYTES + 1, () => false);
  if (bytes.length > MAX_CAPTURE_BYTES) {
    const limit = `${MAX_CAPTURE_BYTES / 1024 / 1024} MiB`;
    throw new SmartLeadMockError("usage", `${source.name} is longer than ${limit} and is not a recording; split it.`);
  }
  return readText(textOf(bytes).replace(/^\ufeff/, ""), source.name);
}

/** Decodes UTF-8, or UTF-16 with a byte order mark as PowerShell writes it. */
function textOf(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
}

const FORMS: readonly (readonly [CaptureKind, ReadForm])[] = [
  ["HAR", readHar],
  ["webhook.site export", readWebhookSite],
];

function readText(text: string, name: string): Capture {
  if (text.trim() === "") throw unreadable(name, "it is empty");
  const lines = readCurlLines(text, name);
  if (lines !== null) return { kind: "curl line", requests: mustHold(lines, name, "curl line with --data") };
  const parsed = parsedJson(text);
  if (parsed === undefined) return readOtherText(text, name);
  for (const [kind, form] of FORMS) {
    const requests = form(parsed, name);
    if (requests !== null) return { kind, requests: mustHold(requests, name, "request with a body") };
  }
  return { kind: "body", requests: [{ place: name, content: parsed }] };
}

/** Reads a table, or a text with JSON in it: one body per line, several in a row, a log, an HTTP request, base64, a form. */
function readOtherText(text: string, name: string): Capture {
  const rows = readTable(text, name);
  if (rows !== null) return { kind: "table", requests: rows };
  const { text: searched, pieces, broken } = jsonInText(text);
  const lineOf = lineCounter(searched);
  if (pieces.length === 0) {
    if (decodedText(text).length > 0) return { kind: "text", requests: [{ place: name, content: text }] };
    const problem = jsonProblem(text);
    throw unreadable(`${name}:${lineOf(problem?.offset ?? 0)}`, `as JSON: ${problem?.words ?? "no body"}`);
  }
  const parts = [...pieces, ...broken.map((offset) => ({ offset, text: "" }))];
  const requests = parts
    .sort((one, next) => one.offset - next.offset)
    .map(({ offset, text: content }): Captured => {
      return { place: `${name}:${lineOf(offset)}`, content, isOptional: !beginsLine(searched, offset) };
    });
  return { kind: "body", requests };
}

/** Text after other words on its line, as in a log, need not be a body. */
function beginsLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf("\n", offset) + 1, offset).trim() === "";
}

/** Returns the line, from 1, of an offset. Offsets must be asked for in rising order, so that the text is read only once. */
function lineCounter(text: string): (offset: number) => number {
  let at = 0;
  let line = 1;
  return (offset) => {
    for (let end = text.indexOf("\n", at); end !== -1 && end < offset; end = text.indexOf("\n", at)) {
      line += 1;
      at = end + 1;
    }
    return line;
  };
}

async function* recordedRequests(
  source: RecordingSource,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<Captured> {
  for await (const { line, frame } of framesOf(source, onDamage)) {
    if (frame.type !== "delivery.created" || frame.delivery.request === undefined) continue;
    if (frame.delivery.state === "withheld") continue;
    yield { place: `${source.name}:${line}`, content: frame.delivery.request.body };
  }
}

function isHello(line: string): boolean {
  const parsed = parsedJson(line);
  const [first]: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return isObject(first) && first.type === "hello";
}

function mustHold(requests: readonly Captured[], name: string, what: string): readonly Captured[] {
  if (requests.length === 0) throw unreadable(name, `it contains no ${what}`);
  return requests;
}

function unreadable(place: string, why: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", `${place} cannot be read, ${why}; drift reads ${CAPTURES_IN_WORDS}.`);
}

/** A byte stream that can be read only once, but whose start can be looked at first. */
class PeekedBytes {
  readonly #rest: AsyncIterator<Uint8Array | string>;
  #seen = Buffer.alloc(0);
  #parts: Buffer[] = [];

  constructor(chunks: AsyncIterable<Uint8Array | string>) {
    this.#rest = chunks[Symbol.asyncIterator]();
  }

  /** Returns the bytes received so far, as soon as they are enough, reach this length, or the stream ends. */
  async upTo(bytes: number, isEnough: (seen: Buffer) => boolean): Promise<Buffer> {
    let length = this.#seen.length;
    while (length < bytes && !isEnough(this.#parts.at(-1) ?? this.#seen)) {
      const { done, value } = await this.#rest.next();
      if (done === true) break;
      const part = Buffer.from(value);
      this.#parts.push(part);
      length += part.length;
    }
    this.#seen = Buffer.concat([this.#seen, ...this.#parts]);
    this.#parts = [];
    return this.#seen;
  }

  async *all(): AsyncGenerator<Uint8Array | string> {
    yield this.#seen;
    for (let next = await this.#rest.next(); next.done !== true; next = await this.#rest.next()) yield next.value;
  }
}
