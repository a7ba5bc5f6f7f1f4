import type { DetailScreen } from "../../store/console-snapshot.ts";
import type { RowView } from "../../store/row-views.ts";
import { DetailView } from "../detail/detail-view.tsx";
import { useSnapshot } from "../session.ts";
import { EmptyList } from "./empty-list.tsx";
import { Filters } from "./filters.tsx";
import { DeliveryList } from "./page-list.tsx";
import { QueryBar } from "./query-bar.tsx";

interface DeliveriesViewProps {
  readonly detail: DetailScreen | null;
  readonly onTrigger: () => void;
}

/** The live list, and beside it, or instead of it where there is no room, what is opened. */
export function DeliveriesView({ detail, onTrigger }: DeliveriesViewProps) {
  const { list, filter } = useSnapshot();
  return (
    <div className="deliveries" data-open={detail !== null}>
      <section className="list-pane" aria-label="Deliveries">
        <Filters />
        <QueryBar />
        {filter === null && hasOnlyNotes(list) ? (
          <EmptyList onTrigger={onTrigger} />
        ) : list.length > 0 ? (
          <DeliveryList />
        ) : (
          <NothingFound />
        )}
      </section>
      {detail !== null && <DetailView key={detail.delivery?.id ?? detail.eventId} detail={detail} />}
    </div>
  );
}

/** Notes beside which nothing has happened: more webhooks than anyone registers at first. */
const MAX_NOTES = 20;

/** What changed in the account makes rows too; those alone are nothing to look at. */
function hasOnlyNotes(list: RowView): boolean {
  if (list.length > MAX_NOTES) return false;
  return Array.from({ length: list.length }, (_, place) => list.at(place)).every((row) => row?.kind === "note");
}

function NothingFound() {
  return (
    <div className="empty">
      <h2>No delivery matches</h2>
      <p>New deliveries that match appear here. Esc shows all deliveries again.</p>
    </div>
  );
}
