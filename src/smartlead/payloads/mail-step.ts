import { SmartLeadMockError } from "../../base/errors.ts";
import type { SentMessage } from "../events/event.ts";

/** The step that a mail was sent for. Throws `internal` for an answer written by hand: it has none, and no event is about one. */
export function stepOf(message: SentMessage): number {
  if (message.sequenceNumber !== null) return message.sequenceNumber;
  throw new SmartLeadMockError(
    "internal",
    `Mail ${message.messageId} belongs to no sequence step, so no event can be built from it; report this as a defect.`,
  );
}
