import type { DeliveryRequest } from "../../src/delivery/delivery.ts";
import { maskHeader, maskSecrets } from "../../src/mask-secrets.ts";
import { keptBody } from "./kept-body.ts";

/** The request as a line for a POSIX shell, with secrets as `***`. */
export function curlText({ url, headers, body, body_base64 }: DeliveryRequest): string {
  // Bytes that are no text cannot stand in a line.
  const bytes = body_base64 === undefined ? "" : `printf %s ${quoted(body_base64)} | base64 -d | `;
  const lines = [
    `${bytes}curl --include --request POST ${quoted(maskSecrets(url))}`,
    ...Object.entries(headers).map(([name, value]) => `  --header ${quoted(`${name}: ${maskHeader(name, value)}`)}`),
    `  --data-binary ${body_base64 === undefined ? quoted(keptBody(body)) : "@-"}`,
  ];
  return lines.join(" \\\n");
}

/** Whether something of a request is left out where it is copied. */
export function hasSecrets({ url, headers, body }: DeliveryRequest): boolean {
  return (
    maskSecrets(url) !== url ||
    Object.entries(headers).some(([name, value]) => maskHeader(name, value) !== value) ||
    keptBody(body) !== body
  );
}

/** A text as one word of a shell. No shell takes a NUL, and no body needs one. */
function quoted(text: string): string {
  return `'${text.replaceAll("\u0000", "").replaceAll("'", "'\\''")}'`;
}
