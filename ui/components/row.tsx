import { Transform } from "ink";
import { memo } from "react";
import { cutLine, type Line } from "../frame/line.ts";
import type { Theme } from "../theme.ts";

interface RowProps {
  readonly line: Line;
  readonly width: number;
  readonly theme: Theme;
}

/** One row of the screen: a line cut to the width and painted by the theme, which alone knows colours and the terminal's signs. */
export function Row({ line, width, theme }: RowProps) {
  const shown = cutLine(line, width);
  return <PaintedRow painted={theme.paint(shown)} spoken={shown.map(({ text }) => text).join("")} />;
}

/**
 * The leaf of the tree. To Ink its text is one blank that becomes the row when it is written: Ink keeps every text it has ever measured,
 * which at ten frames a second is most of a gigabyte an hour, and a blank is measured once.
 */
const PaintedRow = memo(function PaintedRow({ painted, spoken }: { painted: string; spoken: string }) {
  return (
    <Transform transform={() => painted} accessibilityLabel={spoken || " "}>
      {" "}
    </Transform>
  );
});
