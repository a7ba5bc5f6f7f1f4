import { type HttpHandler, http } from "msw";
import { SmartLeadMockError } from "../../base/errors.ts";
import { fetchHandlerOf } from "../fetch-handlers.ts";
import type { SmartLead } from "../smart-lead.ts";

/** Where SmartLead's API really is (smartlead.md §4 "Conventions"). */
export const SMARTLEAD_API_BASE = "https://server.smartlead.ai/api/v1";

export interface HandlerOptions {
  /**
   * Where the code under test calls SmartLead's API; the real address by default. In a browser it may be a path of the page's own
   * origin, such as `/smartlead`.
   */
  readonly baseUrl?: string;
}

/**
 * Request handlers for msw that answer SmartLead's REST API from the account of `smartlead`: the same calls, errors and events as over
 * a socket, and no port. Everything below the base is answered, also a route that SmartLead does not have.
 * @example setupServer(...smartleadHandlers(smartlead)).listen()
 */
export function smartleadHandlers(smartlead: SmartLead, options: HandlerOptions = {}): HttpHandler[] {
  const base = baseOf(options.baseUrl ?? SMARTLEAD_API_BASE);
  const restHandler = fetchHandlerOf(smartlead);
  const everythingBelow = new RegExp(`^${escaped(`${base.origin}${base.path}`)}(?:/.*)?$`);
  return [http.all(everythingBelow, ({ request }) => restHandler(request, base.path))];
}

/** Without the slash at the end. Throws `usage` if it is not an address. */
function baseOf(text: string): { readonly origin: string; readonly path: string } {
  const page: unknown = Reflect.get(globalThis, "location");
  const url = URL.canParse(text) ? new URL(text) : onPage(text, page);
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    return { origin: url.origin, path: url.pathname.replace(/\/+$/, "") };
  }
  const message = `baseUrl must be a URL that begins with http:// or https://, or a path in a browser, not ${JSON.stringify(text)}.`;
  throw new SmartLeadMockError("usage", message);
}

function onPage(text: string, page: unknown): URL | null {
  if (typeof page !== "object" || page === null || !("href" in page) || !text.startsWith("/")) return null;
  return new URL(text, String(page.href));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
