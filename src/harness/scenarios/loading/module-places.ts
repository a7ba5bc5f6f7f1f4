/** Finds places in a module's source for literals in its default export: the imported values have no places. */
import { ownValue } from "../../../base/own-value.ts";
import type { SyntaxNode } from "../../../config/module-file.ts";
import type { PlacedNode } from "../places.ts";

/** The places in a module's default export, as far as it is written as literals; `null` if it has no such export. */
export function modulePlaces(program: SyntaxNode): PlacedNode | null {
  const statements = nodesIn(program, "body");
  const exported = statements.map(exportedBy).find((node) => node !== null);
  return exported === undefined || exported === null ? null : new Placing(constantsOf(statements)).placed(exported);
}

/** `export default …`, or `module.exports = …`. */
function exportedBy(statement: SyntaxNode): SyntaxNode | null {
  if (statement.type === "ExportDefaultDeclaration") return nodeIn(statement, "declaration");
  const assigned = statement.type === "ExpressionStatement" ? nodeIn(statement, "expression") : null;
  const target = assigned?.type === "AssignmentExpression" ? nodeIn(assigned, "left") : null;
  const isModule = nameOf(nodeIn(target, "object")) === "module" && nameOf(nodeIn(target, "property")) === "exports";
  return isModule ? nodeIn(assigned, "right") : null;
}

/** Constants of the module by name, exported or not. */
function constantsOf(statements: readonly SyntaxNode[]): ReadonlyMap<string, SyntaxNode> {
  const declared = statements.flatMap((one) =>
    nodesIn(one.type === "ExportNamedDeclaration" ? nodeIn(one, "declaration") : one, "declarations"),
  );
  return new Map(
    declared.flatMap((one): [string, SyntaxNode][] => {
      const [name, value] = [nameOf(nodeIn(one, "id")), nodeIn(one, "init")];
      return name === null || value === null ? [] : [[name, value]];
    }),
  );
}

/** Syntax around an expression that does not change its value. */
const WRAPPERS = new Set(["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression", "TSTypeAssertion"]);

class Placing {
  readonly #constants: ReadonlyMap<string, SyntaxNode>;
  /** Names being resolved, so that two that refer to each other do not cause a loop. */
  readonly #open = new Set<string>();

  constructor(constants: ReadonlyMap<string, SyntaxNode>) {
    this.#constants = constants;
  }

  placed(node: SyntaxNode): PlacedNode {
    const { type, start, end } = node;
    if (WRAPPERS.has(type)) return this.placed(nodeIn(node, "expression") ?? NOTHING);
    if (type === "ObjectExpression") return { start, end, entries: this.#properties(node) };
    if (type === "ArrayExpression") return { start, end, entries: this.#items(node) };
    if (type === "Identifier") return this.#constant(node) ?? { start, end, entries: new Map() };
    const argument = isDefineScenario(node) ? nodesIn(node, "arguments")[0] : undefined;
    return argument === undefined ? { start, end, entries: new Map() } : this.placed(argument);
  }

  #properties(node: SyntaxNode): PlacedNode["entries"] {
    const entries = new Map<string, { start: number; node: PlacedNode }>();
    for (const property of nodesIn(node, "properties")) {
      const key = property.computed === true ? null : keyOf(nodeIn(property, "key"));
      const value = nodeIn(property, "value") ?? property;
      if (key !== null) entries.set(key, { start: property.start, node: this.placed(value) });
    }
    return entries;
  }

  #items(node: SyntaxNode): PlacedNode["entries"] {
    const items = nodesIn(node, "elements");
    // A spread element may be any number of items.
    const spread = items.findIndex(({ type }) => type === "SpreadElement");
    const counted = spread === -1 ? items : items.slice(0, spread);
    return new Map(counted.map((item, index) => [String(index), { start: item.start, node: this.placed(item) }]));
  }

  #constant(node: SyntaxNode): PlacedNode | null {
    const name = nameOf(node) ?? "";
    const value = this.#constants.get(name);
    if (value === undefined || this.#open.has(name)) return null;
    this.#open.add(name);
    const placed = this.placed(value);
    this.#open.delete(name);
    return placed;
  }
}

const NOTHING: SyntaxNode = { type: "Nothing", start: 0, end: 0 };

function isDefineScenario(node: SyntaxNode): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = nodeIn(node, "callee");
  return nameOf(callee?.type === "MemberExpression" ? nodeIn(callee, "property") : callee) === "defineScenario";
}

function keyOf(key: SyntaxNode | null): string | null {
  if (key?.type === "StringLiteral" || key?.type === "NumericLiteral") return String(key.value);
  return nameOf(key);
}

function nameOf(node: SyntaxNode | null): string | null {
  return node?.type === "Identifier" && typeof node.name === "string" ? node.name : null;
}

function nodeIn(node: SyntaxNode | null, key: string): SyntaxNode | null {
  const inner = node === null ? undefined : ownValue(node, key);
  return isNode(inner) ? inner : null;
}

function nodesIn(node: SyntaxNode | null, key: string): readonly SyntaxNode[] {
  const inner = node === null ? undefined : ownValue(node, key);
  return Array.isArray(inner) ? inner.filter(isNode) : [];
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
}
