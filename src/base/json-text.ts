/**
 * What a terminal obeys, or shows nothing of: DEL and C1, bidi and other format characters, zero-width ones, tags, and the
 * separators of lines that JSON leaves as they are.
 */
const HARMFUL = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/**
 * A JSON text that means the same, and drives no terminal that it is shown on.
 * @example harmlessJson('"a\u202e"') // '"a\\u202e"'
 */
export function harmlessJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(HARMFUL, escaped);
}

function escaped(character: string): string {
  let text = "";
  for (let at = 0; at < character.length; at += 1)
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return text;
}

/** What a text says as JSON; `undefined`, which JSON cannot say, where it is not one. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A JSON object; lists and null are none. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
