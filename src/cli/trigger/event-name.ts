import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";
import type { OwnDialect } from "../../smartlead/payloads/own/own-dialect.ts";

/**
 * Parses an event type in any letter case, with `-` for `_`. Throws `usage` for an unknown one.
 *
 * @example eventTypeNamed("email-reply") // "EMAIL_REPLY"
 */
export function eventTypeNamed(text: string): AnyEventType {
  const name = text.trim().toUpperCase().replaceAll("-", "_");
  const type = ALL_EVENT_TYPES.find((known) => known === name);
  if (type !== undefined) return type;
  const meant = didYouMean(name, ALL_EVENT_TYPES);
  const hint = meant === null ? `; the events are ${ALL_EVENT_TYPES.join(", ")}.` : `; did you mean ${meant}?`;
  throw new SmartLeadMockError("usage", `There is no event ${JSON.stringify(printable(text))}${hint}`);
}

/** An event requested by name. */
export interface NamedEvent {
  readonly eventType: AnyEventType;
  /** A custom type that is like that one. */
  readonly ownEvent?: string;
}

/**
 * The same, including the types of custom dialects. With `isForMock`, a name that resembles no other is left to the running mock, which may
 * have a dialect that is unknown here.
 */
export function eventNamed(text: string, dialects: readonly OwnDialect[], isForMock = false): NamedEvent {
  const name = text.trim().toUpperCase().replaceAll("-", "_");
  const own = dialects.map((dialect) => dialect.own.get(name)).find((type) => type !== undefined);
  if (own !== undefined) return { eventType: own.like, ownEvent: own.name };
  const isBuiltIn = ALL_EVENT_TYPES.some((known) => known === name);
  const ownNames = dialects.flatMap((dialect) => [...dialect.own.keys()]);
  const meant = isBuiltIn ? null : didYouMean(name, [...ALL_EVENT_TYPES, ...ownNames]);
  if (meant !== null && ownNames.includes(meant)) {
    throw new SmartLeadMockError(
      "usage",
      `There is no event ${JSON.stringify(printable(text))}; did you mean ${meant}?`,
    );
  }
  // Only that mock knows the event that it is like; nothing else is asked of it.
  if (isForMock && meant === null && !isBuiltIn && name !== "") return { eventType: "EMAIL_SENT", ownEvent: name };
  return { eventType: eventTypeNamed(text) };
}

/** Asks the mock about an event by name. If no mock answers, an unknown name is reported as the error. */
export async function askedOfMock<Answer>(
  text: string,
  { ownEvent }: Pick<NamedEvent, "ownEvent">,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const isNobody = error instanceof SmartLeadMockError && error.code === "unreachable";
    if (isNobody && ownEvent !== undefined) eventTypeNamed(text);
    throw error;
  }
}
