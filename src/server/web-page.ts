import { readFile } from "node:fs/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { errorAnswer } from "./error-answer.ts";

/** Folders that may hold the built page, relative to this file: in the built package, or from the sources. */
const FOLDERS = ["./web/", "../../dist/web/"] as const;

/** The page is three files; all data comes over the control API and the stream, which require the token. */
const FILES = [
  { path: "/", file: "index.html", type: "text/html; charset=utf-8" },
  { path: "/page.js", file: "page.js", type: "text/javascript; charset=utf-8" },
  { path: "/page.css", file: "page.css", type: "text/css; charset=utf-8" },
] as const;

/** The only path that a link on another site may open: the page holds no data, changes nothing and cannot be framed. */
export const WEB_PAGE_PATH = FILES[0].path;

/** The API reference with calls to try; a view of the page, which knows the token if there is one. */
const DOCS_PATH = "/_mock/docs";

/** Serves the console for browsers. Its files are read on request: a mock without visitors reads none of them. */
export function mountWebPage(app: FastifyInstance): void {
  app.get(DOCS_PATH, (_request, reply) => reply.redirect(`${WEB_PAGE_PATH}#api`));
  for (const { path, file, type } of FILES) {
    app.get(path, async (request, reply) => {
      const content = await builtFile(file);
      return content === null ? sendNotBuilt(reply) : withPolicies(request, reply).type(type).send(content);
    });
  }
}

async function builtFile(name: string): Promise<Buffer | null> {
  for (const folder of FOLDERS) {
    const content = await readFile(new URL(folder + name, import.meta.url)).catch(() => null);
    if (content !== null) return content;
  }
  return null;
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  const { status, body } = errorAnswer("not_found", "The page for browsers is not built; run `npm run build` first.");
  return reply.code(status).send(body);
}

function withPolicies({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .header("content-security-policy", policyFor(headers.host ?? ""))
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "no-referrer")
    .header("cross-origin-opener-policy", "same-origin")
    .header("cache-control", "no-cache");
}

/** Allows only the page's own files and its own mock. `'self'` covers the WebSocket in new browsers only, so it is named as well. */
function policyFor(host: string): string {
  const stream = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${stream}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
