import { z } from "zod";
import type { AnyEventType } from "../../events/event-types.ts";

/** The literal name of the event; the first key of every flat body. */
export function eventType<Type extends AnyEventType>(type: Type) {
  return z.literal(type).describe("Name of the event.");
}

/** A time in the style of the guide's samples, for instance `2026-03-05T12:01:58Z`. */
export function guideTime(description: string) {
  return z.iso.datetime({ precision: 0 }).describe(`${description} ISO 8601, UTC, whole seconds.`);
}

/** A Message-ID without its angle brackets, as the guide's sample shows it (smartlead.md §2 EMAIL_SENT conflicts; A). */
export function bareMessageId(whose: string) {
  return z
    .string()
    .regex(/^[^<>]+$/)
    .describe(`Message-ID, without angle brackets, of ${whose}.`);
}

export function withoutBrackets(messageId: string): string {
  return messageId.replace(/^<|>$/g, "");
}
