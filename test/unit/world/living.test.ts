import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditArgs, EditName } from "../../../src/smartlead/account/edits/index.ts";
import { World, type WorldState } from "../../../src/smartlead/account/world.ts";
import type { WorldCall } from "../../../src/smartlead/account/world-call.ts";
import type { AccountEvent } from "../../../src/smartlead/events/event.ts";
import { LEAD_EVENT_TYPES } from "../../lead-event-types.ts";

const DAY_MS = 86_400_000;
/** A Monday. */
const START = Date.UTC(2026, 2, 23, 6);

interface Played {
  readonly world: World;
  readonly accountEvents: AccountEvent[];
  readonly calls: WorldCall[];
  readonly clock: { at: number };
}

function aLivingWorld(seed: number, state?: WorldState): Played {
  const clock = { at: START };
  const calls: WorldCall[] = [];
  const world = new World({
    seed,
    run: "living",
    clock: { now: () => clock.at },
    onCall: (call) => calls.push(call),
    ...(state === undefined ? {} : { state }),
  });
  return { world, accountEvents: [], calls, clock };
}

/** Wakes the world whenever something is due, as the mock does. */
function play({ world, accountEvents, clock }: Played, until: number): void {
  for (let due = world.nextDueAt("world"); due !== null && due <= until; due = world.nextDueAt("world")) {
    clock.at = Math.max(clock.at, due);
    accountEvents.push(...world.live("world"));
  }
  clock.at = Math.max(clock.at, until);
}

function change<Name extends EditName>({ world, accountEvents }: Played, name: Name, args: EditArgs<Name>): void {
  accountEvents.push(...world.change(name, args).accountEvents);
}

/** More leads than the seed has, so that limits are met. */
function crowded(seed: number, leads = 60): Played {
  const played = aLivingWorld(seed);
  for (const { id } of played.world.campaigns) {
    const names = Array.from({ length: leads }, (_, index) => `lead${index}.${id}`);
    const list = names.map((name) => ({
      email: `${name}@company.example`,
      firstName: name,
      lastName: "Example",
      companyName: "Company",
      phoneNumber: null,
      website: null,
      location: null,
      linkedinProfile: null,
      companyUrl: null,
      customFields: {},
    }));
    const flags = { ignoresUnsubscribes: false, ignoresBounces: false, skipsOtherCampaigns: false };
    change(played, "lead.import", { campaignId: id, leads: list, ...flags });
  }
  return played;
}

/** Hours and minutes, weekday and date on clocks in the zone, by another way than the code's. */
function localTimeIn(zone: string, ms: number) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      dateStyle: undefined,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    hour: `${parts.hour}:${parts.minute}`,
    weekday: parts.weekday,
  };
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** What the model remembers of one lead in one campaign. It knows nothing of how the world decides. */
interface Path {
  steps: number;
  lastStepAt: number;
  mailsFrom: string;
  hasReplied: boolean;
  hasBounced: boolean;
  knownBefore: boolean;
}

/** Reads the events as a receiver would and says what no lawful account would do. */
class Model {
  readonly #paths = new Map<number, Path>();
  readonly #unsubscribed = new Set<number>();
  readonly #lastSends = new Map<string, number>();
  readonly #firsts = new Map<string, number>();
  readonly #world: World;
  #latest = 0;

