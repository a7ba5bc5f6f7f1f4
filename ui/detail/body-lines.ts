import { printable } from "../../src/printable.ts";
import { type Line, span, wrap } from "../frame/line.ts";

/** Rows of a body that are shown: a megabyte of JSON is about 30,000, which no one reads here. */
export const MAX_BODY_ROWS = 5_000;

const INDENT = "    ";

/** A body, JSON laid out, everything else as it came, wrapped to the width and harmless. */
export function bodyLines(body: string, width: number): readonly Line[] {
  if (body === "") return [[span(`${INDENT}(empty)`, "muted")]];
  const rows: string[] = [];
  for (const line of laidOut(body).split(/\r\n|\n|\r/)) {
    rows.push(...wrap(printable(line.replaceAll("\t", "  ")), width - INDENT.length));
    if (rows.length > MAX_BODY_ROWS) break;
  }
  const shown = rows.slice(0, MAX_BODY_ROWS).map((row): Line => [span(INDENT + row)]);
  const rest: Line = [
    span(`${INDENT}… the rest is left out here; \`smartlead-mock deliveries show ID --json\` has it all`, "muted"),
  ];
  return rows.length > MAX_BODY_ROWS ? [...shown, rest] : shown;
}

/** Headers, one a row; those that hold secrets do not show them. */
export function headerRows(
  headers: Readonly<Record<string, string | readonly string[]>>,
  width: number,
): readonly Line[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const values = typeof value === "string" ? [value] : value;
    return values.flatMap((text): readonly Line[] => {
      const [first = "", ...rest] = wrap(
        printable(SECRET_HEADERS.test(name) ? "***" : text),
        width - INDENT.length - name.length - 2,
      );
      const indent = " ".repeat(INDENT.length + name.length + 2);
      return [
        [span(`${INDENT}${printable(name)}: `, "muted"), span(first)],
        ...rest.map((row): Line => [span(indent + row)]),
      ];
    });
  });
}

/** Lines are made once for a width: the screen is drawn again and again while its source stays. */
export function rememberedLines(source: object, width: number, make: () => readonly Line[]): readonly Line[] {
  const known = remembered.get(source);
  if (known?.width === width) return known.lines;
  const lines = make();
  remembered.set(source, { width, lines });
  return lines;
}

const remembered = new WeakMap<object, { readonly width: number; readonly lines: readonly Line[] }>();

const SECRET_HEADERS = /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-api-key)$/i;

function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
