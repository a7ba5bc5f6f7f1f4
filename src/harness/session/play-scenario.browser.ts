import { SmartLeadMockError } from "../../base/errors.ts";
import type { scenarioNames as namesInNode, playScenario as playInNode } from "./play-scenario.ts";

/** A browser has no files, ports and processes, which a scenario may need. */
export const playScenario: typeof playInNode = async () => {
  throw new SmartLeadMockError("usage", "Scenarios run only in Node; in a browser use createSmartLead.");
};

export const scenarioNames: typeof namesInNode = async () => [];
