import { jsonProblem } from "../../config/json-problem.ts";
import { SmartLeadMockError } from "../../errors.ts";
import { parsedJson } from "../../parsed-json.ts";
import { type Damage, framesOf, type RecordingSource } from "../../recordings/frames.ts";
import { type Capture, type Captured, type CaptureKind, isObject, placeIn, type ReadForm } from "./captured.ts";
import { readCurlLines } from "./curl-line.ts";
import { readHar } from "./har.ts";
import { readWebhookSite, readWebhookSiteCsv } from "./webhook-site.ts";

/** Bytes of a capture that is no recording: some thousand bodies, all of them in memory. */
export const MAX_CAPTURE_BYTES = 64 * 1024 * 1024;
/** Bytes within which a recording's first line ends. */
const MAX_HELLO_BYTES = 64 * 1024;

/**
 * Finds out in what form requests were kept and reads them: a body, several, a recording, a curl line, a HAR, an export of webhook.site.
 * What was recorded is read as it is asked for, whatever its size; `onDamage` is told where that ends early. Throws `usage` for a form that nobody knows.
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
    throw new SmartLeadMockError(
      "usage",
      `${source.name} is longer than ${limit} and no recording; cut it into pieces.`,
    );
  }
  return readText(bytes.toString("utf8").replace(/^\ufeff/, ""), source.name);
}

const FORMS: readonly (readonly [CaptureKind, ReadForm])[] = [
  ["HAR", readHar],
  ["webhook.site export", readWebhookSite],
  ["body", readShownDelivery],
  ["body", readBodies],
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
  throw unreadable(name, "it is JSON without a body in it");
}

/** One body a line, or a table. */
function readOtherText(text: string, name: string): Capture {
  const lines = text.split("\n").map((line, index) => ({ place: `${name}:${index + 1}`, body: line.trim() }));
  const bodies = lines.filter(({ body }) => body !== "");
  if (bodies.length > 1 && bodies.every(({ body }) => isObject(parsedJson(body))))
    return { kind: "body", requests: bodies };
  const rows = readWebhookSiteCsv(text, name);
  if (rows !== null) return { kind: "webhook.site export", requests: rows };
  const problem = jsonProblem(text);
  const line = text.slice(0, problem?.offset ?? 0).split("\n").length;
  throw unreadable(`${name}:${line}`, `as JSON: ${problem?.words ?? "no body"}`);
}

/** What `deliveries show ID --json` prints. */
function readShownDelivery(parsed: unknown, name: string): readonly Captured[] | null {
  if (!isObject(parsed) || !isObject(parsed.data) || !isObject(parsed.data.request)) return null;
  const { body } = parsed.data.request;
  return typeof body === "string" ? [{ place: name, body }] : null;
}

function readBodies(parsed: unknown, name: string): readonly Captured[] | null {
  const bodies: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (bodies.length === 0 || !bodies.every(isObject)) return null;
  return bodies.map((body, index) => ({
    place: placeIn(name, index, { count: bodies.length, what: "body" }),
    body: JSON.stringify(body),
  }));
}

async function* recordedRequests(
  source: RecordingSource,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<Captured> {
  for await (const { line, frame } of framesOf(source, onDamage)) {
    if (frame.type !== "delivery.created" || frame.delivery.request === undefined) continue;
    if (frame.delivery.state === "withheld") continue;
    yield { place: `${source.name}:${line}`, body: frame.delivery.request.body };
  }
}

function isHello(line: string): boolean {
  const parsed = parsedJson(line);
  const [first]: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return isObject(first) && first.type === "hello";
}

function mustHold(requests: readonly Captured[], name: string, what: string): readonly Captured[] {
  if (requests.length === 0) throw unreadable(name, `it holds no ${what}`);
  return requests;
}

function unreadable(place: string, why: string): SmartLeadMockError {
  const forms = "a body, several, a recording, a curl line, a HAR or an export of webhook.site";
  return new SmartLeadMockError("usage", `${place} cannot be read, ${why}; drift takes ${forms}.`);
}

/** Bytes that come only once, of which the first may be looked at before all are read. */
class PeekedBytes {
  readonly #rest: AsyncIterator<Uint8Array | string>;
  #seen = Buffer.alloc(0);
  #parts: Buffer[] = [];

  constructor(chunks: AsyncIterable<Uint8Array | string>) {
    this.#rest = chunks[Symbol.asyncIterator]();
  }

  /** What has come so far once it is enough, so long, or the end. */
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
