import { describe, expect, it } from "vitest";
import { REACTION_TIME_MS } from "../../../src/delivery/idempotency/receiver-calls.ts";
import { LAG_SLACK_MS } from "../../../src/delivery/idempotency/recent-deliveries.ts";
import type { AnyEventType } from "../../../src/smartlead/events/event-types.ts";
import { anAttempt } from "./attempts.ts";
import { ReactionsBench, type TestDelivery } from "./reactions-bench.ts";

const MAIL = "shared@mailbox.example";

/** Real ms between the answer and the work. */
const STYLES = { "before the answer": null, "after it": 300, "in a second process": 2_000 } as const;

/** What a receiver writes about an event. */
const NAMINGS: Readonly<Record<string, (about: TestDelivery) => unknown>> = {
  "request id": ({ delivery }) => ({ request: delivery.request_id }),
  "lead and type": ({ delivery, lead }) => ({ lead, type: delivery.event_type }),
  "message id": ({ messageId }) => ({ message: `<${messageId}>` }),
  lead: ({ lead }) => ({ lead }),
  nobody: () => ({ raw: "c29tZXRoaW5n" }),
};

/** Lets several events come at once, and does the work of each: what is known of each, and how many writes name nobody. */
function atOnce(events: readonly Parameters<ReactionsBench["begin"]>[0][], style: keyof typeof STYLES, naming: string) {
  const bench = new ReactionsBench();
  const delayMs = STYLES[style];
  bench.reactions.expectLag(delayMs ?? 0);
  const begun = events.map((event) => bench.begin(event));
  if (delayMs !== null) {
    for (const one of begun) bench.end(one);
    bench.later(delayMs);
  }
  for (const one of begun) bench.write(NAMINGS[naming]?.(one));
  if (delayMs === null) for (const one of begun) bench.end(one);
  return { counts: begun.map((one) => bench.countOf(one)), unattributed: bench.reactions.unattributed() };
}

const ONE_MAIL = (["EMAIL_SENT", "EMAIL_OPEN", "EMAIL_LINK_CLICK"] as const).map((type) => ({ type, messageId: MAIL }));
const TWO_LEADS = [{ lead: "ada@lead.example" }, { lead: "bob@lead.example" }];
const CERTAIN = [1, 0] as const;

describe.each(Object.keys(STYLES) as (keyof typeof STYLES)[])("work %s", (style) => {
  it.each(Object.keys(NAMINGS))("on one event is certain, named by %s", (naming) => {
    expect(atOnce([{}], style, naming)).toEqual({ counts: [CERTAIN], unattributed: 0 });
  });

  it.each([
    ["request id", CERTAIN, 0],
    ["lead and type", CERTAIN, 0],
    ["message id", [0, 3], 0],
    ["lead", [0, 3], 0],
    ["nobody", [0, 3], 3],
  ] as const)("on three events of one mail, named by %s: %j", (naming, count, unattributed) => {
    expect(atOnce(ONE_MAIL, style, naming)).toEqual({ counts: [count, count, count], unattributed });
  });

  it.each([
    ["request id", CERTAIN, 0],
    ["lead and type", CERTAIN, 0],
    ["message id", CERTAIN, 0],
    ["lead", CERTAIN, 0],
    ["nobody", [0, 2], 2],
  ] as const)("on two leads at once, named by %s: %j", (naming, count, unattributed) => {
    expect(atOnce(TWO_LEADS, style, naming)).toEqual({ counts: [count, count], unattributed });
  });

  it.each(Object.keys(NAMINGS))(
    "on a duplicate is a second effect, named by %s; and none where it is not done",
    (naming) => {
      for (const [isDone, expected] of [
        [true, [2, 0]],
        [false, [1, 0]],
      ] as const) {
        const bench = new ReactionsBench();
        const delayMs = STYLES[style];
        bench.reactions.expectLag(delayMs ?? 0);
        const reply = bench.begin();
        const work = () => bench.write(NAMINGS[naming]?.(reply));
        for (const time of [1, 2]) {
          if (time === 2) bench.reactions.attemptStarted(reply.delivery);
          const isWorkedOn = time === 1 || isDone;
          if (delayMs === null && isWorkedOn) work();
          bench.end(reply);
          bench.later(delayMs ?? 0);
          if (delayMs !== null && isWorkedOn) work();
        }
        expect(bench.countOf(reply)).toEqual(expected);
      }
    },
  );
});

