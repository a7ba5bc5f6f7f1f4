import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";

/** The type itself. Throws `bad_request` for what is invalid: a caller in JavaScript may give any text. */
export function checkedType(type: AnyEventType): AnyEventType {
  if (ALL_EVENT_TYPES.includes(type)) return type;
  const meant = didYouMean(String(type), ALL_EVENT_TYPES);
  const hint = meant === null ? `there are ${ALL_EVENT_TYPES.join(", ")}.` : `did you mean ${meant}?`;
  throw new SmartLeadMockError("bad_request", `${JSON.stringify(type)} is not an event type; ${hint}`);
}
