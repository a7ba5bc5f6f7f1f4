import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { BOUNCE_NOTICES, UNTRACKED_TEXTS } from "../../../src/smartlead/account/texts/notice-texts.ts";
import {
  escapeHtml,
  linksIn,
  renderHtml,
  renderText,
  textFromHtml,
} from "../../../src/smartlead/account/texts/render.ts";
import { replyHtml } from "../../../src/smartlead/account/texts/reply-html.ts";
import {
  COOL_CONVERSATION,
  DEPUTY_TEXTS,
  REPLY_TEXTS,
  WARM_CONVERSATION,
} from "../../../src/smartlead/account/texts/reply-texts.ts";
import { SEQUENCES } from "../../../src/smartlead/account/texts/sequences.ts";
import type { SentMessage } from "../../../src/smartlead/events/event.ts";
import { aWorld, only } from "./a-world.ts";

const QUOTED: SentMessage = {
  kind: "SENT",
  statsId: "s1",
  messageId: "<s1@agency.example>",
  at: Date.UTC(2026, 2, 5, 13, 1, 58),
  subject: "Oil & water",
  html: "<div>Hi Ada</div>",
  text: "Hi Ada",
  from: "maya@agency.example",
  to: "ada@lovelace.example",
  cc: [],
  bcc: [],
  sequenceNumber: 1,
};

describe("rendering", () => {
  test("fills slots, empties unknown ones, and escapes values in HTML only", () => {
    const variables = { company_name: 'Oak & "Iron" <Ltd>' };
    expect(renderText("{{company_name}}|{{nobody}}", variables)).toBe('Oak & "Iron" <Ltd>|');
    expect(renderHtml("<b>{{company_name}}</b>", variables)).toBe("<b>Oak &amp; &quot;Iron&quot; &lt;Ltd&gt;</b>");
    expect(textFromHtml(`<div>${escapeHtml(variables.company_name)}</div>`)).toBe(variables.company_name);
  });

  test("turns blocks and breaks into lines", () => {
    expect(
      textFromHtml("<div>Hi Ada,</div><div><br></div><div>one<br>two&nbsp;%</div><div><br></div><div>Maya</div>"),
    ).toBe("Hi Ada,\n\none\ntwo %\n\nMaya");
  });

  test("finds each link once, in order, and no mail address", () => {
    const html =
      '<a href="https://b.example/">b</a><a href="mailto:x@y.example">x</a><a href="https://a.example/">a</a><a href="https://b.example/">b</a>';
    expect(linksIn(html)).toEqual(["https://b.example/", "https://a.example/"]);
  });
});

describe("a reply's HTML", () => {
  const drawn = new Set(
    Array.from({ length: 200 }, (_, seed) =>
      replyHtml(
        { written: "yes & no\n\nAda", quoted: QUOTED, language: null, quotedName: "Maya Brandt" },
        seededRandom(seed),
      ),
    ),
  );

  test("is that of three kinds of mail client, and quotes the mail that is answered", () => {
    expect([...drawn].sort()).toMatchInlineSnapshot(`
      [
        "<div dir="ltr">yes &amp; no<br><br>Ada</div><br><div class="gmail_quote gmail_quote_container">
      <div dir="ltr" class="gmail_attr">On Thu, Mar 5, 2026 at 1:01 PM Maya Brandt &lt;<a href="mailto:maya@agency.example">maya@agency.example</a>&gt; wrote:<br></div>
      <blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div>Hi Ada</div></blockquote></div>
      ",
        "<html><body dir="auto">yes &amp; no<br><br>Ada<div dir="ltr"><br></div><div dir="ltr"><blockquote type="cite">
      On Mar 5, 2026, at 1:01 PM, Maya Brandt &lt;maya@agency.example&gt; wrote:<br><br></blockquote></div>
      <blockquote type="cite"><div dir="ltr"><div>Hi Ada</div></div></blockquote></body></html>
      ",
        "<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body lang="EN-GB"><div class="WordSection1">
      <p class="MsoNormal">yes &amp; no</p>
      <p class="MsoNormal">&nbsp;</p>
      <p class="MsoNormal">Ada</p>
      </div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Maya Brandt &lt;maya@agency.example&gt;<br>
      <b>Sent:</b> Thu, 5 Mar 2026 1:01 PM<br><b>To:</b> ada@lovelace.example<br><b>Subject:</b> Oil &amp; water</div>
      <div><div>Hi Ada</div></div></body></html>
      ",
      ]
    `);
  });

  test("has CRLF line ends, no bare line feed, and a narrow no-break space in the time", () => {
    for (const html of drawn) expect(html).toContain("1:01\u202fPM");
    for (const html of drawn) expect(html.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const html of drawn) expect(html.endsWith("\r\n")).toBe(true);
  });
});

