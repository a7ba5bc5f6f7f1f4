import type { Line } from "../frame/line.ts";

/** A part of a long text, whose rows are built on demand. */
export interface Part {
  readonly length: number;
  /** `nowMs` is the mock's clock, for countdowns. */
  lineAt(row: number, nowMs: number): Line;
  /** Rows in which a match begins, ascending; `needle` is in lower case. */
  rowsWith(needle: string): readonly number[];
  /** The name of the foldable element in this row, unique in the document. */
  foldAt(row: number): string | null;
  /** The target of this row's link, if it has one. */
  targetAt?(row: number): string | null;
}

/** A part with a title, which can be folded to its title. */
export interface Section {
  /** Unique in the document, and stable when the document is rebuilt. */
  readonly key: string;
  readonly title: Part;
  readonly parts: readonly Part[];
}

/** Names of folded elements. */
export type Folds = ReadonlySet<string>;

/** A long text: parts in sequence, with a blank row between sections. */
export class Document implements Part {
  readonly length: number;
  readonly #parts: readonly Part[];
  /** Rows at which the parts begin. */
  readonly #starts: readonly number[];
  /** Rows at which sections begin. */
  readonly #sections: readonly { readonly key: string; readonly row: number }[];

  constructor(sections: readonly Section[], folds: Folds) {
    const parts: Part[] = [];
    const starts: number[] = [];
    const found: { key: string; row: number }[] = [];
    let row = 0;
    const add = (part: Part) => {
      if (part.length === 0) return;
      parts.push(part);
      starts.push(row);
      row += part.length;
    };
    for (const section of sections) {
      if (row > 0) add(BLANK);
      found.push({ key: section.key, row });
      for (const part of partsOf(section, folds)) add(part);
    }
    this.#parts = parts;
    this.#starts = starts;
    this.#sections = found;
    this.length = row;
  }

  lineAt(row: number, nowMs: number): Line {
    const [part, start] = this.#partAt(row);
    return part?.lineAt(row - start, nowMs) ?? [];
  }

  foldAt(row: number): string | null {
    const [part, start] = this.#partAt(row);
    return part?.foldAt(row - start) ?? null;
  }

  targetAt(row: number): string | null {
    const [part, start] = this.#partAt(row);
    return part?.targetAt?.(row - start) ?? null;
  }

  rowsWith(needle: string): readonly number[] {
    return this.#parts.flatMap((part, index) => part.rowsWith(needle).map((row) => row + (this.#starts[index] ?? 0)));
  }

  /** The row at which the next section begins, or the first row after the last one. */
  nextSection(row: number): number {
    return this.#sections.find((section) => section.row > row)?.row ?? 0;
  }

  /** The row at which this section begins, or the previous section if the row is its first; the last row before the first section. */
  previousSection(row: number): number {
    return (this.#sections.findLast((section) => section.row < row) ?? this.#sections.at(-1))?.row ?? 0;
  }

  /** The position of a row, in a form that stays valid if the document is rebuilt with more or less content. */
  anchorOf(row: number): { readonly key: string; readonly offset: number } | null {
    const section = this.#sections.findLast((one) => one.row <= row);
    return section === undefined ? null : { key: section.key, offset: row - section.row };
  }

  rowOf({ key, offset }: { readonly key: string; readonly offset: number }): number | null {
    const section = this.#sections.find((one) => one.key === key);
    return section === undefined ? null : Math.min(section.row + offset, Math.max(0, this.length - 1));
  }

  #partAt(row: number): readonly [Part | undefined, number] {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return row < 0 || row >= this.length ? [undefined, 0] : [this.#parts[low - 1], this.#starts[low - 1] ?? 0];
  }
}

/** The fold name of a section. */
function sectionFold(key: string): string {
  return `section ${key}`;
}

function partsOf({ key, title, parts }: Section, folds: Folds): readonly Part[] {
  const fold = sectionFold(key);
  const rows = parts.reduce((sum, { length }) => sum + length, 0);
  if (rows === 0) return [title];
  const isFolded = folds.has(fold);
  return [withFold(title, { fold, hidden: isFolded ? rows : 0 }), ...(isFolded ? [] : parts)];
}

function withFold(part: Part, { fold, hidden }: { fold: string; hidden: number }): Part {
  return {
    length: part.length,
    rowsWith: (needle) => part.rowsWith(needle),
    foldAt: () => fold,
    lineAt: (row, nowMs) => {
      const line = part.lineAt(row, nowMs);
      return hidden === 0 ? line : [...line, { text: `  … ${hidden} ${hidden === 1 ? "row" : "rows"}`, tone: "muted" }];
    },
  };
}

const BLANK: Part = { length: 1, lineAt: () => [], rowsWith: () => [], foldAt: () => null };
