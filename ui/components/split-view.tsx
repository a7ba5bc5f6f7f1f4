import { Box } from "ink";
import { useMemo } from "react";
import { type Line, span } from "../frame/line.ts";
import { RULE_WIDTH, type SplitWidths } from "../frame/split-layout.ts";
import type { DetailScreen, Snapshot } from "../store/console-snapshot.ts";
import { DeliveryList } from "./delivery-list.tsx";
import { Pager } from "./pager.tsx";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

interface SplitViewProps extends RegionProps {
  readonly widths: SplitWidths;
}

const NOTHING_YET: readonly Line[] = [[], [span("  ↑ ↓ show a delivery here, Enter goes into it.", "muted")]];

/** On a wide terminal: the list, and beside it the details of the row that the cursor is on. */
export function SplitView({ widths, ...region }: SplitViewProps) {
  const { snapshot, theme, height } = region;
  const { screen, preview } = snapshot;
  const rule = useMemo(() => Array.from({ length: height }, (): Line => [span("│", "muted")]), [height]);
  const details = { ...region, width: widths.details };
  return (
    <Box flexDirection="row" width={region.width} height={height} flexShrink={0}>
      <DeliveryList {...region} width={widths.list} />
      <Rows lines={rule} width={RULE_WIDTH} height={height} theme={theme} />
      {screen.kind === "detail" ? (
        <Pager {...details} screen={screen} />
      ) : preview === null ? (
        <Rows lines={NOTHING_YET} width={widths.details} height={height} theme={theme} />
      ) : (
        <Pager {...details} screen={preview} isPassive isStale={!isOfSelectedRow(snapshot, preview)} />
      )}
    </Box>
  );
}

/** A list that moves on leaves the details behind until it stands still for a moment. */
function isOfSelectedRow({ list, cursor }: Snapshot, { delivery, eventId }: DetailScreen): boolean {
  const row = list.at(cursor.selected);
  if (row?.kind === "delivery") return row.delivery.id === delivery?.id;
  return row?.kind !== "unheard" || row.eventId === eventId;
}
