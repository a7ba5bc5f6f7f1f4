/** The base64 of a text's UTF-8 bytes, in Node and in a browser. */
export function base64Of(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