describe("the texts", () => {
  const slotsIn = (texts: readonly string[]) =>
    [
      ...new Set(texts.flatMap((text) => Array.from(text.matchAll(/\{\{(\w+)\}\}/g), (match) => match[1] ?? ""))),
    ].sort();

  test("use only the slots that are filled", () => {
    const mails = Object.values(SEQUENCES).flatMap((steps) =>
      steps.flatMap(({ subject, paragraphs }) => [subject, ...paragraphs]),
    );
    expect(slotsIn([...mails, ...WARM_CONVERSATION.ours, ...COOL_CONVERSATION.ours])).toEqual([
      "company_name",
      "first_name",
      "industry",
      "job_title",
      "last_name",
    ]);
    const replies = [
      ...Object.values(REPLY_TEXTS),
      ...Object.values(DEPUTY_TEXTS),
      WARM_CONVERSATION.theirs,
      COOL_CONVERSATION.theirs,
    ];
    expect(slotsIn(replies.flat())).toEqual(["colleague", "colleague_email", "company_name", "lead", "sender"]);
    expect(slotsIn(BOUNCE_NOTICES.map(({ text }) => text))).toEqual(["lead_domain", "lead_email", "sender_domain"]);
    expect(slotsIn(UNTRACKED_TEXTS.flatMap(({ subject, text }) => [subject, text]))).toEqual([
      "company_name",
      "name",
      "sender",
    ]);
  });

  test("are many and no two alike", () => {
    const replies = [...Object.values(REPLY_TEXTS), ...Object.values(DEPUTY_TEXTS)].flat();
    expect(replies.length).toBeGreaterThanOrEqual(60);
    expect(new Set(replies).size).toBe(replies.length);
  });

  test("of a bounce carry entities and are long enough to be cut off", () => {
    for (const { text } of BOUNCE_NOTICES) {
      expect(text.length).toBeGreaterThan(200);
    }
    expect(BOUNCE_NOTICES.filter(({ text }) => text.includes("&#39;")).length).toBeGreaterThanOrEqual(4);
    expect(BOUNCE_NOTICES.filter(({ isSenderOriginated }) => isSenderOriginated).length).toBe(2);
  });
});

describe("replies that come in", () => {
  const { world } = aWorld({ seed: 21 });
  const events = Array.from({ length: 400 }, () => only("EMAIL_REPLY", world.apply("EMAIL_REPLY")));
  const domainOf = (email: string) => email.split("@")[1];

  test("come from the lead, a colleague, another company, or somebody who cannot be placed", () => {
    const cases = events.map(({ lead, reply, repliedCompanyDomain }) => {
      if (reply.from === lead.email) return `lead, ${repliedCompanyDomain}`;
      return `${domainOf(reply.from) === domainOf(lead.email) ? "same" : "other"} domain, ${repliedCompanyDomain}`;
    });
    expect([...new Set(cases)].sort()).toEqual([
      "lead, SameCompany",
      "lead, Unknown",
      "other domain, DifferentCompany",
      "same domain, SameCompany",
    ]);
    const fromLead = cases.filter((one) => one === "lead, SameCompany").length;
    expect(fromLead).toBeGreaterThan(events.length / 2);
  });

  test("hold the newest part only as text, with a trailing newline, and the answered mail in the HTML", () => {
    for (const { reply, message, replyNumber } of events) {
      expect(reply.text).toMatch(/[^\n]\n$/);
      expect(reply.text).not.toContain("wrote:");
      if (replyNumber === 1) expect(reply.html).toContain(message.html);
    }
  });

  test("are addressed to our mailbox and have an id under the replier's own domain", () => {
    for (const { reply, mailbox } of events) {
      expect(reply.to).toBe(mailbox.email);
      expect(reply.messageId).toMatch(/^<[^@<>\s]+@[^@<>\s]+>$/);
      expect(reply.messageId.slice(0, -1).endsWith(domainOf(reply.from) ?? "?")).toBe(true);
    }
  });

  test("wait for the category that their words call for", () => {
    const { world: quiet } = aWorld({ seed: 2 });
    const seen = new Set<string>();
    for (let time = 0; time < 300; time += 1) {
      const { lead, campaign, reply, replyNumber } = only("EMAIL_REPLY", quiet.apply("EMAIL_REPLY"));
      const awaited = quiet.enrolment(campaign.id, lead.id)?.awaitedCategory?.name;
      if (replyNumber > 1 || awaited === undefined) continue;
      seen.add(awaited);
      if (reply.text === "STOP\n") expect(awaited).toBe("Do Not Contact");
      if (reply.subject.startsWith("Automatic reply")) expect(awaited).toBe("Out Of Office");
    }
    expect(seen.size).toBe(8);
  });
});
