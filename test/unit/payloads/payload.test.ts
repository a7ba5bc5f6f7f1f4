import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { buildPayload, buildPayloadIn } from "../../../src/smartlead/payloads/build-payload.ts";
import { DIALECTS } from "../../../src/smartlead/payloads/dialect.ts";
import { describeDialect } from "../../../src/smartlead/payloads/dialect-tables.ts";
import { guide } from "../../../src/smartlead/payloads/guide/index.ts";
import { aCampaign, aLead, anEmailOpen, anEmailReply, anEmailSent, aReply, aSentMessage, EVENTS } from "./events.ts";

const preview = { webhook: null, secretKey: null };

test("A body its schema refuses is a defect of the mock, and the error names type and path", () => {
  const event = anEmailReply({ campaign: { ...aCampaign, id: 0.5 } });
  expect(() => buildPayload(event, "guide", preview)).toThrowErrorMatchingInlineSnapshot(
    `[SmartLeadMockError: The guide body of EMAIL_REPLY does not match its own schema at campaign_id (Invalid input: expected int, received number); please report this bug.]`,
  );
});

test("A key that the schema does not know is refused, so nothing undocumented is ever sent", () => {
  const table = {
    ...guide,
    EMAIL_OPEN: { ...guide.EMAIL_OPEN, build: () => ({ event_type: "EMAIL_OPEN", extra: 1 }) },
  };
  expect(() => buildPayloadIn({ name: "draft", table }, anEmailOpen(), preview)).toThrow(
    /draft body of EMAIL_OPEN does not match/,
  );
});

test("An event that a dialect does not have is withheld with the reason", () => {
  const payload = buildPayloadIn({ name: "small", table: { ...guide, EMAIL_OPEN: null } }, anEmailOpen(), preview);
  expect(payload).toEqual({
    kind: "withheld",
    reason: "The dialect small has no EMAIL_OPEN; choose another dialect for it.",
  });
});

test("A mail that belongs to no sequence step is refused instead of given a number", () => {
  const event = anEmailSent({ message: { ...aSentMessage, sequenceNumber: null } });
  expect(() => buildPayload(event, "guide", preview)).toThrow(/belongs to no sequence step/);
});

test("A body is plain JSON: what arrives equals what was built", () => {
  for (const type of ALL_EVENT_TYPES) {
    const payload = buildPayload(EVENTS[type], "guide", preview);
    if (payload.kind !== "body") throw new Error(payload.reason);
    expect(JSON.parse(JSON.stringify(payload.body))).toEqual(payload.body);
  }
});

test("Any text in names, subjects and mails is sent as it is", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 });
  fc.assert(
    fc.property(text, text, text, (name, subject, html) => {
      const event = anEmailReply({
        campaign: { ...aCampaign, name },
        lead: { ...aLead, firstName: "", lastName: "" },
        reply: { ...aReply, subject: `Re: ${subject}`, html, text: html },
      });
      const payload = buildPayload(event, "guide", preview);
      expect(payload).toMatchObject({
        kind: "body",
        body: { campaign_name: name, subject: `Re: ${subject}`, reply_body: html, preview_text: html, to_name: "" },
      });
    }),
  );
});

test("Every dialect says in one line what it is", () => {
  expect(DIALECTS.map(describeDialect)).toEqual([
    "guide: the flat objects of SmartLead's webhook guide, key for key",
    "live: bodies as captured in 2026, with ids, secret_key and deprecated twins",
    "core: the older nested bodies with EMAIL_REPLIED names, six events only",
  ]);
});
