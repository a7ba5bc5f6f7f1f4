import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../src/journal/query/parse-query.ts";
import { MAX_QUERY_CHARACTERS, type Query, QueryError } from "../../../src/journal/query/query.ts";
import { FIELD_NAMES, FIELD_WORDS, FIELDS, fieldNamed } from "../../../src/journal/query/query-fields.ts";

/** The query as one line. */
function said(query: Query): string {
  switch (query.kind) {
    case "all":
      return `(${query.of.map(said).join(" & ")})`;
    case "any":
      return `(${query.of.map(said).join(" / ")})`;
    case "not":
      return `~${said(query.of)}`;
    case "term": {
      const { kind, ...rest } = query.test;
      return `${query.field} ${[kind, ...Object.values(rest)].flat().join(" ")}`;
    }
  }
}

describe("a query", () => {
  it.each([
    ["", "()"],
    ["   ", "()"],
    ["refused", "text holds refused"],
    ['"Connection refused"', "text holds connection refused"],
    ["slack bob", "(text holds slack & text holds bob)"],
    ["status:404", "status equals 404"],
    ["status:5xx", "status between 500 599"],
    ["status:>=400", "status between 400 Infinity"],
    ["status:200..299", "status between 200 299"],
    ["status:404,5xx|302", "(status equals 404 / status between 500 599 / status equals 302)"],
    ["status:none", "status none"],
    ["type:email_reply", "type equals email_reply"],
    ["event:email-reply", "type equals email_reply"],
    ["TYPE:EMAIL_*", "type pattern email_ "],
    ["dup:effect_once", "dup equals effect-once"],
    ["dup:any", "dup some"],
    ["dup:*", "dup some"],
    ["lead:ann@*", "lead pattern ann@ "],
    ["lead:example.com", "lead holds example.com"],
    ['lead:"ann@*"', "lead holds ann@*"],
    ['lead:"none"', "lead holds none"],
    ["campaign:3", "campaign equals 3"],
    ["campaign:*0001", "campaign pattern  0001"],
    ["webhook:7", "webhook equals 7"],
    ["webhook:crm", "webhook holds crm"],
    ["attempt:>1", "attempt between 1.0000000000000002 Infinity"],
    ["took:<=1s", "took between -Infinity 1000"],
    ["took:100ms..2s", "took between 100 2000"],
    ["created:>=09:30", "created time >= 09:30 clock"],
    ["created:2026-01-05T09", "created time = 2026-01-05t09 day"],
    ["-state:delivered", "~state equals delivered"],
    ["!state:delivered", "~state equals delivered"],
    ["--a", "text holds a"],
    ["-(a b)", "~(text holds a & text holds b)"],
    ["a b | c d", "((text holds a & text holds b) / (text holds c & text holds d))"],
    ["a b|c", "(text holds a & (text holds b / text holds c))"],
    ["(a | b) c", "((text holds a / text holds b) & text holds c)"],
    ["(status:404)", "status equals 404"],
    ["url:http://localhost:3000/hook", "url holds http://localhost:3000/hook"],
    ["http://localhost:3000", "text holds http://localhost:3000"],
    ["09:00", "text holds 09:00"],
    ["a,b", "text holds a,b"],
    ["f(x)", "text holds f(x)"],
    ['"a\\"b"', 'text holds a"b'],
    ["text:x", "text holds x"],
  ])("%s", (text, expected) => {
    expect(said(parseQuery(text))).toBe(expected);
  });

  it.each([
    ["status:6xx", 8, '"6xx" is not an HTTP status; write it like status:5xx or status:404,409 or status:>=400.'],
    ["a  status:", 11, "a value is missing; write it like status:5xx or status:404,409 or status:>=400."],
    ["status:404,", 12, "a value is missing after the ,."],
    ["status:404,,5xx", 12, "a value is missing after the ,."],
    ["a| b", 3, "a value is missing after the |."],
    ["sttus:5xx", 1, 'there is no field "sttus"; did you mean status:?'],
    ["x ECONNQ:y", 3, 'there is no field "ECONNQ"; to search for it as text, quote it: "ECONNQ:…".'],
    ["type:EMAIL_REPLAY", 6, '"EMAIL_REPLAY" is not a value of type; did you mean EMAIL_REPLY?'],
    ["type:FOO_*", 6, /^no type matches "FOO_\*"; the values are EMAIL_SENT, .*LINKEDIN_DISCONNECTED, UNKNOWN\.$/],
    ["dup:unprovn", 5, '"unprovn" is not a value of dup; did you mean unproven?'],
    ["reason:zzz", 8, '"zzz" is not a value of reason; the values are rejected, exhausted, disabled, none, any.'],
    ["campaign:abc", 10, '"abc" is not a number; write it like campaign:3 or campaign:*0001 or campaign:none.'],
    ["took:long", 6, '"long" is not a duration; write it like took:>1s or took:100ms..2s.'],
    ["created:noon", 9, '"noon" is not a time; write it like created:2026-01-05 or created:>=09:30.'],
    ["status:!5xx", 8, "a value cannot be negated; put the minus in front: -status:5xx."],
    ["a -", 3, "nothing follows the -; to search for the character itself, quote it."],
    ["| a", 1, "there is nothing before the |."],
    ["a |", 3, "nothing follows the |."],
    ["a | | b", 3, "nothing follows the |."],
    ["(a", 1, 'this parenthesis is not closed; to search for one, quote it: "(".'],
    ["a )", 3, 'this parenthesis has no opening one; to search for it, quote it: ")".'],
    ["()", 1, "these parentheses are empty."],
    ['lead:"ann', 6, "this quotation mark is not closed."],
    ['a ""', 3, "these quotation marks are empty."],
  ])("%s is refused at its column", (text, column, problem) => {
    const error = refusal(text);
    expect(error.problem).toMatch(problem);
    expect(error.at + 1).toBe(column);
    expect(error.message).toBe(`The query is invalid at column ${column}: ${error.problem}`);
    expect(error.code).toBe("bad_request");
  });

  it("has an end", () => {
    expect(parseQuery("x".repeat(MAX_QUERY_CHARACTERS)).kind).toBe("term");
    expect(refusal("x".repeat(MAX_QUERY_CHARACTERS + 1)).problem).toBe(
      "it has 1001 characters; at most 1000 are allowed.",
    );
    expect(refusal("(".repeat(MAX_QUERY_CHARACTERS)).problem).toMatch(/^this parenthesis is not closed/);
  });
});

describe("the fields", () => {
  it("have examples that can be read and are about them", () => {
    for (const name of FIELD_NAMES) {
      expect(FIELDS[name].examples.length).toBeGreaterThan(0);
      for (const example of FIELDS[name].examples) expect(fieldsOf(parseQuery(example))).toEqual(new Set([name]));
    }
  });

  it("go by one name each", () => {
    expect(new Set(FIELD_WORDS).size).toBe(FIELD_NAMES.reduce((sum, name) => sum + 1 + FIELDS[name].aliases.length, 0));
    for (const name of FIELD_NAMES) for (const alias of FIELDS[name].aliases) expect(fieldNamed(alias)).toBe(name);
  });
});

function refusal(text: string): QueryError {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

function fieldsOf(query: Query): Set<string> {
  if (query.kind === "term") return new Set([query.field]);
  const parts = query.kind === "not" ? [query.of] : query.of;
  return new Set(parts.flatMap((part) => [...fieldsOf(part)]));
}
