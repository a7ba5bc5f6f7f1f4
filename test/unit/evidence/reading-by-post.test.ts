import { describe, expect, it } from "vitest";
import { isReading } from "../../../src/delivery/idempotency/idempotent-writes.ts";
import { ReactionsBench } from "./reactions-bench.ts";

const post = (path: string, body: unknown) => ({
  method: "POST",
  url: `/_mock/sink${path}`,
  bodyText: typeof body === "string" ? body : JSON.stringify(body),
  operation: null,
});

describe("a POST to the sink that changes nothing", () => {
  it.each<[what: string, path: string, body: unknown]>([
    ["a search of a CRM", "/crm/v3/objects/contacts/search", { filterGroups: [{ value: "ada@lead.example" }] }],
    ["a search of an index", "/leads/_search?size=1", { query: { match: { email: "ada@lead.example" } } }],
    ["a query of a table", "/v1/databases/0f3a/query/", { filter: { property: "Email", equals: "ada@lead.example" } }],
    ["a statement that reads", "/d1/query", { sql: "select id from leads where email = ?" }],
    ["a GraphQL query", "/graphql", { query: "query Contact($email: String!) { contacts(email: $email) { id } }" }],
    ["one without a name", "/graphql", { query: "{ contacts { id } }" }],
    ["one after a comment and fragments", "/graphql", { query: "# who\nfragment F on C { id }\nquery { c { ...F } }" }],
    ["several in one call", "/graphql", [{ query: "{ a }" }, { query: "query { b }" }]],
    ["a token by OAuth, as a form", "/oauth/v1/token", "grant_type=refresh_token&refresh_token=x"],
    ["a token by OAuth, as JSON", "/api/connect", { grant_type: "client_credentials" }],
    ["signing in", "/api/auth/login", { user: "bot" }],
  ])("is %s", (_what, path, body) => {
    expect(isReading(post(path, body))).toBe(true);
  });

  it.each<[what: string, path: string, body: unknown]>([
    ["a note", "/crm/notes", { note: "query me" }],
    ["a GraphQL mutation", "/graphql", { query: "mutation AddNote { insertNote { id } }" }],
    ["a mutation after a fragment", "/graphql", { query: "fragment F on Note { id }\nmutation { addNote { ...F } }" }],
    ["a mutation beside a query", "/graphql", [{ query: "{ a }" }, { query: "mutation { b }" }]],
    ["a statement that writes", "/d1/query", { sql: "INSERT INTO replies (lead) VALUES (?)" }],
    ["a note of a search", "/research", { text: "{ contacts { id } }" }],
    ["a field that is called query and is none", "/notes", { query: "is she interested?" }],
  ])("is not %s", (_what, path, body) => {
    expect(isReading(post(path, body))).toBe(false);
  });

  it("is no second effect of a duplicate", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    bench.write({ filterGroups: [{ value: reply.lead }] }, { url: "/_mock/sink/contacts/search" });
    bench.write({ email: reply.lead, type: "EMAIL_REPLY" });
    bench.end(reply);
    bench.write({ filterGroups: [{ value: reply.lead }] }, { url: "/_mock/sink/contacts/search" });
    expect(bench.effects.countsOf(reply.delivery.request_id)).toEqual(new Map([["POST /crm", 1]]));
    expect(bench.reactions.calls().map(({ is_effect }) => is_effect)).toEqual([false, true, false]);
  });
});
