import { SmartLeadMockError } from "../base/errors.ts";
import type { openData as openDataInNode } from "./open-data.ts";

/** A browser has no directory. */
export const openData: typeof openDataInNode = async ({ path }) => {
  const message = `data is ${JSON.stringify(path)}; a browser has no directories, so leave it out.`;
  throw new SmartLeadMockError("config", message);
};
