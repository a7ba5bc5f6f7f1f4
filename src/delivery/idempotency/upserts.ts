/** Writes by POST that a service stores once however often they come, since they say which record they are. */

/** What of a write tells. */
export interface PossibleUpsert {
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bodyText: string;
}

/** Characters of a body that are looked at. */
const MAX_LOOKED_AT = 64 * 1024;
/** `…/batch/upsert`, `/v2/upsert_contact`, `:upsert`. */
const IN_PATH = /(?:^|[/:_.-])upsert(?:$|[/:_.-])/i;
/** PostgREST names the key's columns; others take a switch. */
const IN_QUERY = /(?:^|&)(?:on_conflict=|upsert=(?:true|1)(?:&|$))/i;
/** PostgREST says by this header that rows which are there already are merged or left. */
const IN_PREFER = /\bresolution=(?:merge|ignore)-duplicates\b/i;
/** SQL and GraphQL that are sent as a body. */
const IN_STATEMENT =
  /\binsert[\s\S]*\bon(?:[_ ]conflict|\s+duplicate\s+key)\b|\binsert or (?:ignore|replace)\b|"query"\s*:\s*"[^"{]*\{\s*upsert/i;
/** Instants as programs write the present one into what they store: ISO 8601, and milliseconds since 1970. */
const INSTANTS = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b1[5-9]\d{11}\b/g;

export function isUpsert({ url, headers, bodyText }: PossibleUpsert): boolean {
  const [path = "", query = ""] = url.split("?");
  const prefers = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === "prefer" && IN_PREFER.test([value ?? []].flat().join(",")),
  );
  return prefers || IN_PATH.test(path) || IN_QUERY.test(query) || IN_STATEMENT.test(bodyText.slice(0, MAX_LOOKED_AT));
}

/** A body without the times in it: a record that is stored again may say when it was. */
export function withoutInstants(bodyText: string): string {
  return bodyText.trim().replace(INSTANTS, "");
}
