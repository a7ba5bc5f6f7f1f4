import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { World } from "../../../src/smartlead/account/world.ts";
import { allEnrolments, allMessages, aWorld, contentOf, NOW } from "./a-world.ts";

describe("the seeded account", () => {
  test("has 2 clients, 4 campaigns, 6 mailboxes, 9 categories and 60 leads", () => {
    const { world } = aWorld();
    expect([
      world.clients.length,
      world.campaigns.length,
      world.mailboxes.length,
      world.categories.length,
      world.leads.length,
    ]).toEqual([2, 4, 6, 9, 60]);
  });

  test("is the same when it is first looked at later, when the clock has moved on", () => {
    let now = NOW;
    const later = new World({ seed: 1, run: "r1", clock: { now: () => now } });
    const duesBefore = [later.nextDueAt("answers"), later.revision];
    now += 3_600_000;
    const { world } = aWorld();
    expect(later.save()).toEqual(world.save());
    expect([later.nextDueAt("answers"), later.revision]).toEqual(duesBefore);
    expect([later.apply("EMAIL_REPLY").at, world.apply("EMAIL_REPLY").at]).toEqual([now, NOW]);
  });

  test("has no leads yet where they are brought, and the same campaigns, clients and mailboxes", () => {
    const { world } = aWorld();
    const bare = new World({ seed: 1, run: "r1", clock: { now: () => NOW }, hasLeads: false });
    expect([bare.leads.length, bare.clients, bare.mailboxes]).toEqual([0, world.clients, world.mailboxes]);
    expect(bare.campaigns.map(({ id, steps }) => [id, steps])).toEqual(
      world.campaigns.map(({ id, steps }) => [id, steps]),
    );
  });

  test("drawn for another name has the same campaigns and no lead in common, and for the same name is the same", () => {
    const drawnFor = (name: string) => new World({ seed: 1, run: "r1", clock: { now: () => NOW }, drawnFor: name });
    const emailsOf = (world: World) => world.leads.map(({ email }) => email);
    const [one, same, other] = [drawnFor("one"), drawnFor("one"), drawnFor("other")];
    expect(contentOf(same)).toEqual(contentOf(one));
    expect(new Set([...emailsOf(aWorld().world), ...emailsOf(one), ...emailsOf(other)]).size).toBe(180);
    expect(other.campaigns.map(({ id }) => id)).toEqual(one.campaigns.map(({ id }) => id));
  });

  test("has campaigns with and without a client, mostly active, each with leads and three or four steps", () => {
    const { world } = aWorld();
    const campaigns = world.campaigns.map(({ id, status, clientId, steps }) => [
      id,
      status,
      clientId,
      steps.map(({ kind }) => kind[0]).join(""),
      world.enrolmentsOf(id).length >= 12,
    ]);
    expect(campaigns).toMatchInlineSnapshot(`
      [
        [
          3600001,
          "ACTIVE",
          null,
          "eeee",
          true,
        ],
        [
          3600002,
          "ACTIVE",
          30101,
          "eeme",
          true,
        ],
        [
          3600003,
          "ACTIVE",
          30102,
          "eee",
          true,
        ],
        [
          3600004,
          "PAUSED",
          null,
          "eee",
          true,
        ],
      ]
    `);
  });

  test("gives the nine real categories the sentiments that live sources show", () => {
    const { world } = aWorld();
    const rows = world.categories.map(({ id, name, sentimentType }) => `${id} ${name} ${sentimentType}`);
    expect(rows).toEqual([
      "1 Interested positive",
      "2 Meeting Request positive",
      "3 Not Interested null",
      "4 Do Not Contact null",
      "5 Information Request positive",
      "6 Out Of Office null",
      "7 Wrong Person null",
      "8 Uncategorizable by Ai null",
      "9 Sender Originated Bounce null",
    ]);
  });

  test("has every kind of story in it, whatever the seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const { world } = aWorld({ seed });
        for (const campaign of world.campaigns) {
          const enrolments = world.enrolmentsOf(campaign.id);
          const activity = enrolments.flatMap((enrolment) => [...enrolment.activity.values()]);
          expect(enrolments.some(({ status }) => status === "STARTED")).toBe(true);
          expect(enrolments.some(({ status }) => status === "INPROGRESS")).toBe(true);
          expect(enrolments.some(({ status }) => status === "COMPLETED")).toBe(true);
          expect(enrolments.some(({ replyCount }) => replyCount === 1)).toBe(true);
          expect(enrolments.some(({ replyCount }) => replyCount === 2)).toBe(true);
          expect(activity.some(({ isBounced }) => isBounced)).toBe(true);
        }
        expect(world.leads.some(({ isUnsubscribed }) => isUnsubscribed)).toBe(true);
        expect(allEnrolments(world).some(({ category }) => category !== null)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test("keeps some leads in two campaigns: one person, one lead id, two map ids", () => {
    const { world } = aWorld();
    const twice = world.leads.filter(({ id }) => world.enrolmentsOfLead(id).length === 2);
    expect(twice.length).toBeGreaterThanOrEqual(4);
    for (const lead of twice) {
      const [one, other] = world.enrolmentsOfLead(lead.id);
      expect(one?.mapId).not.toBe(other?.mapId);
      expect(one?.campaignId).not.toBe(other?.campaignId);
      expect(world.leadByEmail(lead.email.toUpperCase())).toBe(lead);
    }
  });

  test("lies wholly in the past, and no thread runs backwards", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const { world } = aWorld({ seed });
        for (const { createdAt, thread, activity } of allEnrolments(world)) {
          const times = [createdAt, ...thread.map(({ at }) => at), NOW];
          expect(times).toEqual(times.toSorted((one, other) => one - other));
          for (const { openedAt, clickedAt } of activity.values()) {
            expect(openedAt ?? createdAt).toBeLessThanOrEqual(NOW);
            expect(clickedAt ?? createdAt).toBeLessThanOrEqual(NOW);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test("gives ids that look like SmartLead's and come once", () => {
    const { world } = aWorld();
    const leadIds = world.leads.map(({ id }) => id);
    const mapIds = allEnrolments(world).map(({ mapId }) => mapId);
    const messageIds = allMessages(world).map(({ message }) => message.messageId);
    for (const id of leadIds) expect(String(id)).toMatch(/^41\d{8}$/);
    for (const id of mapIds) expect(String(id)).toMatch(/^33\d{8}$/);
    expect(leadIds).toEqual(leadIds.toSorted((one, other) => one - other));
    for (const ids of [leadIds, mapIds, messageIds]) expect(new Set<string | number>(ids).size).toBe(ids.length);
  });

  test("derives each sent mail's Message-ID from its stats id and the mailbox's domain", () => {
    const { world } = aWorld();
    for (const { enrolment, message } of allMessages(world)) {
      if (message.kind !== "SENT") continue;
      const domain = world.mailbox(enrolment.mailboxId)?.email.split("@")[1];
      expect(message.messageId).toBe(`<${message.statsId}@${domain}>`);
    }
  });

  test("ties each reply to a step that was sent before it in the same thread", () => {
    const { world } = aWorld();
    const replies = allMessages(world).filter(({ message }) => message.kind === "REPLY");
    expect(replies.length).toBeGreaterThan(8);
    for (const { enrolment, message } of replies) {
      const step = enrolment.thread.find((sent) => sent.kind === "SENT" && sent.statsId === message.statsId);
      expect(step).toMatchObject({ kind: "SENT", sequenceNumber: expect.any(Number) });
      expect(step?.at).toBeLessThanOrEqual(message.at);
    }
  });

  test("names no address, link or host outside the reserved domains", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const text = JSON.stringify(contentOf(aWorld({ seed }).world));
        const hosts = [
          ...Array.from(text.matchAll(/@([a-z0-9.-]+\.[a-z]{2,})/gi), (match) => match[1] ?? ""),
          ...Array.from(text.matchAll(/https?:\/\/([^/"\\?]+)/g), (match) => match[1] ?? ""),
        ];
        expect(hosts.length).toBeGreaterThan(300);
        expect(hosts.filter((host) => !/(^|\.)(example|test|example\.(com|org|net))$/.test(host))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test("leaves no slot of a template unfilled", () => {
    const { world } = aWorld();
    const texts = allMessages(world).flatMap(({ message }) => [message.subject, message.html, message.text]);
    expect(texts.filter((text) => /\{\{|\}\}|%signature%|undefined/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.trim() === "")).toEqual([]);
  });

  test("addresses each mail to its lead, by name, from its mailbox", () => {
    const { world } = aWorld();
    for (const { enrolment, message } of allMessages(world)) {
      const lead = world.lead(enrolment.leadId);
      const mailbox = world.mailbox(enrolment.mailboxId);
      if (message.kind === "SENT") expect([message.from, message.to]).toEqual([mailbox?.email, lead?.email]);
      else expect(message.to).toBe(mailbox?.email);
      if (message.kind === "SENT" && message.sequenceNumber === 1) expect(message.text).toContain(lead?.firstName);
    }
  });
});

describe("seed and run", () => {
  test("the same seed, run and time give the same account", () => {
    expect(contentOf(aWorld({ seed: 7 }).world)).toEqual(contentOf(aWorld({ seed: 7 }).world));
  });

  test("another run gives the same people and texts other ids", () => {
    const [one, other] = [aWorld({ run: "r1" }).world, aWorld({ run: "r2" }).world];
    expect(other.leads.map(({ id: _id, ...person }) => person)).toEqual(
      one.leads.map(({ id: _id, ...person }) => person),
    );
    expect(allMessages(other).map(({ message }) => message.text)).toEqual(
      allMessages(one).map(({ message }) => message.text),
    );
    expect(other.campaigns).toEqual(one.campaigns);
    const idsOf = (world: typeof one) => [
      ...world.leads.map(({ id }) => String(id)),
      ...allEnrolments(world).map(({ mapId }) => String(mapId)),
      ...allMessages(world).flatMap(({ message }) => [message.statsId, message.messageId]),
    ];
    const known = new Set(idsOf(one));
    expect(idsOf(other).filter((id) => known.has(id))).toEqual([]);
  });

  test("another seed gives other people", () => {
    const known = new Set(aWorld({ seed: 1 }).world.leads.map(({ email }) => email));
    expect(aWorld({ seed: 2 }).world.leads.filter(({ email }) => known.has(email)).length).toBeLessThan(3);
  });
});
