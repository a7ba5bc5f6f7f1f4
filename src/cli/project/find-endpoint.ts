import { javascriptRoutes } from "./javascript-routes.ts";
import { goRoutes, phpRoutes, rubyRoutes } from "./other-routes.ts";
import type { Source } from "./project.ts";
import { joined, type Route } from "./project-route.ts";
import { pythonRoutes } from "./python-routes.ts";

/** The path of the SmartLead endpoint, as far as the sources show it. */
interface FoundEndpoint {
  readonly path: string;
  /** The file that it was found in; `null` = it is a guess. */
  readonly file: string | null;
  /** Uncertain facts, a sentence each. */
  readonly doubts: readonly string[];
}

const USUAL_PATH = "/webhooks/smartlead";
const SMARTLEAD = /smart[-_]?lead/i;
const WEBHOOK = /web[-_]?hooks?|callbacks?|\bhooks?\b/i;
/** `:provider`, `{provider}`, `<provider>`, `[provider]`. */
const PARAMETER = /:\w+\??|\{[^}]*\}|<[^>]*>|\[[^\]]*\]/;
/** Maximum number of other paths that a doubt names. */
const MOST_OTHERS = 3;

/** Searches the routes of every supported framework, including the prefixes that they are mounted under. */
export function findEndpoint(sources: readonly Source[]): FoundEndpoint {
  const routes = [javascriptRoutes, fileRoutes, pythonRoutes, rubyRoutes, phpRoutes, goRoutes].flatMap((find) =>
    find(sources),
  );
  const own = routes.filter(({ path }) => !path.includes("/api/v1/campaigns") && !path.includes("*"));
  return (
    named(own) ?? literalPath(sources) ?? webhook(own) ?? { path: USUAL_PATH, file: null, doubts: [nothingFound()] }
  );
}

/** A route that names SmartLead in its path, its file or its handler. */
function named(routes: readonly Route[]): FoundEndpoint | null {
  const byPath = distinct(routes.filter(({ path }) => SMARTLEAD.test(path)));
  const byHandler = routes.filter(({ file, handler }) => SMARTLEAD.test(file) || SMARTLEAD.test(nearest(handler)));
  return chosen(byPath.length > 0 ? byPath : distinct(byHandler), []);
}

function webhook(routes: readonly Route[]): FoundEndpoint | null {
  const hooks = distinct(routes.filter(({ path }) => WEBHOOK.test(path)));
  const [hook] = hooks;
  if (hook === undefined) return null;
  return chosen(hooks, [`No path names SmartLead; ${hook.path} (${hook.file}) is used, because it names a webhook.`]);
}

/** Chooses the first, and names the others as a doubt; a parameter of its path is filled in. */
function chosen([first, ...others]: readonly Route[], doubts: readonly string[]): FoundEndpoint | null {
  if (first === undefined) return null;
  const rest = others.slice(0, MOST_OTHERS).map(({ path, file }) => `${path} (${file})`);
  const several = rest.length === 0 ? [] : [`Other possible paths: ${rest.join(", ")}.`];
  const path = first.path.replace(new RegExp(PARAMETER, "g"), "smartlead");
  const filled =
    path === first.path ? [] : [`${first.path} (${first.file}) has a parameter; its value is assumed to be smartlead.`];
  return { path, file: first.file, doubts: [...doubts, ...several, ...filled] };
}

/** Each path once. */
function distinct(routes: readonly Route[]): readonly Route[] {
  return [...new Map(routes.map((route) => [route.path, route])).values()];
}

/** The rest of the statement that contains the path. */
function nearest(handler: string): string {
  return handler.split(/\n\s*\n|;\s*\n/)[0] ?? "";
}

/** Finds a quoted path that names SmartLead, as in `if (req.url === "/webhooks/smartlead")`. */
function literalPath(sources: readonly Source[]): FoundEndpoint | null {
  for (const { file, text } of sources) {
    const path = /["'`](\/[\w/.-]*smart[-_]?lead[\w/.-]*)["'`]/i.exec(text)?.[1];
    if (path !== undefined && !path.includes("/api/v1")) return { path, file, doubts: [] };
  }
  return null;
}

function nothingFound(): string {
  return `No path that names SmartLead was found in the sources: replace ${USUAL_PATH} with the path of your endpoint.`;
}

/** File-based routing: the pattern of each framework, whose first group is the path. */
const PLACES: readonly RegExp[] = [
  // Next.js, app router and pages; Astro.
  /^(?:src\/)?app\/(.*)\/route\.[cm]?[jt]sx?$/,
  /^(?:src\/)?pages\/(.*?)(?:\/index)?\.[cm]?[jt]s$/,
  // Remix, where a dot is a slash.
  /^app\/routes\/([^/]+)\.[jt]sx?$/,
  // SvelteKit.
  /^src\/routes\/(.*)\/\+server\.[jt]s$/,
  // Nuxt and Nitro.
  /^server\/((?:api\/)?.*?)(?:\.post)?\.[jt]s$/,
  // Plain PHP under its document root.
  /^(?:public|web|htdocs)\/(.*\.php)$/,
];
/** Nuxt serves the files of this folder without the folder's name. */
const NITRO_ROUTES = /^routes\//;

/** Routes that are files. */
function fileRoutes(sources: readonly Source[]): readonly Route[] {
  const base = basePath(sources);
  return sources.flatMap((source) => {
    const place = PLACES.map((pattern) => pattern.exec(source.file)?.[1]).find((one) => one !== undefined);
    if (
      place === undefined ||
      (source.file.startsWith("server/") && !/defineEventHandler|eventHandler/.test(source.text))
    )
      return [];
    const path = source.file.startsWith("app/routes/") ? place.replaceAll(".", "/") : place.replace(NITRO_ROUTES, "");
    return [{ path: joined(base, withoutGroups(path)), file: source.file, handler: "" }];
  });
}

/** A group such as `(marketing)` is not part of the path. */
function withoutGroups(place: string): string {
  return place
    .split("/")
    .filter((part) => !/^\(.*\)$/.test(part))
    .join("/");
}

/** Next's `basePath`. */
function basePath(sources: readonly Source[]): string {
  const config = sources.find(({ file }) => /^next\.config\.[cm]?[jt]s$/.test(file));
  return /\bbasePath:\s*["'`]([^"'`]+)/.exec(config?.text ?? "")?.[1] ?? "";
}
