import { didYouMean } from "../../../../base/did-you-mean.ts";
import { type Expression, piecesOf } from "../../interpolate.ts";
import type { KeyPath } from "../../places.ts";
import { type Diagnostic, wordOf } from "../diagnostic.ts";
import type { Known } from "./known.ts";
import { type Scope, whyUnknown } from "./known-names.ts";

/** The names known where a text is interpolated. */
export interface NamesHere {
  readonly scope: Scope;
  /** Names that are bound anywhere in the scenario. */
  readonly later: ReadonlySet<string>;
}

/** Errors in the expressions in all texts of a value. */
export function checkTexts(value: unknown, path: KeyPath, here: NamesHere): readonly Diagnostic[] {
  return expressionsIn(value, path).flatMap((found) => {
    const words = problemOf(found.expression, here);
    const { path: at, expression, nth } = found;
    return words === null ? [] : [{ path: at, at: { piece: expression.text, nth }, sentence: words }];
  });
}

/** An expression, and its number among equal pieces of its text. */
export interface FoundExpression {
  readonly path: KeyPath;
  readonly expression: Expression;
  readonly nth: number;
}

/** All expressions of a value, in reading order; keys have none. */
export function expressionsIn(value: unknown, path: KeyPath): readonly FoundExpression[] {
  if (typeof value === "string") return expressionsOf(value, path);
  if (Array.isArray(value)) return value.flatMap((item, index) => expressionsIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => expressionsIn(item, [...path, key]));
}

function expressionsOf(text: string, path: KeyPath): readonly FoundExpression[] {
  if (!text.includes("${")) return [];
  const seen = new Map<string, number>();
  return piecesOf(text).flatMap((piece) => {
    if ("literal" in piece) return [];
    const { expression } = piece;
    const nth = seen.get(expression.text) ?? 0;
    seen.set(expression.text, nth + 1);
    return [{ path, expression, nth }];
  });
}

function problemOf({ text, name, steps }: Expression, { scope, later }: NamesHere): string | null {
  const written = wordOf(text);
  if (name === "") return `${written} cannot be read; write it like \${reply.lead_email} or \${replies[0].event_id}`;
  const possible = scope.get(name);
  if (possible === undefined) {
    return `${written} refers to nothing: no ${wordOf(name)} is known here; ${whyUnknown(name, { scope, later })}`;
  }
  const problems = possible.map(({ view }) => wayProblem(view, { name, steps }));
  const [first] = problems;
  const isWrong = first !== undefined && problems.every((problem) => problem !== null);
  return isWrong ? `${written} refers to nothing: ${first}` : null;
}

/** Why the path does not exist, or `null`. */
function wayProblem(
  view: Known,
  { name, steps }: { readonly name: string; readonly steps: readonly string[] },
): string | null {
  let known = view;
  let way = name;
  for (const step of steps) {
    const next = partOf(known, step);
    if (typeof next === "string") return `${wordOf(way)} ${next}`;
    known = next;
    way = /^\d+$/.test(step) ? `${way}[${step}]` : `${way}.${step}`;
  }
  return null;
}

/** The known facts about a part, or why it does not exist. */
function partOf(known: Known, step: string): Known | string {
  if (known.kind === "any") return known;
  if (known.kind === "plain") return `is a single value and has no ${wordOf(step)}`;
  if (known.kind === "list") {
    if (/^\d+$/.test(step)) return known.item;
    return step === "length" ? { kind: "plain" } : `is a list and has no ${wordOf(step)}; use an index, as in [0]`;
  }
  if (Object.hasOwn(known.keys, step)) return known.keys[step] ?? { kind: "any" };
  const keys = Object.keys(known.keys);
  const meant = didYouMean(wordOf(step), keys);
  return `has no ${wordOf(step)}; ${meant === null ? `it has ${keys.join(", ")}` : `did you mean ${meant}?`}`;
}
