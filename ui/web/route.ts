import type { Screen } from "../store/console-snapshot.ts";

/** What an address of the page leads to. */
export type Route =
  | { readonly kind: "list" }
  | { readonly kind: "delivery"; readonly id: string }
  | { readonly kind: "event"; readonly id: string }
  | { readonly kind: "thread"; readonly leadEmail: string; readonly campaignId: number | null }
  | { readonly kind: "api" }
  | { readonly kind: "world" | "faults" | "numbers" | "log" | "scenario" };

/** The one view that is the page's own: the terminal has none. */
export const API_VIEW = "api";

/** Names of the views in addresses. */
const VIEWS = {
  account: "world",
  faults: "faults",
  numbers: "numbers",
  runs: "scenario",
  log: "log",
} as const;

/** What stands behind `#`; an address that leads nowhere leads to the list. */
export function routeOf(hash: string): Route {
  const text = decoded(hash.replace(/^#/, ""));
  if (/^dlv_\w+$/.test(text)) return { kind: "delivery", id: text };
  if (/^evt_\w+$/.test(text)) return { kind: "event", id: text };
  const lead = /^lead\/(\d*)\/(.+)$/.exec(text);
  if (lead !== null) return { kind: "thread", leadEmail: lead[2] ?? "", campaignId: lead[1] ? Number(lead[1]) : null };
  if (text === API_VIEW) return { kind: "api" };
  const view = Object.entries(VIEWS).find(([name]) => name === text);
  return { kind: view?.[1] ?? "list" };
}

/** The address of a screen, as it stands behind the path; the list has none. */
export function hashOf(screen: Screen): string {
  switch (screen.kind) {
    case "detail":
      return `#${screen.delivery?.id ?? screen.eventId}`;
    // What is chosen or compared there has no address of its own.
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
