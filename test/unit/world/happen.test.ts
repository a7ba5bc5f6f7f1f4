import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planAccount } from "../../../src/smartlead/account/account-plan.ts";
import { AccountStore, MAX_UNTRACKED_REPLIES } from "../../../src/smartlead/account/account-store.ts";
import { MAX_LEADS_PER_CAMPAIGN } from "../../../src/smartlead/account/enrolling.ts";
import { campaignsWithLeads } from "../../../src/smartlead/account/place.ts";
import { MAX_THREAD_MESSAGES } from "../../../src/smartlead/account/thread.ts";
import type { World } from "../../../src/smartlead/account/world.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { LEAD_EVENT_TYPES } from "../../lead-event-types.ts";
import { allEnrolments, allMessages, aWorld, contentOf, NOW, only } from "./a-world.ts";

const CAMPAIGN_IDS = [3600001, 3600002, 3600003, 3600004];

function leadWith(world: World, campaignId: number, status: string) {
  const enrolment = world.enrolmentsOf(campaignId).find((one) => one.status === status);
  const lead = world.lead(enrolment?.leadId ?? 0);
  if (enrolment === undefined || lead === undefined) throw new Error(`no lead is ${status}`);
  return { lead, enrolment };
}

function freshLead(world: World, campaignId = 3600001) {
  return leadWith(world, campaignId, "STARTED");
}

/** What must hold of threads and times whatever has been asked for. */
function expectOrderly(world: World, latest: number): void {
  for (const enrolment of allEnrolments(world)) {
    const times = [enrolment.createdAt, ...enrolment.thread.map(({ at }) => at), latest];
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(enrolment.thread.length).toBeLessThanOrEqual(MAX_THREAD_MESSAGES);
    expect([...enrolment.activity.keys()]).toEqual(
      enrolment.thread.filter(({ kind }) => kind === "SENT").map(({ statsId }) => statsId),
    );
  }
  const messageIds = allMessages(world).map(({ message }) => message.messageId);
  expect(new Set(messageIds).size).toBe(messageIds.length);
}

describe.each(ALL_EVENT_TYPES)("%s", (type) => {
  test.each(CAMPAIGN_IDS)("can happen in campaign %i, exactly as named, now", (campaignId) => {
    const { world } = aWorld();
    const happening = world.apply(type, { campaignId });
    expect([happening.type, happening.at]).toEqual([type, NOW]);
    if ("campaign" in happening) expect(happening.campaign.id).toBe(campaignId);
    expectOrderly(world, NOW);
  });

  test("can happen with nothing said", () => {
    const { world } = aWorld({ seed: 9 });
    expect(world.apply(type).type).toBe(type);
  });
});

describe.each(LEAD_EVENT_TYPES)("%s of a named lead", (type) => {
  test.each(CAMPAIGN_IDS)("can happen to each lead of campaign %i, again and again", (campaignId) => {
    const { world, clock } = aWorld();
    const leads = world.enrolmentsOf(campaignId).map(({ leadId }) => world.lead(leadId)!);
    for (const lead of [...leads, ...leads, ...leads]) {
      clock.advance(60_000);
      const happening = world.apply(type, { campaignId, leadEmail: lead.email.toUpperCase() });
      expect(happening).toMatchObject({
        type,
        at: clock.now(),
        campaign: { id: campaignId },
        lead: { id: lead.id, email: lead.email },
      });
    }
    expectOrderly(world, clock.now());
  });
});

