import { isObject } from "../../../smartlead/payloads/own/is-object.ts";
import type { Captured, ReadForm } from "./captured.ts";

/**
 * The entries of an HTTP archive (HAR 1.2: `log.entries`), each as a whole: a body may stand in the request (`request.postData.text`), in the
 * answer of a service that shows what it has caught, or in a WebSocket's message. Only one that sends something must hold one.
 */
export const readHar: ReadForm = (parsed, name) => {
  if (!isObject(parsed) || !isObject(parsed.log) || !Array.isArray(parsed.log.entries)) return null;
  const entries: readonly unknown[] = parsed.log.entries;
  return entries.map((entry, index): Captured => {
    return { place: `${name}, entry ${index + 1}`, content: entry, isOptional: !sendsText(entry) };
  });
};

function sendsText(entry: unknown): boolean {
  if (!isObject(entry) || !isObject(entry.request)) return false;
  const { postData } = entry.request;
  return isObject(postData) && typeof postData.text === "string" && postData.text !== "";
}
