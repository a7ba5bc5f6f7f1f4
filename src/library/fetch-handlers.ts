import { SmartLeadMockError } from "../base/errors.ts";
import type { FetchHandler } from "../mock/fetch-handler.ts";

/** The fetch handler behind a handle, for callers that pass requests on unchanged: `api` adds a missing key, they must not. */
const restHandlers = new WeakMap<object, FetchHandler>();

/** Set once by `createSmartLead`. */
export function keepFetchHandler(smartlead: object, restHandler: FetchHandler): void {
  restHandlers.set(smartlead, restHandler);
}

/** Throws `usage` for what `createSmartLead` has not made. */
export function fetchHandlerOf(smartlead: object): FetchHandler {
  const restHandler = restHandlers.get(smartlead);
  if (restHandler !== undefined) return restHandler;
  throw new SmartLeadMockError("usage", "This is not a SmartLead; pass the value that createSmartLead resolved to.");
}