describe("happen", () => {
  test("chooses among the campaigns it is given", () => {
    const { world } = aWorld();
    const ids = Array.from(
      { length: 60 },
      () => only("EMAIL_REPLY", world.apply("EMAIL_REPLY", { campaignIds: [3600002, 3600003] })).campaign.id,
    );
    expect([...new Set(ids)].sort()).toEqual([3600002, 3600003]);
  });

  test("finds a lead's own campaign when none is named", () => {
    const { world } = aWorld();
    const { lead } = freshLead(world, 3600003);
    const happening = only("EMAIL_SENT", world.apply("EMAIL_SENT", { leadEmail: lead.email }));
    expect(world.enrolmentsOfLead(lead.id).map(({ campaignId }) => campaignId)).toContain(happening.campaign.id);
  });

  test("writes the mail that a reply needs silently into the past of the thread", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const { message, reply, replyNumber } = only(
      "EMAIL_REPLY",
      world.apply("EMAIL_REPLY", { campaignId: 3600001, leadEmail: lead.email }),
    );
    expect(enrolment.thread).toEqual([message, reply]);
    expect(message).toMatchObject({ sequenceNumber: 1, to: lead.email });
    expect(message.at).toBeGreaterThanOrEqual(enrolment.createdAt);
    expect(message.at).toBeLessThan(NOW);
    expect([reply.at, reply.statsId, replyNumber]).toEqual([NOW, message.statsId, 1]);
    expect(enrolment.status).toBe("STOPPED");
  });

  test("puts an answer of ours between two replies and keeps the stats id of the step", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const where = { campaignId: 3600001, leadEmail: lead.email };
    const first = only("EMAIL_REPLY", world.apply("EMAIL_REPLY", where));
    const second = only("EMAIL_REPLY", world.apply("EMAIL_REPLY", where));
    expect(enrolment.thread.map((message) => (message.kind === "SENT" ? message.sequenceNumber : "REPLY"))).toEqual([
      1,
      "REPLY",
      null,
      "REPLY",
    ]);
    expect([second.replyNumber, second.reply.statsId, second.message.sequenceNumber]).toEqual([
      2,
      first.message.statsId,
      1,
    ]);
    expect(second.reply.messageId).not.toBe(first.reply.messageId);
  });

  test("sends step after step to a named lead, then begins the sequence anew with another map id", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const sends = Array.from({ length: 5 }, () =>
      only("EMAIL_SENT", world.apply("EMAIL_SENT", { campaignId: 3600001, leadEmail: lead.email })),
    );
    expect(sends.map(({ message }) => message.sequenceNumber)).toEqual([1, 2, 3, 4, 1]);
    expect(sends.map(({ message }) => message.subject)).toEqual([
      `${lead.companyName}'s site on a phone`,
      `${lead.companyName}'s site on a phone`,
      `${lead.companyName}'s site on a phone`,
      `Should I close your file, ${lead.firstName}?`,
      `${lead.companyName}'s site on a phone`,
    ]);
    expect(new Set(sends.slice(0, 4).map((one) => one.lead.mapId))).toEqual(new Set([enrolment.mapId]));
    expect(sends[4]?.lead).toMatchObject({ id: lead.id });
    expect(sends[4]?.lead.mapId).not.toBe(enrolment.mapId);
    expect(world.enrolment(3600001, lead.id)?.mapId).toBe(sends[4]?.lead.mapId);
  });

  test("resumes a named lead who had answered, in the same thread", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const where = { campaignId: 3600001, leadEmail: lead.email };
    world.apply("EMAIL_REPLY", where);
    const sent = only("EMAIL_SENT", world.apply("EMAIL_SENT", where));
    expect([sent.lead.mapId, sent.message.sequenceNumber, enrolment.thread.length]).toEqual([enrolment.mapId, 2, 3]);
  });

  test("counts opens and clicks of one mail, and a click writes the open it needs", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const where = { campaignId: 3600001, leadEmail: lead.email };
    const click = only("EMAIL_LINK_CLICK", world.apply("EMAIL_LINK_CLICK", where));
    const opens = [1, 2].map(() => only("EMAIL_OPEN", world.apply("EMAIL_OPEN", where)));
    expect(opens.map(({ openCount }) => openCount)).toEqual([2, 3]);
    expect(click.message.html).toContain(`href="${click.links[0]}"`);
    expect(enrolment.activity.get(click.message.statsId)).toEqual({
      openCount: 3,
      clickCount: 1,
      clickedLinks: { [click.links[0] ?? ""]: 1 },
      isBounced: false,
      openedAt: NOW,
      clickedAt: NOW,
    });
  });

  test("bounces an untouched mail and stops the lead", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const { message, bounce } = only(
      "EMAIL_BOUNCE",
      world.apply("EMAIL_BOUNCE", { campaignId: 3600001, leadEmail: lead.email }),
    );
    expect(enrolment.thread).toEqual([message]);
    expect(enrolment.activity.get(message.statsId)?.isBounced).toBe(true);
    expect(enrolment.status).toBe("STOPPED");
    expect(bounce.at).toBe(NOW);
    expect(bounce.text.length).toBeLessThanOrEqual(200);
  });

  test("unsubscribes the person everywhere, and names the client where the campaign has one", () => {
    const { world } = aWorld();
    const { lead } = freshLead(world, 3600002);
    const happening = only(
      "LEAD_UNSUBSCRIBED",
      world.apply("LEAD_UNSUBSCRIBED", { campaignId: 3600002, leadEmail: lead.email }),
    );
    expect(happening.unsubscribedClientIdMap).toEqual({ "30101": true });
    expect(happening.message).toMatchObject({ to: lead.email });
    expect([lead.isUnsubscribed, lead.unsubscribedClientIdMap]).toEqual([true, { "30101": true }]);
    expect(
      world.enrolmentsOfLead(lead.id).filter(({ status }) => status === "STARTED" || status === "INPROGRESS"),
    ).toEqual([]);
    const plain = only("LEAD_UNSUBSCRIBED", world.apply("LEAD_UNSUBSCRIBED", { campaignId: 3600001 }));
    expect(plain.unsubscribedClientIdMap).toEqual({});
  });

  test("categorises with old and new, the whole history and the last reply", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const where = { campaignId: 3600001, leadEmail: lead.email };
    const { reply } = only("EMAIL_REPLY", world.apply("EMAIL_REPLY", where));
    const awaited = enrolment.awaitedCategory;
    const first = only("LEAD_CATEGORY_UPDATED", world.apply("LEAD_CATEGORY_UPDATED", where));
    expect([first.oldCategory, first.newCategory, first.lastReply]).toEqual([null, awaited, reply]);
    expect(first.history).toEqual(enrolment.thread);
    expect(first.history).not.toBe(enrolment.thread);
    const second = only("LEAD_CATEGORY_UPDATED", world.apply("LEAD_CATEGORY_UPDATED", where));
    expect(second.oldCategory).toEqual(first.newCategory);
    expect(second.newCategory.id).not.toBe(first.newCategory.id);
    expect(enrolment.category).toEqual(second.newCategory);
  });

  test("changes a campaign's status lawfully and keeps it", () => {
    const { world, clock } = aWorld();
    const campaign = world.campaign(3600001)!;
    for (let time = 0; time < 50; time += 1) {
      clock.advance(1_000);
      const before = campaign.status;
      const { previousStatus, campaign: told } = only(
        "CAMPAIGN_STATUS_CHANGED",
        world.apply("CAMPAIGN_STATUS_CHANGED", { campaignId: 3600001 }),
      );
      expect([previousStatus, told.status, campaign.updatedAt]).toEqual([before, campaign.status, clock.now()]);
      expect(`${before} → ${campaign.status}`).toMatch(/^(ACTIVE → (PAUSED|COMPLETED)|(PAUSED|COMPLETED) → ACTIVE)$/);
    }
  });

  test("sends from a paused campaign when told to", () => {
    const { world } = aWorld();
    const happening = only("EMAIL_SENT", world.apply("EMAIL_SENT", { campaignId: 3600004 }));
    expect(happening.campaign.status).toBe("PAUSED");
  });

  test("reaches the manual step of a sequence, with the mails before it", () => {
    const { world } = aWorld();
    const { lead, enrolment } = freshLead(world, 3600002);
    const happening = only(
      "MANUAL_STEP_REACHED",
      world.apply("MANUAL_STEP_REACHED", { campaignId: 3600002, leadEmail: lead.email }),
    );
    expect([happening.stepNumber, enrolment.currentStep]).toEqual([3, 3]);
    expect(happening.sentMessageIds).toEqual(enrolment.thread.map(({ messageId }) => messageId));
    expect(happening.sentMessageIds.length).toBe(2);
  });

  test("prefers a campaign that has a manual step, and adds one where none is left to prefer", () => {
    const { world } = aWorld();
    expect(only("MANUAL_STEP_REACHED", world.apply("MANUAL_STEP_REACHED")).campaign.id).toBe(3600002);
    const added = only("MANUAL_STEP_REACHED", world.apply("MANUAL_STEP_REACHED", { campaignId: 3600003 }));
    expect(added.stepNumber).toBe(4);
    expect(world.campaign(3600003)?.steps.map(({ kind, number }) => `${number} ${kind}`)).toEqual([
      "1 email",
      "2 email",
      "3 email",
      "4 manual",
    ]);
    world.apply("MANUAL_STEP_REACHED", { campaignId: 3600003 });
    expect(world.campaign(3600003)?.steps.length).toBe(4);
  });

  test("breaches the bounce threshold with the bounces to show for it, and pauses the campaign", () => {
    const { world } = aWorld();
    const campaign = world.campaign(3600001)!;
    campaign.bounceAutopauseThresholdPercent = 30;
    const { bounceRatePercent, thresholdPercent } = only(
      "CAMPAIGN_BOUNCE_BREACH",
      world.apply("CAMPAIGN_BOUNCE_BREACH", { campaignId: 3600001 }),
    );
    const enrolments = world.enrolmentsOf(3600001);
    const bounces = enrolments
      .flatMap(({ activity }) => [...activity.values()])
      .filter(({ isBounced }) => isBounced).length;
    expect(thresholdPercent).toBe(30);
    expect(bounceRatePercent).toBeGreaterThan(30);
    expect(bounceRatePercent).toBeCloseTo(((bounces + 1) / enrolments.length) * 100, 1);
    expect(campaign.status).toBe("PAUSED");
  });

  test("takes an untracked reply from a stranger to a mailbox, of the campaign if one is named", () => {
    const { world } = aWorld();
    const happening = only("UNTRACKED_REPLIES", world.apply("UNTRACKED_REPLIES", { campaignId: 3600003 }));
    expect(world.campaign(3600003)?.mailboxIds).toContain(happening.mailbox.id);
    expect(world.leadByEmail(happening.reply.from)).toBeUndefined();
    expect(world.untrackedReplies.at(-1)).toMatchObject({
      ...happening.reply,
      at: NOW,
      mailboxId: happening.mailbox.id,
    });
  });

  test("disconnects a mailbox until a mail goes out of it again", () => {
    const { world } = aWorld();
    const { mailbox, error } = only("EMAIL_ACCOUNT_DISCONNECTED", world.apply("EMAIL_ACCOUNT_DISCONNECTED"));
    expect(world.mailbox(mailbox.id)?.connectionError).toBe(error);
    for (let time = 0; time < 40; time += 1)
      for (const campaignId of CAMPAIGN_IDS) world.apply("EMAIL_SENT", { campaignId });
    expect(world.mailbox(mailbox.id)?.connectionError).toBeNull();
  });
});

