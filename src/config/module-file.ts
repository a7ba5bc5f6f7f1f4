import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { printable } from "../base/printable.ts";

/** Files that are modules, in JavaScript or TypeScript. */
export const MODULE_ENDING = /\.[cm]?[tj]s$/;

/** What a module exports by default, or all that it exports where it does so by names only; or why it cannot be loaded. */
export type LoadedModule =
  | { readonly exported: unknown; readonly hasDefault: boolean }
  | {
      /** The first line of the error, without place and period. */
      readonly message: string;
      /** From 1; `null` where the error says none. */
      readonly line: number | null;
      readonly column: number | null;
      readonly cause: unknown;
    };

/** Loads and runs a module, in TypeScript too. It may import `smartlead-mock`, also where that is not installed. */
export async function loadModule(path: string): Promise<LoadedModule> {
  // The static door holds its compiler as an import, so that it is bundled too; the usual one looks for a file beside itself.
  const { createJiti } = await import("jiti/static");
  const jiti = createJiti(path, { fsCache: false, moduleCache: false, alias: ownHandler() });
  try {
    const loaded: unknown = await jiti.import(path);
    // Without its own default, a module seems to have one: all that it exports.
    const hasDefault = isObject(loaded) && Object.hasOwn(loaded, "default");
    const exported = (isObject(loaded) ? loaded.default : undefined) ?? loaded;
    return { exported, hasDefault };
  } catch (cause) {
    const [message = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    const words = printable(message.replace(/\s*\(\d+:\d+\)\s*$/, ""))
      .trim()
      .replace(/[.:]$/, "");
    return { message: words === "" ? "it cannot be loaded" : words, ...placeOf(cause, path), cause };
  }
}

/** A node of a module's syntax tree as Babel makes it; `start` and `end` are offsets in its text. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** What `read` finds in the syntax tree (the program) of a module that could be loaded. */
export async function readSyntax<Found>(
  { path, text }: { readonly path: string; readonly text: string },
  read: (program: SyntaxNode) => Found,
): Promise<Found | null> {
  const { createJiti } = await import("jiti/static");
  const seen: { found?: Found } = {};
  // The compiler's own passes change the tree afterwards; only what was written has a place.
  const note = ({ node }: { readonly node: SyntaxNode }) => {
    seen.found = read(node);
  };
  createJiti(path, { fsCache: false }).transform({
    source: text,
    filename: path,
    ts: /ts$/.test(path),
    async: true,
    babel: { plugins: [() => ({ visitor: { Program: note } })] },
  });
  return seen.found ?? null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Under npx the package is not in the project's node_modules, so its own name leads to the door next to this very code. */
function ownHandler(): Record<string, string> {
  const restHandlers = ["../index.ts", "./index.js", "./index.mjs"].map((restHandler) =>
    fileURLToPath(new URL(restHandler, import.meta.url)),
  );
  const restHandler = restHandlers.find((candidate) => existsSync(candidate));
  return restHandler === undefined ? {} : { "smartlead-mock": restHandler };
}

/** Where the error says, or the first frame of its stack within the file: its column is that of the compiled code. */
function placeOf(cause: unknown, path: string): { readonly line: number | null; readonly column: number | null } {
  if (!(cause instanceof Error)) return { line: null, column: null };
  // The compiler says `(3:9)`, or the path with both.
  const compiled = /\((\d+):(\d+)\)/.exec(cause.message) ?? placeAfter(path, cause.message);
  const line = compiled?.[1] ?? placeAfter(path, cause.stack ?? "")?.[1];
  // It counts columns from 0.
  const column = compiled?.[2] === undefined ? null : Number(compiled[2]) + 1;
  return { line: line === undefined ? null : Number(line), column };
}

function placeAfter(path: string, text: string): RegExpExecArray | null {
  const at = text.indexOf(`${path}:`);
  return at < 0 ? null : /^:(\d+)(?::(\d+))?/.exec(text.slice(at + path.length));
}
