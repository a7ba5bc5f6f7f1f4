/** The text between `${` and `}`: a name, and a way into what it stands for. */
export interface Expression {
  /** As it is written, with `${` and `}`. */
  readonly text: string;
  readonly name: string;
  /** Keys and places on the way, in order. */
  readonly steps: readonly string[];
}

/** A piece of a text: what stands there as it is, or an expression. */
export type Piece = { readonly literal: string } | { readonly expression: Expression; readonly offset: number };

const OPENING = /\$\$\{|\$\{([^}\n]*)\}/g;
const NAME = /^\s*([A-Za-z_]\w*)/;
const STEP = /\.([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\["([^"]*)"\]/y;

/** Cuts a text at its expressions; `$${` is a literal `${`. An expression that cannot be read has the name "". */
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

/** The one expression that a text consists of; `null` when there is more, or none. */
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
