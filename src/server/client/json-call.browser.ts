import type { JsonAnswer, JsonCall } from "./json-call.ts";

/** The same call with the browser's fetch. */
export async function callForJson({ url, timeoutMs, body, ...rest }: JsonCall): Promise<JsonAnswer> {
  const init: RequestInit = { ...rest, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) };
  if (body !== undefined) init.body = body;
  const response = await fetch(url, init);
  return { status: response.status, json: await response.json() };
}
