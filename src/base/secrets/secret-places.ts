import { jsonSecrets } from "./json-secrets.ts";
import { MASK, type Secret } from "./secret.ts";
import { isSecretSegment, isSecretValue } from "./secret-names.ts";

// Bounded, and no opener within a name: texts from outside may be megabytes without a space, and are read in one pass.
const USERINFO = /([a-z][a-z\d+.-]{0,31}:\/\/)([^\s/?#\\"'<>]*)@/gi;
/** JSON of some languages writes `&` as `\u0026`. A backslash ends a value: it may belong to a quote. */
const PARAMETER = /((?:^|[?&#;]|\\u0026)([^=?&#;\s"'<>\\]{1,256})=)([^&#\s"'<>\\]+)/g;
const ADDRESS_PATH = /(https?:\/\/[^\s/?#\\"'<>]+\/)([^\s?#\\"'<>]*)/gi;
/** Paths of the mock itself; the ids in them are evidence. */
const OWN_PATH = /^(?:_mock|api\/v1)(?:\/|$)/;
const BEARER = /(\bBearer\s{1,8})([\w.~+/=-]{8,})/gi;
/** `token: abc` and `token = "abc"`, one to a line or behind a comma. */
const BARE = /((?:^|[\s,;{(])["']?([\w.-]{1,64})["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)([^\s"',;&}<>]+)/gm;
const ELEMENT = /(<([\w:.-]{1,64})(?:\s[^<>]{0,256})?>)([^<]+)<\//g;

/** The secrets of a URL, or of a sentence that holds some. */
export function secretsOfText(text: string): readonly Secret[] {
  return [...addressSecrets(text), ...segmentSecrets(text), ...jsonSecrets(text)];
}

/** The secrets of a body, whole or cut off. Paths in it are left: what somebody wrote in a mail is not the target's. */
export function secretsOfBody(body: string): readonly Secret[] {
  const isJson = /^\s*[{["]/.test(body);
  return [...addressSecrets(body), ...jsonSecrets(body), ...(isJson ? [] : plainSecrets(body))];
}

function addressSecrets(text: string): readonly Secret[] {
  return [
    // Most texts hold none, and the search for some is slow.
    ...(text.includes("://")
      ? Array.from(text.matchAll(USERINFO), (match) => secretAt(match, "userinfo", match[2]))
      : []),
    ...(text.includes("=") ? named(text.matchAll(PARAMETER)) : []),
    ...Array.from(text.matchAll(BEARER), (match) => secretAt(match, "bearer", match[2])),
  ];
}

/** What stands for a secret in the path of an address. */
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

/** Matches of what stands before, the name in it, and the value. */
function named(matches: Iterable<RegExpExecArray>): readonly Secret[] {
  return Array.from(matches)
    .filter(([, , name = "", value = ""]) => isSecretValue(name, value))
    .map((match) => secretAt(match, match[2] ?? "", match[3]));
}

function secretAt({ index, 1: before = "" }: RegExpExecArray, name: string, value = ""): Secret {
  const start = index + before.length;
  return { start, end: start + value.length, name, mask: MASK };
}
