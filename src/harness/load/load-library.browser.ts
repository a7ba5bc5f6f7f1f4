import { SmartLeadMockError } from "../../base/errors.ts";
import type { load as loadInNode } from "./load-library.ts";

/** A browser has no ports and processes, which a load needs. */
export const load: typeof loadInNode = async () => {
  throw new SmartLeadMockError("usage", "load works only in Node; in a browser use createSmartLead.");
};
