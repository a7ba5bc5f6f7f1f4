import { type MouseEvent, type RefObject, type UIEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { RowView } from "../../store/row-views.ts";
import { openSelected } from "../keys.ts";
import { useSession, useSnapshot } from "../session.ts";
import { Row } from "./page-row.tsx";

/** Rows rendered beyond the visible area, so that they are ready when the user scrolls. */
const OVERSCAN = 4;

/**
 * The visible rows, newest at the top. At its top, the list follows new rows; when scrolled down it stays in place, and shows how many rows
 * have arrived meanwhile.
 */
export function DeliveryList() {
  const { list, cursor, screen, nowMs } = useSnapshot();
  const session = useSession();
  const { viewport, first, count, total, rowHeight, scrolled } = useWindow(list);
  const selected = cursor.isFollowing ? null : cursor.selected;
  useFollowed(viewport, { number: list.numberAt(selected ?? -1), index: total - 1 - (selected ?? 0), rowHeight });
  const click = (event: MouseEvent) => {
    const place = placeOf(event.target);
    if (place === null) return;
    session.store.selectAt(place);
    openSelected(session);
  };
  const toNewest = () => {
    viewport.current?.scrollTo({ top: 0 });
    session.store.follow();
  };
  const missed = list.length - total;
  return (
    <div className="list">
      <div className="row head" aria-hidden="true">
        <span>time (UTC)</span>
        <span>event</span>
        <span>lead</span>
        <span>campaign</span>
        <span>webhook</span>
        <span>tries</span>
        <span>outcome</span>
        <span className="right">took</span>
        <span>then</span>
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the page listens to the keys of the list */}
      <div
        className="list-viewport"
        role="listbox"
        aria-label="Deliveries, the newest first"
        tabIndex={0}
        aria-activedescendant={selected === null ? undefined : `row-${selected}`}
        ref={viewport}
        onScroll={scrolled}
        onClick={click}
      >
        <div className="list-space" role="presentation" style={{ height: total * rowHeight }}>
          <div role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
            {Array.from({ length: count }, (_, index) => {
              const place = total - 1 - first - index;
              const row = list.at(place);
              if (row === undefined) return null;
              return (
                <Row
                  // biome-ignore lint/suspicious/noArrayIndexKey: a line of the window shows one row after the other
                  key={index}
                  row={row}
                  place={place}
                  isSelected={place === selected}
                  isOpen={screen.kind === "detail" && isShown(row, screen)}
                  nowMs={
                    row.kind === "delivery" && row.delivery.state === "waiting" ? Math.floor(nowMs / 1_000) * 1_000 : 0
                  }
                />
              );
            })}
          </div>
        </div>
      </div>
      {missed > 0 && (
        <button type="button" className="new-rows" onClick={toNewest}>
          ↑ {missed.toLocaleString("en")} new
        </button>
      )}
    </div>
  );
}

function isShown(
  row: ReturnType<RowView["at"]>,
  detail: { readonly eventId: string; readonly delivery: { readonly id: string } | null },
): boolean {
  if (row?.kind === "delivery") return row.delivery.id === detail.delivery?.id;
  return row?.kind === "unheard" && detail.delivery === null && row.eventId === detail.eventId;
}

function placeOf(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
  return row === null ? null : Number(row.dataset.place);
}

/** The range of visible rows. */
function useWindow(list: RowView) {
  const viewport = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [size, setSize] = useState({ height: 0, rowHeight: 36 });
  /** The number of the newest row when the list stopped following. */
  const [held, setHeld] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    const measure = () => {
      const rowHeight = Number.parseFloat(getComputedStyle(element).getPropertyValue("--row-height"));
      setSize({ height: element.clientHeight, rowHeight });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const { height, rowHeight } = size;
  const kept = held === null ? list.length : list.placeOf(held + 1);
  // The rows in view are dropped at some point to make room; then the list has nothing to stay at.
  const total = kept === 0 ? list.length : kept;
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - OVERSCAN, total - 1));
  const count = Math.min(Math.ceil(height / rowHeight) + 2 * OVERSCAN, total - first);
  const scrolled = ({ currentTarget }: UIEvent) => {
    const { scrollTop } = currentTarget;
    setTop(scrollTop);
    if (scrollTop > rowHeight / 2) setHeld((before) => before ?? list.numberAt(list.length - 1) ?? null);
    else setHeld(null);
  };
  return { viewport, first, count, total, rowHeight, scrolled };
}

interface FollowedRow {
  /** The selected row's number; `undefined` while the newest row is followed. */
  readonly number: number | undefined;
  /** Its position, counted from the top. */
  readonly index: number;
  readonly rowHeight: number;
}

/** Scrolls to the row under the cursor when the cursor moves, not when new rows arrive. */
function useFollowed(viewport: RefObject<HTMLDivElement | null>, row: FollowedRow): void {
  const latest = useRef(row);
  latest.current = row;
  const { number } = row;
  useEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    if (number === undefined) {
      element.scrollTop = 0;
      return;
    }
    const { index, rowHeight } = latest.current;
    const [from, to] = [index * rowHeight, (index + 1) * rowHeight];
    if (from < element.scrollTop) element.scrollTop = from;
    else if (to > element.scrollTop + element.clientHeight) element.scrollTop = to - element.clientHeight;
  }, [viewport, number]);
}
