import type { CST, Document } from "yaml";
import { type ConfigSource, configError, type KeyPath } from "./config-source.ts";
import { jsonProblem } from "./json-problem.ts";
import { MAX_DATA_DEPTH } from "./plain-data.ts";

interface Written {
  /** As errors name it. */
  readonly file: string;
  readonly text: string;
  /** The line (from 1) of an offset. */
  lineOf(offset: number): number;
}

/**
 * What a YAML or JSON file holds, with the line of each key; JSON is YAML, whose parser knows the place of everything. Throws `config`,
 * with file and line, for what is not well-formed, is nested too deep, or has an alias without an anchor.
 */
export async function yamlSource(file: string, text: string): Promise<ConfigSource> {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const written = { file, text, lineOf: (offset: number) => lines.linePos(offset).line };
  const tokens = [...new yaml.Parser(lines.addNewLine).parse(text)];
  if (file.endsWith(".json")) checkJson(written);
  for (const token of tokens) checkDepth(token, written);
  const composer = new yaml.Composer({ prettyErrors: false, merge: true, logLevel: "silent" });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return { file, data: {}, lineOf: () => null };
  checkDocument(document, written, yaml);
  if (second !== undefined) {
    throw diagnostic(written, second.range[0], "the file has a second document, after ---; keep one");
  }
  return { file, data: dataOf(document, written, yaml) ?? {}, lineOf: lineFinder(document, written, yaml) };
}

type Yaml = typeof import("yaml");

/** The YAML parser would read on where JSON ends; its words for what is wrong would be those of YAML. */
function checkJson({ file, text }: Written): void {
  const problem = jsonProblem(text);
  if (problem === null) return;
  const line = text
    .slice(0, problem.offset + 1)
    .trimEnd()
    .split("\n").length;
  throw configError({ file }, line, `this is not JSON: ${problem.words}.`);
}

/** The composer goes into depth by recursion, so that too deep a text would end the process. */
function checkDepth(token: CST.Token, written: Written): void {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token: current, depth } = next;
    if (depth > MAX_DATA_DEPTH) {
      throw diagnostic(written, current.offset, `this is nested more than ${MAX_DATA_DEPTH} levels deep`);
    }
    for (const inner of innerTokens(current)) {
      open.push({ token: inner, depth: depth + (current.type === "document" ? 0 : 1) });
    }
  }
}

function innerTokens(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((one) => one !== null && one !== undefined));
}

/** Errors of the parser, what it only warns of (an unknown tag), and keys that are not strings. */
function checkDocument(document: Document.Parsed, written: Written, { visit, isMap, isSeq }: Yaml): void {
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw diagnostic(written, problem.pos[0], withoutPeriod(problem.message));
  visit(document, {
    Pair: (_key, { key }) => {
      const isOdd = isMap(key) || isSeq(key);
      if (isOdd)
        throw diagnostic(written, key.range?.[0] ?? 0, "a key must be a string; put a key with { or [ in quotes");
    },
  });
}

function dataOf(document: Document.Parsed, written: Written, { visit }: Yaml): unknown {
  try {
    // How often aliases are used is bounded by how much there is with all of them filled in (`plainData`).
    return document.toJS({ maxAliasCount: -1 });
  } catch (cause) {
    let offset = document.range[0];
    visit(document, {
      Alias: (_key, alias) => {
        if (alias.resolve(document) === undefined) offset = alias.range?.[0] ?? offset;
      },
    });
    throw diagnostic(written, offset, withoutPeriod(cause instanceof Error ? cause.message : String(cause)));
  }
}

function lineFinder(document: Document.Parsed, { lineOf }: Written, yaml: Yaml): ConfigSource["lineOf"] {
  const { isCollection, isMap, isNode, isPair, isScalar } = yaml;
  return (path: KeyPath) => {
    let node: unknown = document.contents;
    let line: number | null = null;
    for (const step of path) {
      if (!isCollection(node)) break;
      const item: unknown = isMap(node)
        ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))
        : node.items[Number(step)];
      const place = isPair(item) ? item.key : item;
      if (!isNode(place) || !place.range) break;
      line = lineOf(place.range[0]);
      node = isPair(item) ? item.value : item;
    }
    return line;
  };
}

function diagnostic({ file, lineOf }: Written, offset: number, words: string) {
  return configError({ file }, lineOf(offset), `${words}.`);
}

function withoutPeriod(text: string): string {
  return text.trim().replace(/[.:]$/, "");
}
