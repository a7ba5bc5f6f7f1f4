import type { Theme } from "../theme.ts";

/** A row of columns, `height` rows high, as high as their values; `full` is the value of the highest. The top row comes first. */
export function columnPlot(
  values: readonly number[],
  { height, full, theme }: { height: number; full: number; theme: Theme },
): readonly string[] {
  const { sparks } = theme;
  const steps = sparks.length;
  return Array.from({ length: height }, (_, index) => {
    const floor = (height - 1 - index) * steps;
    return values
      .map((value) => {
        // Whatever is there is seen, and what is full is full.
        const filled =
          value <= 0 ? 0 : Math.max(1, Math.round((value / Math.max(full, Number.MIN_VALUE)) * height * steps));
        const here = Math.max(0, Math.min(steps, filled - floor));
        return here === 0 ? " " : (sparks[here - 1] ?? " ");
      })
      .join("");
  });
}

/** A bar as long as the share of `full`, in a field of `width`; whatever is there is seen. */
export function barPlot(value: number, { full, width, theme }: { full: number; width: number; theme: Theme }): string {
  const length = value <= 0 ? 0 : Math.max(1, Math.round((value / Math.max(1, full)) * width));
  return theme.glyphs.bar.repeat(Math.min(length, width));
}
