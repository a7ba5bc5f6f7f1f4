import { SmartLeadMockError } from "../base/errors.ts";
import type { FetchHandler } from "../mock/fetch-handler.ts";

/** The door behind a handle, for those who carry calls to it as they come: `api` adds a key where there is none, they must not. */
const restHandlers = new WeakMap<object, FetchHandler>();

/** Told once by `createSmartLead`. */
export function keepFetchHandler(smartlead: object, restHandler: FetchHandler): void {
  restHandlers.set(smartlead, restHandler);
}

/** Throws `usage` for what `createSmartLead` has not made. */
export function fetchHandlerOf(smartlead: object): FetchHandler {
  const restHandler = restHandlers.get(smartlead);
  if (restHandler !== undefined) return restHandler;
  throw new SmartLeadMockError("usage", "This is not a SmartLead; pass the value that createSmartLead resolved to.");
}
