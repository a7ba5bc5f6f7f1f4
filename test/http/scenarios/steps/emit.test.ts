// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { describe, expect, it } from "vitest";
import type { EmitStep, Step } from "../../../../src/harness/scenarios/step.ts";
import { echo, echoesOf, entriesOf, type Played, PROOF, performOnReceiver, SETTLE } from "../sketch.ts";

/** Takes one emit step, and others behind it. */
const emitted = (step: EmitStep, ...others: readonly Step[]) =>
  performOnReceiver({ steps: [step, SETTLE, ...others, SETTLE, PROOF] });

const eventsOf = (played: Played) => entriesOf(played, "event.emitted");

describe("emit", () => {
  it("makes exactly this one event happen, and binds it with its delivery", async () => {
    const played = await emitted(
      { emit: "FIRST_EMAIL_SENT", as: "mail" },
      echo({
        type: "${mail.event_type}",
        event: "${mail.event_id}",
        lead: "${mail.lead_email}",
        request: "${mail.delivery.request_id}",
        same: "${mail.deliveries[0].id}",
        isNumber: "${mail.lead_id}",
      }),
    );
    expect([played.item.grade, played.told]).toEqual(["ok", []]);
    const [first, second] = eventsOf(played);
    expect([first?.event_type, first?.cause, second?.event_type]).toEqual([
      "FIRST_EMAIL_SENT",
      "scenario",
      "EMAIL_OPEN",
    ]);
    const [delivery] = entriesOf(played, "delivery.created").map((entry) => entry.delivery);
    expect(echoesOf(played)).toEqual([
      {
        type: "FIRST_EMAIL_SENT",
        event: first?.event_id,
        lead: first?.lead_email,
        request: delivery?.request_id,
        same: delivery?.id,
        isNumber: expect.any(Number),
      },
    ]);
    expect(played.receiver.received.map(({ headers }) => headers["x-request-id"])[0]).toBe(delivery?.request_id);
    expect(played.bodies[0]).toMatchObject({ event_type: "FIRST_EMAIL_SENT", to_email: first?.lead_email });
  });

  it("makes as many happen as `count` says, at the same moment, and binds each by its place", async () => {
    const played = await emitted(
      { emit: "EMAIL_OPEN", count: 3, as: "opened" },
      echo({ many: "${opened.length}", third: "${opened[2].event_id}" }),
    );
    const events = eventsOf(played).slice(0, 3);
    expect(new Set(events.map(({ at, event_type }) => `${event_type} ${at}`))).toEqual(
      new Set(["EMAIL_OPEN 2026-01-05T09:00:00.000Z"]),
    );
    expect(echoesOf(played)).toEqual([{ many: 3, third: events[2]?.event_id }]);
    expect(played.bodies).toHaveLength(4);
  });

  it("binds a count of one as a list too", async () => {
    const played = await emitted({ emit: "EMAIL_OPEN", count: 1, as: "opened" }, echo({ id: "${opened[0].event_id}" }));
    expect(echoesOf(played)).toEqual([{ id: eventsOf(played)[0]?.event_id }]);
  });

  it("makes one event for each row of a table, at the same moment; a row lies over the step", async () => {
    const played = await emitted(
      {
        emit: "EMAIL_REPLY",
        as: "rows",
        set: { preview_text: "from the step" },
        table: [
          { as: "first" },
          { emit: "EMAIL_BOUNCE", as: "second", set: { is_bounced: "from the row" } },
          { faults: [{ kind: "duplicate" }], body: { mine: true }, as: "third" },
        ],
      },
      echo({
        rows: "${rows.length}",
        same: ["${rows[1].event_id}", "${second.event_id}"],
        copies: "${third.deliveries.length}",
      }),
    );
    expect(played.told).toEqual([]);
    const events = eventsOf(played).slice(0, 3);
    expect(events.map(({ event_type }) => event_type)).toEqual(["EMAIL_REPLY", "EMAIL_BOUNCE", "EMAIL_REPLY"]);
    expect(new Set(events.map(({ at }) => at)).size).toBe(1);
    expect(echoesOf(played)).toEqual([{ rows: 3, same: [events[1]?.event_id, events[1]?.event_id], copies: 2 }]);
    const ofEvents = played.bodies.slice(0, 4);
    expect(ofEvents).toContainEqual(
      expect.objectContaining({ event_type: "EMAIL_REPLY", preview_text: "from the step" }),
    );
    expect(ofEvents).toContainEqual(
      expect.objectContaining({ event_type: "EMAIL_BOUNCE", is_bounced: "from the row" }),
    );
    expect(ofEvents.filter(({ mine }) => mine === true)).toHaveLength(2);
  });

  it("lays `set` over the body, by dotted paths", async () => {
    const { bodies } = await emitted({
      emit: "LEAD_CATEGORY_UPDATED",
      set: { "lead_data.email": "x@example.com", "new.deep[0].key": [1, null], category: "${seed}" },
    });
    expect(bodies[0]).toMatchObject({
      event_type: "LEAD_CATEGORY_UPDATED",
      lead_data: { email: "x@example.com" },
      new: { deep: [{ key: [1, null] }] },
      category: 1,
    });
  });

  it("sends a `body` as it is, also one that is not an object", async () => {
    const { receiver } = await emitted(
      { emit: "EMAIL_REPLY", body: { only: ["this", 1] } },
      { emit: "EMAIL_REPLY", body: '"a text"' },
    );
    expect(receiver.received.map(({ body }) => body)).toEqual(['{"only":["this",1]}', '"a text"']);
  });

  it("happens in the campaign that is named or numbered, and to the lead that is asked for", async () => {
    const played = await emitted(
      { emit: "EMAIL_REPLY", campaign: "${campaigns[1].name}", as: "byName" },
      { emit: "EMAIL_REPLY", campaign: "${campaigns[0].id}", as: "byId" },
      { emit: "EMAIL_OPEN", lead: "${byName.lead_email}", campaign: "${byName.campaign_id}" },
      echo({ first: "${campaigns[0].id}", second: "${campaigns[1].id}" }),
    );
    expect(played.told).toEqual([]);
    const [byName, byId, toLead] = eventsOf(played);
    expect(echoesOf(played)).toEqual([{ first: byId?.campaign_id, second: byName?.campaign_id }]);
    expect([toLead?.lead_email, toLead?.campaign_id]).toEqual([byName?.lead_email, byName?.campaign_id]);
  });

  it("has faults for its own deliveries only", async () => {
    const played = await emitted(
      { emit: "EMAIL_REPLY", faults: [{ kind: "missing-header", header: "X-Request-Id" }] },
      { emit: "EMAIL_REPLY" },
    );
    expect(played.receiver.received.map(({ headers }) => headers["x-request-id"] === undefined)).toEqual([true, false]);
  });

  it("takes a row's `set` in the place of the step's `body`, but not both from one place", async () => {
    const table = [{}, { set: { preview_text: "set" } }];
    const { bodies, told } = await emitted(
      { emit: "EMAIL_REPLY", body: { mine: true }, table },
      { emit: "EMAIL_REPLY", body: { mine: true }, set: { mine: false } },
    );
    expect(bodies).toHaveLength(2);
    expect(bodies).toContainEqual({ mine: true });
    expect(bodies).toContainEqual(expect.objectContaining({ event_type: "EMAIL_REPLY", preview_text: "set" }));
    const sentence = "A `body` is sent unchanged, so `set` has no effect; use only one of them.";
    expect(told).toEqual([`steps[2]: ${sentence}`]);
  });

  it.each([
    [{ emit: "EMAIL_REPLY", campaign: "zzz" }, /^steps\[0\]: There is no campaign "zzz"; there are .+\.$/],
    [{ emit: "EMAIL_REPLY", campaign: 7 }, /^steps\[0\]: There is no campaign 7; there are .+\.$/],
    [{ emit: "EMAIL_REPLY", lead: "nobody@example.com" }, /^steps\[0\]: .*nobody@example\.com.*\.$/],
  ] satisfies [EmitStep, RegExp][])("says what is wrong with %j", async (step, sentence) => {
    const { item, told, entries } = await performOnReceiver({ steps: [step, PROOF] });
    expect(item.grade).toBe("fail");
    expect(told).toEqual([expect.stringMatching(sentence)]);
    expect(entriesOf({ entries }, "event.emitted")).toEqual([]);
  });

  it("means a campaign whose name is mistyped", async () => {
    const steps: Step[] = [{ emit: "EMAIL_REPLY", campaign: "Invoces" }, PROOF];
    const { told } = await performOnReceiver({ world: { campaigns: [{ name: "Invoices", leads: 1 }] }, steps });
    expect(told).toEqual(['steps[0]: There is no campaign "Invoces"; did you mean Invoices?']);
  });
});
