import { Composer, isNode, Parser } from "yaml";
import { jsonProblem } from "../../../config/json-problem.ts";
import { type PlacedSource, placedError, placeOfOffset } from "../places.ts";
import { wordOf } from "./diagnostic.ts";
import { sourcesIn } from "./sources-in.ts";
import { yamlPlaces } from "./yaml-places.ts";
import { checkDepth, type ScenarioText } from "./yaml-scenarios.ts";

/** The scenario of a JSON file, or each of a list, not yet checked. Throws `config`, with the place, if it is not JSON. */
export function jsonScenarios({ file, text }: ScenarioText): readonly PlacedSource[] {
  const problem = jsonProblem(text);
  if (problem !== null)
    throw placedError(placeOfOffset(file, text, problem.offset), `this is not JSON: ${problem.words}`);
  // JSON is YAML too, and YAML's parser knows where everything stands.
  const tokens = [...new Parser().parse(text)];
  for (const token of tokens) checkDepth(token, { file, text });
  const [document] = new Composer({ prettyErrors: false, merge: false, logLevel: "silent" }).compose(tokens);
  const repeated = document?.errors.find(({ code }) => code === "DUPLICATE_KEY");
  if (repeated !== undefined) {
    const [start] = repeated.pos;
    const key: unknown = JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(text.slice(start))?.[0] ?? '""');
    throw placedError(placeOfOffset(file, text, start), `the key ${wordOf(String(key))} appears twice in one object`);
  }
  const root = document !== undefined && isNode(document.contents) ? yamlPlaces(document) : null;
  return sourcesIn({ file, text, data: JSON.parse(text), root });
}
