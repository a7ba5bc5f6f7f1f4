import type { Line } from "../frame/line.ts";

/** The details as rows, and the rows at which sections begin. */
export interface DetailText {
  readonly lines: readonly Line[];
  readonly sections: readonly number[];
}

export interface DetailSection {
  readonly title: Line;
  readonly lines: readonly Line[];
}

/** Sections one below the other, with a blank row between. */
export function joinSections(sections: readonly DetailSection[]): DetailText {
  const lines: Line[] = [];
  const starts: number[] = [];
  for (const { title, lines: content } of sections) {
    if (lines.length > 0) lines.push([]);
    starts.push(lines.length);
    lines.push(title, ...content);
  }
  return { lines, sections: starts };
}

/** The lowest topmost line: the last one is then at the bottom. */
export function lastScroll({ lines }: DetailText, height: number): number {
  return Math.max(0, lines.length - height);
}

/** Where the next section begins, or the first one after the last. */
export function nextSection({ sections }: DetailText, scroll: number): number {
  return sections.find((start) => start > scroll) ?? 0;
}
