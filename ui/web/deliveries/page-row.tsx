import { memo } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import {
  duplicateCell,
  FAULT_MARK,
  ladder,
  newestAttempt,
  nextCell,
  outcomeCell,
  repeatText,
  timeText,
} from "../../deliveries/delivery-row.ts";
import { tookText } from "../../deliveries/durations.ts";
import type { ListRow, UnheardRow } from "../../store/row-store.ts";
import { themeFor } from "../../theme.ts";
import { Spans } from "../spans.tsx";

/** The glyphs of the terminal; colours are CSS classes here. */
export const PAGE_THEME = themeFor({});

interface RowProps {
  readonly row: ListRow;
  readonly place: number;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  /** Epoch ms on the mock's clock, for a row with a countdown; else 0, so that other rows are not rendered again. */
  readonly nowMs: number;
}

/** A row of the live list. */
export const Row = memo(function Row({ row, place, isSelected, isOpen, nowMs }: RowProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names the selected row
    <div
      id={`row-${place}`}
      data-place={place}
      role="option"
      aria-selected={isSelected}
      className={`row kind-${row.kind}${isOpen ? " open" : ""}`}
    >
      <Cells row={row} nowMs={nowMs} />
    </div>
  );
});

function Cells({ row, nowMs }: { readonly row: ListRow; readonly nowMs: number }) {
  switch (row.kind) {
    case "delivery":
      return <DeliveryCells delivery={row.delivery} shadowed={row.shadowed} nowMs={nowMs} />;
    case "unheard":
      return <UnheardCells row={row} />;
    case "gap":
      return (
        <span className="whole tone-warn">{`${(row.to - row.from + 1).toLocaleString("en")} entries are missing here`}</span>
      );
    case "note":
      return (
        <>
          <Time iso={row.at} />
          <span className="whole muted">{safeText(row.text)}</span>
        </>
      );
  }
}

/** Includes the day, because a mock's clock may show any date. */
function Time({ iso }: { readonly iso: string }) {
  return (
    <span className="time">
      <span className="day">{iso.slice(5, 10)}</span> {timeText(iso)}
    </span>
  );
}

interface DeliveryCellsProps {
  readonly delivery: Delivery;
  readonly shadowed: number;
  readonly nowMs: number;
}

function DeliveryCells({ delivery, shadowed, nowMs }: DeliveryCellsProps) {
  const newest = newestAttempt(delivery);
  const next = nextCell(delivery, nowMs);
  return (
    <>
      <Time iso={delivery.created_at} />
      <span className="event">
        {delivery.event_type}
        <Marks delivery={delivery} shadowed={shadowed} />
      </span>
      <span className="lead">{safeText(delivery.lead_email ?? "")}</span>
      <span className="campaign">{delivery.campaign_id}</span>
      <span className="webhook">{safeText(delivery.webhook.name)}</span>
      <span className="tries">
        <span className="visually-hidden">{`try ${newest?.number ?? 0} of ${delivery.max_attempts} `}</span>
        <Spans line={ladder(delivery, PAGE_THEME.glyphs)} />
      </span>
      <span
        className="outcome"
        title={newest?.error === null || newest === undefined ? undefined : safeText(newest.error)}
      >
        <Spans line={[outcomeCell(delivery, PAGE_THEME)]} />
      </span>
      <span className="took right">{tookText(newest?.duration_ms ?? null)}</span>
      <span className="then">
        <Spans line={[next.text === "" ? duplicateCell(delivery) : next]} />
      </span>
    </>
  );
}

/** The remarks on a delivery, a word each. */
function Marks({ delivery, shadowed }: { readonly delivery: Delivery; readonly shadowed: number }) {
  const faults = newestAttempt(delivery)?.faults ?? [];
  const isFromSmartLead = typeof delivery.proxied?.arrival === "number";
  return (
    <>
      {faults.length > 0 && (
        <span className="mark tone-warn" title={`Faults of the newest try: ${faults.join(", ")}`}>
          {FAULT_MARK}
          <span className="fault-names">{` ${faults.join(", ")}`}</span>
        </span>
      )}
      {delivery.resent_from !== null && !isFromSmartLead && (
        <span className="mark tone-info">{repeatText(delivery)}</span>
      )}
      {isFromSmartLead && <span className="mark tone-info">SmartLead</span>}
      {shadowed > 0 && (
        <span
          className="mark muted"
          title="Webhooks that another one takes precedence over"
        >{`shadowed ${shadowed}`}</span>
      )}
    </>
  );
}

function UnheardCells({ row }: { readonly row: UnheardRow }) {
  return (
    <>
      <Time iso={row.at} />
      <span className="event">{row.eventType}</span>
      <span className="lead">{safeText(row.leadEmail ?? "")}</span>
      <span className="campaign">{row.campaignId}</span>
      <span className="nobody tone-warn">
        {PAGE_THEME.glyphs.none} reached no webhook<span className="why-nobody">: {safeText(row.explanation)}</span>
      </span>
    </>
  );
}