describe("triggers and traffic together", () => {
  const step = fc.record({
    type: fc.option(fc.constantFrom(...ALL_EVENT_TYPES), { nil: null }),
    campaignId: fc.option(fc.constantFrom(...CAMPAIGN_IDS), { nil: null }),
    wait: fc.integer({ min: 0, max: 86_400_000 }),
  });

  test("keep threads in order, ids unique and each lead one person", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { minLength: 30, maxLength: 120 }), (seed, steps) => {
        const { world, clock } = aWorld({ seed });
        const people = new Map<number, string>();
        for (const { type, campaignId, wait } of steps) {
          clock.advance(wait);
          const where = campaignId === null ? {} : { campaignId };
          for (const happening of type === null ? world.nextStep() : [world.apply(type, where)]) {
            if (type !== null) expect(happening.type).toBe(type);
            if (!("lead" in happening)) continue;
            const { id, email, firstName, mapId } = happening.lead;
            expect(people.get(id) ?? email).toBe(email);
            people.set(id, email);
            expect(world.lead(id)).toMatchObject({ email, firstName });
            expect(world.enrolment(happening.campaign.id, id)?.mapId).toBe(mapId);
          }
        }
        expectOrderly(world, clock.now());
      }),
      { numRuns: 30 },
    );
  });
});

