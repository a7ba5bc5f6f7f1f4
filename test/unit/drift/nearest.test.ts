import { describe, expect, it } from "vitest";
import { eventNameIn } from "../../../src/capture/drift/named-event.ts";
import { comparedBody } from "../../../src/capture/drift/nearest.ts";
import { builtInShapes } from "../../../src/capture/drift/shapes.ts";
import { SAMPLES, sample } from "./samples.ts";

const compare = (body: unknown) => comparedBody(body, builtInShapes());
const told = (body: unknown) => compare(body).differences.map(({ kind, path }) => `${kind} ${path}`);

/** These have one shape in every dialect. */
const OF_THE_ACCOUNT = ["EMAIL_ACCOUNT_DISCONNECTED", "CAMPAIGN_BOUNCE_BREACH", "LINKEDIN_DISCONNECTED"];

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

  it.each(SAMPLES)("knows the sample of %s %s without its name too", (dialect, event) => {
    const { event_type: _, event: __, eventType: ___, ...body } = sample(dialect, event);
    const { name, eventType, nearest, differences } = compare(body);
    // These differ from a mail that was sent in nothing but the name.
    const isLikeSent = event === "FIRST_EMAIL_SENT" || (dialect === "core" && event === "EMAIL_BOUNCE");
    // Its keys are assumed to be those of the mailbox's event.
    const likeMailbox = event === "LINKEDIN_DISCONNECTED" ? "EMAIL_ACCOUNT_DISCONNECTED" : event;
    const expected = isLikeSent ? "EMAIL_SENT" : likeMailbox;
    expect({ name, eventType, shape: nearest?.eventType }).toEqual({ name: null, eventType: null, shape: expected });
    expect(differences.map(({ kind }) => kind)).toEqual(["missing"]);
    if (!OF_THE_ACCOUNT.includes(event)) expect(nearest?.dialect).toBe(dialect);
  });

  it.each([
    ["campaign_id to_email reply_message", "live", "EMAIL_REPLY"],
    ["campaign_id stats_id to_email to_name subject sent_message reply_message", "live", "EMAIL_REPLY"],
    ["campaign_id to_email time_replied sl_lead_email", "live", "EMAIL_REPLY"],
    ["campaign_id to_email time_opened", "guide", "EMAIL_OPEN"],
    ["campaign_id to_email time_opened stats_id", "live", "EMAIL_OPEN"],
    ["campaign_id to_email time_clicked link_clicked", "guide", "EMAIL_LINK_CLICK"],
    ["campaign_id lead_email unsubscribed_client_id_map secret_key", "live", "LEAD_UNSUBSCRIBED"],
    ["campaign_id previous_status current_status", "guide", "CAMPAIGN_STATUS_CHANGED"],
    ["campaign_id lead_id email_account_id lead reply", "core", "EMAIL_REPLY"],
    ["sender_detail recipient_detail visible_text", "guide", "UNTRACKED_REPLIES"],
    ["campaign_id lead_id current_sequence_number sent_message_ids", "guide", "MANUAL_STEP_REACHED"],
    ["campaign_id lead_id category lead_data last_reply", "live", "LEAD_CATEGORY_UPDATED"],
  ] as const)("lets what is there decide, not how little is missing: %s", (keys, dialect, event) => {
    const whole = sample(dialect, event);
    const excerpt = Object.fromEntries(keys.split(" ").map((key) => [key, whole[key]]));
    expect(compare(excerpt).nearest).toMatchObject({ dialect, eventType: event });
  });

  it.each([
    [{ event_type: "EMAIL_REPLY", stats_id: "a" }, "live"],
    [{ event_type: "EMAIL_REPLY", reply_body: "a" }, "guide"],
    [{ event: "EMAIL_REPLIED", lead: {} }, "core"],
  ])("lets it decide between the dialects of a named event: %j", (body, dialect) => {
    expect(compare(body).nearest?.dialect).toBe(dialect);
  });

  it.each([[{}], [{ test: true }], [{ hello: "world" }], [{ event_type: "VIDEO_PLAYED" }], [{ type: "SENT", id: 1 }]])(
    "takes %j for nobody's",
    (body) => {
      expect(compare(body)).toMatchObject({ eventType: null, nearest: null, differences: [] });
    },
  );

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
    [{ event: "webhook", event_type: "hook", eventType: "EMAIL_OPEN" }, "EMAIL_OPEN"],
    [{ event: { type: "LEAD_REPLIED" } }, null],
    [{ type: "SENT" }, null],
    [{ event_type: "toString" }, null],
    [{ event_type: 5 }, null],
    [null, null],
  ])("of %j", (body, eventType) => {
    expect(eventNameIn(body).eventType).toBe(eventType);
  });
});
