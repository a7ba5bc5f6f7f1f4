/** A rule within a greater file: checked kind by kind, and described to editors. */
import { z } from "zod";
import type { FaultRule } from "./fault.ts";
import { faultRuleJsonSchema, readEventFault, readFault } from "./fault-schema.ts";

/**
 * A rule of a configuration. What is wrong is an issue at its key, whose message continues where the key has been named.
 * The rule stays as it was written: its durations are read when it is armed.
 */
export const faultRuleInput = readBy(readFault);
/** The same of a rule that comes with an event, for its deliveries only. */
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

/** What a JSON Schema says of a rule. It is made when a schema is asked for, not when a mock starts. */
export function describedFaultRule(): { readonly oneOf?: z.core.JSONSchema.BaseSchema[] } {
  return {
    get oneOf() {
      return alternatives();
    },
  };
}

/** What a JSON Schema says of a body that is one rule or several. */
export function describedFaultRules(): { readonly anyOf?: z.core.JSONSchema.BaseSchema[] } {
  return {
    get anyOf() {
      const oneOf = alternatives();
      const faults = { type: "array" as const, minItems: 1, items: { oneOf } };
      return [...oneOf, { type: "object" as const, properties: { faults }, required: ["faults"] }];
    },
  };
}

/** Definitions stay behind when a schema is put into another one: the only one of rules is "any JSON", which a schema without words says too. */
function alternatives(): z.core.JSONSchema.BaseSchema[] {
  const { oneOf, anyOf } = faultRuleJsonSchema();
  const text = JSON.stringify(oneOf ?? anyOf ?? [], (_key, value: unknown) => (isReference(value) ? {} : value));
  const found: unknown = JSON.parse(text);
  return Array.isArray(found) ? found : [];
}

function isReference(value: unknown): boolean {
  return typeof value === "object" && value !== null && "$ref" in value;
}
