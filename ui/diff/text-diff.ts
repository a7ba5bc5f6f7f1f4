import { span } from "../frame/line.ts";
import { commonSubsequence } from "./common-subsequence.ts";
import type { DiffRow } from "./json-diff.ts";

/** Lines of a text compared with another's; what is longer is an error page that nobody compares line by line. */
const MAX_LINES = 1_000;

/** Two texts compared, line by line. They have been through `printable`, line by line. */
export function textDiff(left: readonly string[], right: readonly string[]): readonly DiffRow[] {
  const pairs = commonSubsequence(left.slice(0, MAX_LINES), right.slice(0, MAX_LINES));
  const rows: DiffRow[] = [];
  let [fromLeft, fromRight] = [0, 0];
  const row = (mark: DiffRow["mark"], text: string): DiffRow => ({ mark, depth: 0, spans: [span(text)] });
  for (const [atLeft, atRight] of [...pairs, [left.length, right.length] as const]) {
    rows.push(...left.slice(fromLeft, atLeft).map((text) => row("removed", text)));
    rows.push(...right.slice(fromRight, atRight).map((text) => row("added", text)));
    const same = left[atLeft];
    if (same !== undefined) rows.push(row("same", same));
    [fromLeft, fromRight] = [atLeft + 1, atRight + 1];
  }
  return rows;
}
