import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openCapture } from "../../../src/capture/drift/captures/open-capture.ts";
import { DriftSummary } from "../../../src/capture/drift/drift-summary.ts";
import { findBodies } from "../../../src/capture/drift/find-bodies.ts";
import { builtInShapes, shapesOf } from "../../../src/capture/drift/shapes.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { anApi } from "../operations/an-api.ts";
import { ENVELOPES } from "./envelopes.ts";
import { sourceOf } from "./samples.ts";

const ROOT = join(import.meta.dirname, "../../..");
const bodiesIn = (value: unknown) => findBodies(value, builtInShapes()).bodies.map(({ at }) => at);

const person = { email: "ada@example.com", first_name: "Ada", last_name: "Lovelace", company_name: "Example Ltd" };

/** What stands in logs, databases and exports beside SmartLead's bodies: other senders' webhooks, rows, answers, configuration. */
const OTHERS: Readonly<Record<string, unknown>> = {
  "an empty object": {},
  "an empty list": [],
  "a text": "EMAIL_REPLY",
  "a number": 17,
  null: null,
  "a ping": { test: true },
  "an event's name alone": { event_type: "EMAIL_REPLY" },
  "an event's name around something else": { event_type: "EMAIL_REPLY", data: { hello: "world" }, version: 2 },
  "a row without the body": {
    id: 1,
    event_type: "EMAIL_REPLY",
    campaign_id: 3,
    received_at: "x",
    state: "done",
    tries: 1,
  },
  "a row about an event, in columns of one's own": {
    id: 1,
    event_type: "LEAD_UNSUBSCRIBED",
    campaign_id: 3,
    lead_email: "ada@example.com",
    received_at: "x",
    state: "done",
  },
  "a row whose body is cut off": { id: 1, event_type: "EMAIL_REPLY", received_at: "x", payload: '{"event_type":"EMA' },
  "a mail": {
    from: "a@example.com",
    to: "b@example.com",
    cc: "",
    bcc: "",
    subject: "Hi",
    message_id: "<1@x>",
    text: "Hi",
  },
  "a mail of a history": {
    type: "SENT",
    message_id: "<1@x>",
    stats_id: "a",
    time: "x",
    email_body: "Hi",
    subject: "Hi",
  },
  "a lead": { id: 1, ...person, custom_fields: { campaign_name: "x", campaign_id: 1 }, is_unsubscribed: false },
  "an error": { error: "no", message: "no", title: "Bad Request", description: "no", statusCode: 400 },
  "a webhook that is registered": {
    id: 1,
    name: "CRM",
    webhook_url: "https://hooks.example.com",
    event_types: ["EMAIL_REPLY"],
    categories: [],
    email_campaign_id: 3,
  },
  "an event of the mock's stream": {
    seq: 5,
    at: "2026-01-05T09:00:00.000Z",
    type: "event.emitted",
    event_id: "evt_1",
    event_type: "EMAIL_REPLY",
    campaign_id: 3600001,
    lead_email: "ada@example.com",
    cause: "trigger",
    shadowed: [],
  },
  Instantly: {
    timestamp: "2026-01-05T09:00:00Z",
    event_type: "reply_received",
    workspace: "w",
    campaign_id: "019b",
    campaign_name: "Demo",
    lead_email: "ada@example.com",
    email_account: "sam@example.com",
    unibox_url: "https://app.example.com",
    step: 1,
    variant: 1,
    is_first: true,
    reply_text: "yes",
    reply_subject: "Re: Hi",
  },
  Lemlist: {
    _id: "a",
    type: "emailsReplied",
    teamId: "t",
    leadId: "l",
    campaignId: "c",
    campaignName: "Demo",
    leadEmail: "a@b.c",
  },
  EmailBison: {
    event: { type: "LEAD_REPLIED", name: "Lead Replied", workspace_id: 1 },
    data: { reply: { id: 1, subject: "Re" }, lead: person, campaign: { id: 1, name: "Demo" }, sender_email: {} },
  },
  SendGrid: [{ email: "a@example.com", timestamp: 1513299569, event: "open", sg_message_id: "x", category: "cat" }],
  Mailgun: {
    signature: { timestamp: "1", token: "t" },
    "event-data": { event: "opened", recipient: "a@b.c", message: {} },
  },
  Stripe: {
    id: "evt_1",
    object: "event",
    type: "invoice.paid",
    created: 1,
    data: { object: { id: "in_1", customer_email: "a@b.c" } },
  },
  HubSpot: [{ eventId: 1, subscriptionType: "contact.creation", portalId: 2, objectId: 3, changeSource: "CRM" }],
  GitHub: {
    action: "opened",
    issue: { title: "x", body: "y" },
    repository: { full_name: "a/b" },
    sender: { login: "c" },
  },
};

describe("what is no body of SmartLead's", () => {
  it.each(Object.entries(OTHERS))("is not taken for one: %s", (_, value) => {
    expect(bodiesIn(value)).toEqual([]);
    expect(bodiesIn([{ json: { headers: {}, body: value } }, JSON.stringify(value)])).toEqual([]);
  });

  it.each(ENVELOPES)("is refused in $name too", async ({ wrap }) => {
    const { requests, kind } = await openCapture(sourceOf(wrap({ hello: "world", list: [1] }), "file"), () => {});
    const book = new DriftSummary(builtInShapes());
    for await (const request of requests) book.take(request);
    expect(book.report("file", kind)).toMatchObject({ fits: false, events: [] });
  });

  it("has no schema of a body in it", () => {
    const schemas = shapesOf(builtInShapes(), null).map(({ schema }) => schema);
    expect(bodiesIn(schemas)).toEqual([]);
  });

  it.each(["package.json", "tsconfig.json", "biome.json", "fixtures/worlds"])("is not our own %s", (file) => {
    const path = join(ROOT, file === "fixtures/worlds" ? "package-lock.json" : file);
    expect(bodiesIn(JSON.parse(readFileSync(path, "utf8")))).toEqual([]);
  });

  it("is no answer of SmartLead's REST API", () => {
    const api = anApi();
    for (const eventType of EVENT_TYPES) api.mock.emit({ eventType });
    const ids = new Map<string, string>();
    const read = (method: string, path: string, body: object = {}) => {
      const filled = path.replace(/:(\w+)/g, (_, name: string) => ids.get(name) ?? ids.get("id") ?? "1");
      const answer = api.call(method, filled, { body });
      return [answer.status, bodiesIn(JSON.parse(JSON.stringify(answer.body ?? null))), path] as const;
    };
    const [campaign] = z.array(z.looseObject({ id: z.number() })).parse(api.call("GET", "/campaigns/").body);
    for (const name of ["id", "campaign_id"]) ids.set(name, String(campaign?.id));
    const leads = z.looseObject({ data: z.array(z.looseObject({ lead: z.looseObject({ id: z.number() }) })) });
    const [first] = leads.parse(api.call("GET", `/campaigns/${campaign?.id}/leads`).body).data;
    ids.set("lead_id", String(first?.lead.id));
    const answers = OPERATIONS.filter(({ method }) => method === "GET").map(({ path }) => read("GET", path));
    answers.push(read("POST", "/master-inbox/inbox-replies", { filters: {} }));
    expect(answers.filter(([status]) => status === 200).length).toBeGreaterThan(20);
    expect(answers.filter(([, found]) => found.length > 0)).toEqual([]);
  });
});
