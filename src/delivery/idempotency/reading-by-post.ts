/** Calls of other services that change nothing though they are POST: a receiver looks a contact up, or fetches a token. */
import { parsedJson } from "../../base/json-text.ts";

/** Characters of a body that are looked at. */
const MAX_LOOKED_AT = 64 * 1024;
/** Endpoints of CRMs, databases and search engines that look things up, as the last part of their path. */
const LOOKING_UP: ReadonlySet<string> = new Set(["search", "_search", "_msearch", "query", "lookup"]);
/** What a statement begins with that changes something; `POST …/query` takes those too. */
const CHANGES = /\b(insert|update|upsert|delete|merge|replace|create|mutation)\b/i;
/** Where a client signs in, by OAuth or another way. */
const SIGNING_IN = /\/(?:oauth2?(?:\/[\w.-]+)*\/token|openid-connect\/token|access_token|authenticate|login)$/i;
/** What every request for a token by OAuth says, as a form or as JSON. */
const GRANT = /(?:^|[&"{,\s])grant_type"?\s*[=:]/;

/** Whether a POST to this address of the sink only reads. In doubt it writes. */
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
