import { messageOf } from "../commands/action-context.ts";
import type { DetailLoader } from "../commands/detail-loader.ts";
import type { ConsoleCalls } from "../control/console-calls.ts";
import { AT_THE_TOP } from "../pager/pager.ts";
import type { Screen } from "../store/console-snapshot.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { ListRow } from "../store/row-store.ts";

/** The views that have a tab. */
export type ViewName = "api" | "list" | "world" | "faults" | "numbers" | "scenario" | "log";

interface NavigationParts {
  readonly store: LiveStore;
  readonly control: ConsoleCalls;
  readonly details: DetailLoader;
}

/** Keeps the screen and the address of the page in step, so that every view can be linked to and the Back button works. */
export class Navigation {
  readonly #parts: NavigationParts;
  /** The address of the last shown screen: while another one loads, the browser's address is already the new one. */
  #screenHash = "";
  #unsubscribe: () => void = () => {};
  #isApiShown = false;
  readonly #listeners = new Set<() => void>();
  readonly #follow = () => this.#go(routeOf(location.hash));

  constructor(parts: NavigationParts) {
    this.#parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether the API view replaces the store's screen. */
  readonly isApiShown = (): boolean => this.#isApiShown;

  start(): void {
    this.#unsubscribe = this.#parts.store.subscribe(() => this.#tellAddress());
    window.addEventListener("popstate", this.#follow);
    if (location.hash !== "") this.#follow();
  }

  stop(): void {
    this.#unsubscribe();
    window.removeEventListener("popstate", this.#follow);
  }

  view(name: ViewName): void {
    this.#go({ kind: name });
  }

  /** Opens the details of a row, if it has any. */
  open(row: ListRow): void {
    const { details } = this.#parts;
    if (row.kind === "delivery") details.open({ eventId: row.delivery.event_id, delivery: row.delivery });
    if (row.kind === "unheard") details.open({ eventId: row.eventId, delivery: null });
  }

  /** Opens a delivery by its id, also one that is no longer in the list. */
  delivery(id: string): void {
    this.#go({ kind: "delivery", id });
  }

  thread(leadEmail: string, campaignId: number | null): void {
    const { store, control } = this.#parts;
    const { screen } = store.snapshot();
    const from: Screen = screen.kind === "thread" ? screen.from : screen;
    control.thread(leadEmail, campaignId).then(
      (thread) => store.show({ kind: "thread", thread, from, ...AT_THE_TOP }),
      (error) => store.say({ kind: "problem", text: messageOf(error) }),
    );
  }

  /** Returns to the previous screen, or from everywhere else to the list. */
  back(): void {
    const { store } = this.#parts;
    const { screen } = store.snapshot();
    if ("from" in screen) store.show(screen.from);
    else this.view("list");
  }

  #go(route: Route): void {
    const { store, details } = this.#parts;
    this.#showApi(route.kind === "api");
    switch (route.kind) {
      case "api":
        break;
      case "delivery":
        this.#openDelivery(route.id);
        break;
      case "event":
        details.open({ eventId: route.id, delivery: null });
        break;
      case "thread":
        this.thread(route.leadEmail, route.campaignId);
        break;
      case "faults":
        store.show({ kind: "faults", index: 0 });
        break;
      case "numbers":
        store.show({ kind: "numbers" });
        break;
      case "list":
        details.close();
        store.show({ kind: "list" });
        break;
      default:
        store.show({ kind: route.kind, ...AT_THE_TOP });
    }
  }

  #showApi(isShown: boolean): void {
    if (isShown && location.hash !== `#${API_VIEW}`) history.pushState(null, "", `#${API_VIEW}`);
    if (isShown === this.#isApiShown) return;
    this.#isApiShown = isShown;
    // Restores the address of the previous screen.
    if (!isShown) this.#screenHash = `#${API_VIEW}`;
    for (const listener of this.#listeners) listener();
  }

  #openDelivery(id: string): void {
    const { store, control, details } = this.#parts;
    const row = store.rowOf(id);
    if (row?.kind === "delivery") {
      this.open(row);
      return;
    }
    control.delivery(id).then(
      (delivery) => details.open({ eventId: delivery.event_id, delivery }),
      (error) => {
        store.show({ kind: "list" });
        store.say({ kind: "problem", text: messageOf(error) });
      },
    );
  }

  #tellAddress(): void {
    const hash = hashOf(this.#parts.store.snapshot().screen);
    if (this.#isApiShown) return;
    if (hash === this.#screenHash) return;
    this.#screenHash = hash;
    if (location.hash !== hash) history.pushState(null, "", hash === "" ? location.pathname : hash);
  }
}

/** The target of an address of the page. */
type Route =
  | { readonly kind: "list" }
  | { readonly kind: "delivery"; readonly id: string }
  | { readonly kind: "event"; readonly id: string }
  | { readonly kind: "thread"; readonly leadEmail: string; readonly campaignId: number | null }
  | { readonly kind: "api" }
  | { readonly kind: "world" | "faults" | "numbers" | "log" | "scenario" };

/** The only view that exists on the page but not in the terminal. */
const API_VIEW = "api";

/** The views' names in addresses. */
const VIEWS = {
  account: "world",
  faults: "faults",
  numbers: "numbers",
  runs: "scenario",
  log: "log",
} as const;

/** Parses the text after `#`; an unknown address leads to the list. */
function routeOf(hash: string): Route {
  const text = decoded(hash.replace(/^#/, ""));
  if (/^dlv_\w+$/.test(text)) return { kind: "delivery", id: text };
  if (/^evt_\w+$/.test(text)) return { kind: "event", id: text };
  const lead = /^lead\/(\d*)\/(.+)$/.exec(text);
  if (lead !== null) return { kind: "thread", leadEmail: lead[2] ?? "", campaignId: lead[1] ? Number(lead[1]) : null };
  if (text === API_VIEW) return { kind: "api" };
  const view = Object.entries(VIEWS).find(([name]) => name === text);
  return { kind: view?.[1] ?? "list" };
}

/** The part of a screen's address after the path; empty for the list. */
function hashOf(screen: Screen): string {
  switch (screen.kind) {
    case "detail":
      return `#${screen.delivery?.id ?? screen.eventId}`;
    // Pickers and comparisons have no address of their own.
    case "picker":
    case "diff":
      return hashOf(screen.from);
    case "thread":
      return `#lead/${screen.thread.campaign_id}/${encodeURIComponent(screen.thread.lead.email)}`;
    default: {
      const view = Object.entries(VIEWS).find(([, kind]) => kind === screen.kind);
      return view === undefined ? "" : `#${view[0]}`;
    }
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
