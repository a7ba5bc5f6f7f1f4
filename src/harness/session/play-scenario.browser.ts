import { SmartLeadMockError } from "../../base/errors.ts";
import type { scenarioNames as namesInNode, playScenario as playInNode } from "./play-scenario.ts";

/** A browser has no files, ports and programs, which a scenario may be made of. */
export const playScenario: typeof playInNode = async () => {
  throw new SmartLeadMockError("usage", "Scenarios run only in Node; in a browser use createSmartLead.");
};

export const scenarioNames: typeof namesInNode = async () => [];
