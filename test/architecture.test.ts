import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sectionOf } from "./doc-pages.ts";

/** The table "Who may import whom" of docs/architecture.md is the rule; this test reads it and the imports, and fails when they disagree. */
const ROOT = resolve(import.meta.dirname, "..");

interface Rule {
  readonly modules: readonly string[];
  readonly mayImport: ReadonlySet<string>;
  readonly typesOf: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

interface Import {
  readonly file: string;
  readonly from: string;
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  readonly isLate: boolean;
}

const files = ["src", "ui"].flatMap((folder) => sourceFiles(join(ROOT, folder)));
const rules = readRules();
const modules = new Set(rules.flatMap((rule) => rule.modules));
const imports = files.flatMap(importsOf);
/** Imports of our own files, as paths from the root; what is loaded only when it is needed closes no circle. */
const relations = imports
  .filter(({ specifier, isLate }) => specifier.startsWith(".") && !isLate)
  .map(({ file, specifier }) => ({ file, target: pathOf(file, specifier) }))
  .filter(({ target }) => files.includes(target));

describe("the house", () => {
  it("has a row for every module", () => {
    expect([...new Set(files.map(moduleOf))].filter((module) => !modules.has(module))).toEqual([]);
  });

  it("imports only what the table allows", () => {
    expect(imports.filter((one) => !isAllowed(one)).map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([]);
  });

  it("lets a room import only the rooms that stand before it", () => {
    const order = [...sectionOf("docs/architecture.md", "The rooms").matchAll(/^\| `([a-z]+)` \|/gm)].map(
      ([, room = ""]) => room,
    );
    const upward = relations
      .map(({ file, target }) => ({ file, target, from: roomOf(file), to: roomOf(target) }))
      .filter(({ from, to }) => from !== "index" && from !== to && order.indexOf(from) < order.indexOf(to));
    expect(order).toEqual(expect.arrayContaining([...new Set(files.map(roomOf))].filter((room) => room !== "index")));
    expect(upward.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it("has no circle of files, types included", () => {
    expect(circlesIn(relations)).toEqual([]);
  });

  it("allows nothing that nobody uses", () => {
    const unused = rules.flatMap((rule) =>
      [...rule.packages]
        .filter((name) => !imports.some((one) => rule.modules.includes(one.from) && packageOf(one.specifier) === name))
        .map((name) => `${rule.modules.join(", ")}: ${name}`),
    );
    expect(unused).toEqual([]);
  });

  it("takes time and chance only from their ports", () => {
    const forbidden = /\b(Date\.now\(|new Date\(\)|setTimeout\(|setInterval\(|Math\.random\()/;
    const found = files.filter((file) => {
      const isPort = file.startsWith("src/base/time/") || file === "src/base/random.ts";
      // The terminal UI may use a timer to draw; it takes no time from the machine.
      const pattern = file.startsWith("ui/") ? /\b(Date\.now\(|new Date\(\)|Math\.random\()/ : forbidden;
      return !isPort && pattern.test(code(file));
    });
    expect(found).toEqual([]);
  });

  it("has no folder named after a kind of code", () => {
    const kinds = /(^|\/)(utils?|helpers?|common|types|services?|managers?|misc|lib)\//;
    expect(files.filter((file) => kinds.test(file))).toEqual([]);
  });

  it("keeps its files small", () => {
    const long = files.map((file) => `${file}: ${readFileSync(join(ROOT, file), "utf8").split("\n").length}`);
    expect(long.filter((line) => Number(line.split(": ")[1]) > 320)).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => relative(ROOT, join(folder, name)).replaceAll("\\", "/"));
}

function readRules(): Rule[] {
  const section = sectionOf("docs/architecture.md", "Who may import whom");
  const rows = [...section.matchAll(/^\| (.+?) \| (.*?) \| (.*?) \|$/gm)].slice(1);
  const words = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
  return rows.map(([, modules, allowed = "", packages]) => {
    const [plain = "", types = ""] = allowed.split("types of");
    return {
      modules: words(modules),
      mayImport: new Set(["base", ...words(plain)]),
      typesOf: new Set(words(types)),
      packages: new Set(words(packages)),
    };
  });
}

/** The longest path of the table's first column that the file lies under. */
function moduleOf(file: string): string {
  const path = file.replace(/^src\//, "").replace(/\.tsx?$/, "");
  const parts = path.split("/");
  for (let length = parts.length; length > 0; length -= 1) {
    const module = parts.slice(0, length).join("/");
    if (modules.has(module)) return module;
  }
  return path;
}

function code(file: string): string {
  return readFileSync(join(ROOT, file), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
}

function importsOf(file: string): Import[] {
  const text = code(file);
  const from = moduleOf(file);
  const fixed = [...text.matchAll(/^\s*(?:import|export)\s+(type\s+)?([^;"']*?)\s*from\s+"([^"]+)"/gm)].map(
    (match) => ({
      file,
      from,
      specifier: match[3] ?? "",
      isTypeOnly: match[1] !== undefined || hasOnlyTypes(match[2] ?? ""),
      isLate: false,
    }),
  );
  const bare = [...text.matchAll(/^\s*import\s+"([^"]+)"/gm)];
  const late = [...text.matchAll(/\bimport\("([^"]+)"\)/g)];
  const whole = (isLate: boolean) => (match: RegExpMatchArray) => ({
    file,
    from,
    specifier: match[1] ?? "",
    isTypeOnly: false,
    isLate,
  });
  return [...fixed, ...bare.map(whole(false)), ...late.map(whole(true))];
}

function hasOnlyTypes(clause: string): boolean {
  const names = /^\{(.*)\}$/s
    .exec(clause.trim())?.[1]
    ?.split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith("type "));
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function isAllowed({ file, from, specifier, isTypeOnly }: Import): boolean {
  const rule = rules.find((one) => one.modules.includes(from));
  if (rule === undefined) return false;
  if (!specifier.startsWith(".")) return rule.packages.has(packageOf(specifier));
  if (specifier.endsWith("/package.json")) return true;
  const target = moduleOf(pathOf(file, specifier));
  if (target === from || rule.mayImport.has(target)) return true;
  return isTypeOnly && rule.typesOf.has(target);
}

function pathOf(file: string, specifier: string): string {
  return relative(ROOT, resolve(ROOT, file, "..", specifier)).replaceAll("\\", "/");
}

function roomOf(file: string): string {
  const [top = "", room = ""] = file.split("/");
  return top === "ui" ? "ui" : room.replace(/\.tsx?$/, "");
}

/** Files that reach one another, each group once (Tarjan's strongly connected components). */
function circlesIn(edges: readonly { readonly file: string; readonly target: string }[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { file, target } of edges) targets.set(file, [...(targets.get(file) ?? []), target]);
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[] = [];
  const visit = (file: string) => {
    number.set(file, number.size);
    lowest.set(file, number.get(file) ?? 0);
    open.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!number.has(target)) visit(target);
      if (open.includes(target)) lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(target) ?? 0));
    }
    if (lowest.get(file) !== number.get(file)) return;
    const group = open.splice(open.indexOf(file));
    if (group.length > 1) circles.push(group.sort().join(" ↔ "));
  };
  for (const file of targets.keys()) if (!number.has(file)) visit(file);
  return circles;
}
