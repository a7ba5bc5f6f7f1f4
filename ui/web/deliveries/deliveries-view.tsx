import type { DetailScreen } from "../../store/snapshot.ts";
import { DetailView } from "../detail/detail-view.tsx";
import { useSnapshot } from "../session-context.ts";
import { DeliveryList } from "./delivery-list.tsx";
import { EmptyList } from "./empty-list.tsx";
import { Filters } from "./filters.tsx";
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
        {list.length > 0 ? <DeliveryList /> : filter === null ? <EmptyList onTrigger={onTrigger} /> : <NothingFound />}
      </section>
      {detail !== null && <DetailView key={detail.delivery?.id ?? detail.eventId} detail={detail} />}
    </div>
  );
}

function NothingFound() {
  return (
    <div className="empty">
      <h2>No delivery matches</h2>
      <p>The list shows what comes next as soon as it matches. Esc shows all deliveries again.</p>
    </div>
  );
}