  constructor(world: World) {
    this.#world = world;
    for (const { id } of world.campaigns) {
      for (const enrolment of world.enrolmentsOf(id)) {
        this.#paths.set(enrolment.mapId, {
          steps: enrolment.currentStep,
          lastStepAt: enrolment.lastStepAt ?? enrolment.createdAt,
          mailsFrom: "",
          hasReplied: enrolment.replyCount > 0,
          hasBounced: [...enrolment.activity.values()].some(({ isBounced }) => isBounced),
          knownBefore: enrolment.currentStep > 0,
        });
        if (world.lead(enrolment.leadId)?.isUnsubscribed === true) this.#unsubscribed.add(enrolment.leadId);
      }
    }
  }

  /** The first objection to the events, `null` = none. */
  read(accountEvents: readonly AccountEvent[]): string | null {
    for (const [index, happening] of accountEvents.entries()) {
      const before = accountEvents[index - 1];
      const isPair = happening.type === "EMAIL_SENT" && before?.type === "FIRST_EMAIL_SENT";
      const objection = isPair ? null : this.#objectionTo(happening);
      if (objection !== null)
        return `${objection}: ${JSON.stringify({ ...happening, message: undefined }).slice(0, 300)}`;
    }
    return null;
  }

  #objectionTo(happening: AccountEvent): string | null {
    if (happening.at < this.#latest) return "time runs backwards";
    this.#latest = happening.at;
    if (!("lead" in happening)) return null;
    const { lead, campaign } = happening;
    const path = this.#paths.get(lead.mapId);
    if (path === undefined) return "nobody knows this lead";
    if (this.#unsubscribed.has(lead.id)) return "something happens after an unsubscribe";
    const settings = this.#world.campaign(campaign.id);
    switch (happening.type) {
      case "FIRST_EMAIL_SENT":
      case "EMAIL_SENT":
        return this.#sent(happening, path);
      case "MANUAL_STEP_REACHED":
        path.steps += 1;
        path.lastStepAt = happening.at;
        return happening.stepNumber === path.steps ? null : "a manual step out of order";
      case "EMAIL_OPEN":
      case "EMAIL_LINK_CLICK":
      case "EMAIL_BOUNCE": {
        if (path.steps === 0) return "a reaction before any mail";
        if (path.hasBounced) return "a reaction to a mail that bounced";
        const word = happening.type === "EMAIL_OPEN" ? "DONT_EMAIL_OPEN" : "DONT_LINK_CLICK";
        if (happening.type !== "EMAIL_BOUNCE" && settings?.trackSettings.includes(word)) return "an untracked reaction";
        path.hasBounced = happening.type === "EMAIL_BOUNCE";
        return happening.message.at <= happening.at ? null : "a reaction before its mail";
      }
      case "EMAIL_REPLY":
        if (path.steps === 0 || path.hasBounced) return "a reply to no mail";
        path.hasReplied = true;
        return happening.reply.at === happening.at ? null : "a reply at another time";
      case "LEAD_CATEGORY_UPDATED":
        return path.hasReplied ? null : "a category without a reply";
      case "LEAD_UNSUBSCRIBED":
        this.#unsubscribed.add(lead.id);
        return path.steps > 0 ? null : "an unsubscribe before any mail";
    }
  }

  #sent(happening: Extract<AccountEvent, { type: "EMAIL_SENT" | "FIRST_EMAIL_SENT" }>, path: Path): string | null {
    const { at, campaign, lead, mailbox, message } = happening;
    const settings = this.#world.campaign(campaign.id);
    if (settings?.schedule === null || settings === undefined) return "a campaign without a schedule sends";
    if (campaign.status !== "ACTIVE") return "a campaign that is not active sends";
    if (path.hasReplied || path.hasBounced) return "a mail after a reply or a bounce";
    if (message.sequenceNumber !== path.steps + 1) return "a step out of order";
    if ((happening.type === "FIRST_EMAIL_SENT") !== (path.steps === 0)) return "a first mail that is none";
    const { delayDays = 0 } = settings.steps[path.steps] ?? {};
    if (path.steps > 0 && at < path.lastStepAt + delayDays * DAY_MS) return "a step before its delay is over";
    path.steps += 1;
    path.lastStepAt = at;
    const { timezone, days, startHour, endHour } = settings.schedule;
    const local = localTimeIn(timezone, at);
    if (!days.includes(WEEKDAYS.indexOf(local.weekday ?? ""))) return "a mail on a day off";
    if (local.hour < startHour || local.hour >= endHour) return "a mail out of hours";
    const gap = at - (this.#lastSends.get(mailbox.email) ?? 0);
    this.#lastSends.set(mailbox.email, at);
    if (gap < settings.minMinutesBetweenEmails * 60_000) return "two mails of a mailbox too close together";
    if (path.mailsFrom !== "" && path.mailsFrom !== mailbox.email) return "another mailbox than before";
    path.mailsFrom = mailbox.email;
    if (happening.type === "FIRST_EMAIL_SENT") {
      const key = `${campaign.id} ${local.day}`;
      const count = (this.#firsts.get(key) ?? 0) + 1;
      this.#firsts.set(key, count);
      if (count > settings.maxLeadsPerDay) return "too many new leads on one day";
    }
    return this.#paths.has(lead.mapId) ? null : "a stranger";
  }
}

describe("a world that lives by the clock", () => {
  it("takes every lead a lawful path, whatever the seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (seed) => {
        const played = crowded(seed);
        for (const { id } of played.world.campaigns.slice(0, 2)) {
          const schedule = played.world.campaign(id)?.schedule ?? null;
          if (schedule === null) throw new Error("Seeded campaigns have schedules.");
          const limits = { minMinutesBetweenEmails: 5, maxLeadsPerDay: 7, scheduleStartTime: null };
          change(played, "campaign.schedule", { campaignId: id, schedule, ...limits });
        }
        const model = new Model(played.world);
        play(played, START + 30 * DAY_MS);
        expect(model.read(played.accountEvents)).toBeNull();
        expect(played.accountEvents.length).toBeGreaterThan(200);
      }),
      { numRuns: 12, seed: 3 },
    );
  });

  it("brings about every event that a lead can have, and the pair of a first send", () => {
    const played = crowded(5, 250);
    play(played, START + 30 * DAY_MS);
    const types = new Set(played.accountEvents.map(({ type }) => type));
    for (const type of [...LEAD_EVENT_TYPES, "UNTRACKED_REPLIES"] as const) expect(types, type).toContain(type);
    const firsts = played.accountEvents.filter(({ type }) => type === "FIRST_EMAIL_SENT");
    for (const first of firsts) {
      const next = played.accountEvents[played.accountEvents.indexOf(first) + 1];
      expect(next).toMatchObject({ type: "EMAIL_SENT", at: first.at });
    }
  });

  it("completes a campaign that is through, and says so", () => {
    const played = aLivingWorld(2);
    play(played, START + 60 * DAY_MS);
    const changes = played.accountEvents.filter(({ type }) => type === "CAMPAIGN_STATUS_CHANGED");
    expect(changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          previousStatus: "ACTIVE",
          campaign: expect.objectContaining({ status: "COMPLETED" }),
        }),
      ]),
    );
  });

  it("pauses a campaign that bounces too much", () => {
    const played = crowded(1, 40);
    const [campaign] = played.world.campaigns;
    change(played, "campaign.settings", {
      campaignId: campaign?.id ?? 0,
      settings: { bounceAutopauseThresholdPercent: 1 },
    });
    for (let count = 0; count < 3; count += 1) played.world.apply("EMAIL_BOUNCE", { campaignId: campaign?.id ?? 0 });
    play(played, START + 30 * DAY_MS);
    const index = played.accountEvents.findIndex(({ type }) => type === "CAMPAIGN_BOUNCE_BREACH");
    expect(played.accountEvents[index]).toMatchObject({ campaign: { id: campaign?.id, status: "PAUSED" } });
    expect(played.accountEvents[index + 1]).toMatchObject({
      type: "CAMPAIGN_STATUS_CHANGED",
      previousStatus: "ACTIVE",
    });
    expect(campaign?.status).toBe("PAUSED");
  });

  it("sends nothing from a campaign that is paused, nor to a lead that is", () => {
    const played = crowded(4);
    const [first, second] = played.world.campaigns;
    const paused = played.world.enrolmentsOf(second?.id ?? 0).filter(({ status }) => status === "STARTED");
    for (const { campaignId, leadId } of paused) change(played, "lead.pause", { campaignId, leadId });
    change(played, "campaign.status", { campaignId: first?.id ?? 0, status: "PAUSED", sendsAtOnce: false });
    played.accountEvents.length = 0;
    play(played, START + 7 * DAY_MS);
    const sent = played.accountEvents.flatMap((one) => (one.type === "EMAIL_SENT" ? [one] : []));
    const mapIds = new Set(paused.map(({ mapId }) => mapId));
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter(({ campaign }) => campaign.id === first?.id)).toEqual([]);
    expect(sent.filter(({ lead }) => mapIds.has(lead.mapId))).toEqual([]);
  });

  it("stays lawful while its user pauses, resumes, unsubscribes, deletes and starts", () => {
    const acts = ["pause", "resume", "unsubscribe", "delete", "stop", "start"] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.array(fc.tuple(fc.constantFrom(...acts), fc.nat(1_000), fc.integer({ min: 1, max: 40 })), { maxLength: 25 }),
        (seed, plan) => {
          const played = crowded(seed, 30);
          const model = new Model(played.world);
          for (const [act, pick, hours] of plan) {
            play(played, played.clock.at + hours * 3_600_000);
            doAs(played, act, pick);
          }
          play(played, played.clock.at + 5 * DAY_MS);
          const told = played.accountEvents.filter(({ type }) => type !== "LEAD_CATEGORY_UPDATED");
          // Who is resumed by hand gets mail after a reply: that is what resuming is for.
          const objection = plan.some(([act]) => act === "resume") ? null : model.read(told);
          expect(objection).toBeNull();
        },
      ),
      { numRuns: 25, seed: 8 },
    );
  });

  it("goes on to the byte after it was saved and restored, and after its calls were made again", () => {
    const lived = crowded(7);
    play(lived, START + 4 * DAY_MS);
    const state: WorldState = JSON.parse(JSON.stringify(lived.world.save()));
    const restored = aLivingWorld(7, state);
    restored.clock.at = lived.clock.at;
    const replayed = aLivingWorld(7);
    for (const call of JSON.parse(JSON.stringify(lived.calls))) replayed.world.replay(call);
    replayed.clock.at = lived.clock.at;
    lived.accountEvents.length = 0;
    for (const played of [lived, restored, replayed]) play(played, START + 12 * DAY_MS);
    expect(lived.accountEvents.length).toBeGreaterThan(100);
    expect(JSON.stringify(restored.accountEvents)).toBe(JSON.stringify(lived.accountEvents));
    expect(JSON.stringify(replayed.accountEvents)).toBe(JSON.stringify(lived.accountEvents));
    expect(JSON.stringify(replayed.world.save())).toBe(JSON.stringify(lived.world.save()));
  });

  it("is the same month for the same seed and run", () => {
    const months = [1, 2].map(() => {
      const played = crowded(9);
      play(played, START + 20 * DAY_MS);
      return JSON.stringify(played.accountEvents);
    });
    expect(months[0]).toBe(months[1]);
  });

  it("without the whole world, only answers that wait for their time go out", () => {
    const { world, clock } = aLivingWorld(1);
    expect(world.nextDueAt("answers")).toBeNull();
    const enrolment = world.enrolmentsOf(world.campaigns[0]?.id ?? 0).find(({ thread }) => thread.length > 0);
    const sendAt = START + 3_600_000;
    const messageId = world.change("answer.queue", {
      mapId: enrolment?.mapId ?? 0,
      answersStatsId: enrolment?.thread[0]?.statsId ?? "",
      to: null,
      cc: [],
      bcc: [],
      html: "<p>Later</p>",
      sendAt,
      hasSignature: false,
    }).value;
    expect(world.nextDueAt("answers")).toBe(sendAt);
    expect(enrolment?.thread.at(-1)?.messageId).not.toBe(messageId);
    clock.at = sendAt;
    expect(world.live("answers")).toEqual([]);
    expect(enrolment?.thread.at(-1)).toMatchObject({ messageId, kind: "SENT", sequenceNumber: null, at: sendAt });
    expect(world.nextDueAt("answers")).toBeNull();
  });
});

