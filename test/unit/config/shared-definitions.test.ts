import { expect, it } from "vitest";
import { withSharedDefinitions } from "../../../packaging/shared-definitions.ts";
import { configJsonSchema } from "../../../src/config/config-schema.ts";
import { scenarioJsonSchema } from "../../../src/harness/scenarios/scenario-schema.ts";

it.each([
  ["configuration", configJsonSchema()],
  ["scenario", scenarioJsonSchema()],
])("the published schema of a %s says the same in half the bytes", (_name, schema) => {
  const shared = withSharedDefinitions(schema);
  expect(JSON.stringify(shared).length).toBeLessThan(JSON.stringify(schema).length * 0.75);
  const { $defs = {}, ...root } = expanded(shared, shared.$defs as Readonly<Record<string, unknown>>);
  const kept = Object.entries($defs as object).filter(([name]) => !name.startsWith("shared"));
  expect({ ...root, ...(kept.length === 0 ? {} : { $defs: Object.fromEntries(kept) }) }).toEqual(
    JSON.parse(JSON.stringify(schema)),
  );
});

/** With the text of every shared definition back in its place. */
function expanded(schema: unknown, definitions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = JSON.stringify(schema, (_key, value: { readonly $ref?: string } | null) => {
    const name = /^#\/\$defs\/(shared\d+)$/.exec(value?.$ref ?? "")?.[1];
    return name === undefined ? value : definitions[name];
  });
  return JSON.parse(text) as Record<string, unknown>;
}
