import { DUPLICATE_VERDICTS } from "../../../src/delivery/delivery.ts";
import type { DetailScreen } from "../../store/console-snapshot.ts";
import type { RowView } from "../../store/row-views.ts";
import { VERDICT_TONES } from "../../theme.ts";
import { DetailView } from "../detail/detail-view.tsx";
import { useSession, useSnapshot } from "../session.ts";
import { DeliveryList } from "./page-list.tsx";
import { QueryBar } from "./query-bar.tsx";

interface DeliveriesViewProps {
  readonly detail: DetailScreen | null;
  readonly onTrigger: () => void;
}

/** The live list, and the open details next to it, or in its place if there is no room. */
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

/** Maximum notes in a list that still counts as empty: more webhooks than anyone registers at first. */
const MAX_NOTES = 20;

/** Changes in the account make rows too; if there are no others, the list counts as empty. */
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

const USUAL_PORT = "7627";

/** Suggestions for an empty list. */
function EmptyList({ onTrigger }: { readonly onTrigger: () => void }) {
  const { state, connection } = useSnapshot();
  const { clock } = useSession();
  if (state === null)
    return <div className="empty">{connection.kind === "lost" ? "The mock does not answer." : "Connecting …"}</div>;
  const connect = location.port === USUAL_PORT ? "" : ` --connect ${location.origin}`;
  return (
    <div className="empty">
      <h2>Nothing has been sent yet</h2>
      <p>Trigger an event, or start the account's traffic.</p>
      <p className="button-row">
        <button type="button" className="primary" onClick={onTrigger}>
          Trigger an event <kbd>t</kbd>
        </button>
        <button type="button" onClick={() => clock.toggleTraffic()}>
          {state.rate > 0 ? "Pause the traffic" : "Start the traffic"} <kbd>p</kbd>
        </button>
      </p>
      <p className="muted">Or from a terminal:</p>
      <pre>{`smartlead-mock trigger EMAIL_REPLY${connect}`}</pre>
      {state.webhooks.length === 0 && (
        <p className="tone-warn">
          No webhook is registered, so nothing is sent. Register one with <code>POST /api/v1/webhook/create</code>, or
          start again with <code>--target URL</code>.
        </p>
      )}
    </div>
  );
}

interface Filter {
  readonly label: string;
  readonly count: number;
  readonly tone: string;
  readonly query: string;
}

/** The counters of this run; each is a query. */
function Filters() {
  const { state, filter } = useSnapshot();
  const { store } = useSession();
  if (state === null) return <div className="filters" />;
  const { counters } = state;
  const states: readonly Filter[] = [
    { label: "All", count: counters.deliveries, tone: "strong", query: "" },
    { label: "Delivered", count: counters.delivered, tone: "good", query: "state:delivered" },
    { label: "Failed", count: counters.failed, tone: "bad", query: "state:failed" },
    { label: "Waiting", count: counters.waiting, tone: "warn", query: "state:waiting" },
    { label: "In flight", count: counters.in_flight, tone: "info", query: "state:in_flight" },
  ];
  const duplicates = DUPLICATE_VERDICTS.map((verdict) => ({
    label: verdict,
    count: counters.duplicates[verdict] ?? 0,
    tone: VERDICT_TONES[verdict],
    query: `dup:${verdict}`,
  })).filter(({ count }) => count > 0);
  const active = filter?.text ?? "";
  return (
    <fieldset className="filters">
      <legend className="visually-hidden">Filter by outcome</legend>
      {[...states, ...duplicates].map(({ label, count, tone, query }) => (
        <button
          key={label}
          type="button"
          className={count === 0 ? "chip quiet" : `chip tone-${tone}`}
          aria-pressed={active === query}
          onClick={() => store.filterBy(active === query ? "" : query)}
        >
          {label} <b>{count.toLocaleString("en")}</b>
        </button>
      ))}
    </fieldset>
  );
}
