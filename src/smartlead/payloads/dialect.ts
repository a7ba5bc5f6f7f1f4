import type { z } from "zod";
import type { Event } from "../events/event.ts";
import type { AnyEventType } from "../events/event-types.ts";

/**
 * The payload shapes of SmartLead (PRODUCT §2). To add a dialect, create a folder next to `guide/`, a name here and a line in
 * `compare-commands.ts`.
 */
export const DIALECTS = ["guide", "live", "core"] as const;
export type DialectName = (typeof DIALECTS)[number];
/** The syntax of a custom dialect's name. */
export const DIALECT_NAME = /^[a-z][a-z\d-]{0,39}$/;
/** A name, or the file of a custom dialect. */
export const DIALECT_NAME_OR_FILE = /^[a-z][a-z\d-]{0,39}$|\.(json|ya?ml)$/;

/** Input for a body besides the event. */
export interface PayloadContext {
  /** The webhook it goes to; `null` for a preview. */
  readonly webhook: {
    readonly id: number;
    readonly name: string;
    readonly url: string;
    readonly createdAt: number;
  } | null;
  /** The account's `secret_key`, sent by the dialects that carry one. */
  readonly secretKey: string | null;
}

/** The event behind an event type. `Extract` would lose EMAIL_SENT and FIRST_EMAIL_SENT, which share one member of the union. */
export type EventOf<Type extends AnyEventType> = Event extends infer E
  ? E extends { readonly type: infer Named }
    ? Type extends Named
      ? E
      : never
    : never
  : never;

/** Event type → its event, for code that keeps the two together. */
export type EventsByType = { readonly [Type in AnyEventType]: EventOf<Type> };

/** One event type in one dialect: its schema is the only source of type, check and published JSON Schema. */
export interface PayloadRow<Type extends AnyEventType> {
  readonly schema: z.ZodType;
  build(event: EventsByType[Type], context: PayloadContext): Record<string, unknown>;
}

/** A dialect is a table over every event type; `null` = this dialect has no such event, and the delivery is withheld with that reason. */
export type Dialect = { readonly [Type in AnyEventType]: PayloadRow<Type> | null };
