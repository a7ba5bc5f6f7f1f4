import { join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/**
 * No text from outside indexes an object: `{}["constructor"]` is a function, and `table["__proto__"] = …` changes no table. A
 * table with outside keys is a Map, or it is read by `ownValue` or after `Object.hasOwn`. Keys of a union of literals are ours.
 */
const ROOT = resolve(import.meta.dirname, "../..");
const OWN_VALUE = "src/base/own-value.ts";

/** Read by keys that come from the very same object, or from a list of our own; each was looked at. */
const LOOKED_AT = [
  "src/harness/scenarios/loading/names/check-names.ts: values[binding.name]",
  "src/harness/scenarios/value-matchers.ts: one[key]",
  "src/harness/scenarios/value-matchers.ts: other[key]",
  "src/harness/scenarios/value-matchers.ts: value[key]",
  "src/harness/scenarios/value-schemas.ts: MATCHERS[key]",
  // Ids of categories, and parameters of our own document.
  "src/smartlead/account/past-mails.ts: repliersByCategory[name]",
  "ui/web/api/try-form.tsx: values[name]",
  "src/smartlead/api/sent-mails.ts: repliersByCategory[String(AWAY_ID)]",
  "ui/index.tsx: process.env[name]",
];

/** Every form in which a text from outside could index an object, and some that are fine. */
const SAMPLE = "sample.ts";
const SAMPLE_TEXT = `
  declare const table: Record<string, number>;
  declare const own: { a: number };
  declare const outside: string;
  declare const unknownKey: any;
  const read = table[outside];
  const cast = own[outside as keyof typeof own];
  table[outside] = 1;
  const any = own[unknownKey];
  const { [outside]: taken } = table;
  const isIn = outside in table;
  const template = table[\`x\${outside}\`];
  const optional = table?.[outside];
  function generic<Key extends string>(key: Key) { return (table as Record<Key, number>)[key]; }
  const guarded = Object.hasOwn(table, outside) ? table[outside] : 0;
  const ours = own["a"];
  const list = [1][Number(outside)];
`;

/** One program for both, because the types of the platform take longest to read. */
const found = lookups(programOf([...sourceFiles(), join(ROOT, SAMPLE)], new Map([[join(ROOT, SAMPLE), SAMPLE_TEXT]])));

describe("text from outside", () => {
  it("indexes no object anywhere in the sources", () => {
    const ours = found.filter((lookup) => !lookup.startsWith(`${SAMPLE}: `));
    expect(ours.filter((lookup) => !LOOKED_AT.includes(lookup))).toEqual([]);
  });

  it("is found by this test in every form in which it could", () => {
    expect(found.filter((one) => one.startsWith(`${SAMPLE}: `)).map((one) => one.split(": ")[1])).toEqual([
      "table[outside]",
      "own[outside as keyof typeof own]",
      "table[outside]",
      "own[unknownKey]",
      "[outside]",
      "outside in table",
      "table[`x$" + "{outside}`]",
      "table?.[outside]",
      "(table as Record<Key, number>)[key]",
    ]);
  });
});

function sourceFiles(): string[] {
  const { fileNames } = ts.parseJsonConfigFileContent({ include: ["src", "ui"] }, ts.sys, ROOT);
  return fileNames;
}

function programOf(files: readonly string[], texts: ReadonlyMap<string, string> = new Map()): ts.Program {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const readFile = host.getSourceFile;
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? readFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true);
  };
  return ts.createProgram([...files], options, host);
}

/** Every place where a key that may be any text meets an object. */
function lookups(program: ts.Program): string[] {
  const checker = program.getTypeChecker();
  const found: string[] = [];
  for (const file of program.getSourceFiles()) {
    const name = relative(ROOT, resolve(ROOT, file.fileName)).replaceAll("\\", "/");
    if (file.isDeclarationFile || name.includes("node_modules") || name === OWN_VALUE) continue;
    const visit = (node: ts.Node): void => {
      const key = keyOf(node);
      if (key !== null && isAnyText(checker, key) && !isGuarded(node)) found.push(`${name}: ${node.getText(file)}`);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/** The key with which this node looks into an object. */
function keyOf(node: ts.Node): ts.Expression | null {
  if (ts.isElementAccessExpression(node)) return node.argumentExpression;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) return node.left;
  // `{ [key]: value }` that makes an object defines the field; one that takes an object apart looks it up.
  if (ts.isComputedPropertyName(node) && ts.isBindingElement(node.parent)) return node.expression;
  return null;
}

function isAnyText(checker: ts.TypeChecker, key: ts.Expression): boolean {
  const bare = ts.isAsExpression(key) ? key.expression : key;
  const type = checker.getTypeAtLocation(bare);
  const isText = (one: ts.Type): boolean =>
    one.isUnion()
      ? one.types.some(isText)
      : (one.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Any)) !== 0;
  return isText(checker.getBaseConstraintOfType(type) ?? type);
}

/** `Object.hasOwn(table, key)` is asked first, in the same function. */
function isGuarded(node: ts.Node): boolean {
  if (!ts.isElementAccessExpression(node)) return false;
  const guard = `Object.hasOwn(${node.expression.getText()}, ${node.argumentExpression.getText()})`;
  const around = ts.findAncestor(node, (one) => ts.isFunctionLike(one) || ts.isSourceFile(one));
  const scope = ts.isArrowFunction(around ?? node) ? around?.parent : around;
  const before = scope?.getSourceFile().text.slice(scope.getStart(), node.getStart()) ?? "";
  const isAssigned =
    ts.isBinaryExpression(node.parent) &&
    node.parent.left === node &&
    node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return before.includes(guard) && !isAssigned;
}
