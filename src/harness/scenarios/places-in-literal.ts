/** Places of what object and list literals hold: for JSON, and for modules, whose values come without places. */
import type { PlacedNode } from "./places.ts";

export interface LiteralTree {
  readonly root: PlacedNode | null;
  /** Offsets of keys that stand twice in one object. */
  readonly repeatedKeys: readonly { readonly key: string; readonly start: number }[];
}

/** Levels that are followed; deeper ones have the place of what holds them. */
const MAX_DEPTH = 100;
const NO_ENTRIES: PlacedNode["entries"] = new Map();

/** The places in a JSON text. */
export function jsonTree(text: string): LiteralTree {
  return new LiteralReader(text).read(0);
}

/** The places in what a module exports by default, as far as it is written as literals, in `defineScenario(…)` or not. */
export function moduleTree(text: string): LiteralTree {
  const exported = /\bexport\s+default\s+|\bmodule\.exports\s*=\s*/.exec(text);
  if (exported === null) return { root: null, repeatedKeys: [] };
  return new LiteralReader(text).read(exported.index + exported[0].length);
}

const NAME = /[A-Za-z_$][\w$]*/y;
const CALL = /(?:[A-Za-z_$][\w$]*\s*\.\s*)?defineScenario\s*\(/y;
const KEY = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$]*|\d+/y;
const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
/** After these a `/` begins a pattern, after anything else it divides. */
const BEFORE_PATTERN = /[(,=:[!&|?{};>+*-]\s*$/;

class LiteralReader {
  readonly #text: string;
  readonly #repeatedKeys: { key: string; start: number }[] = [];
  /** Names that are being followed, so that two that stand for each other end. */
  readonly #following = new Set<string>();
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(start: number): LiteralTree {
    this.#at = start;
    return { root: this.#value(), repeatedKeys: this.#repeatedKeys };
  }

  #value(): PlacedNode {
    this.#blank();
    if (this.#depth >= MAX_DEPTH) return this.#expression(this.#at);
    const start = this.#at;
    this.#depth += 1;
    const node = this.#literal(start);
    this.#depth -= 1;
    return node;
  }

  #literal(start: number): PlacedNode {
    const sign = this.#text[start];
    if (sign === "{") return this.#withRest(this.#object(start));
    if (sign === "[") return this.#withRest(this.#list(start));
    if (this.#skips(CALL)) {
      const inner = this.#value();
      this.#expression(this.#at);
      if (this.#text[this.#at] === ")") this.#at += 1;
      this.#expression(this.#at);
      return inner;
    }
    const expression = this.#expression(start);
    return this.#followed(this.#text.slice(start, expression.end).trim()) ?? expression;
  }

  /** `as const`, `satisfies Scenario`, or whatever else comes before the next item. */
  #withRest(node: PlacedNode): PlacedNode {
    this.#expression(this.#at);
    return node;
  }

  #object(start: number): PlacedNode {
    const entries = new Map<string, { start: number; node: PlacedNode }>();
    this.#at = start + 1;
    while (this.#goesOn("}")) {
      const keyStart = this.#at;
      const key = this.#key();
      this.#blank();
      const isPlain = key !== null && this.#text[this.#at] === ":";
      if (isPlain) this.#at += 1;
      const node = isPlain ? this.#value() : this.#expression(keyStart);
      if (key !== null && entries.has(key)) this.#repeatedKeys.push({ key, start: keyStart });
      if (key !== null) entries.set(key, { start: keyStart, node });
    }
    return { start, end: this.#at, entries };
  }

  #list(start: number): PlacedNode {
    const entries = new Map<string, { start: number; node: PlacedNode }>();
    let isCounted = true;
    this.#at = start + 1;
    while (this.#goesOn("]")) {
      const itemStart = this.#at;
      // What is spread may be any number of items.
      if (this.#text.startsWith("...", itemStart)) isCounted = false;
      const node = this.#value();
      if (isCounted) entries.set(String(entries.size), { start: itemStart, node });
    }
    return { start, end: this.#at, entries };
  }

  /** Skips what is between items; at the end of the literal, that too. */
  #goesOn(end: string): boolean {
    this.#blank();
    while (this.#text[this.#at] === ",") {
      this.#at += 1;
      this.#blank();
    }
    const sign = this.#text[this.#at];
    if (sign === undefined) return false;
    if (sign === end) {
      this.#at += 1;
      return false;
    }
    // Something that is no literal: nothing more is known of this one.
    return sign !== ")" && sign !== "}" && sign !== "]" && sign !== ";";
  }

  #key(): string | null {
    KEY.lastIndex = this.#at;
    const match = KEY.exec(this.#text);
    if (match === null) return null;
    this.#at = KEY.lastIndex;
    const [word] = match;
    if (!/^["']/.test(word)) return word;
    return word.slice(1, -1).replace(/\\(["'\\/])/g, "$1");
  }

  /** A constant of the same module. */
  #followed(name: string): PlacedNode | null {
    NAME.lastIndex = 0;
    if (!/^[A-Za-z_$][\w$]*$/.test(name) || this.#following.has(name)) return null;
    const declared = new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll("$", "\\$")}\\b[^=;\\n]*=\\s*`).exec(
      this.#text,
    );
    if (declared === null) return null;
    const back = this.#at;
    this.#following.add(name);
    this.#at = declared.index + declared[0].length;
    const node = this.#value();
    this.#following.delete(name);
    this.#at = back;
    return node;
  }

  /** Up to the comma or the bracket that ends it. */
  #expression(start: number): PlacedNode {
    let open = 0;
    while (this.#at < this.#text.length) {
      const sign = this.#text[this.#at] ?? "";
      if (open === 0 && /[,;)\]}]/.test(sign)) break;
      if (/[([{]/.test(sign)) open += 1;
      if (/[)\]}]/.test(sign)) open -= 1;
      this.#skipOne(sign);
    }
    return { start, end: this.#at, entries: NO_ENTRIES };
  }

  #skipOne(sign: string): void {
    const next = this.#text[this.#at + 1];
    if (sign === '"' || sign === "'") this.#skipText(sign);
    else if (sign === "`") this.#skipTemplate();
    else if (sign === "/" && (next === "/" || next === "*")) this.#blank();
    else if (sign === "/" && BEFORE_PATTERN.test(this.#text.slice(Math.max(0, this.#at - 20), this.#at))) {
      this.#skips(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*|\//y);
    } else this.#at += 1;
  }

  #skipText(quote: string): void {
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote)
      this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    this.#at += 1;
  }

  #skipTemplate(): void {
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== "`") {
      if (this.#text.startsWith("${", this.#at)) {
        this.#at += 2;
        this.#expressionsUpTo("}");
      } else this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    }
    this.#at += 1;
  }

  #expressionsUpTo(end: string): void {
    this.#expression(this.#at);
    while (this.#at < this.#text.length && this.#text[this.#at] !== end) {
      this.#at += 1;
      this.#expression(this.#at);
    }
    this.#at += 1;
  }

  #skips(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #blank(): void {
    this.#skips(BLANK);
  }
}