function doAs(played: Played, act: string, pick: number): void {
  const { world } = played;
  const campaign = world.campaigns[pick % world.campaigns.length];
  if (campaign === undefined) return;
  const enrolments = world.enrolmentsOf(campaign.id);
  const leadId = enrolments[pick % Math.max(enrolments.length, 1)]?.leadId;
  const campaignId = campaign.id;
  if (act === "stop") change(played, "campaign.status", { campaignId, status: "PAUSED", sendsAtOnce: false });
  else if (act === "start") change(played, "campaign.status", { campaignId, status: "ACTIVE", sendsAtOnce: false });
  else if (leadId === undefined) return;
  else if (act === "pause") change(played, "lead.pause", { campaignId, leadId });
  else if (act === "unsubscribe") {
    // The model asks for a mail before an unsubscribe; by hand it is lawful at any time.
    const enrolment = world.enrolment(campaignId, leadId);
    if ((enrolment?.currentStep ?? 0) > 0) change(played, "lead.unsubscribe", { campaignId, leadId });
  } else if (act === "delete") change(played, "lead.delete", { campaignId, leadId });
  else if (act === "resume") {
    try {
      change(played, "lead.resume", { campaignId, leadId, delayDays: pick % 3 });
    } catch {
      // Nothing is left to resume.
    }
  }
}
