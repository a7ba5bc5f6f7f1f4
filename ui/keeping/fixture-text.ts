import { jsonValue, keptBody } from "./kept-body.ts";

/** A body as a file for `trigger --body`: JSON laid out, everything else as it came. */
export function fixtureText(body: string): string {
  const kept = keptBody(body);
  // What would not come out the same, such as a number that is too long, stays as it is.
  const value = jsonValue(kept);
  const isFaithful = value !== undefined && JSON.stringify(value) === kept;
  return isFaithful ? `${JSON.stringify(value, null, 2)}\n` : kept;
}
