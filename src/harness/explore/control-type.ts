import type { EventType } from "../../smartlead/events/event-types.ts";
import { type ReceiverProfile, typeProfile } from "../verify/receiver-profile.ts";

/** Types whose bodies say the same whatever the seed draws. */
const PLAINEST: readonly EventType[] = [
  "EMAIL_SENT",
  "EMAIL_OPEN",
  "FIRST_EMAIL_SENT",
  "EMAIL_LINK_CLICK",
  "EMAIL_BOUNCE",
];

/** The type of the plain event that shows whether the receiver works. */
export function controlTypeOf(profile: ReceiverProfile): EventType {
  return PLAINEST.find((type) => typeProfile(profile, type).kind === "works") ?? profile.workType;
}
