import { Box } from "ink";
import { memo, useMemo } from "react";
import type { Column } from "../deliveries/columns.ts";
import {
  beginsDay,
  countsDown,
  dayLine,
  dayOf,
  emptyLines,
  hasEvents,
  headingLine,
  listColumns,
  listRowLine,
  nothingFoundLines,
} from "../deliveries/list-lines.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { ListRow } from "../store/row-store.ts";
import type { Theme } from "../theme.ts";
import { type RegionProps, Row, Rows } from "./rows.tsx";

/** The live list: its column headings and the visible rows. */
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
      {partsInSight(snapshot, height - 1).map((part, index) =>
        part.kind === "day" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
          <Row key={index} line={dayLine(part.day)} width={width} theme={theme} />
        ) : (
          <DeliveryRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
            key={index}
            row={part.row}
            isMarked={snapshot.marks.has(snapshot.list.numberAt(part.place) ?? -1)}
            columns={columns}
            theme={theme}
            width={width}
            nowMs={countsDown(part.row) ? snapshot.nowMs : 0}
            cursor={part.place === snapshot.cursor.selected ? cursorKind(snapshot) : "none"}
          />
        ),
      )}
      {isEmpty &&
        emptyLines(snapshot).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text, which is not reordered
          <Row key={`empty ${index}`} line={line} width={width} theme={theme} />
        ))}
    </Box>
  );
}

function cursorKind({ cursor }: Snapshot): "follows" | "stays" {
  return cursor.isFollowing ? "follows" : "stays";
}

type Part =
  | { readonly kind: "row"; readonly place: number; readonly row: ListRow }
  | { readonly kind: "day"; readonly day: string };

/** The visible rows with the days between them. Day lines push rows out at the end that is away from the cursor. */
function partsInSight({ list, cursor, nowMs, order }: Snapshot, height: number): readonly Part[] {
  const parts: Part[] = [];
  let cursorAt = 0;
  for (let place = cursor.top; place < Math.min(cursor.top + height, list.length); place += 1) {
    const row = list.at(place);
    if (row === undefined) continue;
    if (order === "time" && beginsDay(list, place, { top: cursor.top, nowMs }))
      parts.push({ kind: "day", day: dayOf(row) ?? "" });
    if (place === cursor.selected) cursorAt = parts.length;
    parts.push({ kind: "row", place, row });
  }
  const start = cursorAt < height ? 0 : parts.length - height;
  return parts.slice(start, start + height);
}

interface DeliveryRowProps {
  readonly row: ListRow;
  readonly columns: readonly Column[];
  readonly theme: Theme;
  readonly width: number;
  /** The mock's clock if the row shows a countdown, else 0. */
  readonly nowMs: number;
  readonly cursor: "none" | "follows" | "stays";
  readonly isMarked: boolean;
}

/** Re-rendered only if its delivery is a different object; the store creates a new one for each change. */
const DeliveryRow = memo(function DeliveryRow({ width, theme, ...look }: DeliveryRowProps) {
  return <Row line={listRowLine({ ...look, theme, width })} width={width} theme={theme} />;
});
