import { parsedJson } from "../json-text.ts";
import { isSecretName, isSecretSegment, isSecretValue } from "./secret-names.ts";

/** The replacement for a secret, whatever its length. */
export const MASK = "***";

/** A secret in a text: its position, and its name. */
export interface Secret {
  readonly start: number;
  readonly end: number;
  /** The field, parameter or header whose value it is. */
  readonly name: string;
  /** The text that replaces it; quoted where the text is JSON and the value is not a string. */
  readonly mask: string;
}

/** Replaces each secret in the text. Overlapping secrets are treated as one. */
export function replaceSecrets(
  text: string,
  secrets: readonly Secret[],
  replacement: (secret: Secret) => string,
): string {
  if (secrets.length === 0) return text;
  let replaced = "";
  let from = 0;
  for (const secret of disjoint(secrets)) {
    replaced += text.slice(from, secret.start) + replacement(secret);
    from = secret.end;
  }
  return replaced + text.slice(from);
}

/** Sorts the secrets and merges overlapping ones: the one that begins first is extended to the end of both. */
export function disjoint(secrets: readonly Secret[]): readonly Secret[] {
  const kept: Secret[] = [];
  for (const secret of [...secrets].sort((one, other) => one.start - other.start || other.end - one.end)) {
    const last = kept.at(-1);
    if (last === undefined || secret.start >= last.end) kept.push(secret);
    else if (secret.end > last.end) kept[kept.length - 1] = { ...last, end: secret.end };
  }
  return kept;
}

