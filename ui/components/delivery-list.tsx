import { Box } from "ink";
import { memo, useMemo } from "react";
import type { Column } from "../deliveries/columns.ts";
import { emptyLines } from "../deliveries/empty-lines.ts";
import {
  countsDown,
  hasEvents,
  headingLine,
  listColumns,
  listRowLine,
  nothingFoundLines,
} from "../deliveries/list-lines.ts";
import type { ListRow } from "../store/row-ring.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import type { RegionProps } from "./region.ts";
import { Row } from "./row.tsx";
import { Rows } from "./rows.tsx";

/** The live list: its column headings and the window of rows that is in sight. */
export function DeliveryList(props: RegionProps) {
  const { snapshot, theme, width, height } = props;
  const tries = snapshot.state?.policy.tries;
  const columns = useMemo(() => listColumns(width, tries), [width, tries]);
  if (snapshot.filter?.found === 0) {
    const lines = [headingLine(columns), ...nothingFoundLines(snapshot.filter)];
    return <Rows lines={lines} width={width} height={height} theme={theme} />;
  }
  const isEmpty = !hasEvents(snapshot);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      <Row line={isEmpty ? [] : headingLine(columns)} width={width} theme={theme} />
      {rowsInSight(snapshot, height - 1).map(({ place, row }) => (
        <DeliveryRow
          key={place - snapshot.cursor.top}
          row={row}
          columns={columns}
          theme={theme}
          width={width}
          nowMs={countsDown(row) ? snapshot.nowMs : 0}
          cursor={place === snapshot.cursor.selected ? (snapshot.cursor.isFollowing ? "follows" : "stays") : "none"}
        />
      ))}
      {isEmpty &&
        emptyLines(snapshot).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text, which is not reordered
          <Row key={`empty ${index}`} line={line} width={width} theme={theme} />
        ))}
    </Box>
  );
}

function rowsInSight({ list, cursor }: Snapshot, height: number): readonly { place: number; row: ListRow }[] {
  const end = Math.min(cursor.top + height, list.length);
  return Array.from({ length: Math.max(0, end - cursor.top) }, (_, index) => cursor.top + index).flatMap((place) => {
    const row = list.at(place);
    return row === undefined ? [] : [{ place, row }];
  });
}

interface DeliveryRowProps {
  readonly row: ListRow;
  readonly columns: readonly Column[];
  readonly theme: Theme;
  readonly width: number;
  /** The mock's clock where the row counts down to something, else 0. */
  readonly nowMs: number;
  readonly cursor: "none" | "follows" | "stays";
}

/** Built anew only when its delivery is another object, which the store makes whenever something happens to it. */
const DeliveryRow = memo(function DeliveryRow({ width, theme, ...look }: DeliveryRowProps) {
  return <Row line={listRowLine({ ...look, theme, width })} width={width} theme={theme} />;
});
