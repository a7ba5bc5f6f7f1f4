import { type Captured, isObject, type ReadForm } from "./captured.ts";

/** Requests with a body in an HTTP archive (HAR 1.2: `log.entries[].request.postData.text`). */
export const readHar: ReadForm = (parsed, name) => {
  if (!isObject(parsed) || !isObject(parsed.log) || !Array.isArray(parsed.log.entries)) return null;
  const entries: readonly unknown[] = parsed.log.entries;
  return entries.flatMap((entry, index): Captured[] => {
    const body = bodyOf(entry);
    return body === null ? [] : [{ place: `${name}, entry ${index + 1}`, body }];
  });
};

function bodyOf(entry: unknown): string | null {
  if (!isObject(entry) || !isObject(entry.request)) return null;
  const { postData } = entry.request;
  if (!isObject(postData) || typeof postData.text !== "string" || postData.text === "") return null;
  // Not in the standard, but some tools write bodies so.
  return postData.encoding === "base64" ? Buffer.from(postData.text, "base64").toString("utf8") : postData.text;
}
