/** Schemas of a configuration's keys, made from the table of options. */
import { z } from "zod";
import { CONFIG_OPTION_KEYS, type OptionKey, type OptionSpec, specOf } from "./option-table.ts";
import { readOptionValue } from "./option-value.ts";

/** The schema of each option that a configuration may set, by its key. */
export function optionSchemas(): Record<string, z.ZodType> {
  return Object.fromEntries(CONFIG_OPTION_KEYS.map((key) => [key, optionSchema(key)]));
}

function optionSchema(key: OptionKey): z.ZodType {
  const spec = specOf(key);
  const text = spec.default === undefined ? spec.description : `${spec.description} (default: ${spec.default})`;
  return valueSchema(spec).optional().describe(text);
}

/** The types an editor should know; what exactly is a good value, and its meaning, `readOptionValue` says for every source alike. */
export function valueSchema(spec: OptionSpec) {
  return jsonTypes(spec).transform((raw, context) => {
    const read = readOptionValue(spec, raw);
    if (read.ok) return read.value;
    context.addIssue({ code: "custom", message: `must be ${read.expected}` });
    return z.NEVER;
  });
}

function jsonTypes(spec: OptionSpec): z.ZodType {
  const error = ({ input }: { readonly input?: unknown }) => `must be ${expectedOf(spec, input)}`;
  switch (spec.kind) {
    case "flag":
      return z.boolean({ error });
    case "flag-or-duration":
      return z.union([z.boolean(), z.string()], { error });
    case "integer":
      return z
        .int({ error })
        .min(spec.min ?? 0, { error })
        .max(spec.max ?? Number.MAX_SAFE_INTEGER, { error });
    case "number":
      return z
        .number({ error })
        .min(spec.min ?? 0, { error })
        .max(spec.max ?? Number.MAX_VALUE, { error });
    case "duration":
    case "duration-or-none":
      return z.string({ error });
    case "choice":
      return spec.others === undefined
        ? z.string({ error }).meta({ enum: [...(spec.choices ?? [])] })
        : z.string({ error }).meta({ examples: [...(spec.choices ?? [])] });
    case "list":
      return z.array(z.string(), { error });
    case "headers":
      return z.record(z.string(), z.string(), { error });
    case "calls-per-time":
    case "instant":
    case "text":
    case "uuid":
      return z.string({ error });
    default:
      return z.never(spec.kind satisfies never);
  }
}

function expectedOf(spec: OptionSpec, raw: unknown): string {
  const read = readOptionValue(spec, raw);
  return read.ok ? "another value" : read.expected;
}
