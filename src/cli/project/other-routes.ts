/** Routes of Ruby, PHP and Go. */
import type { Source } from "./project.ts";
import {
  type Block,
  blocksOf,
  closingBrace,
  joined,
  matchesOf,
  prefixAt,
  type Route,
  routeAt,
} from "./project-route.ts";

/** Routes of Rails (`config/routes.rb`), and `post "/hook" do` of Sinatra. */
export function rubyRoutes(sources: readonly Source[]): readonly Route[] {
  return sources.filter(({ file }) => file.endsWith(".rb")).flatMap(rubyRoutesOf);
}

const RUBY_POST = /^\s*(?:post|match)\s*\(?\s*(?::(\w+)|["']([^"']+)["'])/;

function rubyRoutesOf(source: Source): readonly Route[] {
  const isRails = /routes(?:\/\w+)?\.rb$/.test(source.file);
  const around: string[] = [];
  return source.text.split("\n").flatMap((line) => {
    const [, symbol, text] = RUBY_POST.exec(line) ?? [];
    const path = symbol ?? text;
    const route = path === undefined ? [] : [{ path: joined(...around, path), file: source.file, handler: line }];
    if (isRails && /\bdo\b\s*(?:\|[^|]*\|)?\s*$/.test(line)) around.push(rubyPrefix(line));
    if (isRails && /^\s*end\b/.test(line)) around.pop();
    return route;
  });
}

/** The prefix that a block of Rails' routes adds. */
function rubyPrefix(line: string): string {
  const path = /\bpath:\s*["']([^"']*)["']/.exec(line)?.[1];
  const [, kind, symbol, text] =
    /^\s*(namespace|scope|resources?)\s*\(?\s*(?::(\w+)|["']([^"']+)["'])?/.exec(line) ?? [];
  if (kind === "scope" && path === undefined) return text ?? symbol ?? "";
  return path ?? (kind === undefined ? "" : (symbol ?? text ?? ""));
}

const PHP_ROUTE = /(?:Route::|\$\w+\s*->\s*)(?:post|any|match|map)\(\s*(?:\[[^\]]*\]\s*,\s*)?['"]([^'"]+)['"]/g;
/** `Route::prefix('hooks')->group(function () {` of Laravel, `$app->group('/hooks', function (…) {` of Slim. */
const PHP_GROUPS = [
  /\bprefix\(\s*['"]([^'"]+)['"]\s*\)[^;{]{0,200}?\bgroup\(\s*(?:static\s+)?function\s*\([^)]*\)[^{]*\{/g,
  /\bgroup\(\s*\[[^\]]*?['"]prefix['"]\s*=>\s*['"]([^'"]+)['"][^\]]*\]\s*,\s*(?:static\s+)?function\s*\([^)]*\)[^{]*\{/g,
  /->group\(\s*['"]([^'"]+)['"]\s*,\s*(?:static\s+)?function\s*\([^)]*\)[^{]*\{/g,
];

/** Routes of Laravel, Slim and Symfony. */
export function phpRoutes(all: readonly Source[]): readonly Route[] {
  const sources = all.filter(({ file }) => file.endsWith(".php"));
  const apiPrefix = sources
    .map(({ text }) => /\bapiPrefix:\s*['"]([^'"]*)['"]/.exec(text)?.[1])
    .find((one) => one !== undefined);
  return sources.flatMap((source) => {
    const blocks = PHP_GROUPS.flatMap((pattern) => blocksOf(source.text, pattern));
    const top = source.file.endsWith("routes/api.php") ? (apiPrefix ?? "api") : "";
    const called = matchesOf(source.text, PHP_ROUTE).map((match) => {
      const path = joined(top, prefixAt(blocks, match.index), match[1] ?? "");
      return routeAt(source, path, match.index + match[0].length);
    });
    return [...called, ...symfonyRoutes(source)];
  });
}

/** `#[Route('/hooks')]` of a class, and those of its methods. */
function symfonyRoutes(source: Source): readonly Route[] {
  const found = matchesOf(source.text, /#\[Route\(\s*(?:path:\s*)?['"]([^'"]+)['"][^\]]*\]/g);
  const isOfClass = (end: number) =>
    /^\s*(?:#\[[^\]]*\]\s*)*(?:final\s+|abstract\s+|readonly\s+)*class\b/.test(source.text.slice(end));
  const prefix = found.find((match) => isOfClass(match.index + match[0].length))?.[1] ?? "";
  return found
    .filter((match) => !isOfClass(match.index + match[0].length))
    .map((match) => routeAt(source, joined(prefix, match[1] ?? ""), match.index + match[0].length));
}

const GO_ROUTE = /(?:\b(\w+)\s*\.\s*)(?:Post|POST|HandleFunc|Handle|Any|All)\(\s*"(?:[A-Z]+ )?([^"]*)"/g;

/** Routes of net/http, chi, gin, echo and fiber. */
export function goRoutes(all: readonly Source[]): readonly Route[] {
  const sources = all.filter(({ file }) => file.endsWith(".go"));
  const mounted = sources.flatMap(({ text }) => {
    const blocks = goBlocks(text);
    return matchesOf(text, /\.Mount\(\s*"([^"]*)"\s*,\s*(?:\w+\.)?(\w+)/g).map(
      ({ index, 1: prefix = "", 2: name = "" }) => {
        return { prefix: joined(prefixAt(blocks, index), prefix), name };
      },
    );
  });
  return sources.flatMap((source) => {
    const { text } = source;
    const blocks = [...goBlocks(text), ...mounted.flatMap(({ prefix, name }) => functionBlocks(text, name, prefix))];
    const groups = new Map(
      matchesOf(text, /\b(\w+)\s*:?=\s*(\w+)\.Group\(\s*"([^"]*)"/g).map(([, name = "", on = "", prefix = ""]) => [
        name,
        { on, prefix },
      ]),
    );
    return matchesOf(text, GO_ROUTE).map((match) => {
      const path = joined(prefixAt(blocks, match.index), groupPrefix(match[1] ?? "", groups), match[2] ?? "");
      return routeAt(source, path, match.index + match[0].length);
    });
  });
}

/** `r.Route("/hooks", func(r chi.Router) {`. */
function goBlocks(text: string): readonly Block[] {
  return blocksOf(text, /\.(?:Route|Group)\(\s*"([^"]*)"\s*,\s*func\s*\([^)]*\)[^{]*\{/g);
}

/** Resolves `hooks := api.Group("/hooks")`, including the groups that `api` belongs to. */
function groupPrefix(
  name: string,
  groups: ReadonlyMap<string, { readonly on: string; readonly prefix: string }>,
  seen: readonly string[] = [],
): string {
  const group = groups.get(name);
  if (group === undefined || seen.includes(name)) return "";
  return joined(groupPrefix(group.on, groups, [...seen, name]), group.prefix);
}

function functionBlocks(text: string, name: string, prefix: string) {
  return matchesOf(text, new RegExp(`\\bfunc\\s+(?:\\([^)]*\\)\\s*)?${name}\\s*\\([^)]*\\)[^{]*\\{`, "g")).map(
    (match) => {
      const start = match.index + match[0].length;
      return { prefix, start, end: closingBrace(text, start) };
    },
  );
}
