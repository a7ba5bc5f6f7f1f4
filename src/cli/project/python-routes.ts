import type { Source } from "./project.ts";
import { joined, matchesOf, type Route, routeAt } from "./project-route.ts";

/** `hooks = Blueprint("hooks", __name__, url_prefix="/webhooks")`, `router = APIRouter(prefix="/webhooks")`. */
const ROUTER = /^\s*(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?(?:Blueprint|APIRouter)\(([^)]*)\)/gm;
const ROUTE = /@(\w+)\.(?:post|route|api_route)\(\s*["']([^"']*)["']/g;
/** `app.register_blueprint(hooks, url_prefix="/api")`, `app.include_router(hooks.router, prefix="/api")`. */
const MOUNT = /\b(\w+)\.(register_blueprint|include_router)\(\s*([\w.]+)\s*,?([^)]*)\)/g;
/** `path("webhooks/", include("hooks.urls"))` and `path("smartlead/", views.smartlead)` of Django. */
const DJANGO = /\b(?:re_path|path|url)\(\s*r?["']\^?([^"'$]*)\$?["']\s*,\s*(?:include\(\s*["']([\w.]+)["'])?/g;
/** `path("api/", api.urls)` of Django Ninja. */
const NINJA = /\bpath\(\s*["']([^"']*)["']\s*,\s*(\w+)\.urls\b/g;
/** Maximum depth of nested routers; a deeper chain is a cycle. */
const DEEPEST = 6;

interface Mount {
  readonly file: string;
  readonly owner: string | null;
  readonly prefix: string;
  /** Whether the prefix replaces the blueprint's own, as in Flask. */
  readonly replaces: boolean;
  readonly on: { readonly file: string; readonly owner: string };
}

/** The routes of Flask, FastAPI and Django. */
export function pythonRoutes(all: readonly Source[]): readonly Route[] {
  const sources = all.filter(({ file }) => file.endsWith(".py"));
  const mounts = sources.flatMap((source) => [...mountsOf(source, sources), ...ninjaMounts(source, sources)]);
  const decorated = sources.flatMap((source) => {
    const own = ownPrefixes(source);
    return matchesOf(source.text, ROUTE).flatMap((match) => {
      const [whole, owner = "", path = ""] = match;
      const prefixes = prefixesOf({ file: source.file, owner }, own.get(owner) ?? "", mounts, 0);
      return prefixes.map((prefix) => routeAt(source, joined(prefix, path), match.index + whole.length));
    });
  });
  return [...decorated, ...djangoRoutes(sources)];
}

function ownPrefixes({ text }: Source): ReadonlyMap<string, string> {
  return new Map(matchesOf(text, ROUTER).map(([, owner = "", given = ""]) => [owner, prefixIn(given) ?? ""]));
}

function prefixIn(given: string): string | undefined {
  return /\b(?:url_)?prefix\s*=\s*["']([^"']*)["']/.exec(given)?.[1];
}

function prefixesOf(
  place: { readonly file: string; readonly owner: string },
  own: string,
  mounts: readonly Mount[],
  depth: number,
): readonly string[] {
  const above = mounts.filter(({ file, owner }) => file === place.file && (owner === null || owner === place.owner));
  if (above.length === 0 || depth >= DEEPEST) return [own];
  return above.flatMap(({ prefix, replaces, on }) => {
    const here = replaces ? prefix : joined(prefix, own);
    return prefixesOf(on, "", mounts, depth + 1).map((one) => joined(one, here));
  });
}

function mountsOf(source: Source, sources: readonly Source[]): readonly Mount[] {
  return matchesOf(source.text, MOUNT).flatMap(([, on = "", how = "", what = "", given = ""]) => {
    const [root = "", attribute] = what.split(".");
    const prefix = prefixIn(given);
    const known = importedFile(root, source, sources);
    const file = known ?? (new RegExp(`^\\s*${root}\\s*[:=]`, "m").test(source.text) ? source.file : null);
    if (file === null) return [];
    const owner = known === null ? root : (attribute ?? null);
    const replaces = how === "register_blueprint" && prefix !== undefined;
    return [{ file, owner, prefix: prefix ?? "", replaces, on: { file: source.file, owner: on } }];
  });
}

function ninjaMounts(source: Source, sources: readonly Source[]): readonly Mount[] {
  return matchesOf(source.text, NINJA).flatMap(([, prefix = "", owner = ""]) => {
    const file = importedFile(owner, source, sources) ?? (source.text.includes("NinjaAPI(") ? source.file : null);
    return file === null
      ? []
      : [{ file, owner, prefix, replaces: false, on: { file: source.file, owner: "urlpatterns" } }];
  });
}

/** The source that a name was imported from: `from app.routes import hooks`, `from .hooks import router as hooks`. */
function importedFile(name: string, { text }: Source, sources: readonly Source[]): string | null {
  const one = new RegExp(`from\\s+([\\w.]+)\\s+import\\s+\\(?[^\\n)]*?(?:(\\w+)\\s+as\\s+)?\\b${name}\\b`).exec(text);
  const [, module = "", original] = one ?? [];
  if (one !== null) return moduleFile(`${module}.${original ?? name}`, sources) ?? moduleFile(module, sources);
  const whole = new RegExp(`^\\s*import\\s+([\\w.]+)\\s+as\\s+${name}\\b`, "m").exec(text)?.[1];
  return whole === undefined ? null : moduleFile(whole, sources);
}

function moduleFile(module: string, sources: readonly Source[]): string | null {
  const path = module.replace(/^\.+/, "").replaceAll(".", "/");
  if (path === "") return null;
  const isMeant = (file: string) =>
    [`${path}.py`, `${path}/__init__.py`].some((one) => file === one || file.endsWith(`/${one}`));
  return sources.find(({ file }) => isMeant(file))?.file ?? null;
}

/** The target of `include` is mounted under the path; a file that no other includes is at the top level. */
function djangoRoutes(sources: readonly Source[]): readonly Route[] {
  const files = sources.filter(({ text }) => /\burlpatterns\b/.test(text));
  const includes = files.flatMap((source) =>
    matchesOf(source.text, DJANGO).flatMap(([, prefix = "", module]) => {
      const file = module === undefined ? null : moduleFile(module, sources);
      return file === null ? [] : [{ file, prefix, on: source.file }];
    }),
  );
  const prefixes = (file: string, depth: number): readonly string[] => {
    const above = includes.filter((one) => one.file === file);
    if (above.length === 0 || depth >= DEEPEST) return [""];
    return above.flatMap(({ prefix, on }) => prefixes(on, depth + 1).map((one) => joined(one, prefix)));
  };
  return files.flatMap((source) =>
    matchesOf(source.text, DJANGO)
      .filter(([, , module]) => module === undefined)
      .flatMap((match) =>
        prefixes(source.file, 0).map((prefix) =>
          routeAt(source, joined(prefix, match[1] ?? ""), match.index + match[0].length),
        ),
      ),
  );
}
