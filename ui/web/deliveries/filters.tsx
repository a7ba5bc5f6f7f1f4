import { DUPLICATE_VERDICTS } from "../../../src/delivery/delivery.ts";
import { VERDICT_TONES } from "../../theme.ts";
import { useSession, useSnapshot } from "../session.ts";

interface Filter {
  readonly label: string;
  readonly count: number;
  readonly tone: string;
  readonly query: string;
}

/** What has happened in this run, each count a query. */
export function Filters() {
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
