import { harmlessJson } from "../base/json-text.ts";
import type { CreateReporter } from "./reporters.ts";

/** The report itself, as `report.schema.json` describes it. */
export const jsonReporter: CreateReporter = (output) => ({
  end: (report) => {
    output.write(`${harmlessJson(JSON.stringify(report, null, 2))}\n`);
  },
});
