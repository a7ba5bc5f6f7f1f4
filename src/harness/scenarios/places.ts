/** Positions of values in a file. */
import { SmartLeadMockError } from "../../base/errors.ts";
import type { SourcePlace } from "../../reports/report.ts";

/** A key's path from the top of a scenario: `["steps", 3, "expect", "state"]`. */
export type KeyPath = readonly PropertyKey[];

/** A value in a file: its start and end offsets, and its content. */
export interface PlacedNode {
  readonly start: number;
  readonly end: number;
  /** Key or index of an item → its start, and its value. */
  readonly entries: ReadonlyMap<string, { readonly start: number; readonly node: PlacedNode }>;
}

/** A parsed scenario, not yet checked, with the places of all its values. */
export interface PlacedSource {
  /** The name in errors. */
  readonly file: string;
  readonly data: unknown;
  /** The place of a key (or of a list item); the deepest known one on the path. */
  keyAt(path: KeyPath): SourcePlace;
  /** The place of a value; the deepest known one on the path. */
  valueAt(path: KeyPath): SourcePlace;
  /** The place of a piece of a text, the first unless `nth` says otherwise; the text's own place if it is not found. */
  pieceAt(path: KeyPath, piece: string, nth?: number): SourcePlace;
}

export interface SourceParts {
  readonly file: string;
  readonly text: string;
  readonly data: unknown;
  /** `null` if no places are known. */
  readonly root: PlacedNode | null;
}

export function placedSource({ file, text, data, root }: SourceParts): PlacedSource {
  const lineStarts = lineStartsOf(text);
  const at = (offset: number | null) => ({ file, ...lineAndColumn(lineStarts, offset) });
  return {
    file,
    data,
    keyAt: (path) => at(root === null ? null : deepest(root, path).start),
    valueAt: (path) => {
      if (root === null) return at(null);
      const found = deepest(root, path);
      return at(found.isWhole ? found.node.start : found.start);
    },
    pieceAt: (path, piece, nth = 0) => {
      if (root === null) return at(null);
      const found = deepest(root, path);
      return at(offsetOfPiece(text, found.node, { piece, nth }) ?? found.node.start);
    },
  };
}

/** `file:3:5`. */
function textOfPlace({ file, line, column }: SourcePlace): string {
  if (line === null) return file;
  return column === null ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** `file:3:5: what is wrong.` */
export function placedError(place: SourcePlace, diagnostic: string): SmartLeadMockError {
  return new SmartLeadMockError("config", `${textOfPlace(place)}: ${withPeriod(diagnostic)}`);
}

/** The place of an offset, if only the text is known. */
export function placeOfOffset(file: string, text: string, offset: number): SourcePlace {
  return { file, ...lineAndColumn(lineStartsOf(text), offset) };
}

interface Found {
  /** Start of the key, or of the item. */
  readonly start: number;
  readonly node: PlacedNode;
  /** Whether the whole path was found. */
  readonly isWhole: boolean;
}

function deepest(root: PlacedNode, path: KeyPath): Found {
  let found: Found = { start: root.start, node: root, isWhole: true };
  for (const step of path) {
    const entry = found.node.entries.get(String(step));
    if (entry === undefined) return { ...found, isWhole: false };
    found = { start: entry.start, node: entry.node, isWhole: true };
  }
  return found;
}

function offsetOfPiece(
  text: string,
  { start, end }: PlacedNode,
  { piece, nth }: { readonly piece: string; readonly nth: number },
): number | null {
  let at = text.indexOf(piece, start);
  for (let skipped = 0; skipped < nth && at !== -1; skipped += 1) at = text.indexOf(piece, at + piece.length);
  return at === -1 || at >= end ? null : at;
}

/** As in editors: LF and CRLF end lines, columns are UTF-16 units from 1. */
function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineAndColumn(starts: readonly number[], offset: number | null): Pick<SourcePlace, "line" | "column"> {
  if (offset === null) return { line: null, column: null };
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

function withPeriod(sentence: string): string {
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}
