import { SmartLeadMockError } from "../base/errors.ts";
import type * as inNode from "./config-file.ts";

export { placeIn, textOfPath } from "./config-source.ts";

/** A browser has no files; the library there takes options only, and asks for none. */
export const readConfigFile: typeof inNode.readConfigFile = async () => {
  throw new SmartLeadMockError("config", "A browser has no configuration file; pass the options to createSmartLead.");
};

export const readDataFile: typeof inNode.readDataFile = async (file) => {
  throw new SmartLeadMockError("config", `${file} cannot be read in a browser; pass its content to createSmartLead.`);
};
