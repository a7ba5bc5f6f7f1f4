import { useSyncExternalStore } from "react";
import { runningCheck, runningStep } from "../../scenario/scenario-store.ts";
import type { Screen, Snapshot } from "../../store/console-snapshot.ts";
import type { ViewName } from "../navigation.ts";
import { useSession, useSnapshot } from "../session.ts";

interface Tab {
  readonly view: ViewName;
  readonly label: string;
  readonly key: string;
  readonly hash: string;
}

const TABS: readonly Tab[] = [
  { view: "list", label: "Deliveries", key: "1", hash: "#" },
  { view: "world", label: "Account", key: "2", hash: "#account" },
  { view: "faults", label: "Faults", key: "3", hash: "#faults" },
  { view: "numbers", label: "Numbers", key: "4", hash: "#numbers" },
  { view: "log", label: "Log", key: "5", hash: "#log" },
  { view: "scenario", label: "Runs", key: "6", hash: "#runs" },
  { view: "api", label: "API", key: "", hash: "#api" },
];

/** The six views. */
export function Tabs() {
  const snapshot = useSnapshot();
  const { navigation } = useSession();
  const isApiShown = useSyncExternalStore(navigation.subscribe, navigation.isApiShown);
  return (
    <nav className="tabs" aria-label="Views">
      {TABS.map(({ view, label, key, hash }) => (
        <a
          key={view}
          href={hash}
          className={view === "api" ? "aside" : undefined}
          aria-current={(isApiShown ? "api" : viewOf(snapshot.screen)) === view ? "page" : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            navigation.view(view);
          }}
        >
          {label}
          <Badge view={view} snapshot={snapshot} />
          <span className="key" aria-hidden="true">
            {key}
          </span>
        </a>
      ))}
    </nav>
  );
}

/** The tab that a screen belongs to. */
function viewOf(screen: Screen): ViewName {
  switch (screen.kind) {
    case "world":
    case "faults":
    case "numbers":
    case "log":
    case "scenario":
      return screen.kind;
    case "thread":
      return "world";
    default:
      return "list";
  }
}

/** A tab's badge: the number of active faults, or the progress of a run. */
function Badge({ view, snapshot }: { readonly view: ViewName; readonly snapshot: Snapshot }) {
  if (view === "faults") {
    const active = snapshot.faults.filter(({ ended }) => !ended).length;
    return active === 0 ? null : <span className="badge tone-warn">{active}</span>;
  }
  if (view !== "scenario") return null;
  const check = runningCheck(snapshot.checks);
  if (check !== null) return <span className="badge tone-info">{`${check.number}/${check.of}`}</span>;
  return runningStep(snapshot.scenarios) === null ? null : <span className="badge tone-info">live</span>;
}
