import type { z } from "zod";
import type { Event } from "../events/event.ts";
import type { AnyEventType } from "../events/event-types.ts";

/** Which of SmartLead's payload shapes is sent (PRODUCT §2). A dialect is added as a folder beside `guide/` and a name here. */
export const DIALECTS = ["guide"] as const;
export type DialectName = (typeof DIALECTS)[number];

/** What a body may need besides the event. */
export interface PayloadContext {
  /** The webhook it goes to; `null` for a preview. */
  readonly webhook: { readonly id: number; readonly name: string; readonly url: string; readonly createdAt: number } | null;
  /** The account's `secret_key`, sent by the dialects that carry one. */
  readonly secretKey: string | null;
}

/** One event type in one dialect: its schema is the single source of type, check and published JSON Schema. */
export interface PayloadRow<Type extends AnyEventType> {
  readonly schema: z.ZodType;
  build(event: Extract<Event, { type: Type }>, context: PayloadContext): unknown;
}

/** A dialect is a table over every event type; `null` = this dialect has no such event, and the delivery is withheld with that reason. */
export type Dialect = { readonly [Type in AnyEventType]: PayloadRow<Type> | null };
