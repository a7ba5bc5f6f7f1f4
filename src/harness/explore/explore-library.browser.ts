import { SmartLeadMockError } from "../../base/errors.ts";
import type { explore as exploreInNode } from "./explore-library.ts";

/** A browser has no ports and processes, which a search needs. */
export const explore: typeof exploreInNode = async () => {
  throw new SmartLeadMockError("usage", "explore works only in Node; in a browser use createSmartLead.");
};
