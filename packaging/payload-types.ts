import { ALL_EVENT_TYPES } from "../src/smartlead/events/event-types.ts";
import { payloadSchema } from "../src/smartlead/payloads/build-payload.ts";
import { DIALECTS, type DialectName } from "../src/smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../src/smartlead/payloads/dialect-tables.ts";

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

/** The text of the module that the package's declarations have in the place of `payload-types.ts`; it holds no word of zod. */
export function payloadTypesText(): string {
  return DIALECTS.map(textOf).join("\n");
}

function textOf(dialect: DialectName): string {
  const shared = new SharedShapes(dialect);
  const types = ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[dialect][type] !== null);
  const schemas = types.map((type) => [type, payloadSchema(type, dialect) as Schema] as const);
  for (const [, schema] of schemas) shared.count(schema, "");
  const bodies = schemas.map(
    ([type, schema]) =>
      `/** ${comment(schema)} */\nexport interface ${pascal(`${dialect}_${type}`)} ${shared.objectText(schema)}\n`,
  );
  return [...shared.texts(), ...bodies, tableText(dialect, types)].join("\n");
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
