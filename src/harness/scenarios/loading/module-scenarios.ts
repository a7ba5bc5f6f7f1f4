import { SmartLeadMockError } from "../../../base/errors.ts";
import { loadModule, readSyntax } from "../../../config/module-file.ts";
import { type PlacedSource, placedError } from "../places.ts";
import { modulePlaces } from "./module-places.ts";
import { sourcesIn } from "./sources-in.ts";
import type { ScenarioText } from "./yaml-scenarios.ts";

/**
 * The scenario that a module in JavaScript or TypeScript exports by default, or each of a list, not yet checked. Throws `config`,
 * with the place where it is known, for a module that cannot be loaded or exports nothing by default.
 */
export async function moduleScenarios(path: string, { file, text }: ScenarioText): Promise<readonly PlacedSource[]> {
  const loaded = await loadModule(path);
  if (!("exported" in loaded)) {
    const { line, column, cause } = loaded;
    const message = loaded.message.replaceAll(path, file);
    throw new SmartLeadMockError("config", placedError({ file, line, column }, message).message, { cause });
  }
  if (!loaded.hasDefault) {
    throw placedError({ file, line: null, column: null }, `there is no default export; write \`${EXAMPLE}\``);
  }
  return sourcesIn({ file, text, data: loaded.exported, root: await readSyntax({ path, text }, modulePlaces) });
}

const EXAMPLE = "export default defineScenario({ … })";
