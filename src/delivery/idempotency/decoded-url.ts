/** The URL of a call as a reader sees it, `@` and blanks in it; as it is where it cannot be decoded. */
export function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
