import { jsonProblem } from "../../../config/json-problem.ts";
import { type PlacedSource, placedError, placeOfOffset } from "../places.ts";
import { jsonTree } from "../places-in-literal.ts";
import { wordOf } from "./diagnostic.ts";
import { sourcesIn } from "./sources-in.ts";
import type { ScenarioText } from "./yaml-scenarios.ts";

/** The scenario of a JSON file, or each of a list, not yet checked. Throws `config`, with the place, for what is no JSON. */
export function jsonScenarios({ file, text }: ScenarioText): readonly PlacedSource[] {
  const problem = jsonProblem(text);
  if (problem !== null)
    throw placedError(placeOfOffset(file, text, problem.offset), `this is no JSON: ${problem.words}`);
  const { root, repeatedKeys } = jsonTree(text);
  const [repeated] = repeatedKeys;
  if (repeated !== undefined) {
    const words = `the key ${wordOf(repeated.key)} stands twice in one object`;
    throw placedError(placeOfOffset(file, text, repeated.start), words);
  }
  const data: unknown = JSON.parse(text);
  return sourcesIn({ file, text, data, root });
}
