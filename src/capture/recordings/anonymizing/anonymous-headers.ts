import { anonymousText } from "./anonymous-text.ts";
import type { Substitutes } from "./substitutes.ts";

const PRODUCT =
  "(?:SmartLead-Webhook|smartlead-mock|axios|node-fetch|undici|node|Node\\.js|curl|PostmanRuntime|python-requests|Python|aiohttp|httpx|Go-http-client|" +
  "okhttp|Java|Apache-HttpClient|nginx|openresty|Apache|cloudflare|Caddy|Express|uvicorn|gunicorn|Werkzeug|hypercorn|Kestrel|Microsoft-IIS|Vercel|" +
  "Next\\.js|PHP|Puma|Cowboy|Jetty|Netlify|LiteSpeed|envoy|istio-envoy|ASP\\.NET|Fastify)";
const COMMENT = "(?: \\((?:Ubuntu|Debian|Unix|Linux|Win64|smartlead-mock)\\))?";
const PRODUCTS = new RegExp(
  `^${PRODUCT}(?:/v?\\d{1,4}(?:\\.\\d{1,4}){0,3})?${COMMENT}(?: ${PRODUCT}(?:/\\d{1,4}(?:\\.\\d{1,4}){0,3})?)?$`,
  "i",
);
const NUMBER = /^\d{1,9}$/;
const ENCODINGS = /^(?:gzip|deflate|br|zstd|identity|chunked|\*)(?:, ?(?:gzip|deflate|br|zstd|identity|chunked|\*))*$/i;
const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const MEDIA =
  "(?:application/(?:json|x-www-form-urlencoded|xml|octet-stream|problem\\+json)|text/(?:html|plain|xml)|\\*/\\*)";
const CACHING =
  /^(?:no-cache|no-store|private|public|must-revalidate|max-age=\d{1,9})(?:, ?(?:no-cache|no-store|private|public|must-revalidate|max-age=\d{1,9}))*$/i;

/** Header values that identify no one. Any other value is substituted. */
const KNOWN_VALUES: ReadonlyMap<string, RegExp> = new Map([
  ["accept", new RegExp(`^${MEDIA}(?:, ?${MEDIA})*$`, "i")],
  ["accept-encoding", ENCODINGS],
  ["access-control-allow-credentials", /^true$/],
  ["age", NUMBER],
  ["allow", /^[A-Z]{3,7}(?:, ?[A-Z]{3,7})*$/],
  ["cache-control", CACHING],
  ["connection", /^(?:keep-alive|close|upgrade)$/i],
  ["content-encoding", ENCODINGS],
  ["content-length", NUMBER],
  ["content-type", new RegExp(`^${MEDIA}(?:; ?charset="?(?:utf-8|iso-8859-1|us-ascii)"?)?$`, "i")],
  ["date", DATE],
  ["expires", /^(?:0|-1)$/],
  ["keep-alive", /^timeout=\d{1,4}(?:, ?max=\d{1,5})?$/i],
  ["pragma", /^no-cache$/i],
  ["retry-after", NUMBER],
  ["server", PRODUCTS],
  ["transfer-encoding", ENCODINGS],
  ["user-agent", PRODUCTS],
  ["vary", /^(?:\*|Accept|Accept-Encoding|Origin)(?:, ?(?:Accept|Accept-Encoding|Origin))*$/i],
  ["x-content-type-options", /^nosniff$/i],
  ["x-mock-time", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/],
  ["x-powered-by", PRODUCTS],
  ["x-webhook-level", /^(?:user|client|campaign)$/],
]);

/** Words that header names consist of; any other word may name someone. */
const NAME_WORDS: ReadonlySet<string> = new Set(
  (
    "accept access agent allow api auth authenticate authorization cache connect connection content control cookie country credentials " +
    "custom date delivery disposition duplicate encoding error etag event expect expires for forwarded from hook host hub id " +
    "idempotency idempotent if ip keep key language last length level limit link location match message method methods mock modified " +
    "none options origin page policy powered pragma proto protocol proxy range rate ratelimit ray real referer remaining replayed request " +
    "requested reset response retry robots runtime scheme sec secret security server session set sha256 signature since site smartlead " +
    "status strict tag time timeout timestamp token total trace traceparent transfer transport type upgrade upgraded user vary version via " +
    "visitor warning webhook with www x xss already processed alive cf connecting by modified after fault"
  ).split(" "),
);

/** Substitutes every header value, and every word of a header name, that may identify someone. */
export function anonymousHeaders<Value extends string | readonly string[]>(
  headers: Readonly<Record<string, Value>>,
  substitutes: Substitutes,
): Record<string, Value extends string ? string : string | readonly string[]> {
  const changed = Object.entries<string | readonly string[]>(headers).map(([name, value]) => [
    name.replace(/[^-]+/g, (word) => (NAME_WORDS.has(word.toLowerCase()) ? word : anonymousText(word, substitutes))),
    typeof value === "string"
      ? anonymousHeader(name, value, substitutes)
      : value.map((one) => anonymousHeader(name, one, substitutes)),
  ]);
  return Object.fromEntries(changed);
}

function anonymousHeader(name: string, value: string, substitutes: Substitutes): string {
  if (KNOWN_VALUES.get(name.toLowerCase())?.test(value) === true) return value;
  const [, scheme = "", rest = value] = /^(sha256=|Bearer |Basic )(.*)$/s.exec(value) ?? [];
  return `${scheme}${anonymousText(rest, substitutes)}`;
}
