import { Box } from "ink";
import { useMemo } from "react";
import { type ArmScreen, armLines, faultLines } from "../faults/fault-lines.ts";
import { type Line, span } from "../frame/line.ts";
import { RULE_WIDTH, type SplitWidths, splitOf } from "../frame/split-layout.ts";
import { numbersLines } from "../numbers/numbers-lines.ts";
import { documentOf } from "../pager/document-of.ts";
import { pagerLines } from "../pager/pager-lines.ts";
import { pickerLines } from "../picker/picker-lines.ts";
import type { DetailScreen, PagerScreen, PickerScreen, Snapshot } from "../store/console-snapshot.ts";
import { DeliveryList } from "./delivery-list.tsx";
import { type RegionProps, Rows } from "./rows.tsx";

/** The region between header and footer, depending on the screen. */
export function MainView(props: RegionProps) {
  const { screen, size } = props.snapshot;
  const split = splitOf(size, screen.kind);
  if (split !== null) return <SplitView {...props} widths={split} />;
  switch (screen.kind) {
    case "list":
      return <DeliveryList {...props} />;
    case "detail":
    case "diff":
    case "world":
    case "thread":
    case "log":
    case "scenario":
    case "help":
      return <Pager {...props} screen={screen} />;
    case "picker":
      return <Picker {...props} screen={screen} />;
    case "numbers":
      return <Numbers {...props} />;
    case "faults":
      return <Faults {...props} />;
    case "arm":
      return <ArmFault {...props} screen={screen} />;
  }
}

interface SplitViewProps extends RegionProps {
  readonly widths: SplitWidths;
}

const NOTHING_YET: readonly Line[] = [[], [span("  ↑ ↓ show a delivery here, Enter goes into it.", "muted")]];

/** On a wide terminal: the list, and next to it the details of the row under the cursor. */
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

/** While the list scrolls, the details are out of date until it rests for a moment. */
function isOfSelectedRow({ list, cursor }: Snapshot, { delivery, eventId }: DetailScreen): boolean {
  const row = list.at(cursor.selected);
  if (row?.kind === "delivery") return row.delivery.id === delivery?.id;
  return row?.kind !== "unheard" || row.eventId === eventId;
}

interface PagerProps extends RegionProps {
  readonly screen: PagerScreen;
  /** Whether it is a preview without a cursor. */
  readonly isPassive?: boolean;
  /** Whether it shows something other than the selected row. */
  readonly isStale?: boolean;
}

/** The visible part of a long text: a delivery, a comparison, a conversation, the log, the help. */
function Pager({ snapshot, screen, theme, width, height, isPassive = false, isStale = false }: PagerProps) {
  const document = documentOf(screen, snapshot, theme);
  const lines = pagerLines(document, { pager: screen, theme, nowMs: snapshot.nowMs, height, isPassive });
  return <Rows lines={isStale ? lines.map(dimmed) : lines} width={width} height={height} theme={theme} />;
}

function dimmed(line: Line): Line {
  return line.map(({ text }) => span(text, "muted"));
}

interface PickerProps extends Omit<RegionProps, "snapshot"> {
  readonly screen: PickerScreen;
}

/** A list to choose from, filtered by the typed text. */
export function Picker({ screen, theme, width, height }: PickerProps) {
  return <Rows lines={pickerLines(screen, theme, { width, height })} width={width} height={height} theme={theme} />;
}

/** The mock's faults, and a description of the selected one. */
function Faults({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={faultLines(snapshot, theme, { width, height })} width={width} height={height} theme={theme} />;
}

interface ArmFaultProps extends Omit<RegionProps, "snapshot"> {
  readonly screen: ArmScreen;
}

/** A fault being written: first its kind, then its fields. */
function ArmFault({ screen, theme, width, height }: ArmFaultProps) {
  return <Rows lines={armLines(screen, theme, { width, height })} width={width} height={height} theme={theme} />;
}

/** Throughput, outcomes, response times and retries. */
function Numbers({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={numbersLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}
