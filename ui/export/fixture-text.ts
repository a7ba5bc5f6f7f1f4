import { exportedBody } from "./exported-body.ts";

/** A body as a file for `trigger --body`, which sends a file as it is: not a byte is laid out anew. */
export function fixtureText(body: string): string {
  return exportedBody(body);
}
