/** A piece of a JSON text. All of them, one behind the other, are the text. */
export interface JsonToken {
  readonly kind: "opening" | "closing" | "key" | "string" | "number" | "gap";
  readonly text: string;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy;
/** What stands between values, and the words that JSON has. */
const GAP = /(?:[\s,:]|true|false|null)+/y;
/** What makes a string the name of a field. */
const COLON = /\s*:/y;

/** The pieces of a text that is JSON; `null` for any other. */
export function jsonTokens(text: string): readonly JsonToken[] | null {
  const tokens: JsonToken[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    if (token === null) return null;
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): JsonToken | null {
  const first = text.charAt(at);
  if (first === '"') return stringAt(text, at);
  if (first === "{" || first === "[") return { kind: "opening", text: first };
  if (first === "}" || first === "]") return { kind: "closing", text: first };
  const gap = matchAt(GAP, text, at);
  if (gap !== null) return { kind: "gap", text: gap };
  const number = matchAt(NUMBER, text, at);
  return number === null ? null : { kind: "number", text: number };
}

function stringAt(text: string, from: number): JsonToken | null {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 !== 0) continue;
    const kind = matchAt(COLON, text, at + 1) === null ? "string" : "key";
    return { kind, text: text.slice(from, at + 1) };
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
