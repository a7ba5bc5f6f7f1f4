import { expectTypeOf, test } from "vitest";
import type * as published from "../../src/index.ts";
import type { EmailSentEvent } from "../../src/smartlead/events/event.ts";
import type { AnyEventType } from "../../src/smartlead/events/event-types.ts";
import type { Dialect, EventOf } from "../../src/smartlead/payloads/dialect.ts";
import type { GuidePayloads } from "../../src/smartlead/payloads/guide/index.ts";
import { guide } from "../../src/smartlead/payloads/guide/index.ts";

test("The guide's payload types cover every event type", () => {
  expectTypeOf<keyof GuidePayloads>().toEqualTypeOf<AnyEventType>();
});

test("A payload type is what its schema checks", () => {
  expectTypeOf<GuidePayloads["EMAIL_REPLY"]>().toEqualTypeOf<{
    event_type: "EMAIL_REPLY";
    from_email: string;
    subject: string;
    to_email: string;
    to_name: string;
    time_replied: string;
    reply_body: string;
    preview_text: string;
    campaign_name: string;
    campaign_id: number;
    client_id: number | null;
    sequence_number: number;
  }>();
  expectTypeOf<GuidePayloads["LEAD_CATEGORY_UPDATED"]["lastReply"]>().toBeNullable();
  expectTypeOf<GuidePayloads["EMAIL_LINK_CLICK"]["link_clicked"]>().toEqualTypeOf<string[]>();
  expectTypeOf(guide.EMAIL_REPLY.build).returns.toEqualTypeOf<GuidePayloads["EMAIL_REPLY"]>();
});

test("EMAIL_SENT and FIRST_EMAIL_SENT are two types of one event", () => {
  expectTypeOf<EventOf<"EMAIL_SENT">>().toEqualTypeOf<EmailSentEvent>();
  expectTypeOf<EventOf<"FIRST_EMAIL_SENT">>().toEqualTypeOf<EmailSentEvent>();
});

test("A dialect without one of the event types does not compile", () => {
  const { EMAIL_REPLY: _, ...incomplete } = guide;
  // @ts-expect-error a missing event type
  const dialect: Dialect = incomplete;
  expectTypeOf(dialect).toEqualTypeOf<Dialect>();
});

test("A payload is named by its event type and dialect", () => {
  expectTypeOf<published.Payload<"EMAIL_REPLY">>().toEqualTypeOf<published.GuidePayloads["EMAIL_REPLY"]>();
  expectTypeOf<published.Payload<"EMAIL_REPLY", "live">>().toEqualTypeOf<published.LivePayloads["EMAIL_REPLY"]>();
  expectTypeOf<published.Payload<"EMAIL_OPEN" | "EMAIL_REPLY", "core">>().toEqualTypeOf<
    published.CorePayloads["EMAIL_OPEN"] | published.CorePayloads["EMAIL_REPLY"]
  >();
  expectTypeOf<published.Payload<"UNTRACKED_REPLIES", "core">>().toBeNever();
});

test("A body of any type is told apart by its event type", () => {
  const preview = (body: published.WebhookPayload<"live">) => {
    if ("event_type" in body && body.event_type === "EMAIL_REPLY") return body.preview_text;
    return null;
  };
  expectTypeOf(preview).returns.toEqualTypeOf<string | null>();
});
