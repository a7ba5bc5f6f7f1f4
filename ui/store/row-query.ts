import { type Matcher, matcherOf } from "../../src/journal/query/match-query.ts";
import { parseQuery } from "../../src/journal/query/parse-query.ts";
import type { QuerySubject } from "../../src/journal/query/subject.ts";
import type { ListRow, UnheardRow } from "./row-ring.ts";

/** Whether a row of the list is what a query asks for; what is missing shows wherever one looks. Throws `QueryError`. */
export function rowMatcher(text: string): (row: ListRow) => boolean {
  const matches: Matcher = matcherOf(parseQuery(text));
  return (row) => {
    if (row.kind === "delivery") return matches(row.delivery);
    return row.kind === "unheard" ? matches(subjectOf(row)) : row.kind === "gap";
  };
}

function subjectOf(row: UnheardRow): QuerySubject {
  return {
    id: "",
    event_id: row.eventId,
    request_id: "",
    resent_from: null,
    event_type: row.eventType,
    campaign_id: row.campaignId,
    client_id: null,
    lead_email: row.leadEmail,
    webhook: null,
    dialect: null,
    state: null,
    reason: null,
    attempts: [],
    duplicate: null,
    created_at: row.at,
    settled_at: null,
  };
}
