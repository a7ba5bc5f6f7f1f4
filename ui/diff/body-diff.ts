import { maskBody } from "../../src/base/mask-secrets.ts";
import { isSecretName, isSecretValue } from "../../src/base/secrets/secret-names.ts";
import { MASK } from "../../src/base/secrets/secret-places.ts";
import { type Span, span } from "../frame/line.ts";
import { jsonRows, shownScalar } from "../pager/json-rows.ts";

/** The meaning of a row in a comparison: the same on both sides, or only on one. */
export type DiffMark = "same" | "removed" | "added";

export interface DiffRow {
  readonly mark: DiffMark;
  readonly depth: number;
  readonly spans: readonly Span[];
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Maximum items of a list that are aligned; longer lists are compared by index. */
const MAX_ALIGNED_ITEMS = 300;

/** Compares two JSON values field by field; equal parts are folded. */
export function jsonDiff(left: unknown, right: unknown): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  compare({ left: left as Json, right: right as Json, key: null, depth: 0 }, rows);
  return rows;
}

interface Pair {
  readonly left: Json;
  readonly right: Json;
  /** The field's name; `null` in a list and at the root. */
  readonly key: string | null;
  readonly depth: number;
}

function compare({ left, right, key, depth }: Pair, rows: DiffRow[]): void {
  if (isSame(left, right)) {
    rows.push({ mark: "same", depth, spans: [...keySpans(key), ...foldedSpans(left, key)] });
  } else if (key !== null && isSecretName(key)) {
    rows.push(...whole("removed", left, { key, depth }), ...whole("added", right, { key, depth }));
  } else if (isObject(left) && isObject(right)) {
    around({ key, depth, brackets: "{}" }, rows, () => compareFields({ left, right, key, depth }, rows));
  } else if (isList(left) && isList(right)) {
    around({ key, depth, brackets: "[]" }, rows, () => compareItems(left, right, depth + 1, rows));
  } else {
    rows.push(...whole("removed", left, { key, depth }), ...whole("added", right, { key, depth }));
  }
}

function compareFields({ left, right, depth }: Pair & { left: JsonObject; right: JsonObject }, rows: DiffRow[]): void {
  for (const [key, value] of Object.entries(left)) {
    const other = Object.hasOwn(right, key) ? right[key] : undefined;
    if (other === undefined) rows.push(...whole("removed", value, { key, depth: depth + 1 }));
    else compare({ left: value, right: other, key, depth: depth + 1 }, rows);
  }
  for (const [key, value] of Object.entries(right)) {
    if (!Object.hasOwn(left, key)) rows.push(...whole("added", value, { key, depth: depth + 1 }));
  }
}

/** Equal items stay aligned; between them, a removed item and an added one count as a changed item. */
function compareItems(left: readonly Json[], right: readonly Json[], depth: number, rows: DiffRow[]): void {
  const isShort = left.length <= MAX_ALIGNED_ITEMS && right.length <= MAX_ALIGNED_ITEMS;
  const texts = (items: readonly Json[]) => items.map((item) => JSON.stringify(item));
  const pairs = isShort ? commonSubsequence(texts(left), texts(right)) : [];
  let [fromLeft, fromRight] = [0, 0];
  for (const [atLeft, atRight] of [...pairs, [left.length, right.length] as const]) {
    const [gone, come] = [left.slice(fromLeft, atLeft), right.slice(fromRight, atRight)];
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
      const [one, other] = [gone[index], come[index]];
      if (one !== undefined && other !== undefined) compare({ left: one, right: other, key: null, depth }, rows);
      else if (one !== undefined) rows.push(...whole("removed", one, { key: null, depth }));
      else if (other !== undefined) rows.push(...whole("added", other, { key: null, depth }));
    }
    const same = left[atLeft];
    if (same !== undefined) rows.push({ mark: "same", depth, spans: foldedSpans(same, null) });
    [fromLeft, fromRight] = [atLeft + 1, atRight + 1];
  }
}

interface Around {
  readonly key: string | null;
  readonly depth: number;
  readonly brackets: "{}" | "[]";
}

function around({ key, depth, brackets }: Around, rows: DiffRow[], inside: () => void): void {
  rows.push({ mark: "same", depth, spans: [...keySpans(key), span(brackets.charAt(0))] });
  inside();
  rows.push({ mark: "same", depth, spans: [span(brackets.charAt(1))] });
}

/** A value that is on one side only, with all its content. */
function whole(mark: DiffMark, value: Json, { key, depth }: Pick<Pair, "key" | "depth">): readonly DiffRow[] {
  const field = key === null ? value : { [key]: value };
  const rows = jsonRows(maskBody(JSON.stringify(field))) ?? [];
  const own = key === null ? rows : rows.slice(1, -1);
  const base = key === null ? depth : depth - 1;
  return own.map((row) => ({ mark, depth: base + row.depth, spans: row.spans }));
}

function keySpans(key: string | null): readonly Span[] {
  return key === null ? [] : [span(JSON.stringify(key), "key"), span(": ")];
}

function foldedSpans(value: Json, key: string | null): readonly Span[] {
  if (isList(value)) return value.length === 0 ? [span("[]")] : [span(`[ ${value.length} alike ]`, "muted")];
  if (isObject(value)) {
    const count = Object.keys(value).length;
    return count === 0 ? [span("{}")] : [span(`{ ${count} alike }`, "muted")];
  }
  const isHidden = key !== null && value !== null && isSecretValue(key, JSON.stringify(value));
  return [isHidden ? span(`"${MASK}"`, "string") : shownScalar(value)];
}

type JsonObject = { readonly [key: string]: Json };

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isSame(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (isList(left) || isList(right)) {
    const areLists = isList(left) && isList(right) && left.length === right.length;
    return areLists && left.every((item, index) => isSame(item, right[index] ?? null));
  }
  const [one, other] = [left, right];
  const fields = Object.entries(one);
  return (
    fields.length === Object.keys(other).length &&
    fields.every(([key, value]) => Object.hasOwn(other, key) && isSame(value ?? null, other[key] ?? null))
  );
}

/** Maximum lines of a text that are compared; a longer text is an error page that no one compares line by line. */
const MAX_LINES = 1_000;

/** Compares two texts line by line. Each line has been through `printable`. */
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

/** The longest common subsequence of both lists, as pairs of indexes. Its cost is the product of their lengths. */
function commonSubsequence(
  left: readonly string[],
  right: readonly string[],
): readonly (readonly [left: number, right: number])[] {
  const width = right.length + 1;
  // The length of the longest subsequence from each pair of indexes to the ends.
  const lengths = new Uint16Array((left.length + 1) * width);
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        left[row] === right[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let [row, column] = [0, 0]; row < left.length && column < right.length; ) {
    if (left[row] === right[column]) {
      pairs.push([row, column]);
      row += 1;
      column += 1;
    } else if ((lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0)) row += 1;
    else column += 1;
  }
  return pairs;
}
