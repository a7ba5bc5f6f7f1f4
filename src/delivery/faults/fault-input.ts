/** A rule within a larger file: checked kind by kind, with a schema for editors. */
import { z } from "zod";
import type { FaultRule } from "./fault.ts";
import { faultRuleJsonSchema, readEventFault, readFault } from "./fault-schema.ts";

/**
 * A rule of a configuration. A problem is an issue at its key, whose message follows the key's name. The rule stays as written: its
 * durations are parsed when it is armed.
 */
export const faultRuleInput = readBy(readFault);
/** The same for a rule of an event, which applies to its deliveries only. */
export const eventFaultInput = readBy(readEventFault);

function readBy(read: typeof readFault) {
  return z
    .unknown()
    .transform((written, context): FaultRule => {
      const found = read(written);
      if ("rule" in found) return found.rule;
      context.addIssue({ code: "custom", path: [...found.path], message: found.message });
      return z.NEVER;
    })
    .meta(describedFaultRule());
}

/** The JSON Schema of a rule. It is created on request, not when a mock starts. */
export function describedFaultRule(): { readonly oneOf?: z.core.JSONSchema.BaseSchema[] } {
  return {
    get oneOf() {
      return alternatives();
    },
  };
}

/** The JSON Schema of a body with one rule or several. */
export function describedFaultRules(): { readonly anyOf?: z.core.JSONSchema.BaseSchema[] } {
  return {
    get anyOf() {
      const oneOf = alternatives();
      const faults = { type: "array" as const, minItems: 1, items: { oneOf } };
      return [...oneOf, { type: "object" as const, properties: { faults }, required: ["faults"] }];
    },
  };
}

/**
 * Definitions are lost when a schema is nested in another one: the only one of rules is "any JSON", which an empty schema expresses too.
 */
function alternatives(): z.core.JSONSchema.BaseSchema[] {
  const { oneOf, anyOf } = faultRuleJsonSchema();
  const text = JSON.stringify(oneOf ?? anyOf ?? [], (_key, value: unknown) => (isReference(value) ? {} : value));
  const found: unknown = JSON.parse(text);
  return Array.isArray(found) ? found : [];
}

function isReference(value: unknown): boolean {
  return typeof value === "object" && value !== null && "$ref" in value;
}
