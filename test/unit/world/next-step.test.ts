import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_LEADS_PER_CAMPAIGN } from "../../../src/smartlead/account/enrolling.ts";
import type { World } from "../../../src/smartlead/account/world.ts";
import type { AccountEvent } from "../../../src/smartlead/events/event.ts";
import { aClock, allEnrolments, allMessages, aWorld, contentOf } from "./a-world.ts";

/** A second, naive bookkeeping of what a receiver may conclude from the events alone. */
class JournalProjections {
  readonly sentSteps = new Map<number, number[]>();
  readonly sentIds = new Map<number, Set<string>>();
  readonly bouncedIds = new Set<string>();
  readonly repliedMaps = new Set<number>();
  readonly bouncedMaps = new Set<number>();
  readonly people = new Map<number, string>();
  latest = 0;

  constructor(world: World) {
    for (const { mapId, thread, activity } of allEnrolments(world)) {
      for (const message of thread) {
        if (message.kind === "REPLY") this.repliedMaps.add(mapId);
        else if (message.sequenceNumber !== null) this.#sent(mapId, message.statsId, message.sequenceNumber);
      }
      for (const [statsId, { isBounced }] of activity) {
        if (isBounced) this.bouncedIds.add(statsId);
        if (isBounced) this.bouncedMaps.add(mapId);
      }
    }
  }

  /** Says what is unlawful about it; empty when nothing is. */
  diagnostics(happening: AccountEvent, world: World): string[] {
    const found: string[] = [];
    const claim = (holds: boolean, what: string) => {
      if (!holds) found.push(`${happening.type}: ${what}`);
    };
    claim(happening.at >= this.latest, "time runs backwards");
    this.latest = happening.at;
    if (!("lead" in happening)) return found;
    const { mapId, id, firstName, lastName, email } = happening.lead;
    const person = `${firstName} ${lastName} ${email}`;
    claim((this.people.get(id) ?? person) === person, "one lead id, two people");
    this.people.set(id, person);
    switch (happening.type) {
      case "FIRST_EMAIL_SENT":
        claim(!this.sentSteps.has(mapId), "a first mail after another");
        break;
      case "EMAIL_SENT": {
        const { statsId, sequenceNumber } = happening.message;
        claim(!this.repliedMaps.has(mapId), "sent after a reply");
        claim(!this.bouncedMaps.has(mapId), "sent after a bounce");
        claim(world.lead(id)?.isUnsubscribed === false, "sent after an unsubscribe");
        claim(happening.campaign.status === "ACTIVE", `sent from a campaign that is ${happening.campaign.status}`);
        claim((sequenceNumber ?? 0) > (this.sentSteps.get(mapId)?.at(-1) ?? 0), "step sent again or out of order");
        this.#sent(mapId, statsId, sequenceNumber ?? 0);
        break;
      }
      case "EMAIL_OPEN":
      case "EMAIL_LINK_CLICK":
      case "EMAIL_REPLY":
      case "EMAIL_BOUNCE": {
        const { statsId } = happening.message;
        claim(this.sentIds.get(mapId)?.has(statsId) === true, "about a mail that was never sent");
        claim(!this.bouncedIds.has(statsId), "about a mail that bounced");
        if (happening.type === "EMAIL_REPLY") this.repliedMaps.add(mapId);
        if (happening.type === "EMAIL_REPLY") claim(happening.reply.statsId === statsId, "answers another step");
        if (happening.type === "EMAIL_BOUNCE") {
          claim(!this.repliedMaps.has(mapId), "bounced after a reply");
          this.bouncedIds.add(statsId);
          this.bouncedMaps.add(mapId);
        }
        break;
      }
      case "LEAD_CATEGORY_UPDATED":
        claim(this.repliedMaps.has(mapId), "categorised before any reply");
        claim(happening.oldCategory?.id !== happening.newCategory.id, "the category did not change");
        claim(happening.lastReply === happening.history.findLast(({ kind }) => kind === "REPLY"), "not the last reply");
        break;
    }
    return found;
  }

  #sent(mapId: number, statsId: string, step: number): void {
    this.sentSteps.set(mapId, [...(this.sentSteps.get(mapId) ?? []), step]);
    this.sentIds.set(mapId, (this.sentIds.get(mapId) ?? new Set()).add(statsId));
  }
}

