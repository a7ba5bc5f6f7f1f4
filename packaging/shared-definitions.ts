/** Parts of a JSON Schema that are written so long are worth a definition, in characters of JSON. */
const MIN_LENGTH = 200;

type Schema = Readonly<Record<string, unknown>>;

/** The same JSON Schema with each long part that occurs more than once in `$defs`, so that the package is smaller. It means the same. */
export function withSharedDefinitions(schema: Schema): Schema {
  const counts = new Map<string, number>();
  visit(schema, (part) => {
    const text = JSON.stringify(part);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    // What is in a part that was met before stands in one definition only.
    return counts.get(text) === 1;
  });
  const names = new Map<string, string>();
  for (const [text, count] of counts) {
    if (count > 1 && text.length >= MIN_LENGTH) names.set(text, `shared${names.size + 1}`);
  }
  const { $defs, ...root } = schema;
  const inPlace = (part: unknown, isTop: boolean): unknown => {
    if (Array.isArray(part)) return part.map((item) => inPlace(item, false));
    if (!isSchema(part)) return part;
    const name = isTop ? undefined : names.get(JSON.stringify(part));
    if (name !== undefined) return { $ref: `#/$defs/${name}` };
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, inPlace(value, false)]));
  };
  const shared = [...names].map(([text, name]) => [name, inPlace(JSON.parse(text), true)]);
  const definitions = { ...(inPlace($defs ?? {}, true) as Schema), ...Object.fromEntries(shared) };
  return { ...(inPlace(root, true) as Schema), $defs: definitions };
}

/** Calls back for each object that is a schema of its own, not for mappings of names to schemas or values. */
function visit(schema: Schema, each: (part: Schema) => boolean): void {
  if (!each(schema)) return;
  for (const [key, value] of Object.entries(schema)) {
    if (MAPPINGS.has(key) && isSchema(value)) for (const part of Object.values(value)) visitAny(part, each);
    else if (!VALUES.has(key)) visitAny(value, each);
  }
}

const MAPPINGS = new Set(["properties", "patternProperties", "$defs", "dependentSchemas"]);
const VALUES = new Set(["const", "enum", "default", "examples", "required"]);

function visitAny(value: unknown, each: (part: Schema) => boolean): void {
  if (Array.isArray(value)) for (const item of value) visitAny(item, each);
  else if (isSchema(value)) visit(value, each);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
