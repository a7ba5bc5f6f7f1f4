import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { payloadSchema } from "../../../src/smartlead/payloads/build-payload.ts";
import { DIALECTS, type DialectName } from "../../../src/smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../../../src/smartlead/payloads/dialect-tables.ts";

/** The parts of JSON Schema that payload schemas are made of. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

const HEADER = `// biome-ignore-all format: a line for each key
// Made from the schemas by UPDATE_TYPES=1 npx vitest run --project unit test/unit/payloads/payload-types.test.ts
`;

/** Dialects whose types fill two files: those of mails have one of their own. */
const LONG_DIALECTS: readonly DialectName[] = ["live"];

/** File name → text of the published types, which hold no word of zod. */
export function payloadTypeFiles(): ReadonlyMap<string, string> {
  return new Map(DIALECTS.flatMap((dialect) => [...filesOf(dialect)]));
}

function filesOf(dialect: DialectName): ReadonlyMap<string, string> {
  const shared = new SharedShapes(dialect);
  const types = ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[dialect][type] !== null);
  const schemas = types.map((type) => [type, payloadSchema(type, dialect) as Schema] as const);
  for (const [, schema] of schemas) shared.count(schema, "");
  const textOf = ([type, schema]: (typeof schemas)[number]) =>
    `/** ${comment(schema)} */\nexport interface ${pascal(`${dialect}_${type}`)} ${shared.objectText(schema)}\n`;
  const isMail = ([type]: (typeof schemas)[number]) => LONG_DIALECTS.includes(dialect) && /^(FIRST_)?EMAIL_/.test(type);
  const mails = [...shared.texts(), ...schemas.filter(isMail).map(textOf)];
  const others = [...schemas.filter((one) => !isMail(one)).map(textOf), tableText(dialect, types)];
  const file = `payload-types-${dialect}.ts`;
  if (!LONG_DIALECTS.includes(dialect)) return new Map([[file, [HEADER, ...mails, ...others].join("\n")]]);
  const mailFile = `payload-types-${dialect}-mails.ts`;
  return new Map([
    [mailFile, [HEADER, ...mails].join("\n")],
    [file, [HEADER, importsText(others.join("\n"), { from: mailFile, names: namesIn(mails) }), ...others].join("\n")],
  ]);
}

function tableText(dialect: DialectName, types: readonly string[]): string {
  const name = pascal(`${dialect}_payloads`);
  const rows = types.map((type) => `  ${type}: ${pascal(`${dialect}_${type}`)};`);
  const doc = [
    `Event type → the body that a receiver gets in the dialect \`${dialect}\`.`,
    `@example function onReply(body: ${name}["EMAIL_REPLY"]) {}`,
  ];
  return `/**\n * ${doc.join("\n * ")}\n */\nexport interface ${name} {\n${rows.join("\n")}\n}\n`;
}

function importsText(text: string, { from, names }: { from: string; names: readonly string[] }): string {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).sort();
  return `import type { ${used.join(", ")} } from "./${from}";\n\nexport type * from "./${from}";\n`;
}

function namesIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) => /export interface (\w+)/.exec(text)?.[1] ?? []);
}

/** Objects that occur more than once get a name of their own. */
class SharedShapes {
  readonly #dialect: DialectName;
  readonly #shapes = new Map<string, { readonly name: string; readonly schema: Schema; count: number }>();

  constructor(dialect: DialectName) {
    this.#dialect = dialect;
  }

  count(schema: Schema, key: string): void {
    if (schema.properties !== undefined && key !== "") this.#note(schema, key);
    for (const [name, part] of Object.entries(schema.properties ?? {})) this.count(part, name);
    for (const part of schema.anyOf ?? []) this.count(part, key);
    if (schema.items !== undefined) this.count(schema.items, `${key}_item`);
  }

  texts(): string[] {
    return [...this.#shapes.values()]
      .filter(({ count }) => count > 1)
      .map(({ name, schema }) => `export interface ${name} ${this.objectText(schema)}\n`);
  }

  objectText({ properties = {}, required = [] }: Schema, indent = ""): string {
    const lines = Object.entries(properties).map(([key, part]) => {
      const doc = part.description === undefined ? "" : `/** ${comment(part)} */ `;
      const [mark, absent] = required.includes(key) ? ["", ""] : ["?", " | undefined"];
      return `${indent}  ${doc}${key}${mark}: ${this.#typeText(part, `${indent}  `)}${absent};`;
    });
    return `{\n${lines.join("\n")}\n${indent}}`;
  }

  #note(schema: Schema, key: string): void {
    const shape = shapeOf(schema);
    const known = this.#shapes.get(shape);
    if (known !== undefined) known.count += 1;
    else {
      const wanted = pascal(`${this.#dialect}_${key}`);
      const taken = [...this.#shapes.values()].filter(({ name }) => name.startsWith(wanted)).length;
      this.#shapes.set(shape, { name: taken === 0 ? wanted : `${wanted}${taken + 1}`, schema, count: 1 });
    }
  }

  #typeText(schema: Schema, indent: string): string {
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    if (schema.anyOf !== undefined) return schema.anyOf.map((part) => this.#typeText(part, indent)).join(" | ");
    if (Array.isArray(schema.type)) return schema.type.map((type) => this.#typeText({ type }, indent)).join(" | ");
    if (schema.items !== undefined) return arrayOf(this.#typeText(schema.items, indent));
    if (schema.properties !== undefined) return this.#named(schema) ?? this.objectText(schema, indent);
    if (schema.type === "integer") return "number";
    if (schema.type !== "object") return String(schema.type ?? "unknown");
    const { additionalProperties: values } = schema;
    return `Record<string, ${typeof values === "object" ? this.#typeText(values, indent) : "unknown"}>`;
  }

  #named(schema: Schema): string | null {
    const known = this.#shapes.get(shapeOf(schema));
    return known !== undefined && known.count > 1 ? known.name : null;
  }
}

function shapeOf({ properties, required }: Schema): string {
  return JSON.stringify({ properties, required });
}

function arrayOf(item: string): string {
  return item.includes("|") && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
}

function comment({ description = "" }: Schema): string {
  return description.replaceAll("*/", "* /");
}

/** `EMAIL_REPLY`, `last_reply` and `lastReply` alike. */
function pascal(text: string): string {
  const words = text
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
