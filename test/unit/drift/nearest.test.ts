import { describe, expect, it } from "vitest";
import { eventNameIn } from "../../../src/drift/event-names.ts";
import { comparedBody } from "../../../src/drift/nearest.ts";
import { builtInShapes } from "../../../src/drift/shapes.ts";
import { SAMPLES, sample } from "./samples.ts";

const compare = (body: unknown) => comparedBody(body, builtInShapes());
const told = (body: unknown) => compare(body).differences.map(({ kind, path }) => `${kind} ${path}`);

/** These have one shape in every dialect. */
const OF_THE_ACCOUNT = ["EMAIL_ACCOUNT_DISCONNECTED", "CAMPAIGN_BOUNCE_BREACH"];

describe("comparedBody", () => {
  it.each(SAMPLES)("knows the sample of %s %s as such", (dialect, event) => {
    const { nearest, differences, distances, eventType } = compare(sample(dialect, event));
    expect([differences, distances[dialect], eventType]).toEqual([[], 0, event]);
    if (!OF_THE_ACCOUNT.includes(event)) expect(nearest?.dialect).toBe(dialect);
  });

  it("tells what today's SmartLead does otherwise", () => {
    const { stats_id: _, ...body } = sample("live", "EMAIL_REPLY");
    const changed = {
      ...body,
      reply_mood: "good",
      sl_email_lead_id: 4100000001,
      event_timestamp: "2026-03-05T13:53:30.000Z",
    };
    expect(compare(changed).nearest).toMatchObject({ dialect: "live", eventType: "EMAIL_REPLY" });
    expect(told(changed).sort()).toEqual([
      "extra reply_mood",
      "format event_timestamp",
      "missing stats_id",
      "type sl_email_lead_id",
    ]);
  });

  it("takes a name that nobody knows for that of the event whose bodies look most alike", () => {
    const { name, eventType, nearest } = compare({
      ...sample("live", "EMAIL_LINK_CLICK"),
      event_type: "EMAIL_VIDEO_PLAYED",
    });
    expect({ name, eventType, nearest }).toMatchObject({
      name: "EMAIL_VIDEO_PLAYED",
      eventType: null,
      nearest: { dialect: "live", eventType: "EMAIL_LINK_CLICK" },
    });
  });

  it.each([[null], ["text"], [[1, 2]], [undefined], [3]])("has nothing to hold %j against", (body) => {
    expect(compare(body)).toMatchObject({ nearest: null, differences: [], distances: {} });
  });

  it("counts the differences to each dialect", () => {
    const { distances } = compare(sample("guide", "EMAIL_REPLY"));
    expect(distances.guide).toBe(0);
    expect(distances.live).toBeGreaterThan(15);
    expect(distances.core).toBeGreaterThan(5);
  });
});

describe("eventNameIn", () => {
  it.each([
    [{ event_type: "EMAIL_REPLY" }, "EMAIL_REPLY"],
    [{ event: "EMAIL_REPLIED" }, "EMAIL_REPLY"],
    [{ event: "LEAD_CLICKED" }, "EMAIL_LINK_CLICK"],
    [{ eventType: "CAMPAIGN_BOUNCE_BREACH" }, "CAMPAIGN_BOUNCE_BREACH"],
    [{ type: "email.account.disconnected" }, "EMAIL_ACCOUNT_DISCONNECTED"],
    [{ event_type: "toString" }, null],
    [{ event_type: 5 }, null],
    [null, null],
  ])("of %j", (body, eventType) => {
    expect(eventNameIn(body).eventType).toBe(eventType);
  });
});
