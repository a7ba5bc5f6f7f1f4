import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, type Node } from "yaml";
import type { PlacedNode } from "../places.ts";

type Entries = Map<string, { readonly start: number; readonly node: PlacedNode }>;

/** The places of all that a YAML document says. What an alias stands for has the places of what it was made for. */
export function yamlPlaces(document: Document.Parsed): PlacedNode | null {
  const { contents } = document;
  return contents === null ? null : new Placing(document).placed(contents);
}

class Placing {
  readonly #document: Document.Parsed;
  /** Anchors are placed once; one that is not finished holds itself. */
  readonly #known = new Map<Node, PlacedNode>();

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  placed(node: Node): PlacedNode {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const entries: Entries = new Map();
    const [start = 0, end = 0] = node.range ?? [];
    const placed: PlacedNode = { start, end, entries };
    this.#known.set(node, placed);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target !== undefined) this.#takeOver(entries, this.placed(target));
    } else if (isCollection(node)) {
      for (const [index, item] of node.items.entries()) this.#place(item, { index, entries });
    }
    return placed;
  }

  #place(item: unknown, { index, entries }: { readonly index: number; readonly entries: Entries }): void {
    if (isNode(item)) entries.set(String(index), { start: startOf(item), node: this.placed(item) });
    if (!isPair(item) || !isScalar(item.key)) return;
    const value = isNode(item.value) ? this.placed(item.value) : nothingAt(startOf(item.key));
    if (isMergeKey(item.key)) for (const merged of this.#merged(item.value)) this.#takeOver(entries, merged);
    else entries.set(String(item.key.value), { start: startOf(item.key), node: value });
  }

  /** `<<: *base`, or a list of such. */
  #merged(value: unknown): readonly PlacedNode[] {
    if (!isNode(value)) return [];
    if (!isCollection(value) || isMap(value)) return [this.placed(value)];
    return value.items.filter(isNode).map((item) => this.placed(item));
  }

  #takeOver(entries: Entries, from: PlacedNode): void {
    for (const [key, entry] of from.entries) if (!entries.has(key)) entries.set(key, entry);
  }
}

/** `<<`, which the parser turns into a symbol. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function nothingAt(start: number): PlacedNode {
  return { start, end: start, entries: new Map() };
}
