import { z } from "zod";
import { printable } from "../../base/printable.ts";
import { type CheckedSegment, checkSegment } from "./check-segment.ts";

/** Query keys that one notice names, and characters of each. */
const MAX_NAMED = 5;
const MAX_KEY_LENGTH = 40;

/** The part of an operation that says which query keys it has. */
interface DocumentedQuery {
  readonly method: string;
  readonly path: string;
  readonly query?: z.ZodType | undefined;
  readonly queryHint?: string | undefined;
  readonly refusedQuery?: readonly string[] | undefined;
}

interface QueryTolerance {
  readonly isStrictQuery: boolean;
  readonly notice: (text: string) => void;
}

const NO_KEYS = z.strictObject({});

/**
 * The query with what the operation documents. SmartLead was seen refusing unknown keys of bodies only, and integrators send
 * undocumented query keys (smartlead.json `GET /campaigns/`): for every call they are ignored and the user is told, unless the
 * configuration says `strict_query`; then Joi refuses the first. So it does with the few keys that a call was seen refusing.
 */
export function knownQuery(
  { method, path, query: schema, queryHint, refusedQuery = [] }: DocumentedQuery,
  query: unknown,
  { isStrictQuery, notice }: QueryTolerance,
): CheckedSegment<z.ZodType> {
  const taken = (value: unknown) => ({ isValid: true, value }) as const;
  if (typeof query !== "object" || query === null) return taken(query);
  const documented = new Set(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
  const unknown = Object.keys(query).filter((key) => !documented.has(key));
  if (unknown.length === 0) return taken(query);
  if (isStrictQuery || unknown.some((key) => refusedQuery.includes(key)))
    return checkSegment("query", schema instanceof z.ZodObject ? schema : NO_KEYS, query);
  const named = unknown.slice(0, MAX_NAMED).map((key) => printable(key).slice(0, MAX_KEY_LENGTH));
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : "";
  const hint = queryHint === undefined ? "" : ` ${queryHint}`;
  notice(`${method} ${path} ignored ${named.join(", ")}${more}: SmartLead documents no such query key here.${hint}`);
  return taken(Object.fromEntries(Object.entries(query).filter(([key]) => documented.has(key))));
}
