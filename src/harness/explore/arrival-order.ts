import type { RunContext } from "../scenarios/run/run-context.ts";
import type { Sent } from "../verify/context/sent.ts";
import type { PlannedEvent } from "./history.ts";
import type { PlayedEvent } from "./played.ts";

/** How it arrived in relation to the other events of its lead. */
export function orderOf(
  { observations }: RunContext,
  { planned, index, sent }: PlayedEvent,
  all: readonly PlayedEvent[],
): Pick<PlayedEvent, "isOvertaken" | "isEarly" | "unsubscribedAt"> {
  const arrival = ({ deliveries }: Sent) => earliest(deliveries.map(({ id }) => observations.placeOf(id, "arrival")));
  const mine = arrival(sent);
  const ofLead = all.filter((other) => other.index !== index && isOfLead(other.planned, planned));
  const goodbye = ofLead.find((other) => other.sent.type === "LEAD_UNSUBSCRIBED")?.sent.delivery;
  return {
    unsubscribedAt: goodbye?.state === "delivered" ? goodbye.settled_at : null,
    isOvertaken: ofLead.some((other) => other.index > index && arrival(other.sent) < mine),
    isEarly: ofLead.some((other) => other.index < index && arrival(other.sent) > mine),
  };
}

function isOfLead({ lead }: PlannedEvent, other: PlannedEvent): boolean {
  return lead !== null && lead === other.lead;
}

function earliest(places: readonly (number | undefined)[]): number {
  return Math.min(...places.map((place) => place ?? Number.POSITIVE_INFINITY));
}
