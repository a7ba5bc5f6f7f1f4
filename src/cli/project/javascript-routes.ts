import { posix } from "node:path";
import type { Source } from "./project.ts";
import { joined, matchesOf, type Route, routeAt } from "./project-route.ts";

/** `app.post("/hook"`, of Express, Fastify, Koa, Hono and the like. */
const ROUTE = /\b(\w+)\s*\.\s*(?:post|all|put)\(\s*["'`]([^"'`\n]*)["'`]/g;
/** `app.route("/hook").post(`. */
const CHAINED = /\b(\w+)\s*\.\s*route\(\s*["'`]([^"'`\n]*)["'`]\s*\)[\s\S]{0,200}?\.post\(/g;
/** `app.route({ method: "POST", url: "/hook" })` of Fastify. */
const OBJECT = /\b(\w+)\s*\.\s*route\(\s*\{[^}]{0,400}?\b(?:url|path):\s*["'`]([^"'`\n]*)["'`]/g;
/** Objects that send requests rather than receive them. */
const CLIENTS = /^(?:axios|got|ky|client|https?|fetch|agent|superagent|request|supertest|api|nock|mock|page)$/i;

/** `app.use("/webhooks", router)` of Express, `app.route("/webhooks", hooks)` of Hono. */
const USE = /\b(\w+)\s*\.\s*(?:use|route)\(\s*["'`](\/[^"'`\n]*)["'`]\s*,\s*([^;\n]+)/g;
/** `app.register(plugin, { prefix: "/webhooks" })` of Fastify. */
const REGISTER = /\b(\w+)\s*\.\s*register\(\s*([^,]{1,120}?)\s*,\s*\{[^}]{0,400}?\bprefix:\s*["'`]([^"'`\n]+)["'`]/g;

/** `new Hono().basePath("/api")`, `new Router({ prefix: "/webhooks" })` of Koa, `Fastify({ prefix })`. */
const OWN_PREFIX = /\b(\w+)\s*=\s*new\s+\w+\([^;]{0,300}?\b(?:basePath\(|prefix:)\s*["'`]([^"'`\n]+)["'`]/g;

/** Maximum depth of nested mounts; a deeper chain is a cycle. */
const DEEPEST = 6;

/** A mount: all routes of `file` (only those of `owner` in it, if known) get the prefix `prefix`. */
interface Mount {
  readonly prefix: string;
  readonly file: string;
  readonly owner: string | null;
  /** The object that it is mounted on. */
  readonly on: { readonly file: string; readonly owner: string };
}

/** With `@fastify/autoload` the folders below `routes` are prefixes. */
const AUTOLOAD = /@fastify\/autoload/;
const AUTOLOADED = /(?:^|\/)routes\/(.+)\/[^/]+$/;

/** Finds the routes of JavaScript and TypeScript, including Nest and file-based routing. */
export function javascriptRoutes(all: readonly Source[]): readonly Route[] {
  const sources = all.filter(({ file }) => /\.[cm]?[jt]sx?$/.test(file));
  const mounts = sources.flatMap((source) => mountsOf(source, sources));
  const isAutoloaded = sources.some(({ text }) => AUTOLOAD.test(text));
  const found = sources.flatMap((source) => routesOf(source, mounts, isAutoloaded));
  const global = globalPrefix(sources);
  return [...found, ...sources.flatMap((source) => nestRoutes(source, global))];
}

function routesOf(source: Source, mounts: readonly Mount[], isAutoloaded: boolean): readonly Route[] {
  const folder = isAutoloaded ? (AUTOLOADED.exec(source.file)?.[1] ?? "") : "";
  return [ROUTE, CHAINED, OBJECT].flatMap((pattern) =>
    matchesOf(source.text, pattern).flatMap((match) => {
      const [whole, owner = "", written = ""] = match;
      const path = withConstants(written, source.text);
      if (CLIENTS.test(owner) || path === null || /^https?:/.test(path)) return [];
      const prefixes = prefixesOf({ file: source.file, owner }, mounts, 0);
      return prefixes.map((prefix) =>
        routeAt(source, joined(prefix, folder, path === "/" ? "" : path), match.index + whole.length),
      );
    }),
  );
}

/** Resolves `${PREFIX}/smartlead` with the constants of the same file; `null` if one is missing. */
function withConstants(path: string, text: string): string | null {
  const filled = path.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    return new RegExp(`\\b${name}\\s*(?::\\s*\\w+\\s*)?=\\s*["'\`]([^"'\`$]*)["'\`]`).exec(text)?.[1] ?? whole;
  });
  return filled.includes("${") ? null : filled;
}

function prefixesOf(
  place: { readonly file: string; readonly owner: string },
  mounts: readonly Mount[],
  depth: number,
): readonly string[] {
  const own = mounts.filter(({ file, owner, on }) => {
    const isMeant = file === place.file && (owner === null || owner === place.owner);
    return isMeant && !(on.file === place.file && on.owner === place.owner);
  });
  if (own.length === 0 || depth >= DEEPEST) return [""];
  return own.flatMap((mount) => prefixesOf(mount.on, mounts, depth + 1).map((above) => joined(above, mount.prefix)));
}

function mountsOf(source: Source, sources: readonly Source[]): readonly Mount[] {
  const uses = matchesOf(source.text, USE).map(([, on = "", prefix = "", what = ""]) => ({ on, prefix, what }));
  const registered = matchesOf(source.text, REGISTER).map(([, on = "", what = "", prefix = ""]) => ({
    on,
    prefix,
    what,
  }));
  const mounted = [...uses, ...registered].flatMap(({ on, prefix, what }) => {
    const target = mountedAt(what, source, sources);
    return target === null ? [] : [{ prefix, ...target, on: { file: source.file, owner: on } }];
  });
  const own = matchesOf(source.text, OWN_PREFIX).map(([, owner = "", prefix = ""]) => {
    return { prefix, file: source.file, owner, on: { file: source.file, owner: `${owner}()` } };
  });
  return [...mounted, ...own];
}

/** Resolves an expression such as `auth, require("./routes/hooks")` to the file, or the router of the same file, that it mounts: the last known one. */
function mountedAt(what: string, source: Source, sources: readonly Source[]): Pick<Mount, "file" | "owner"> | null {
  const required = /(?:require|import)\(\s*["'`](\.[^"'`]+)["'`]/.exec(what)?.[1];
  if (required !== undefined) return named(fileOf(required, source.file, sources), null);
  const names = matchesOf(what.replace(/\.\w+/g, ""), /[A-Za-z_$][\w$]*/g)
    .map(([name]) => name)
    .reverse();
  for (const name of names) {
    const from = importedFrom(name, source);
    if (from !== null) {
      const file = fileOf(from, source.file, sources);
      if (file !== null) return named(file, null);
    }
    if (new RegExp(`\\b(?:const|let|var)\\s+${name}\\s*=`).test(source.text)) return { file: source.file, owner: name };
    // A Fastify plugin in the same file registers its routes on its own argument.
    const argument = new RegExp(`function\\s+${name}\\s*\\(\\s*(\\w+)`).exec(source.text)?.[1];
    if (argument !== undefined) return { file: source.file, owner: argument };
  }
  return null;
}

function named(file: string | null, owner: string | null): Pick<Mount, "file" | "owner"> | null {
  return file === null ? null : { file, owner };
}

/** The module that a name is imported from. */
function importedFrom(name: string, source: Source): string | null {
  const found = importsOf(source).find(({ names }) => names.has(name));
  return found?.module ?? null;
}

interface Import {
  readonly names: ReadonlySet<string>;
  readonly module: string;
}

const IMPORTED = /\bimport\s+([^;"']{1,400}?)\s*\bfrom\s+["']([^"'\n]+)["']/g;
const REQUIRED = /\b(?:const|let|var)\s+([^=;]{1,400}?)\s*=\s*(?:await\s+import|require)\(\s*["']([^"'\n]+)["']/g;
/** Parsed once per file. */
const known = new WeakMap<Source, readonly Import[]>();

function importsOf(source: Source): readonly Import[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const found = [IMPORTED, REQUIRED].flatMap((pattern) =>
    matchesOf(source.text, pattern).map(([, names = "", module = ""]) => ({
      names: new Set(names.match(/[A-Za-z_$][\w$]*/g) ?? []),
      module,
    })),
  );
  known.set(source, found);
  return found;
}

/** Resolves a module specifier to a source: relative, or by an alias such as `@/routes/hooks`. */
function fileOf(specifier: string, from: string, sources: readonly Source[]): string | null {
  const plain = specifier.replace(/\.[cm]?[jt]sx?$/, "");
  const isAlias = /^[@~]\//.test(plain);
  if (!plain.startsWith(".") && !isAlias) return null;
  const base = isAlias ? plain.slice(2) : posix.join(posix.dirname(from), plain);
  const wanted = new RegExp(
    `^${isAlias ? "(?:src/|app/)?" : ""}${base.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:/index)?\\.[cm]?[jt]sx?$`,
  );
  return sources.find(({ file }) => wanted.test(file))?.file ?? null;
}

function globalPrefix(sources: readonly Source[]): string {
  const found = sources
    .map(({ text }) => /setGlobalPrefix\(\s*["'`]([^"'`]+)/.exec(text)?.[1])
    .find((one) => one !== undefined);
  return found ?? "";
}

/** `@Controller("webhooks")` and the `@Post("smartlead")` in it. */
function nestRoutes(source: Source, global: string): readonly Route[] {
  const controllers = matchesOf(source.text, /@Controller\(\s*(?:\{[^}]{0,200}?path:\s*)?(?:["'`]([^"'`]*)["'`])?/g);
  return matchesOf(source.text, /@(?:Post|All)\(\s*(?:["'`]([^"'`]*)["'`])?\s*\)/g).flatMap((match) => {
    const controller = controllers.findLast(({ index }) => index < match.index);
    if (controller === undefined) return [];
    const path = joined(global, controller[1] ?? "", match[1] ?? "");
    return [routeAt(source, path, match.index + match[0].length)];
  });
}
