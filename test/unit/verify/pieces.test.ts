import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curlLine, curlLineWithFile } from "../../../src/base/curl-line.ts";
import { quoted } from "../../../src/base/shell-words.ts";
import { probedNumber } from "../../../src/harness/probe/probe.ts";
import { leadDetails } from "../../../src/harness/verify/context/check-leads.ts";
import { categorised, plainBody } from "../../../src/harness/verify/context/plain-body.ts";
import { shrinkJson } from "../../../src/harness/verify/shrink/shrink-json.ts";

describe("a probe's answer", () => {
  it.each([
    ["42", 42],
    [" 42\n", 42],
    ['{"count":7}', 7],
    ['{"status":"ok","total":7,"page":1}', 7],
    ['{"rows_in_crm":3}', 3],
    ["[12]", 12],
    ['[{"count":5}]', 5],
    [" count \n-------\n    19\n(row)\n", 19],
    ["0", 0],
  ])("%j is the number %d", (answer, number) => {
    expect(probedNumber(answer, "--probe")).toBe(number);
  });

  it.each(["", "none", '{"a":1,"b":2}', "3 of 4", "<html>404</html>x1"])("%j holds no one number", (answer) => {
    expect(() => probedNumber(answer, "--probe-cmd ./count")).toThrow(
      /^--probe-cmd \.\/count answered .*; it must answer one number/,
    );
  });
});

describe("a lead of a check", () => {
  it("has an address of the check and the run, under a name that belongs to nobody", () => {
    expect(leadDetails(0, "1a2b3c4d/SL-4.3").email).toBe("ada.lovelace@sl-4-3.1a2b3c4d.example");
    expect(leadDetails(0, "my run!/SL-4.3/2").email).toBe("ada.lovelace@2.sl-4-3.my-run.example");
    expect(leadDetails(0, "///").email).toMatch(/^ada\.lovelace@[a-z.]+\.example$/);
  });

  it("is nobody else's, however many there are", () => {
    const emails = Array.from({ length: 500 }, (_, number) => leadDetails(number, "r/SL-6.3").email);
    expect(new Set(emails).size).toBe(500);
  });
});

describe("a plain body", () => {
  const lead = { email: "ada@lead.example", name: "Ada Lovelace", campaignId: 1 };

  it("has nothing that other checks are for", () => {
    const body = {
      preview_text: "sure 👍",
      to_email: "deputy@lead.example",
      reply_body: "x".repeat(500),
      description: "deputy@lead.example replied to Email 1",
      leadCorrespondence: {
        targetLeadEmail: "ada@lead.example",
        replyReceivedFrom: "deputy@lead.example",
        repliedCompanyDomain: "Unknown",
      },
    };
    expect(plainBody("EMAIL_REPLY", body, { lead, isWhole: false })).toEqual({
      preview_text: "sure",
      to_email: "ada@lead.example",
      to_name: "Ada Lovelace",
      cc_emails: [],
      reply_body: "<div>Hello,</div><div>shall we talk on Thursday?</div>",
      description: "ada@lead.example replied to Email 1",
      leadCorrespondence: {
        targetLeadEmail: "ada@lead.example",
        replyReceivedFrom: "ada@lead.example",
        repliedCompanyDomain: "SameCompany",
      },
    });
    expect(plainBody("EMAIL_SENT", body, { lead, isWhole: true })).toMatchObject({
      reply_body: body.reply_body,
      to_email: body.to_email,
    });
  });

  it("is of the category Interested in every field that its dialect has", () => {
    const category = { id: 5, name: "Information Request", sentimentType: "positive" };
    expect(categorised({ lead_data: { email: "a" }, lead_category: { old_id: 1, new_id: 2 } }, category)).toEqual({
      category: "Information Request",
      lead_category_id: 5,
      lead_data: { email: "a", category: { name: "Information Request", sentiment_type: "positive" } },
      lead_category: { old_id: 1, new_id: 5, new_name: "Information Request" },
    });
  });
});

describe("the line that sends a request again", () => {
  const request = {
    url: "http://127.0.0.1:3000/hook?a=1&b=2",
    headers: { "X-Request-Id": "id", Host: "x" },
    body: `{"text":"it's 🎉"}`,
  };

  it("is one that a shell takes as it is", () => {
    const headers = "--header 'X-Request-Id: id' --header User-Agent: --header Accept: --header Content-Type:";
    const curl = `curl --include --globoff --path-as-is --request POST ${headers}`;
    expect(curlLine({ ...request, body: '{"text":"it\'s"}' }).line).toBe(
      `${curl} --data-raw '{"text":"it'\\''s"}' 'http://127.0.0.1:3000/hook?a=1&b=2'`,
    );
    expect(curlLine(request).line).toBe(
      `printf '{"text":"it'\\''s \\360\\237\\216\\211"}' | ${curl} --data-binary @- 'http://127.0.0.1:3000/hook?a=1&b=2'`,
    );
    expect(curlLineWithFile(request, "a b.json").line).toBe(
      `${curl} --data-binary '@a b.json' 'http://127.0.0.1:3000/hook?a=1&b=2'`,
    );
    expect(quoted("plain/word.mjs")).toBe("plain/word.mjs");
  });
});

describe("shrinking", () => {
  const unlimited = { tries: 10_000, isTimeUp: () => false };

  it("leaves what it takes and nothing else", async () => {
    const body = {
      event_type: "EMAIL_REPLY",
      nested: { deep: [{ text: "hello 🎉 world", n: 12 }, 2, 3] },
      other: "x".repeat(1_000),
    };
    const { value, tries } = await shrinkJson(
      body,
      async (smaller) => JSON.stringify(smaller).includes("🎉"),
      unlimited,
    );
    expect(value).toEqual({ nested: { deep: [{ text: "🎉" }] } });
    expect(tries).toBeLessThan(100);
  });

  it("ends by its limits with the best so far", async () => {
    const body = { a: "x".repeat(100), b: 1, c: 2 };
    const { value, tries } = await shrinkJson(body, async () => true, { tries: 1, isTimeUp: () => false });
    expect([value, tries]).toEqual([{ b: 1, c: 2 }, 1]);
    expect(await shrinkJson(body, async () => true, { tries: 9, isTimeUp: () => true })).toEqual({
      value: body,
      tries: 0,
    });
  });

  it("ends with something that still fails, never larger", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.string({ minLength: 1, maxLength: 1 }), async (text, needle) => {
        const whole = { data: JSON.parse(text), needle };
        const fails = async (value: unknown) => JSON.stringify(value).includes(JSON.stringify(needle).slice(1, -1));
        const { value } = await shrinkJson(whole, fails, unlimited);
        expect(await fails(value)).toBe(true);
        expect(JSON.stringify(value).length).toBeLessThanOrEqual(JSON.stringify(whole).length);
      }),
    );
  });
});
