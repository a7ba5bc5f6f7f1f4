import { shellWords } from "../../capture/drift/captures/split-shell-words.ts";

/** Marks the place of the cursor; no one types it, and it is no blank. */
const CURSOR = "\u0001";

/** A command line up to the cursor. */
export interface TypedLine {
  /** The whole words before the cursor, without the program's own name. */
  readonly words: readonly string[];
  /** What has been typed of the word at the cursor. */
  readonly current: string;
}

/** Splits a line as a shell does; a quote may still be open. */
export function typedLine(line: string): TypedLine {
  const ways = [line + CURSOR, `${line}${CURSOR}"`, `${line}${CURSOR}'`];
  const [words = []] = ways.map((way) => shellWords(way)?.at(-1)).filter((found) => found !== undefined);
  return { words: words.slice(1, -1), current: (words.at(-1) ?? "").replace(CURSOR, "") };
}
