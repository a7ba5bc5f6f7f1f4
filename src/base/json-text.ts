/**
 * Characters that a terminal obeys or does not show: DEL and C1, bidi and other format characters, zero-width ones, tags, and the line
 * separators that JSON does not escape.
 */
const HARMFUL = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/**
 * Escapes a JSON text so that it means the same and cannot control the terminal that shows it.
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

/** Parses a text as JSON; gives `undefined`, which JSON has no value for, when it is not valid JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the value is a JSON object; lists and null are not. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
