/** Headers that a user adds to deliveries (`--header`, `headers`): for a gateway or a relay in front of the receiver. */
export type OwnHeaders = Readonly<Record<string, string>>;

/** Headers of one delivery; far more than a gateway needs, and well below Node's limit of 16 KiB for all of them. */
export const MAX_OWN_HEADERS = 50;
/** Characters of one header's value: two long JSON Web Tokens. */
const MAX_VALUE_LENGTH = 4_096;

/** A token of RFC 9110 §5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,128}$/;
/** The characters that HTTP/1.1 allows in a value: no line break, no control character, nothing beyond Latin-1 (RFC 9110 §5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that the HTTP client sets for its connection, and refuses from callers. */
const OF_THE_CLIENT = new Set(
  "host content-length transfer-encoding connection keep-alive proxy-connection upgrade te trailer expect".split(" "),
);
/** Headers that the mock sets per delivery; one value for all would make every delivery the same. */
const OF_THE_MOCK = new Map([
  ["x-request-id", "the mock sets it for each delivery"],
  ["x-webhook-level", "the mock sets it for each delivery"],
  ["x-mock-time", "the mock sets it from its clock"],
  ["x-smartlead-signature", "use `--secret` and `--signature`"],
]);

/** Why a header cannot be sent, to follow its name in a sentence; `null` when it can. */
export function problemOfHeader(name: string, value: string): string | null {
  if (!NAME.test(name)) return "is not a header name";
  if (OF_THE_CLIENT.has(name.toLowerCase())) return "cannot be set: the HTTP client sets it";
  const setBy = OF_THE_MOCK.get(name.toLowerCase());
  if (setBy !== undefined) return `cannot be set: ${setBy}`;
  if (value.length > MAX_VALUE_LENGTH) return `has a value of more than ${MAX_VALUE_LENGTH} characters`;
  return VALUE.test(value) ? null : "has a value that HTTP does not allow: use one line of Latin-1 characters";
}

/** The first problem of a set of headers, in words that follow "… must be headers, but"; `null` if none exists. */
export function problemOfHeaders(pairs: readonly (readonly [string, string])[]): string | null {
  if (pairs.length > MAX_OWN_HEADERS) return `there are ${pairs.length}, more than ${MAX_OWN_HEADERS}`;
  const seen = new Set<string>();
  for (const [name, value] of pairs) {
    const problem = problemOfHeader(name, value);
    if (problem !== null) return `${JSON.stringify(name.slice(0, 128))} ${problem}`;
    if (seen.has(name.toLowerCase())) return `${name} is given twice`;
    seen.add(name.toLowerCase());
  }
  return null;
}

/** Splits `Name: value`; `null` without a colon. */
export function headerOfText(text: string): readonly [string, string] | null {
  const at = text.indexOf(":");
  return at === -1 ? null : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Merges one set over the other: a name in both, in any letter case, keeps its place and gets the later value. */
export function withHeaders(headers: OwnHeaders, own: OwnHeaders | undefined): OwnHeaders {
  if (own === undefined) return headers;
  const laid = new Map(Object.entries(headers).map((pair) => [pair[0].toLowerCase(), pair]));
  for (const [name, value] of Object.entries(own)) laid.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(laid.values());
}
