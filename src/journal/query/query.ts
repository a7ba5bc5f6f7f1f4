import { SmartLeadMockError } from "../../base/errors.ts";
import type { FieldName } from "./query-fields.ts";

/** What is asked of a list of deliveries, as data. */
export type Query =
  /** Holds where each part does; without parts, of everything. */
  | { readonly kind: "all"; readonly of: readonly Query[] }
  /** Holds where at least one part does. */
  | { readonly kind: "any"; readonly of: readonly Query[] }
  | { readonly kind: "not"; readonly of: Query }
  | { readonly kind: "term"; readonly field: FieldName; readonly test: ValueTest };

/** What one value of a field must be. Texts are in lower case: case never matters. */
export type ValueTest =
  | { readonly kind: "equals"; readonly value: string | number }
  /** Occurs somewhere in it. */
  | { readonly kind: "holds"; readonly text: string }
  /** The pieces between the stars, from the first to the last character. */
  | { readonly kind: "pattern"; readonly pieces: readonly string[] }
  /** Both ends included; an end that is infinite is open. */
  | { readonly kind: "between"; readonly low: number; readonly high: number }
  /** In the order of characters, as ISO times are: compared with as much of the value as is written. */
  | { readonly kind: "time"; readonly of: "day" | "clock"; readonly comparison: Comparison; readonly text: string }
  /** The field has no value. */
  | { readonly kind: "none" }
  /** It has one, whatever it is. */
  | { readonly kind: "some" };

export type Comparison = "=" | ">" | ">=" | "<" | "<=";

/** Characters of a query: more than anyone types, little enough to be read at each key. */
export const MAX_QUERY_CHARACTERS = 1_000;

/** A query that cannot be read. The message is one sentence that names the column. */
export class QueryError extends SmartLeadMockError {
  /** What is wrong and what to write instead, without the place. */
  readonly problem: string;
  /** Where it is, in code units from 0. */
  readonly at: number;

  constructor(at: number, problem: string) {
    super("bad_request", `The query is invalid at column ${at + 1}: ${problem}`);
    this.problem = problem;
    this.at = at;
  }
}
