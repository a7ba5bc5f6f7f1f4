/** POST calls to other services that change nothing: a receiver looks up a contact, or fetches a token. */
import { parsedJson } from "../../base/json-text.ts";

/** Characters of a body that are examined. */
const MAX_LOOKED_AT = 64 * 1024;
/** Endpoints of CRMs, databases and search engines that only read, by the last part of their path. */
const LOOKING_UP: ReadonlySet<string> = new Set(["search", "_search", "_msearch", "query", "lookup"]);
/** Keywords of statements that change data, which `POST …/query` accepts too. */
const CHANGES = /\b(insert|update|upsert|delete|merge|replace|create|mutation)\b/i;
/** Paths at which a client signs in, by OAuth or another way. */
const SIGNING_IN = /\/(?:oauth2?(?:\/[\w.-]+)*\/token|openid-connect\/token|access_token|authenticate|login)$/i;
/** The field of every OAuth token request, as a form or as JSON. */
const GRANT = /(?:^|[&"{,\s])grant_type"?\s*[=:]/;

/** Whether a POST to this URL of the sink only reads. In doubt it counts as a write. */
export function readsByPost({ url, bodyText }: { readonly url: string; readonly bodyText: string }): boolean {
  const path = (url.split("?")[0] ?? "").replace(/\/+$/, "");
  const body = bodyText.slice(0, MAX_LOOKED_AT);
  if (SIGNING_IN.test(path) || GRANT.test(body)) return true;
  const last = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (LOOKING_UP.has(last) && !CHANGES.test(body)) return true;
  return isGraphqlQuery(parsedJson(bodyText));
}

/** One GraphQL operation, or a batch, without a mutation among its definitions. */
function isGraphqlQuery(body: unknown): boolean {
  if (Array.isArray(body)) return body.length > 0 && body.every(isGraphqlQuery);
  if (typeof body !== "object" || body === null || !("query" in body) || typeof body.query !== "string") return false;
  const text = body.query
    .slice(0, MAX_LOOKED_AT)
    .replace(/#[^\n]*/g, "")
    .trim();
  return (
    /^(?:query\b[^{]*\{|fragment\s+\w+\s+on\b|\{)/.test(text) && !/(?:^|\})\s*(?:mutation|subscription)\b/.test(text)
  );
}
