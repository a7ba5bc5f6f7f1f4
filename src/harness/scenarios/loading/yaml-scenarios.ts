/** Scenarios of a YAML file: one in each document. */
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  Parser,
  visit,
  type YAMLError,
} from "yaml";
import type { SmartLeadMockError } from "../../../base/errors.ts";
import { MAX_DATA_DEPTH } from "../../../config/plain-data.ts";
import { type PlacedNode, type PlacedSource, placedError, placedSource, placeOfOffset } from "../places.ts";
import { wordOf } from "./diagnostic.ts";
import { plainSource } from "./plain-source.ts";

/** A file's text, and its name in errors. */
export interface ScenarioText {
  readonly file: string;
  readonly text: string;
}

/** The scenarios of a YAML file, not yet checked. Throws `config`, with the place, if it is not YAML, or has values that JSON cannot hold. */
export function yamlScenarios(written: ScenarioText): readonly PlacedSource[] {
  const tokens = [...new Parser().parse(written.text)];
  for (const token of tokens) checkDepth(token, written);
  const documents = [...new Composer({ prettyErrors: false, merge: true, logLevel: "silent" }).compose(tokens)];
  for (const document of documents) checkDocument(document, written);
  const filled = documents.filter(({ contents }) => contents !== null && !isNothing(contents));
  if (filled.length === 0) throw placedError(placeOfOffset(written.file, "", 0), "the file has no scenario");
  return filled.map((document) => sourceOf(document, written));
}

function isNothing(contents: unknown): boolean {
  return isScalar(contents) && contents.value === null;
}

function sourceOf(document: Document.Parsed, written: ScenarioText): PlacedSource {
  const root = yamlPlaces(document);
  return plainSource(placedSource({ ...written, data: dataOf(document, written), root }));
}

function dataOf(document: Document.Parsed, written: ScenarioText): unknown {
  try {
    // The use of aliases is bounded by the total size after expansion (`plainData`).
    return document.toJS({ maxAliasCount: -1 });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw diagnostic(
      written,
      offsetOfCause(document),
      YAML_WORDS.find(([known]) => message.startsWith(known))?.[1] ?? message,
    );
  }
}

/** The parser reports no place only for errors after parsing: aliases and merges. */
function offsetOfCause(document: Document.Parsed): number {
  let found: number | null = null;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined) found ??= alias.range?.[0] ?? null;
    },
    Pair: (_key, { key, value }) => {
      if (isMergeKey(key) && isScalar(value)) found ??= value.range?.[0] ?? null;
    },
  });
  return found ?? document.range[0];
}

/** Errors of the parser; also its warnings, such as unknown tags, and keys that are not strings. */
function checkDocument(document: Document.Parsed, written: ScenarioText): void {
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw diagnostic(written, problem.pos[0], wordsOf(problem, written.text));
  visit(document, {
    Pair: (_key, { key }) => {
      const isOdd = isMap(key) || isSeq(key);
      if (isOdd) throw diagnostic(written, key.range?.[0] ?? 0, `a key must be a string; put ${ODD_KEY} in quotes`);
    },
  });
}

const ODD_KEY = `what begins with { or [, such as \${…},`;

const YAML_WORDS: readonly (readonly [string, string])[] = [
  ["Tabs are not allowed as indentation", "a line is indented with a tab; use spaces"],
  ["Unresolved alias", "the alias refers to nothing: define its anchor (&name) first"],
  ["Merge sources must be maps", "<< accepts only mappings, as in `<<: *name`"],
  ["Plain value cannot start with", "a string that begins with this character needs quotes"],
  [
    "Nested mappings are not allowed",
    "a string that contains `: ` needs quotes, and all keys of a mapping must start in the same column",
  ],
  ["Missing closing", "the quotation mark before this is never closed"],
  [
    "Flow sequence in block",
    "a list that starts with [ is not closed with ], or continues on a line that is not indented",
  ],
  [
    "Flow map in block",
    "a mapping that starts with { is not closed with }, or continues on a line that is not indented",
  ],
];

function wordsOf({ code, message, pos }: YAMLError, text: string): string {
  if (code === "DUPLICATE_KEY") return `the key ${wordOf(keyAt(text, pos[0]))} appears twice in one mapping`;
  if (code === "TAG_RESOLVE_FAILED") return `the tag ${wordOf(text.slice(pos[0], pos[1]))} is unknown; leave it out`;
  const unquoted = unquotedIn(code, { text, offset: pos[0] });
  if (unquoted !== null) return `${unquoted} within { } or [ ] needs quotes`;
  const known = YAML_WORDS.find(([begin]) => message.startsWith(begin));
  return known?.[1] ?? `this is not YAML: ${message.replace(/\.$/, "")}`;
}

/** `{ lead: ${reply.lead_email} }`, `[sent, replies[2]]`: the inner bracket begins a mapping or a list. */
function unquotedIn(code: string, { text, offset }: { readonly text: string; readonly offset: number }): string | null {
  if (code !== "UNEXPECTED_TOKEN" && code !== "MISSING_CHAR") return null;
  const before = text.slice(0, offset);
  if (text[offset] === "{" && before.endsWith("$")) return `a string with \${…}`;
  return text[offset] === "[" && /[\w}]$/.test(before) ? "a name with an index, such as replies[2]," : null;
}

function keyAt(text: string, offset: number): string {
  return /^(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^:\n]*)/.exec(text.slice(offset))?.[0].trim() ?? "";
}

/** The composer is recursive, so a text that is nested too deeply would end the process. */
export function checkDepth(token: CST.Token, written: ScenarioText): void {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token: current, depth } = next;
    if (depth > MAX_DATA_DEPTH) {
      throw diagnostic(written, current.offset, `this is nested more than ${MAX_DATA_DEPTH} levels deep`);
    }
    for (const inner of innerTokens(current))
      open.push({ token: inner, depth: depth + (current.type === "document" ? 0 : 1) });
  }
}

function innerTokens(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((one) => one !== null && one !== undefined));
}

function diagnostic({ file, text }: ScenarioText, offset: number, words: string): SmartLeadMockError {
  return placedError(placeOfOffset(file, text, offset), words);
}

type Entries = Map<string, { readonly start: number; readonly node: PlacedNode }>;

/** The places of all values in a YAML document. An alias has the places of the value it refers to. */
export function yamlPlaces(document: Document.Parsed): PlacedNode | null {
  const { contents } = document;
  return contents === null ? null : new Placing(document).placed(contents);
}

class Placing {
  readonly #document: Document.Parsed;
  /** Anchors are placed once; an unfinished one may contain itself. */
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

  /** `<<: *base`, or a list of aliases. */
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
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function nothingAt(start: number): PlacedNode {
  return { start, end: start, entries: new Map() };
}
