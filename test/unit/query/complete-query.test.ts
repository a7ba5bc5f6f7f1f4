import { describe, expect, it } from "vitest";
import { completeQuery, MAX_COMPLETIONS } from "../../../src/journal/query/complete-query.ts";
import { parseQuery } from "../../../src/journal/query/parse-query.ts";
import { FIELD_NAMES } from "../../../src/journal/query/query-fields.ts";

const KNOWN = { lead: ["ann@example.com", "bob@example.com", "o doe@x.test"], campaign: ["3600001", "3600002"] };

/** What stands there after each offer has been taken. */
function offers(text: string, cursor = text.length): string[] {
  const { from, to, options } = completeQuery(text, cursor, KNOWN);
  return options.map((option) => text.slice(0, from) + option.text + text.slice(to));
}

describe("the completion", () => {
  it("offers every field to begin with", () => {
    expect(offers("")).toEqual(FIELD_NAMES.map((name) => `${name}:`));
  });

  it.each([
    ["st", ["status:", "state:"]],
    ["a -sta", ["a -status:", "a -state:", "a -fault:stale-timestamp"]],
    ["(du", ["(dup:", "(took:"]],
    ["type:EMAIL_R", ["type:EMAIL_REPLY"]],
    ["type:EMAIL_OPEN,email_b", ["type:EMAIL_OPEN,EMAIL_BOUNCE"]],
    ["type:bounce", ["type:EMAIL_BOUNCE", "type:CAMPAIGN_BOUNCE_BREACH"]],
    ["event:UNTR", ["event:UNTRACKED_REPLIES"]],
    ["lead:bo", ["lead:bob@example.com"]],
    ["lead:doe", ['lead:"o doe@x.test"']],
    ['lead:"o d', ['lead:"o doe@x.test"']],
    ["lead:o", ['lead:"o doe@x.test"', "lead:ann@example.com", "lead:bob@example.com", "lead:none"]],
    ["campaign:36", ["campaign:3600001", "campaign:3600002"]],
    ["EMAIL_REP", ["type:EMAIL_REPLY"]],
    ["unp", ["dup:unproven"]],
    ["reason:n", ["reason:none", "reason:any"]],
    ["nonsense", []],
    ["nonsense:x", []],
    ["status:", ["status:none", "status:any"]],
  ])("%s", (text, expected) => {
    expect(offers(text)).toEqual(expected);
  });

  it("works in the middle, and leaves what stands behind", () => {
    expect(offers("st type:EMAIL_OPEN", 2)).toEqual(["status: type:EMAIL_OPEN", "state: type:EMAIL_OPEN"]);
    expect(offers('"a b:" le', 9)).toEqual(['"a b:" lead:', '"a b:" level:']);
  });

  it("offers only what can be read", () => {
    for (const name of FIELD_NAMES) {
      for (const offer of offers(`${name}:`)) expect(() => parseQuery(offer)).not.toThrow();
    }
  });

  it("offers no more than can be looked at", () => {
    const lead = Array.from({ length: 500 }, (_, index) => `lead${index}@x.test`);
    expect(completeQuery("lead:", 5, { lead }).options).toHaveLength(MAX_COMPLETIONS);
  });
});