describe("the lag of effects", () => {
  it("is not known at first: of several that ended, any may be meant", () => {
    const bench = new ReactionsBench();
    const [one, other] = [bench.begin(), bench.begin()];
    for (const each of [one, other]) bench.end(each);
    bench.later(3_000);
    bench.write({ lead: one.lead });
    expect([bench.countOf(one), bench.countOf(other)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(bench.reactions.lagWindow()).toBeNull();
  });

  it("is learned from what is certain, with a little more, and for each kind of evidence", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    bench.write({ lead: reply.lead });
    expect(bench.reactions.lagWindow()).toBe(0);
    bench.end(reply);
    bench.later(400);
    bench.reactions.seeLine(`worked on ${reply.lead}`);
    expect(bench.reactions.lagWindow()).toBe(400 + LAG_SLACK_MS);
    // The sink's own lag is still 0, so that what ended is not open.
    const other = bench.begin();
    bench.write({ raw: "a" });
    expect(bench.countOf(other)).toEqual([1, 0]);
  });

  it("is bounded, and what ended longer ago is nobody's unless it passes the request id on", () => {
    const bench = new ReactionsBench();
    bench.reactions.expectLag(60_000);
    expect(bench.reactions.lagWindow()).toBe(REACTION_TIME_MS);
    const reply = bench.begin();
    bench.end(reply);
    bench.later(REACTION_TIME_MS + 1);
    bench.write({ lead: reply.lead });
    expect(bench.countOf(reply)).toEqual([0, 0]);
    expect(bench.lastCall).toMatchObject({ delivery_id: null, is_effect: false, is_ambiguous: false });
    bench.write({}, { headers: { "x-request-id": reply.delivery.request_id } });
    expect(bench.lastCall).toMatchObject({ delivery_id: reply.delivery.id, attributed_by: "request-id" });
    expect(bench.countOf(reply)).toEqual([1, 0]);
  });

  it("decides what is open: what ended longer ago goes behind", () => {
    const bench = new ReactionsBench();
    bench.reactions.expectLag(0);
    const ignored = bench.begin({ type: "EMAIL_OPEN" });
    bench.end(ignored);
    bench.later(1);
    const reply = bench.begin();
    bench.write({ lead: reply.lead });
    expect([bench.countOf(ignored), bench.countOf(reply)]).toEqual([[0, 0], CERTAIN]);
  });

  it("accuses nobody for the effect of another that is only late", () => {
    const bench = new ReactionsBench();
    bench.reactions.expectLag(0);
    const [late, reply] = [bench.begin(), bench.begin()];
    bench.end(late);
    bench.later(500);
    bench.write({ id: reply.delivery.request_id });
    bench.write({ lead: reply.lead });
    expect([bench.countOf(late), bench.countOf(reply)]).toEqual([
      [0, 1],
      [1, 1],
    ]);
    bench.write({ raw: "nobody" });
    expect(bench.countOf(reply)).toEqual([1, 2]);
  });
});

describe("between several", () => {
  it("the one that lacks such an effect is meant; then the only one in flight", () => {
    const bench = new ReactionsBench();
    bench.reactions.expectLag(100);
    const [one, other] = [bench.begin(), bench.begin()];
    bench.write({ id: one.delivery.request_id });
    bench.write({ lead: one.lead });
    expect([bench.countOf(one), bench.countOf(other)]).toEqual([CERTAIN, CERTAIN]);
    bench.end(one);
    bench.write({ lead: one.lead });
    expect([bench.countOf(one), bench.countOf(other)]).toEqual([CERTAIN, [2, 0]]);
  });

  it("an ambiguous write is shown with the oldest, is no effect, and has those judged again whose it may be", () => {
    const bench = new ReactionsBench();
    const [one, other] = [bench.begin(), bench.begin()];
    bench.write({ lead: one.lead });
    expect(bench.lastCall).toMatchObject({
      delivery_id: one.delivery.id,
      attributed_by: "lead",
      is_effect: false,
      is_ambiguous: true,
    });
    expect(bench.effects.isCounted("EMAIL_REPLY")).toBe(false);
    expect(bench.judgedAgain).toEqual([one, other].map(({ delivery }) => delivery.request_id));
  });

  it("an ambiguous write is settled once all others that it may be of have their own", () => {
    const bench = new ReactionsBench();
    const [one, other, third] = [bench.begin(), bench.begin(), bench.begin()];
    bench.write({ lead: one.lead });
    bench.write({ id: other.delivery.request_id });
    expect(bench.countOf(third)).toEqual([0, 1]);
    bench.judgedAgain.length = 0;
    bench.write({ id: one.delivery.request_id });
    expect([one, other, third].map((each) => bench.countOf(each))).toEqual([CERTAIN, CERTAIN, CERTAIN]);
    expect(new Set(bench.judgedAgain)).toEqual(new Set([one, other, third].map(({ delivery }) => delivery.request_id)));
    expect(bench.reactions.calls()[0]).toMatchObject({
      delivery_id: third.delivery.id,
      is_effect: true,
      is_ambiguous: false,
    });
  });

  it("a write that names nobody is never settled, whatever the others have", () => {
    const bench = new ReactionsBench();
    const [one, other] = [bench.begin(), bench.begin({ lead: "bob@lead.example" })];
    bench.write({ raw: "nobody" });
    bench.write({ id: one.delivery.request_id });
    expect([bench.countOf(one), bench.countOf(other)]).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it("retries, resends and copies of one request id are one", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    const copy = bench.begin({ requestId: reply.delivery.request_id });
    bench.write({ lead: reply.lead });
    expect(bench.lastCall).toMatchObject({ is_ambiguous: false, delivery_id: copy.delivery.id });
    expect(bench.countOf(reply)).toEqual(CERTAIN);
  });

  it("what cannot have reached the receiver is not meant", () => {
    const bench = new ReactionsBench();
    const [lost, reply] = [bench.begin(), bench.begin()];
    bench.end(lost, anAttempt("network_error", { error: "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1" }));
    bench.write({ lead: reply.lead });
    expect(bench.countOf(reply)).toEqual(CERTAIN);
  });

  it("several request ids in one write are each possible", () => {
    const bench = new ReactionsBench();
    const [one, other] = [bench.begin(), bench.begin({ lead: "bob@lead.example" })];
    bench.write({ batch: [one.delivery.request_id, other.delivery.request_id] });
    expect([bench.countOf(one), bench.countOf(other)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

describe("a name", () => {
  const typed = (type: AnyEventType, text: string) => {
    const bench = new ReactionsBench();
    const [wanted, sent] = [bench.begin({ type }), bench.begin({ type: "EMAIL_SENT" })];
    bench.write({ lead: wanted.lead, text });
    return [bench.lastCall?.attributed_by, bench.countOf(wanted), bench.countOf(sent)];
  };

  it.each(["EMAIL_REPLY", "email_reply", "Email-Reply", "email reply", "emailReply", "email.reply"])(
    "of an event type may be spelled %s",
    (text) => {
      expect(typed("EMAIL_REPLY", text)).toEqual(["lead-and-type", CERTAIN, [0, 0]]);
    },
  );

  it("of one event type is not that of another that it holds", () => {
    expect(typed("FIRST_EMAIL_SENT", "first email sent")).toEqual(["lead-and-type", CERTAIN, [0, 0]]);
    expect(typed("FIRST_EMAIL_SENT", "email sent")).toEqual(["lead-and-type", [0, 0], CERTAIN]);
    expect(typed("EMAIL_REPLY", "email replyable")).toEqual(["lead", [0, 1], [0, 1]]);
  });

  it("of a message tells events of one type apart, and goes by more of them where they share some", () => {
    const bench = new ReactionsBench();
    const [one, other] = [bench.begin({ messageId: "a@m" }), bench.begin({ messageId: "b@m" })];
    bench.write({ lead: one.lead, type: "EMAIL_REPLY", message: "b@m" });
    expect(bench.lastCall).toMatchObject({ delivery_id: other.delivery.id, attributed_by: "message" });
    bench.write({ message: "xb@m" });
    expect(bench.lastCall).toMatchObject({ is_ambiguous: true, attributed_by: null });
  });

  it("of a campaign is enough where only one event is of it", () => {
    const bench = new ReactionsBench();
    const [one] = [bench.begin({ campaignId: 3600001 }), bench.begin({ campaignId: 3600002 })];
    bench.write({ campaign_id: 3600001 });
    expect(bench.lastCall).toMatchObject({ delivery_id: one.delivery.id, attributed_by: "campaign" });
    bench.write({}, { source: "api", operation: "campaigns.status", campaignId: 3600001 });
    expect(bench.countOf(one)).toEqual([2, 0]);
  });

  it("of a campaign and another event type is late work for an earlier event, and not that of the only one in flight", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin({ campaignId: 3600001 });
    bench.write({ email: null, type: "CAMPAIGN_STATUS_CHANGED", campaign_id: 3600001 });
    expect(bench.countOf(reply)).toEqual([0, 0]);
    expect(bench.lastCall).toMatchObject({ delivery_id: null, is_effect: false });
    bench.write({ type: "EMAIL_REPLY", campaign_id: 3600001 });
    expect(bench.countOf(reply)).toEqual(CERTAIN);
  });

  it("of an event type is enough for an event without a lead, also where one of its type has just had its effect", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    const about = () => {
      const campaign = bench.begin({ type: "CAMPAIGN_STATUS_CHANGED", lead: null });
      bench.seePrinted("done CAMPAIGN_STATUS_CHANGED None");
      bench.end(campaign);
      return campaign;
    };
    const [one, other] = [about(), about()];
    expect([one, other, reply].map((each) => bench.countOf(each))).toEqual([CERTAIN, CERTAIN, [0, 0]]);
    expect([bench.lastCall?.attributed_by, bench.reactions.unattributed()]).toEqual(["lead-and-type", 0]);
  });

  it("of another lead or of another event type is not that of the only one in flight", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    bench.write({ lead: "eve@elsewhere.example" });
    bench.write({ type: "EMAIL_BOUNCE" });
    expect(bench.countOf(reply)).toEqual([0, 0]);
    expect(bench.reactions.unattributed()).toBe(2);
    bench.write({ type: "EMAIL_REPLY" });
    expect(bench.countOf(reply)).toEqual(CERTAIN);
  });
});

it("a torn line says that others may have been missed, until all is forgotten", () => {
  const { reactions } = new ReactionsBench();
  expect(reactions.areLinesGlued()).toBe(false);
  reactions.seeTornLine("EMAIL_SENT ada@lead.example");
  expect(reactions.areLinesGlued()).toBe(true);
  reactions.clear();
  expect(reactions.areLinesGlued()).toBe(false);
});

describe("what is no effect", () => {
  it.each([
    ["a reading", { method: "GET" }, 200],
    ["a write that fails", {}, 500],
    ["a write without an answer", {}, 0],
    ["a POST that only reads", { source: "api", operation: "message-history.bulk" }, 200],
  ] as const)("is %s", (_, call, status) => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    bench.write({ lead: reply.lead }, call, status);
    expect(bench.lastCall).toMatchObject({ delivery_id: reply.delivery.id, is_effect: false });
    expect(bench.countOf(reply)).toEqual([0, 0]);
  });

  it("is a call of SmartLead's API that names nobody while nothing is in flight", () => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    const administration = { source: "api", operation: "clients.save" } as const;
    bench.write({}, administration);
    bench.end(reply);
    bench.write({}, administration);
    expect(bench.countOf(reply)).toEqual(CERTAIN);
    expect(bench.reactions.unattributed()).toBe(0);
  });
});

describe("a line that the receiver printed", () => {
  it("is one effect named log of the event that it names, by the same rules", () => {
    const bench = new ReactionsBench();
    const [reply, other] = [bench.begin(), bench.begin({ lead: "bob@lead.example" })];
    bench.reactions.seeLine(`Reply from ${reply.lead.toUpperCase()}`);
    expect([...bench.effects.countsOf(reply.delivery.request_id)]).toEqual([["log", 1]]);
    expect(bench.effects.list()[0]?.source).toBe("log");
    expect(bench.lastCall).toMatchObject({ source: "log", method: "LOG", is_effect: true, attributed_by: "lead" });
    bench.reactions.seeLine("something was done");
    expect([bench.countOf(other), bench.reactions.unattributed()]).toEqual([[0, 1], 1]);
  });

  /** As a program prints that writes each word by itself while several events are worked on. */
  it.each([
    ["is whole where each part names its event", 2, "done ada@lead.example done bob@lead.example", false, [1, 0]],
    ["is torn where a part names nobody", 2, "donedone ada@lead.example", true, [1, 0]],
    ["is not torn where no other event is worked on", 1, "donedone ada@lead.example", false, [1, 0]],
    [
      "may be a second time for the only event it names",
      1,
      "done ada@lead.example done ada@lead.example",
      false,
      [1, 1],
    ],
  ] as const)("%s", (_, events, text, isTorn, count) => {
    const bench = new ReactionsBench();
    const earlier = bench.begin({ lead: "cleo@lead.example" });
    bench.seePrinted(`done ${earlier.lead}`);
    bench.end(earlier);
    bench.later(5_000);
    const [ada] = TWO_LEADS.slice(0, events).map((lead) => bench.begin(lead));
    bench.seePrinted(text);
    expect(bench.reactions.areLinesGlued()).toBe(isTorn);
    expect(ada === undefined ? null : bench.countOf(ada)).toEqual(count);
  });

  it("has the pattern twice by its nature where every line has it twice", () => {
    const bench = new ReactionsBench();
    const [ada, bob] = TWO_LEADS.map((lead) => bench.begin(lead));
    for (const { lead } of TWO_LEADS) bench.seePrinted(`done: ${lead} is done`);
    expect(bench.reactions.areLinesGlued()).toBe(false);
    expect([ada, bob].map((one) => one && bench.countOf(one))).toEqual([CERTAIN, CERTAIN]);
  });
});

describe("a write to a path that names its lead or event", () => {
  it.each([
    ["/_mock/sink/crm/leads/ada%40lead.example", "PUT /crm/leads/:id"],
    ["/_mock/sink/crm/leads/ada@lead.example/events/12", "PUT /crm/leads/:id/events/:id"],
    [`/_mock/sink/users/${"0a".repeat(32)}`, "PUT /users/:id"],
    ["/_mock/sink/leads/lead_4100000001", "PUT /leads/:id"],
    ["/_mock/sink/crm/v3/notes?of=ada%40lead.example", "PUT /crm/v3/notes"],
  ])("%s has the same name for all of them: %s", (url, name) => {
    const bench = new ReactionsBench();
    const reply = bench.begin();
    bench.write({ lead: reply.lead }, { method: "PUT", url });
    expect([...bench.effects.countsOf(reply.delivery.request_id).keys()]).toEqual([name]);
  });
});

describe("a call that sets up webhooks or keys", () => {
  it.each(["webhook.create", "campaign-webhooks.upsert", "campaign-webhooks.retrigger", "client-keys.reset"])(
    "%s is shown and is no work on the delivery in flight; another call is",
    (operation) => {
      const bench = new ReactionsBench();
      const sent = bench.begin();
      bench.write({ name: "mine" }, { source: "api", operation });
      expect(bench.lastCall).toMatchObject({ operation, is_effect: false });
      expect(bench.countOf(sent)).toEqual([0, 0]);
      bench.write({ name: "mine" }, { source: "api", operation: "campaigns.create" });
      expect(bench.countOf(sent)).toEqual([1, 0]);
    },
  );
});
