import { isSecretName } from "./secrets/secret-names.ts";
import { disjoint, type Secret, secretsOfBody, secretsOfText } from "./secrets/secret-places.ts";
import { type Encode, printfWords, quoted, quotedWith, SecretVariables } from "./shell-words.ts";

/** A request as it was sent. */
export interface CurlRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The bytes of a body that is not UTF-8. */
  readonly body_base64?: string;
}

/** The line, and the environment variables that it reads in place of secrets. */
export interface CurlLine {
  readonly line: string;
  /** Maps a variable's name to the value that it needs for the same bytes to be sent. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Longest body, in characters, that is put on the line itself: systems limit one argument of a program to 128 KiB. */
const BODY_LIMIT = 32_000;
/** From this many bytes on, some versions of curl ask with `Expect: 100-continue` before they send. */
const EXPECT_BYTES = 1_000;
const COMMAND = "curl --include --globoff --path-as-is --request POST";
/** Headers that curl sets itself, or derives from the body. */
const NOT_SAID = new Set(["content-length", "host", "connection", "transfer-encoding", "expect"]);
/** Headers that curl adds unless it is told not to. */
const UNASKED = ["User-Agent", "Accept", "Content-Type"];
/** Text that is safe between single quotes, on one line and on any terminal. */
const PRINTABLE = /^[\x20-\x7e]*$/;

const encoder = new TextEncoder();
const utf8: Encode = (text) => encoder.encode(text);
/** Headers are sent as Latin-1. No Buffer: the console makes the line in a browser too. */
const latin1: Encode = (text) => Uint8Array.from(text.split(""), (unit) => unit.charCodeAt(0) & 0xff);

/**
 * Builds the line for a POSIX shell that resends the request byte for byte, in printable ASCII. Secrets are read from environment
 * variables, so the line holds none and still runs.
 *
 * @example curlLine({ url: "http://localhost/hook?token=abc", headers: {}, body: "{}" }).line
 */
export function curlLine(request: CurlRequest): CurlLine {
  const variables = new SecretVariables();
  const { body, body_base64: base64 } = request;
  const words = commonWords(request, variables);
  if (base64 === undefined && body.length <= BODY_LIMIT && PRINTABLE.test(body)) {
    const data = quotedWith(body, disjoint(secretsOfBody(body)), variables);
    const line = [...words, "--data-raw", data, urlWord(request.url, variables)].join(" ");
    return { line, variables: variables.values };
  }
  // Every POSIX shell has printf: it takes any length, and writes bytes that no argument can hold.
  const printed = base64 === undefined ? bodyWords(body, variables) : bytesWords(base64, variables);
  const line = [printed, "|", ...words, "--data-binary", "@-", urlWord(request.url, variables)].join(" ");
  return { line, variables: variables.values };
}

/** The same, with the body in a file that holds it unchanged. */
export function curlLineWithFile(request: CurlRequest, file: string): CurlLine {
  const variables = new SecretVariables();
  const words = commonWords(request, variables);
  const line = [...words, "--data-binary", quoted(`@${file}`), urlWord(request.url, variables)].join(" ");
  return { line, variables: variables.values };
}

function bodyWords(body: string, variables: SecretVariables): string {
  return printfWords(body, disjoint(secretsOfBody(body)), { encode: utf8, variables });
}

/** Reads byte by byte, so that secrets are found in binary bodies too. */
function bytesWords(base64: string, variables: SecretVariables): string {
  const text = atob(base64);
  return printfWords(text, disjoint(secretsOfBody(text)), { encode: latin1, variables });
}

function commonWords(request: CurlRequest, variables: SecretVariables): readonly string[] {
  const said = Object.entries(request.headers).filter(([name]) => isSaid(name));
  const names = new Set(said.map(([name]) => name.toLowerCase()));
  const silenced = UNASKED.filter((name) => !names.has(name.toLowerCase()));
  const isLong = request.body_base64 !== undefined || utf8(request.body).length > EXPECT_BYTES;
  return [
    COMMAND,
    ...said.map(([name, value]) => `--header ${headerWord(name, value, variables)}`),
    ...[...silenced, ...(isLong ? ["Expect"] : [])].map((name) => `--header ${name}:`),
  ];
}

/**
 * Leaves out anything that is not a header name (curl would read `@name` from a file). An explicit Authorization header takes the place of
 * credentials in the URL.
 */
function isSaid(name: string): boolean {
  const lower = name.toLowerCase();
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || NOT_SAID.has(lower)) return false;
  return true;
}

/** To curl, `Name;` sends an empty header and `Name:` removes it. Line ends would end the header, so no client sends them. */
function headerWord(name: string, given: string, variables: SecretVariables): string {
  const value = given.replace(/[\r\n\0]+/g, " ").replace(/^[ \t]+|[ \t]+$/g, "");
  if (value === "") return quoted(`${name};`);
  const text = `${name}: ${value}`;
  const whole: Secret = { start: name.length + 2, end: text.length, name, mask: "" };
  const secrets = isSecretName(name) ? [whole] : disjoint(secretsOfText(text));
  const isPlain = PRINTABLE.test(value) || isSecretName(name);
  return isPlain
    ? quotedWith(text, secrets, variables)
    : `"$(${printfWords(text, secrets, { encode: latin1, variables })})"`;
}

/** Writes the URL as a client does: in ASCII, and without the fragment. */
function urlWord(text: string, variables: SecretVariables): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null) url.hash = "";
  const written = Array.from(utf8(url?.href ?? text), (byte) =>
    byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
  return quotedWith(written, disjoint(secretsOfText(written)), variables);
}