describe("what cannot happen", () => {
  const failure = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error;
    }
    throw new Error("nothing was thrown");
  };

  test("an unknown campaign is named, with those that exist", () => {
    expect(failure(() => aWorld().world.apply("EMAIL_SENT", { campaignId: 42 }))).toMatchObject({
      code: "not_found",
      message: "There is no campaign 42; this account has 3600001, 3600002, 3600003, 3600004.",
    });
  });

  test("an unknown address is named, with one that exists", () => {
    const { world } = aWorld();
    expect(failure(() => world.apply("EMAIL_SENT", { leadEmail: "nobody@nowhere.example" }))).toMatchObject({
      code: "not_found",
      message: `There is no lead with the address nobody@nowhere.example; try ${world.leads[0]?.email}.`,
    });
  });

  test("a lead of another campaign is refused, with its own", () => {
    const { world } = aWorld();
    const lead = world.leads.find(
      ({ id }) => world.enrolment(3600001, id) === undefined && world.enrolmentsOfLead(id).length === 1,
    )!;
    const home = world.enrolmentsOfLead(lead.id)[0]?.campaignId;
    expect(failure(() => world.apply("EMAIL_OPEN", { campaignId: 3600001, leadEmail: lead.email }))).toMatchObject({
      code: "not_found",
      message: `${lead.email} is not a lead of campaign 3600001 "Site audit - owner-led firms"; it is one of ${home}.`,
    });
  });

  test("nothing to choose from, no mail in the sequence: a bad request each", () => {
    const { world } = aWorld();
    world.campaign(3600001)!.steps = [];
    expect(failure(() => world.apply("EMAIL_OPEN", { campaignIds: [] }))).toMatchObject({ code: "bad_request" });
    expect(failure(() => world.apply("EMAIL_OPEN", { campaignId: 3600001 }))).toMatchObject({
      code: "bad_request",
      message:
        'EMAIL_OPEN needs a sequence, and campaign 3600001 "Site audit - owner-led firms" has no e-mail step; add one or name another campaign.',
    });
  });

  test("a campaign without a lead is a bad request", () => {
    const empty = new AccountStore(planAccount(NOW));
    expect(failure(() => campaignsWithLeads(empty, "EMAIL_REPLY", empty.campaigns.slice(0, 1)))).toMatchObject({
      code: "bad_request",
      message:
        'EMAIL_REPLY needs a lead, and campaign 3600001 "Site audit - owner-led firms" has none; add one or name another campaign.',
    });
  });

  test("a refusal changes nothing", () => {
    const { world } = aWorld();
    const before = structuredClone(contentOf(world));
    failure(() => world.apply("EMAIL_SENT", { campaignId: 3600001, leadEmail: "nobody@nowhere.example" }));
    failure(() => world.apply("EMAIL_SENT", { campaignId: 1 }));
    expect(contentOf(world)).toEqual(before);
    expect(world.apply("EMAIL_REPLY")).toEqual(aWorld().world.apply("EMAIL_REPLY"));
  });
});

