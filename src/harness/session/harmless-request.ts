/** A request without side effects: OPTIONS or HEAD, which HTTP calls safe (RFC 9110, 9.2.1). */
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { lookUpHost } from "../../delivery/loopback-names.ts";

/** Real ms that the answer may take. */
const ANSWER_MS = 5_000;

export interface HarmlessRequest {
  readonly method: "OPTIONS" | "HEAD";
  readonly insecureTls: boolean;
}

/** The response, or why it is missing: the code of Node's error, or its message. */
export type HarmlessAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly allow: string | null;
      readonly location: string | null;
    }
  | { readonly kind: "failed"; readonly error: string };

/** Never rejects. */
export function askHarmlessly(url: URL, { method, insecureTls }: HarmlessRequest): Promise<HarmlessAnswer> {
  return new Promise((resolve) => {
    const options = {
      method,
      lookup: lookUpHost,
      agent: false,
      headers: { "user-agent": "smartlead-mock-doctor" },
      signal: AbortSignal.timeout(ANSWER_MS),
      rejectUnauthorized: !insecureTls,
    } as const;
    const request = (url.protocol === "https:" ? requestSecure : requestPlain)(url, options, (response) => {
      const { statusCode = 0, headers } = response;
      response.on("error", () => {}).destroy();
      resolve({
        kind: "answered",
        status: statusCode,
        allow: headers.allow ?? null,
        location: headers.location ?? null,
      });
    });
    request.on("error", (error) => resolve({ kind: "failed", error: codeOf(error) })).end();
  });
}

function codeOf(error: Error): string {
  if (error.name === "AbortError" || error.name === "TimeoutError") return `no answer within ${ANSWER_MS / 1_000} s`;
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