// Bounded, and a name has no opening character in it: outside texts may be megabytes without a space, and are read in one pass.
const USERINFO = /([a-z][a-z\d+.-]{0,31}:\/\/)([^\s/?#\\"'<>]*)@/gi;
/** Some languages write `&` as `\u0026` in JSON. A backslash ends a value, since it may escape a quote. */
const PARAMETER = /((?:^|[?&#;]|\\u0026)([^=?&#;\s"'<>\\]{1,256})=)([^&#\s"'<>\\]+)/g;
const ADDRESS_PATH = /(https?:\/\/[^\s/?#\\"'<>]+\/)([^\s?#\\"'<>]*)/gi;
/** Paths of the mock itself; the ids in them are evidence. */
const OWN_PATH = /^(?:_mock|api\/v1)(?:\/|$)/;
const BEARER = /(\bBearer\s{1,8})([\w.~+/=-]{8,})/gi;
/** `token: abc` and `token = "abc"`, one per line or after a comma. */
const BARE = /((?:^|[\s,;{(])["']?([\w.-]{1,64})["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)([^\s"',;&}<>]+)/gm;
const ELEMENT = /(<([\w:.-]{1,64})(?:\s[^<>]{0,256})?>)([^<]+)<\//g;

/** The secrets of a URL, or of a sentence that contains URLs. */
export function secretsOfText(text: string): readonly Secret[] {
  return [...addressSecrets(text), ...segmentSecrets(text), ...jsonSecrets(text)];
}

/** The secrets of a body, whole or cut off. URL paths in it are kept: links that someone wrote in an email are not the target's. */
export function secretsOfBody(body: string): readonly Secret[] {
  const isJson = /^\s*[{["]/.test(body);
  return [...addressSecrets(body), ...jsonSecrets(body), ...(isJson ? [] : plainSecrets(body))];
}

function addressSecrets(text: string): readonly Secret[] {
  return [
    // Skipped for most texts, which hold no URL: the search is slow.
    ...(text.includes("://")
      ? Array.from(text.matchAll(USERINFO), (match) => secretAt(match, "userinfo", match[2]))
      : []),
    ...(text.includes("=") ? named(text.matchAll(PARAMETER)) : []),
    ...(/\s/.test(text) ? Array.from(text.matchAll(BEARER), (match) => secretAt(match, "bearer", match[2])) : []),
  ];
}

/** The placeholder for a secret in the path of an address. */
function segmentSecrets(text: string): readonly Secret[] {
  if (!text.includes("://")) return [];
  return Array.from(text.matchAll(ADDRESS_PATH)).flatMap((match) => {
    const [, origin = "", path = ""] = match;
    if (OWN_PATH.test(path)) return [];
    let start = match.index + origin.length;
    return path.split("/").flatMap((segment, at, segments) => {
      const secret = { start, end: start + segment.length, name: "path", mask: MASK };
      start += segment.length + 1;
      return isSecretSegment(segment, segments[at - 1] ?? "") ? [secret] : [];
    });
  });
}

function plainSecrets(text: string): readonly Secret[] {
  return [...named(text.matchAll(BARE)), ...named(text.matchAll(ELEMENT))];
}

/** Turns matches of (text before, name, value) into secrets. */
function named(matches: Iterable<RegExpExecArray>): readonly Secret[] {
  return Array.from(matches)
    .filter(([, , name = "", value = ""]) => isSecretValue(name, value))
    .map((match) => secretAt(match, match[2] ?? "", match[3]));
}

function secretAt({ index, 1: before = "" }: RegExpExecArray, name: string, value = ""): Secret {
  const start = index + before.length;
  return { start, end: start + value.length, name, mask: MASK };
}

/** A quoted name and the colon after it. */
const NAME = /"((?:[^"\\\n]|\\.){1,128})"\s*:\s*/g;
/** The same within a string of JSON, however deep: `\"token\":\"abc\"`. */
const ESCAPED = /(\\+"([\w.-]{1,64})\\+"\s*:\s*\\+")((?:[^"\\]|\\(?!\\*")){1,4096})/g;
const STRING = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"?/y;
const SCALAR = /[^\s,}\]"]+/y;
/** Values that reveal nothing but whether a secret is set. */
const LITERAL = /^(?:true|false|null)$/;

/** The values of fields with a secret's name, in a text that is JSON, contains JSON, or is a fragment of it. */
function jsonSecrets(text: string): readonly Secret[] {
  if (!text.includes('"')) return [];
  const secrets: Secret[] = [];
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match !== null; match = NAME.exec(text)) {
    const written = match[1] ?? "";
    const name = written.includes("\\") ? String(parsedJson(`"${written}"`) ?? written) : written;
    const secret = isSecretName(name) ? valueAt(text, match.index + match[0].length, name) : null;
    if (secret === null || !isSecretValue(name, text.slice(secret.start, secret.end))) continue;
    secrets.push(secret);
    NAME.lastIndex = secret.end;
  }
  return text.includes('\\"') ? [...secrets, ...escapedSecrets(text)] : secrets;
}

function escapedSecrets(text: string): readonly Secret[] {
  return Array.from(text.matchAll(ESCAPED))
    .filter(([, , name = ""]) => isSecretName(name))
    .map(({ index, 1: before = "", 2: name = "", 3: value = "" }) => {
      const start = index + before.length;
      return { start, end: start + value.length, name, mask: MASK };
    });
}

/** The value that begins here: the text within its quotes, or all of it where it has no quotes. */
function valueAt(text: string, start: number, name: string): Secret | null {
  const first = text.charAt(start);
  if (first === '"') {
    STRING.lastIndex = start;
    const inner = STRING.exec(text)?.[1] ?? "";
    return inner === "" ? null : { start: start + 1, end: start + 1 + inner.length, name, mask: MASK };
  }
  const end = first === "{" || first === "[" ? endOfNested(text, start) : endOfScalar(text, start);
  const value = text.slice(start, end);
  const isEmpty = value === "" || LITERAL.test(value) || /^[{[]\s*[}\]]$/.test(value);
  return isEmpty ? null : { start, end, name, mask: `"${MASK}"` };
}

function endOfScalar(text: string, start: number): number {
  SCALAR.lastIndex = start;
  return start + (SCALAR.exec(text)?.[0].length ?? 0);
}

/** The index after the closing bracket of the value that opens here; the end of the text where it is cut off. */
function endOfNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      STRING.lastIndex = at;
      at += (STRING.exec(text)?.[0].length ?? 1) - 1;
    } else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
