import { z } from "zod";
import { coerceLikeJoi } from "./coerce-like-joi.ts";
import { joiWords } from "./joi-words.ts";

export type Segment = "params" | "query" | "body";

/** The body of SmartLead's 400 (smartlead.md §4 "Conventions"; E1, E4, E5): celebrate's report of Joi's first problem. */
export interface JoiFailure {
  readonly statusCode: 400;
  readonly error: "Bad Request";
  readonly message: string;
  readonly validation: { readonly source: Segment; readonly keys: readonly string[] };
}

export type CheckedSegment<S extends z.ZodType> =
  | { readonly isValid: true; readonly value: z.output<S> }
  | { readonly isValid: false; readonly failure: JoiFailure };

/** Holds one segment of a request against its schema as celebrate does: texts are converted first, and only the first problem is reported. */
export function checkSegment<S extends z.ZodType>(segment: Segment, schema: S, raw: unknown): CheckedSegment<S> {
  const result = schema.safeParse(coerceLikeJoi(schema, raw ?? {}), { error: joiWords });
  if (result.success) return { isValid: true, value: result.data };
  const { path, words } = firstDiagnostic(schema, result.error.issues);
  return {
    isValid: false,
    failure: {
      statusCode: 400,
      error: "Bad Request",
      message: `"${labelOf(path)}" ${words}`,
      validation: { source: segment, keys: [path.length === 0 ? WHOLE : path.join(".")] },
    },
  };
}

interface Diagnostic {
  readonly path: readonly PropertyKey[];
  readonly words: string;
}

/** Joi looks at the whole first, then at the keys in the schema's order, and for unknown keys last; zod runs its refinements after all of it. */
function firstDiagnostic(schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): Diagnostic {
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const rank = (issue: z.core.$ZodIssue) => {
    if (issue.path.length > 0) return keys.indexOf(String(issue.path[0]));
    return issue.code === "unrecognized_keys" ? keys.length : -1;
  };
  const [first] = [...issues].sort((one, other) => rank(one) - rank(other));
  if (first === undefined) return { path: [], words: "is not allowed" };
  const unknown = first.code === "unrecognized_keys" ? first.keys.slice(0, 1) : [];
  return { path: [...first.path, ...unknown], words: first.message };
}

/** Joi's name of a whole segment; the reference has it among the keys too. */
const WHOLE = "value";

/** Joi's name of a place: `event_types[0]`, `event_type_map.EMAIL_SENT`, and `value` for the whole. */
function labelOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return WHOLE;
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}
