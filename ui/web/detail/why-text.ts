import { safeText } from "../../../src/base/safe-text.ts";
import type { Attempt, Delivery } from "../../../src/delivery/delivery.ts";
import { VERDICT_MEANINGS } from "../../deliveries/delivery-verdicts.ts";
import { tookText } from "../../deliveries/durations.ts";
import type { Tone } from "../../frame/line.ts";
import { VERDICT_TONES } from "../../theme.ts";

/** The state of a delivery and its reason, in a sentence or two. */
export function whyText(delivery: Delivery): readonly [Tone, string] {
  const { state, reason, attempts, withheld_because } = delivery;
  const last = attempts.at(-1);
  const told = last === undefined ? "" : attemptText(last);
  switch (state) {
    case "queued":
      return ["muted", "It is waiting to be sent."];
    case "in_flight":
      return ["info", "The request is on its way; there is no answer yet."];
    case "waiting":
      return ["warn", `${told} It is retried on the mock's clock; “Next due” moves the clock there.`];
    case "delivered":
      return deliveredText(delivery, `${told}${attempts.length > 1 ? ` It took ${attempts.length} tries.` : ""}`);
    case "withheld":
      return ["warn", safeText(withheld_because ?? "Nothing was sent.")];
    case "failed":
      return ["bad", `${told} ${FAILED[reason ?? "exhausted"]}`];
  }
}

/** A successful answer is not good news if it hides a lost event or duplicated work. */
function deliveredText({ duplicate }: Delivery, told: string): readonly [Tone, string] {
  if (duplicate === null || VERDICT_TONES[duplicate] === "good") return ["good", told];
  return [VERDICT_TONES[duplicate], `${told} Duplicate ${duplicate}: ${VERDICT_MEANINGS[duplicate]}.`];
}

const FAILED: Readonly<Record<NonNullable<Delivery["reason"]>, string>> = {
  rejected: "SmartLead treats that as a rejection and does not retry.",
  exhausted: "No try is left, so the event is lost.",
  disabled: "Its webhook was disabled meanwhile, so it is not retried.",
};

function attemptText({ number, outcome, status, error, duration_ms }: Attempt): string {
  const took = duration_ms === null ? "" : ` after ${tookText(duration_ms)}`;
  if (outcome === null) return `Try ${number} is on its way.`;
  if (outcome === "timeout") return `Try ${number} got no answer in time${took}.`;
  if (status !== null && outcome !== "network_error") return `Try ${number} was answered ${status}${took}.`;
  return `Try ${number} failed${took}: ${safeText(error ?? outcome.replace("_", " "))}.`;
}
