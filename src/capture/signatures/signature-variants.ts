/** A common way in which the signed bytes differ from the given ones. */
interface BodyVariant {
  readonly reason: string;
  /** Completes "The signature fits …". */
  readonly fits: string;
  readonly advice: string;
  /** The bytes of this variant; `null` if it does not apply to the body. */
  make(body: Buffer): Buffer | null;
}

const RAW_BODY = "Check the raw bytes of the request, before a parser has read them.";

/** The same JSON as other serialisers write it: JavaScript, Python, PHP and Go, and the usual indents. */
const SERIALISERS: readonly (readonly [name: string, write: (value: unknown) => string])[] = [
  ["as JSON.stringify writes it", (value) => JSON.stringify(value)],
  ["with an indent of two spaces", (value) => JSON.stringify(value, null, 2)],
  ["with an indent of four spaces", (value) => JSON.stringify(value, null, 4)],
  ["without spaces and with non-ASCII characters escaped", (value) => escaped(JSON.stringify(value))],
  ["as Python's json.dumps writes it", (value) => escaped(spaced(value))],
  ["as Python's json.dumps writes it with ensure_ascii=False", spaced],
  ["as PHP's json_encode writes it", (value) => escaped(JSON.stringify(value)).replaceAll("/", "\\/")],
  ["as Go's json.Marshal writes it", (value) => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeOf)],
  ["with its keys sorted", (value) => JSON.stringify(sorted(value))],
];

/** Tried in this order; the first match is reported. */
export const BODY_VARIANTS: readonly BodyVariant[] = [
  {
    reason: "trailing_newline",
    fits: "this body without the newline at its end",
    advice: "An editor or echo has added the newline: compare the bytes as they were sent.",
    make: (body) => changed(body, (text) => text.replace(/(?:\r?\n)+$/, "")),
  },
  {
    reason: "missing_newline",
    fits: "this body with a newline at its end",
    advice: "What was signed ended with a newline: sign the bytes that are sent, without it.",
    make: (body) => Buffer.concat([body, Buffer.from("\n")]),
  },
  {
    reason: "line_endings",
    fits: "this body with LF line endings",
    advice: "The file was converted to CRLF: compare the bytes as they were sent.",
    make: (body) => changed(body, (text) => text.replaceAll("\r\n", "\n")),
  },
  {
    reason: "line_endings",
    fits: "this body with CRLF line endings",
    advice: "What was signed had CRLF line endings: compare the bytes as they were sent.",
    make: (body) => changed(body, (text) => text.replace(/\r?\n/g, "\r\n")),
  },
  {
    reason: "byte_order_mark",
    fits: "this body without its byte order mark",
    advice: "An editor has added the mark: compare the bytes as they were sent.",
    make: (body) => changed(body, (text) => text.replace(/^\u00ef\u00bb\u00bf/, "")),
  },
  ...SERIALISERS.map(
    ([name, write]): BodyVariant => ({
      reason: "reserialised",
      fits: `this JSON ${name}`,
      advice: `One side has parsed the body and written it again. ${RAW_BODY}`,
      make: (body) => {
        const value = jsonOf(body);
        return value === undefined ? null : Buffer.from(write(value));
      },
    }),
  ),
  {
    reason: "encoding",
    fits: "this body read as Latin-1 and written as UTF-8",
    advice: `One side has decoded the body with the wrong character set. ${RAW_BODY}`,
    make: (body) => Buffer.from(body.toString("latin1"), "utf8"),
  },
  {
    reason: "empty_body",
    fits: "an empty body",
    advice: "The body had already been read when it was signed. Keep the raw bytes before a parser consumes them.",
    make: () => Buffer.alloc(0),
  },
  {
    reason: "object_as_text",
    fits: 'the text "[object Object]"',
    advice: `The parsed object was signed instead of the body. ${RAW_BODY}`,
    make: () => Buffer.from("[object Object]"),
  },
];

/** Latin-1 keeps every byte, whatever the body's encoding. */
function changed(body: Buffer, change: (text: string) => string): Buffer {
  return Buffer.from(change(body.toString("latin1")), "latin1");
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8").replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Writes JSON like `{"a": 1, "b": [2, 3]}`. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${spaced(inner)}`);
  return `{${fields.join(", ")}}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([key, inner]) => [key, sorted(inner)]));
}

/** A common way in which the secret that was used differs from the given one. */
interface SecretVariant {
  /** Completes "The signature fits …". It never contains the secret. */
  readonly fits: string;
  readonly advice: string;
  /** The key of this variant; `null` if it does not apply to the secret. */
  make(secret: string, body: Buffer): Buffer | null;
}

const TRIM = "Trim the secret where it is read: a file or a shell has added spaces or a newline.";

const UNQUOTE = "An env file or a shell has kept the quotes as part of the secret.";

/** Tried in this order. */
export const SECRET_VARIANTS: readonly SecretVariant[] = [
  { fits: "the secret without the spaces around it", advice: TRIM, make: (secret) => text(secret.trim()) },
  { fits: "the secret with a newline at its end", advice: TRIM, make: (secret) => text(`${secret}\n`) },
  {
    fits: "the secret without the quotes around it",
    advice: UNQUOTE,
    make: (secret) => text(secret.replace(/^(["'])(.*)\1$/s, "$2")),
  },
  { fits: "the secret with quotes around it", advice: UNQUOTE, make: (secret) => text(`"${secret}"`) },
  { fits: "the secret with single quotes around it", advice: UNQUOTE, make: (secret) => text(`'${secret}'`) },
  { fits: "the secret with a CRLF at its end", advice: TRIM, make: (secret) => text(`${secret}\r\n`) },
  {
    fits: "the bytes that the secret stands for in hex",
    advice: "The mock uses the secret's text as the key: do not decode it.",
    make: (secret) => (/^(?:[\da-f]{2}){4,}$/i.test(secret) ? Buffer.from(secret, "hex") : null),
  },
  {
    fits: "the bytes that the secret stands for in base64",
    advice: "The mock uses the secret's text as the key: do not decode it.",
    make: (secret) => {
      const [, encoded = ""] = /^(?:whsec_)?([\w+/-]{6,}={0,2})$/.exec(secret) ?? [];
      return encoded === "" ? null : Buffer.from(encoded, "base64");
    },
  },
  {
    fits: "the body's own secret_key as the secret",
    advice: "The secret for signatures is not the secret_key of bodies.",
    make: (_secret, body) => {
      const [, key = ""] = /"secret_key"\s*:\s*"([^"\\]+)"/.exec(body.toString("utf8")) ?? [];
      return key === "" ? null : text(key);
    },
  },
  {
    fits: "an empty secret",
    advice: "The variable that holds the secret was empty when the body was signed.",
    make: () => text(""),
  },
  {
    fits: 'the text "undefined" as the secret',
    advice: "The variable that holds the secret was not set when the body was signed.",
    make: () => text("undefined"),
  },
];

function text(secret: string): Buffer {
  return Buffer.from(secret, "utf8");
}
