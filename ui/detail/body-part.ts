import { maskHeader } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import { type Line, span, wrap } from "../frame/line.ts";
import type { Folds, Part } from "../pager/document.ts";
import { JsonPart } from "../pager/json-part.ts";
import { linesPart, textPart } from "../pager/lines-part.ts";
import { type ReadBody, readBody } from "./read-body.ts";

const INDENT = "  ";

export interface BodyPlace {
  /** Unique in the document. */
  readonly key: string;
  readonly width: number;
  readonly folds: Folds;
}

/** Parsed once for each object with a body. */
const known = new WeakMap<object, ReadBody>();

/** A body: JSON is formatted and coloured, any other text is shown unchanged, wrapped and harmless. `source` is the object that has the body. */
export function bodyPart(source: object, body: string, { key, width, folds }: BodyPlace): Part {
  if (body === "") return linesPart([[span(`${INDENT}(empty)`, "muted")]]);
  const read = known.get(source) ?? readBody(body);
  known.set(source, read);
  return "json" in read
    ? new JsonPart(read.json, { key, width, margin: INDENT.length, folds })
    : textPart(read.lines, { width, indent: INDENT });
}

/** Headers, one per row; secret values are masked. */
export function headerRows(
  headers: Readonly<Record<string, string | readonly string[]>>,
  width: number,
): readonly Line[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const values = typeof value === "string" ? [value] : value;
    return values.flatMap((text): readonly Line[] => {
      const shown = printable(maskHeader(name, text));
      const [first = "", ...rest] = wrap(shown, Math.max(1, width - INDENT.length - name.length - 2));
      const indent = " ".repeat(INDENT.length + name.length + 2);
      return [
        [span(`${INDENT}${printable(name)}: `, "key"), span(first)],
        ...rest.map((row): Line => [span(indent + row)]),
      ];
    });
  });
}
