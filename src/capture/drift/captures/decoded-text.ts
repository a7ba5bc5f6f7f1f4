import { parsedJson } from "../../../base/json-text.ts";
import { jsonInText } from "./json-in-text.ts";

/** JSON found in a text: the text itself, or named pieces of it. */
export interface Decoded {
  /** The name of a form field; empty if the text is a single value. */
  readonly name: string;
  readonly value: unknown;
}

/** The shortest text, in characters, that can hold a body. */
const MIN_CHARACTERS = 8;
/** Layers of text in text, such as JSON in base64 in JSON. */
const MAX_LAYERS = 4;

const BASE64 = /^[A-Za-z\d+/_-]+={0,2}$/;
const DATA_URL = /^data:[^,]{0,100};base64,/i;
const HTTP_REQUEST = /^(?:POST|PUT|PATCH) \S+ HTTP\/\d/;
const HEX = /^(?:\\x|0x)?((?:[\da-f]{2})+)$/i;
const PERCENT_ENCODED = /^(?:%7B|%5B)\S*$/i;
const JSON_BEHIND_WORDS = /[{[]\s*\\*["{]/;
const FORM = /^[\w.[\]-]{1,60}=[^\s{]*(?:%7B|%5B)[^\s]*$/i;

/** Finds JSON in a text: the text itself, base64 of it, an HTTP request with its headers, a form field, or JSON after other words. Pure. */
export function decodedText(text: string, layers = MAX_LAYERS): readonly Decoded[] {
  const trimmed = text.trim();
  if (trimmed.length < MIN_CHARACTERS || layers === 0) return [];
  const parsed = parsedJson(trimmed);
  if (typeof parsed === "object" && parsed !== null) return [{ name: "", value: parsed }];
  const inner = typeof parsed === "string" ? parsed : withoutEncoding(trimmed);
  if (inner !== null) return decodedText(inner, layers - 1);
  if (FORM.test(trimmed)) return formFields(trimmed, layers);
  if (!JSON_BEHIND_WORDS.test(trimmed)) return [];
  return jsonInText(trimmed).pieces.map((piece) => ({ name: "", value: parsedJson(piece.text) }));
}

/** Removes one layer of encoding; returns `null` if the text is not encoded. */
function withoutEncoding(text: string): string | null {
  return fromHex(text) ?? fromBase64(text) ?? fromPercents(text) ?? bodyOfHttp(text);
}

/** Decodes hex as a database writes bytes (`\x7b22…`), or without a prefix. */
function fromHex(text: string): string | null {
  const digits = HEX.exec(text)?.[1];
  const bytes = digits === undefined ? "" : Buffer.from(digits, "hex").toString("utf8");
  return isBody(bytes) ? bytes : null;
}

function fromPercents(text: string): string | null {
  if (!PERCENT_ENCODED.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function isBody(text: string): boolean {
  return /^\s*[{["]/.test(text) || HTTP_REQUEST.test(text) || FORM.test(text.trim());
}

/** Decodes base64 (either alphabet, with or without line breaks, also a data URL); `null` if the text is not base64, or is too short for a body. */
function fromBase64(text: string): string | null {
  const digits = text.replace(DATA_URL, "").replace(/\s+/g, "");
  if (!BASE64.test(digits)) return null;
  const bytes = Buffer.from(digits, "base64").toString("utf8");
  return isBody(bytes) ? bytes : null;
}

/** Returns the body of an HTTP request that includes its headers, chunked or not. */
function bodyOfHttp(text: string): string | null {
  if (!HTTP_REQUEST.test(text)) return null;
  const [head = "", ...rest] = text.split(/(\r?\n\r?\n)/);
  const body = rest.slice(1).join("");
  return /^transfer-encoding:\s*chunked/im.test(head) ? withoutChunkSizes(body) : body;
}

/** Chunk sizes count bytes (RFC 9112 §7.1). */
function withoutChunkSizes(body: string): string {
  const bytes = Buffer.from(body);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf("\n", at);
    const size = Number.parseInt(bytes.subarray(at, lineEnd === -1 ? bytes.length : lineEnd).toString("latin1"), 16);
    if (lineEnd === -1 || !(size > 0)) break;
    chunks.push(bytes.subarray(lineEnd + 1, lineEnd + 1 + size));
    at = lineEnd + 1 + size;
    while (bytes[at] === 13 || bytes[at] === 10) at += 1;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function formFields(text: string, layers: number): readonly Decoded[] {
  return [...new URLSearchParams(text)].flatMap(([name, value]) =>
    decodedText(value, layers - 1).map((decoded) => ({ ...decoded, name: decoded.name === "" ? name : decoded.name })),
  );
}
