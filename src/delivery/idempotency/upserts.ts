/** POST writes that a service stores once even if they are repeated, since they identify the record. */

/** The parts of a write that are examined. */
export interface PossibleUpsert {
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bodyText: string;
}

/** Characters of a body that are examined. */
const MAX_LOOKED_AT = 64 * 1024;
/** `…/batch/upsert`, `/v2/upsert_contact`, `:upsert`. */
const IN_PATH = /(?:^|[/:_.-])upsert(?:$|[/:_.-])/i;
/** PostgREST names the key's columns; other services use a flag. */
const IN_QUERY = /(?:^|&)(?:on_conflict=|upsert=(?:true|1)(?:&|$))/i;
/** With this header PostgREST merges or ignores rows that already exist. */
const IN_PREFER = /\bresolution=(?:merge|ignore)-duplicates\b/i;
/** SQL and GraphQL statements sent as a body. */
const IN_STATEMENT =
  /\binsert[\s\S]*\bon(?:[_ ]conflict|\s+duplicate\s+key)\b|\binsert or (?:ignore|replace)\b|"query"\s*:\s*"[^"{]*\{\s*upsert/i;
/** Timestamps that programs add to stored records: ISO 8601, and milliseconds since 1970. */
const INSTANTS = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b1[5-9]\d{11}\b/g;

export function isUpsert({ url, headers, bodyText }: PossibleUpsert): boolean {
  const [path = "", query = ""] = url.split("?");
  const prefers = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === "prefer" && IN_PREFER.test([value ?? []].flat().join(",")),
  );
  return prefers || IN_PATH.test(path) || IN_QUERY.test(query) || IN_STATEMENT.test(bodyText.slice(0, MAX_LOOKED_AT));
}

/** A body without its timestamps: a record that is stored again may have a new one. */
export function withoutInstants(bodyText: string): string {
  return bodyText.trim().replace(INSTANTS, "");
}