describe("the world's own traffic", () => {
  test("is lawful, whatever the seed and the pace", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 3_600_000 }), { maxLength: 400, minLength: 200 }),
        (seed, waits) => {
          const { world, clock } = aWorld({ seed });
          const projections = new JournalProjections(world);
          for (const wait of waits) {
            clock.advance(wait);
            for (const happening of world.nextStep()) expect(projections.diagnostics(happening, world)).toEqual([]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("tells a first send as two events of one mail, in this order, and never otherwise", () => {
    const { world } = aWorld({ seed: 3 });
    const steps = Array.from({ length: 2_000 }, () => world.nextStep());
    const pairs = steps.filter((step) => step.length > 1);
    expect(pairs.length).toBeGreaterThan(100);
    for (const pair of pairs) {
      expect(pair.map(({ type }) => type)).toEqual(["FIRST_EMAIL_SENT", "EMAIL_SENT"]);
      expect(pair[0]).toMatchObject({ at: pair[1]?.at, message: { sequenceNumber: 1 } });
      expect(pair[1]).toMatchObject({ message: (pair[0] as { message?: object }).message });
    }
    const firsts = steps.flat().filter(({ type }) => type === "FIRST_EMAIL_SENT");
    expect(firsts.length).toBe(pairs.length);
    const firstSteps = steps.flat().filter((one) => one.type === "EMAIL_SENT" && one.message.sequenceNumber === 1);
    expect(firstSteps.length).toBe(pairs.length);
  });

  test("goes on forever within its limits and shows every subscribable event", () => {
    const { world, clock } = aWorld({ seed: 5 });
    const projections = new JournalProjections(world);
    const diagnostics: string[] = [];
    const counts = new Map<string, number>();
    for (let step = 0; step < 20_000; step += 1) {
      clock.advance(1_000);
      const accountEvents = world.nextStep();
      expect(accountEvents.length).toBeGreaterThan(0);
      for (const happening of accountEvents) {
        counts.set(happening.type, (counts.get(happening.type) ?? 0) + 1);
        diagnostics.push(...projections.diagnostics(happening, world));
      }
    }
    expect(diagnostics).toEqual([]);
    expect([...counts.keys()].sort()).toEqual([
      "CAMPAIGN_STATUS_CHANGED",
      "EMAIL_BOUNCE",
      "EMAIL_LINK_CLICK",
      "EMAIL_OPEN",
      "EMAIL_REPLY",
      "EMAIL_SENT",
      "FIRST_EMAIL_SENT",
      "LEAD_CATEGORY_UPDATED",
      "LEAD_UNSUBSCRIBED",
      "MANUAL_STEP_REACHED",
      "UNTRACKED_REPLIES",
    ]);
    expect(counts.get("EMAIL_SENT")).toBeGreaterThan(counts.get("EMAIL_REPLY") ?? 0);
    expect(counts.get("EMAIL_REPLY")).toBeGreaterThan(counts.get("EMAIL_BOUNCE") ?? 0);
    for (const { id } of world.campaigns)
      expect(world.enrolmentsOf(id).length).toBeLessThanOrEqual(MAX_LEADS_PER_CAMPAIGN);
    expect(world.leads.length).toBeLessThanOrEqual(4 * MAX_LEADS_PER_CAMPAIGN);
    expect(world.leads.every(({ id }) => world.enrolmentsOfLead(id).length > 0)).toBe(true);
    const messageIds = allMessages(world).map(({ message }) => message.messageId);
    expect(new Set(messageIds).size).toBe(messageIds.length);
  });

  test("is the same for the same seed and run", () => {
    const play = () => {
      const { world, clock } = aWorld({ seed: 11 });
      const told = Array.from({ length: 500 }, () => {
        clock.advance(1_000);
        return world.nextStep();
      });
      return { told, left: contentOf(world) };
    };
    expect(play()).toEqual(play());
  });

  test("tells the same story with other ids in another run", () => {
    const play = (run: string) => {
      const { world } = aWorld({ seed: 11, run });
      return Array.from({ length: 500 }, () => world.nextStep()).flat();
    };
    const told = (accountEvents: AccountEvent[]) =>
      accountEvents.map((one) => [one.type, "lead" in one ? one.lead.email : null]);
    const [one, other] = [play("r1"), play("r2")];
    expect(told(other)).toEqual(told(one));
    const statsIds = (accountEvents: AccountEvent[]) =>
      accountEvents.flatMap((happening) => ("message" in happening ? [happening.message?.statsId] : []));
    const known = new Set(statsIds(one));
    expect(statsIds(other).filter((id) => known.has(id))).toEqual([]);
  });

  test("resumes a campaign when none is active any more", () => {
    const { world } = aWorld();
    for (const campaign of world.campaigns) campaign.status = "PAUSED";
    const told = Array.from({ length: 300 }, () => world.nextStep()).flat();
    const sentBefore = told.findIndex(({ type }) => type === "EMAIL_SENT");
    const resumed = told.findIndex((one) => one.type === "CAMPAIGN_STATUS_CHANGED" && one.campaign.status === "ACTIVE");
    expect(resumed).toBeGreaterThanOrEqual(0);
    expect(sentBefore).toBeGreaterThan(resumed);
  });

  test("never lets time run backwards, even when the clock is set back", () => {
    const clock = aClock();
    const { world } = aWorld({ clock });
    const [before] = world.nextStep();
    clock.advance(-86_400_000);
    const [after] = world.nextStep();
    expect(after?.at).toBeGreaterThanOrEqual(before?.at ?? Number.POSITIVE_INFINITY);
  });

  test("opens no mail in a campaign that does not track opens", () => {
    const { world } = aWorld({ seed: 4 });
    const told = Array.from({ length: 5_000 }, () => world.nextStep()).flat();
    const untracked = world.campaigns
      .filter(({ trackSettings }) => trackSettings.includes("DONT_EMAIL_OPEN"))
      .map(({ id }) => id);
    expect(untracked.length).toBe(1);
    const opens = told.filter((one) => one.type === "EMAIL_OPEN");
    expect(opens.length).toBeGreaterThan(500);
    expect(opens.filter((one) => untracked.includes(one.campaign.id))).toEqual([]);
  });
});
