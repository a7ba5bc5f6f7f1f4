import { parsedJson } from "../parsed-json.ts";
import { MASK, type Secret } from "./secret.ts";
import { isSecretName, isSecretValue } from "./secret-names.ts";

/** A quoted name and the colon behind it. */
const NAME = /"((?:[^"\\\n]|\\.){1,128})"\s*:\s*/g;
/** The same within a string of JSON, however deep: `\"token\":\"abc\"`. */
const ESCAPED = /(\\+"([\w.-]{1,64})\\+"\s*:\s*\\+")((?:[^"\\]|\\(?!\\*")){1,4096})/g;
const STRING = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"?/y;
const SCALAR = /[^\s,}\]"]+/y;
/** Says nothing of a secret but whether there is one. */
const LITERAL = /^(?:true|false|null)$/;

/** The values of fields that are called like secrets, in a text that is JSON, holds some, or is a piece of it. */
export function jsonSecrets(text: string): readonly Secret[] {
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

/** The value that begins here: what is in its quotes, or all of it where it has none. */
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

/** Behind the bracket that closes what opens here; the end of the text where it is cut off. */
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