describe("ten thousand in a row", () => {
  test.each(ALL_EVENT_TYPES)("%s of one campaign stays within the limits", (type) => {
    const { world, clock } = aWorld();
    for (let time = 0; time < 10_000; time += 1) {
      clock.advance(10);
      if (world.apply(type, { campaignId: 3600001 }).type !== type) throw new Error("another event happened");
    }
    expect(world.enrolmentsOf(3600001).length).toBeLessThanOrEqual(MAX_LEADS_PER_CAMPAIGN);
    expect(world.untrackedReplies.length).toBeLessThanOrEqual(MAX_UNTRACKED_REPLIES);
    for (const id of CAMPAIGN_IDS) expect(world.enrolmentsOf(id).length).toBeGreaterThan(0);
    expectOrderly(world, clock.now());
  });

  test("replies of one lead keep the thread within its limit, with the mails of the sequence in it", () => {
    const { world, clock } = aWorld();
    const { lead, enrolment } = freshLead(world);
    const where = { campaignId: 3600001, leadEmail: lead.email };
    for (let time = 0; time < 10_000; time += 1) {
      clock.advance(10);
      only("EMAIL_REPLY", world.apply("EMAIL_REPLY", where));
    }
    expect(enrolment.replyCount).toBe(10_000);
    expect(enrolment.thread.length).toBe(MAX_THREAD_MESSAGES);
    expect(enrolment.thread[0]).toMatchObject({ kind: "SENT", sequenceNumber: 1 });
    expectOrderly(world, clock.now());
  });
});
