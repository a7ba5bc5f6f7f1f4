import { Box } from "ink";
import type { Theme } from "../theme.ts";
import { cutLine, type Line } from "./line.ts";
import { Row } from "./row.tsx";

/** A block of rows of one height: what is missing is blank, what is too much is left out. */
export function Block(props: {
  readonly lines: readonly Line[];
  readonly height: number;
  readonly width: number;
  readonly theme: Theme;
}) {
  const { lines, height, width, theme } = props;
  return (
    <Box flexDirection="column" height={height} flexShrink={0}>
      {Array.from({ length: height }, (_, index) => (
        // The place on the screen is what a row is: its content comes and goes.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Row key={index} painted={theme.paint(cutLine(lines[index] ?? [], width))} />
      ))}
    </Box>
  );
}
