import type { ProxiedMark } from "./delivery.ts";

/** Where a delivery came from, in a few words: `from SmartLead, known by X-Request-Id, signature valid`. */
export function proxiedText({ arrival, known_by, signature }: ProxiedMark): string {
  const source = arrival === null ? "first from SmartLead, sent again by the mock" : "from SmartLead";
  const again = arrival === null || arrival === 1 ? "" : `, for the ${ordinal(arrival)} time`;
  return `${source}${again}, known by ${known_by}${SIGNATURE_TEXT[signature]}`;
}

const SIGNATURE_TEXT: Readonly<Record<ProxiedMark["signature"], string>> = {
  valid: ", signature valid",
  previous: ", signature valid by the previous secret",
  wrong: ", signature wrong",
  missing: ", signature missing",
  unchecked: "",
};

function ordinal(count: number): string {
  const ending = ["th", "st", "nd", "rd"][count % 10] ?? "th";
  return `${count}${Math.floor(count / 10) % 10 === 1 ? "th" : ending}`;
}
