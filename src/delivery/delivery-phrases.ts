import type { ProxiedMark, ReceiverCall } from "./delivery.ts";

/** The origin of a proxied delivery, in a few words: `from SmartLead, known by X-Request-Id, signature valid`. */
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

type Attributed = Pick<ReceiverCall, "attributed_by" | "is_ambiguous">;

const KNOWN_BY: Readonly<Record<NonNullable<ReceiverCall["attributed_by"]>, string>> = {
  "request-id": "known by its request id",
  "lead-and-type": "known by its lead and event type",
  message: "known by its message",
  lead: "known by its lead",
  campaign: "known by its campaign",
  alone: "known by its time, as nothing else was open",
};

/** How a call was attributed to its delivery; empty if it names none. */
export function attributionText({ attributed_by: by, is_ambiguous }: Attributed): string {
  if (by === null) return is_ambiguous ? "names no delivery, several are possible" : "";
  return is_ambiguous ? `${KNOWN_BY[by]}, and perhaps about another` : KNOWN_BY[by];
}

/** The result of a call, its attribution, and whether it counts as an effect: the text after its path in a list. */
export function callResultText(call: ReceiverCall): string {
  const answer = call.source === "log" ? [] : [call.status === 0 ? "no answer" : String(call.status)];
  const known = attributionText(call) || "names no delivery";
  const counted = call.repeats ? ["repeats an effect"] : call.is_effect ? ["an effect"] : [];
  return [...answer, [known, ...counted].join(", ")].join("  ");
}
