import type { DeliveryRequest } from "../delivery/delivery.ts";
import { maskHeader } from "../mask-secrets.ts";

/** Characters of a body that still make a line that can be typed. */
const BODY_LIMIT = 6_000;
/** What curl says by itself, or gets from the body. */
const NOT_SAID = new Set(["content-length", "host", "connection"]);

/** The line that sends the request once more, in plain ASCII; `null` where the body is too long for a line. */
export function curlLine({ url, headers, body }: DeliveryRequest): string | null {
  if (body.length > BODY_LIMIT) return null;
  return ["curl -i", ...headerFlags(headers), `--data-raw ${quoted(escaped(body))}`, quoted(url)].join(" ");
}

/** The same with the body in a file. */
export function curlLineWithFile({ url, headers }: DeliveryRequest, file: string): string {
  return ["curl -i", ...headerFlags(headers), `--data-binary ${quoted(`@${file}`)}`, quoted(url)].join(" ");
}

function headerFlags(headers: DeliveryRequest["headers"]): readonly string[] {
  const named = Object.entries(headers).filter(([name]) => !NOT_SAID.has(name.toLowerCase()));
  return named.map(([name, value]) => `-H ${quoted(`${name}: ${maskHeader(name, value)}`)}`);
}

/** For a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** JSON in ASCII: no terminal, and no mail, changes anything in it. What is no JSON stays as it is. */
function escaped(body: string): string {
  return body.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
