import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { isObject } from "../../base/json-text.ts";

/** The text between `${` and `}`: a name, and a path into its value. */
export interface Expression {
  /** The original text, with `${` and `}`. */
  readonly text: string;
  readonly name: string;
  /** Keys and indexes of the path, in order. */
  readonly steps: readonly string[];
}

/** A piece of a text: literal text, or an expression. */
type Piece = { readonly literal: string } | { readonly expression: Expression; readonly offset: number };

const OPENING = /\$\$\{|\$\{([^}\n]*)\}/g;
const NAME = /^\s*([A-Za-z_]\w*)/;
const STEP = /\.([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\["([^"]*)"\]/y;

/** Splits a text at its expressions; `$${` is a literal `${`. An expression that cannot be parsed has the name "". */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(OPENING)) {
    if (match.index > at) pieces.push({ literal: text.slice(at, match.index) });
    const inner = match[1];
    if (inner === undefined) pieces.push({ literal: "${" });
    else pieces.push({ expression: expressionOf(match[0], inner), offset: match.index });
    at = match.index + match[0].length;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ literal: text.slice(at) });
  return pieces;
}

/** The expression that makes up the whole text; `null` if there is other text, or no expression. */
export function soleExpression(text: string): Expression | null {
  const [piece, ...others] = piecesOf(text);
  return piece !== undefined && others.length === 0 && "expression" in piece ? piece.expression : null;
}

function expressionOf(text: string, inner: string): Expression {
  const name = NAME.exec(inner);
  if (name?.[1] === undefined) return { text, name: "", steps: [] };
  const steps: string[] = [];
  const end = inner.trimEnd().length;
  let at = name[0].length;
  while (at < end) {
    STEP.lastIndex = at;
    const match = STEP.exec(inner);
    if (match === null) return { text, name: "", steps: [] };
    steps.push(match[1] ?? match[2] ?? match[3] ?? "");
    at = STEP.lastIndex;
  }
  return { text, name: name[1], steps };
}

/** The values of names, one property each. Only own properties count, so that JavaScript's built-in properties cannot be reached. */
type Scope = Readonly<Record<string, unknown>>;

/** Maximum characters of an interpolated text: as many as the largest body that a scenario may send. */
const MAX_TEXT_LENGTH = 4 * 1024 * 1024;
/** Maximum nesting of lists and objects. */
const MAX_DEPTH = 64;

/**
 * Replaces every `${name.path[0]}` in a value, including lists and objects. A text that consists of one expression keeps the type of its
 * value; `$${` is a literal `${`. Throws `config` for a name that is not bound and for a path that does not exist.
 * @example interpolate({ lead: "${reply.lead_email}" }, { reply: { lead_email: "ann@example.com" } })
 */
export function interpolate<Value>(value: Value, scope: Scope): Value;
export function interpolate(value: unknown, scope: Scope): unknown {
  return filled(value, scope, 0);
}

function filled(value: unknown, scope: Scope, depth: number): unknown {
  if (typeof value === "string") return filledText(value, scope);
  if (depth >= MAX_DEPTH || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => filled(item, scope, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, scope, depth + 1)]));
}

function filledText(text: string, scope: Scope): unknown {
  if (!text.includes("${")) return text;
  const sole = soleExpression(text);
  if (sole !== null) return evaluate(sole, scope);
  const parts = piecesOf(text).map((piece) => ("literal" in piece ? piece.literal : wordOf(piece.expression, scope)));
  const result = parts.join("");
  if (result.length <= MAX_TEXT_LENGTH) return result;
  throw failure(`A string with ${text.slice(0, 40)} becomes longer than ${MAX_TEXT_LENGTH} characters.`);
}

/** Within a longer text, a value that is not a text is inserted as JSON. */
function wordOf(expression: Expression, scope: Scope): string {
  const value = evaluate(expression, scope);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function evaluate({ text, name, steps }: Expression, scope: Scope): unknown {
  if (name === "") throw failure(`${text} cannot be read; write it like \${reply.lead_email} or \${replies[0].id}.`);
  if (!Object.hasOwn(scope, name))
    throw failure(`${text} refers to nothing: no ${name} is known${hint(name, Object.keys(scope))}`);
  let value = scope[name];
  let way = name;
  for (const step of steps) {
    const found = partOf(value, step);
    if (found === undefined)
      throw failure(`${text} refers to nothing: ${way} has no ${step}${hint(step, keysOf(value))}`);
    value = found;
    way = /^\d+$/.test(step) ? `${way}[${step}]` : `${way}.${step}`;
  }
  if (value === undefined) throw failure(`${text} refers to nothing yet.`);
  return value;
}

function partOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : key === "length" ? value.length : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function keysOf(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function hint(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  return meant === null ? "." : `; did you mean ${meant}?`;
}

function failure(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("config", sentence);
}
