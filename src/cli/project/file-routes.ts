import type { Source } from "./project-files.ts";
import { joined, type Route } from "./project-route.ts";

/** Frameworks that route by the place of a file: its pattern, whose first group is the path. */
const PLACES: readonly RegExp[] = [
  // Next.js, app router and pages; Astro.
  /^(?:src\/)?app\/(.*)\/route\.[cm]?[jt]sx?$/,
  /^(?:src\/)?pages\/(.*?)(?:\/index)?\.[cm]?[jt]s$/,
  // Remix, whose dots are slashes.
  /^app\/routes\/([^/]+)\.[jt]sx?$/,
  // SvelteKit.
  /^src\/routes\/(.*)\/\+server\.[jt]s$/,
  // Nuxt and Nitro.
  /^server\/((?:api\/)?.*?)(?:\.post)?\.[jt]s$/,
  // Plain PHP under its document root.
  /^(?:public|web|htdocs)\/(.*\.php)$/,
];
/** Of Nuxt, which serves the files of this folder without its name. */
const NITRO_ROUTES = /^routes\//;

/** Routes that are files. */
export function fileRoutes(sources: readonly Source[]): readonly Route[] {
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

/** `(marketing)` is no part of a path. */
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
