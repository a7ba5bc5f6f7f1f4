import { expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";

const DAY_MS = 86_400_000;
/** A Monday morning in Europe. */
const NOW = Date.UTC(2026, 2, 23, 6);

function aMock(options: MockOptions): { mock: SmartLeadMock; emitted: { type: string; at: number; cause: string }[] } {
  const mock = createMock({ seed: 1, run: "t", clock: "manual", now: NOW, ...options });
  const emitted: { type: string; at: number; cause: string }[] = [];
  mock.journal.subscribe((entry) => {
    if (entry.type === "event.emitted")
      emitted.push({ type: entry.event_type, at: Date.parse(entry.at), cause: entry.cause });
  });
  return { mock, emitted };
}

it("With world time, campaigns run as the clock goes, each event at its own time", async () => {
  const { mock, emitted } = aMock({ worldTime: true });
  await mock.clock.advance(2 * DAY_MS);
  expect(emitted.length).toBeGreaterThan(30);
  expect(new Set(emitted.map(({ cause }) => cause))).toEqual(new Set(["world"]));
  const times = emitted.map(({ at }) => at);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(mock.state().world_time).toEqual({ until: null });
  await mock.close(0);
});

it("Without it nothing happens by itself, however long the clock runs", async () => {
  const { mock, emitted } = aMock({});
  await mock.clock.advance(30 * DAY_MS);
  expect(emitted).toEqual([]);
  expect(mock.state().world_time).toBeNull();
  await mock.close(0);
});

it("It ends when it was said to", async () => {
  const { mock, emitted } = aMock({ worldTime: DAY_MS });
  await mock.clock.advance(3 * DAY_MS);
  expect(emitted.length).toBeGreaterThan(10);
  expect(Math.max(...emitted.map(({ at }) => at))).toBeLessThanOrEqual(NOW + DAY_MS);
  expect(mock.state().world_time).toEqual({ until: "2026-03-24T06:00:00.000Z" });
  await mock.close(0);
});

it("A campaign that is started by a call begins at its next opening, not before", async () => {
  const { mock, emitted } = aMock({ worldTime: true, now: Date.UTC(2026, 2, 21, 12) });
  const id = mock.change("campaign.create", { name: "Saturday", clientId: null });
  const step = { id: null, number: 1, delayDays: 0, subject: "Hello", body: "<p>Hi</p>", variants: [] };
  mock.change("sequence.replace", { campaignId: id, steps: [step] });
  const mailboxId = mock.world.mailboxes[0]?.id ?? 0;
  mock.change("campaign.addMailboxes", { campaignId: id, mailboxIds: [mailboxId] });
  mock.change("campaign.schedule", {
    campaignId: id,
    schedule: { timezone: "UTC", days: [1], startHour: "10:00", endHour: "12:00" },
    minMinutesBetweenEmails: 3,
    maxLeadsPerDay: 10,
    scheduleStartTime: null,
  });
  const lead = { email: "ada@lovelace.example", firstName: "Ada", lastName: "Lovelace", companyName: "Engines" };
  const unknown = { phoneNumber: null, website: null, location: null, linkedinProfile: null, companyUrl: null };
  mock.change("lead.import", {
    campaignId: id,
    leads: [{ ...lead, ...unknown, customFields: {} }],
    ignoresUnsubscribes: false,
    ignoresBounces: false,
    skipsOtherCampaigns: false,
  });
  mock.change("campaign.status", { campaignId: id, status: "ACTIVE", sendsAtOnce: false });
  const thread = () => mock.world.enrolmentsOf(id)[0]?.thread ?? [];
  await mock.clock.advance(DAY_MS);
  expect(thread()).toEqual([]);
  await mock.clock.advance(DAY_MS);
  expect(thread()[0]).toMatchObject({ kind: "SENT", subject: "Hello" });
  expect(thread()[0]?.at).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 23, 10));
  expect(emitted.map(({ type }) => type)).toContain("CAMPAIGN_STATUS_CHANGED");
  await mock.close(0);
});

it("A reset begins the world anew, and it lives on", async () => {
  const { mock, emitted } = aMock({ worldTime: true });
  await mock.clock.advance(DAY_MS);
  mock.reset();
  emitted.length = 0;
  await mock.clock.advance(2 * DAY_MS);
  expect(emitted.length).toBeGreaterThan(10);
  await mock.close(0);
});
