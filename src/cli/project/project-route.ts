import type { Source } from "./project.ts";

/** A route that may accept POST, with all prefixes it is mounted under. */
export interface Route {
  readonly path: string;
  readonly file: string;
  /** The text after the path in the source: usually the name of its handler. */
  readonly handler: string;
}

/** Characters after a path that are searched for its handler. */
const HANDLER_CHARACTERS = 160;

export function routeAt(source: Source, path: string, end: number): Route {
  return { path, file: source.file, handler: source.text.slice(end, end + HANDLER_CHARACTERS) };
}

/** Maximum routes, mounts and blocks of one file: handwritten files have fewer. */
const MOST_MATCHES = 500;

/** Returns the first matches of a global pattern. */
export function matchesOf(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) {
    found.push(match);
    if (found.length === MOST_MATCHES) break;
  }
  return found;
}

/** `join("/api", "webhooks/", "smartlead")` is `/api/webhooks/smartlead`; a trailing slash is kept. */
export function joined(...parts: readonly string[]): string {
  const path = parts.join("/").replaceAll(/\/+/g, "/");
  const whole = path.startsWith("/") ? path : `/${path}`;
  const last = parts.findLast((part) => part !== "") ?? "";
  return last.endsWith("/") || whole === "/" ? whole : whole.replace(/\/$/, "");
}

/** A block between braces whose routes are mounted under a prefix. */
export interface Block {
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
}

/** The blocks that a pattern opens: the match ends with the brace, and its first group is the prefix. */
export function blocksOf(text: string, pattern: RegExp): readonly Block[] {
  return matchesOf(text, pattern).map((match) => {
    const start = match.index + match[0].length;
    return { prefix: match[1] ?? "", start, end: closingBrace(text, start) };
  });
}

/** The prefixes of all blocks around a position, outermost first. */
export function prefixAt(blocks: readonly Block[], at: number): string {
  const around = blocks.filter(({ start, end }) => start <= at && at < end);
  return around
    .sort((one, other) => one.start - other.start)
    .map(({ prefix }) => prefix)
    .join("/");
}

/** Finds the brace that closes the one just before `start`. Braces in strings are rare in routes, and are counted too. */
export function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
