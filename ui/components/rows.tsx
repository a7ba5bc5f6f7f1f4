import { Box, Transform } from "ink";
import { memo } from "react";
import { cutLine, type Line } from "../frame/line.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";

/** The props of a screen region: the store's snapshot, the theme, and its size in columns and rows. */
export interface RegionProps {
  readonly snapshot: Snapshot;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

interface RowsProps {
  readonly lines: readonly Line[];
  readonly width: number;
  /** Rows of the block: missing rows are blank, and surplus rows are omitted. */
  readonly height: number;
  readonly theme: Theme;
}

/** A block of rows of a fixed height. */
export function Rows({ lines, width, height, theme }: RowsProps) {
  if (height === 0) return null;
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      {lines.slice(0, height).map((line, index) => (
        // A row is its place on the screen: what stands there changes, the place does not.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Row key={index} line={line} width={width} theme={theme} />
      ))}
    </Box>
  );
}

interface RowProps {
  readonly line: Line;
  readonly width: number;
  readonly theme: Theme;
}

/** One row of the screen: a line cut to the width and painted by the theme, which alone knows colours and the terminal's glyphs. */
export function Row({ line, width, theme }: RowProps) {
  const shown = cutLine(line, width);
  return <PaintedRow painted={theme.paint(shown)} spoken={shown.map(({ text }) => text).join("")} />;
}

/**
 * The leaf of the tree. Ink sees its text as one space that becomes the row when it is written. Ink caches every text it has ever measured,
 * which at ten frames a second is most of a gigabyte per hour, and a space is measured only once.
 */
const PaintedRow = memo(function PaintedRow({ painted, spoken }: { painted: string; spoken: string }) {
  return (
    <Transform transform={() => painted} accessibilityLabel={spoken || " "}>
      {" "}
    </Transform>
  );
});
