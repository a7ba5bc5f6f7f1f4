import { Box } from "ink";
import type { Line } from "../frame/line.ts";
import type { Theme } from "../theme.ts";
import { Row } from "./row.tsx";

interface RowsProps {
  readonly lines: readonly Line[];
  readonly width: number;
  /** Rows of the block: what is missing is blank, what is too much is left out. */
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
