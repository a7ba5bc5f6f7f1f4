import { type Line, lineWidth, span } from "./line.ts";

/** A part of a row that may be dropped on a narrow terminal: the lowest `weight` first. */
export interface Segment {
  readonly line: Line;
  readonly weight: number;
}

/** The segments that fit into `width`, in their order, with a gap between them. */
export function fitSegments(segments: readonly Segment[], width: number, gap = "  "): Line {
  let kept = segments.filter(({ line }) => lineWidth(line) > 0);
  while (kept.length > 1 && totalWidth(kept, gap) > width) {
    const least = kept.reduce((low, next) => (next.weight <= low.weight ? next : low));
    kept = kept.filter((segment) => segment !== least);
  }
  return kept.flatMap(({ line }, index) => (index === 0 ? line : [span(gap, "muted"), ...line]));
}

function totalWidth(segments: readonly Segment[], gap: string): number {
  return segments.reduce((sum, { line }) => sum + lineWidth(line), gap.length * (segments.length - 1));
}
