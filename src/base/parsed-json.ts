/** What a text says as JSON; `undefined`, which JSON cannot say, where it is not one. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
