import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";
import { payloadSchema } from "../../smartlead/payloads/build-payload.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../../smartlead/payloads/dialect-tables.ts";
import type { FieldSchema } from "../../smartlead/payloads/own/field-schema.ts";

/** What the bodies of one event look like in one dialect. */
export interface EventShape {
  readonly dialect: string;
  readonly eventType: AnyEventType;
  readonly schema: FieldSchema;
}

/** A dialect by its schemas. */
export interface DialectShapes {
  readonly name: string;
  readonly events: ReadonlyMap<AnyEventType, FieldSchema>;
  /** Names by which its bodies call an event, where nobody else knows them. */
  readonly names?: ReadonlyMap<string, AnyEventType>;
}

let builtIn: readonly DialectShapes[] | null = null;

/** The built-in dialects, made once: `live` first, which real deliveries are nearest to, so that it wins where several fit alike. */
export function builtInShapes(): readonly DialectShapes[] {
  builtIn ??= ["live" as const, ...DIALECTS.filter((name) => name !== "live")].map((name) => {
    const types = ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[name][type] !== null);
    // Our own schemas use no other words than these, which `shapes.test.ts` holds.
    return { name, events: new Map(types.map((type) => [type, payloadSchema(type, name) as FieldSchema])) };
  });
  return builtIn;
}

/** Every shape of an event type, or of all. */
export function shapesOf(dialects: readonly DialectShapes[], eventType: AnyEventType | null): readonly EventShape[] {
  return dialects.flatMap(({ name, events }) =>
    [...events]
      .filter(([type]) => eventType === null || type === eventType)
      .map(([type, schema]) => ({ dialect: name, eventType: type, schema })),
  );
}
