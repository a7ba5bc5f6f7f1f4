import { describe, expect, it } from "vitest";
import { answerRequest } from "../../../src/smartlead/api/call-operation.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { aContext } from "./hand-made-account.ts";

const options = { context: aContext(), apiKey: null };

function get(path: string, query: Record<string, string> = {}) {
  return answerRequest(
    OPERATIONS,
    { method: "GET", path: `/api/v1${path}`, query: { ...query, api_key: "k" } },
    options,
  );
}

describe("GET /campaigns", () => {
  it("is a bare array, newest first, in the live shape", () => {
    const { status, body } = get("/campaigns/");
    expect(status).toBe(200);
    expect((body as { id: number }[]).map(({ id }) => id)).toEqual([12, 11]);
    expect((body as object[])[1]).toMatchInlineSnapshot(`
      {
        "campaign_activity_logs": {},
        "client_id": 901,
        "created_at": "2025-12-06T09:00:00.000Z",
        "enable_ai_esp_matching": true,
        "follow_up_percentage": 20,
        "id": 11,
        "max_leads_per_day": 100,
        "min_time_btwn_emails": 24,
        "name": "Campaign 11",
        "parent_campaign_id": null,
        "schedule_start_time": null,
        "scheduler_cron_value": {
          "days": [
            1,
            2,
            3,
            4,
            5,
          ],
          "endHour": "19:00",
          "startHour": "09:00",
          "tz": "America/New_York",
        },
        "send_as_plain_text": false,
        "status": "ACTIVE",
        "stop_lead_settings": "REPLY_TO_AN_EMAIL",
        "track_settings": [
          "DONT_EMAIL_OPEN",
        ],
        "unsubscribe_text": "",
        "updated_at": "2026-01-03T09:00:00.000Z",
        "user_id": 24601,
      }
    `);
  });

  it("filters by client and shows tags only when asked", () => {
    expect(get("/campaigns", { client_id: "901" }).body).toMatchObject([{ id: 11 }]);
    expect(get("/campaigns", { client_id: "1" }).body).toEqual([]);
    expect(get("/campaigns", { include_tags: "true" }).body).toMatchObject([{ tags: [] }, { tags: [] }]);
    expect(get("/campaigns", { client: "1" })).toEqual(get("/campaigns"));
  });
});

describe("GET /campaigns/{id}", () => {
  it("is the flat object of the list", () => {
    const [, listed] = get("/campaigns").body as object[];
    const one = get("/campaigns/11").body as object;
    expect({ ...one, campaign_activity_logs: {} }).toEqual(listed);
    expect(get("/campaigns/11", { include_tags: "true" }).body).toEqual({ ...one, tags: [] });
  });

  it("is an empty object for a campaign that is not there, as live", () => {
    expect(get("/campaigns/99")).toEqual({ status: 200, body: {} });
  });
});

describe("GET /campaigns/{id}/leads", () => {
  const emails = (query: Record<string, string>) => {
    const { body } = get("/campaigns/11/leads", query);
    return (body as { data: { lead: { email: string } }[] }).data.map(({ lead }) => lead.email.split("@")[0]);
  };

  it("has the total and the map id as texts and the lead's id as a number", () => {
    const { status, body } = get("/campaigns/11/leads", { limit: "1" });
    expect(status).toBe(200);
    expect(body).toMatchInlineSnapshot(`
      {
        "data": [
          {
            "campaign_lead_map_id": "3300000001",
            "created_at": "2025-12-26T09:00:01.000Z",
            "lead": {
              "company_name": "Analytical Engines",
              "company_url": null,
              "custom_fields": {
                "role": "CTO",
              },
              "email": "ada@lead.example",
              "first_name": "Ada",
              "id": 4100000001,
              "is_unsubscribed": false,
              "last_name": "Lovelace",
              "linkedin_profile": null,
              "location": null,
              "phone_number": null,
              "unsubscribed_client_id_map": {},
              "website": "https://lead.example",
            },
            "lead_category_id": 1,
            "status": "COMPLETED",
          },
        ],
        "limit": 1,
        "offset": 0,
        "total_leads": "3",
      }
    `);
  });

  it("pages, with the total of all pages", () => {
    expect(get("/campaigns/11/leads", { offset: "1", limit: "1" }).body).toMatchObject({
      total_leads: "3",
      data: [{ lead: { first_name: "Bob" } }],
      offset: 1,
      limit: 1,
    });
    expect(get("/campaigns/11/leads").body).toMatchObject({ offset: 0, limit: 100 });
    expect(get("/campaigns/11/leads", { offset: "3" }).body).toMatchObject({ total_leads: "3", data: [] });
  });

  it.each([
    [{ status: "COMPLETED" }, ["ada"]],
    [{ status: "PAUSED" }, []],
    [{ lead_category_id: "1" }, ["ada"]],
    [{ emailStatus: "is_opened" }, ["ada"]],
    [{ emailStatus: "is_clicked" }, ["ada"]],
    [{ emailStatus: "is_replied" }, ["ada"]],
    [{ emailStatus: "is_bounced" }, []],
    [{ emailStatus: "is_unsubscribed" }, ["cleo"]],
    [{ emailStatus: "is_spam" }, []],
    [{ emailStatus: "is_accepted" }, ["ada"]],
    [{ emailStatus: "not_replied" }, []],
    [{ emailStatus: "is_sender_bounced" }, []],
    [{ created_at_gt: "2025-12-26T09:00:01Z" }, ["bob", "cleo"]],
    [{ last_sent_time_gt: "2026-01-03T08:59:59Z" }, ["ada"]],
    [{ last_sent_time_gt: "2026-01-03T09:00:00Z" }, []],
    [{ event_time_gt: "2026-01-03T09:00:00Z" }, ["ada"]],
    [{ event_time_gt: "2026-01-04T20:59:59Z" }, ["ada"]],
    [{ event_time_gt: "2026-01-04T21:00:00Z" }, []],
    [{ status: "STARTED", emailStatus: "is_unsubscribed" }, ["cleo"]],
  ])("filters by %o", (query, found) => {
    expect(emails(query)).toEqual(found);
  });

  it.each([
    [{ limit: "0" }, '"limit" must be greater than or equal to 1'],
    [{ limit: "101" }, '"limit" must be less than or equal to 100'],
    [{ limit: "ten" }, '"limit" must be a number'],
    [{ lead_category_id: "0" }, '"lead_category_id" must be a positive number'],
    [{ offset: "-1" }, '"offset" must be greater than or equal to 0'],
    [{ status: "DONE" }, '"status" must be one of [STARTED, INPROGRESS, COMPLETED, PAUSED, STOPPED, BLOCKED]'],
  ])("refuses %o", (query, message) => {
    expect(get("/campaigns/11/leads", query)).toMatchObject({
      status: 400,
      body: { message, validation: { source: "query" } },
    });
  });

  it("is 404 for a campaign that is not there", () => {
    const error = "Campaign not found - Invalid campaign_id.";
    expect(get("/campaigns/99/leads")).toEqual({ status: 404, body: { error } });
  });
});

describe("GET /leads", () => {
  it("finds a lead by address, in any case, with the id as a text and every campaign", () => {
    const { status, body } = get("/leads/", { email: "ADA@lead.example" });
    expect(status).toBe(200);
    expect(body).toMatchInlineSnapshot(`
      {
        "company_name": "Analytical Engines",
        "company_url": null,
        "created_at": "2025-12-16T09:00:00.000Z",
        "custom_fields": {
          "role": "CTO",
        },
        "email": "ada@lead.example",
        "first_name": "Ada",
        "id": "4100000001",
        "is_unsubscribed": false,
        "last_name": "Lovelace",
        "lead_campaign_data": [
          {
            "campaign_id": 11,
            "campaign_lead_map_id": 3300000001,
            "campaign_name": "Campaign 11",
            "client_email": "owner@acme.example",
            "client_id": 901,
            "last_activity_at": "2026-01-04T21:00:00.000Z",
            "last_reply_at": "2026-01-04T09:00:00.000Z",
            "last_sent_at": "2026-01-03T09:00:00.000Z",
            "lead_category_id": 1,
          },
          {
            "campaign_id": 12,
            "campaign_lead_map_id": 3300000099,
            "campaign_name": "Campaign 12",
            "client_email": null,
            "client_id": null,
            "last_activity_at": null,
            "last_reply_at": null,
            "last_sent_at": null,
            "lead_category_id": null,
          },
        ],
        "linkedin_profile": null,
        "location": null,
        "phone_number": null,
        "unsubscribed_client_id_map": {},
        "website": "https://lead.example",
      }
    `);
  });

  it("is an empty object for an address that is not there", () => {
    expect(get("/leads", { email: "nobody@lead.example" })).toEqual({ status: 200, body: {} });
  });

  it("asks for the address in Joi's words", () => {
    expect(get("/leads")).toEqual({
      status: 400,
      body: {
        statusCode: 400,
        error: "Bad Request",
        message: '"email" is required',
        validation: { source: "query", keys: ["email"] },
      },
    });
    expect(get("/leads", { email: "" })).toMatchObject({ body: { message: '"email" is not allowed to be empty' } });
  });
});

describe("GET /leads/fetch-categories", () => {
  it("lists the categories with their sentiments", () => {
    expect(get("/leads/fetch-categories")).toEqual({
      status: 200,
      body: [
        { id: 1, created_at: "2022-08-30T09:00:00.000Z", name: "Interested", sentiment_type: "positive" },
        { id: 2, created_at: "2022-08-30T09:00:00.000Z", name: "Meeting Request", sentiment_type: "positive" },
        { id: 3, created_at: "2022-08-30T09:00:00.000Z", name: "Not Interested", sentiment_type: null },
      ],
    });
  });
});

describe("GET /campaigns/{id}/leads/{lead_id}/message-history", () => {
  const PATH = "/campaigns/11/leads/4100000001/message-history";

  it("shows the conversation, oldest first, in the live shape", () => {
    const { status, body } = get(PATH);
    expect(status).toBe(200);
    expect(body).toMatchInlineSnapshot(`
      {
        "from": "sam@sender.example",
        "history": [
          {
            "attachments": [],
            "bcc": [],
            "cc": [],
            "click_count": 1,
            "click_details": {
              "https://sender.example/a": 1,
            },
            "email_body": "<div>Hi Ada</div>",
            "email_seq_number": "1",
            "from": "sam@sender.example",
            "message_id": "<0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa@sender.example>",
            "open_count": 2,
            "stats_id": "0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa",
            "subject": "Quick question",
            "time": "2026-01-03T09:00:00.000Z",
            "to": "ada@lead.example",
            "type": "SENT",
          },
          {
            "attachments": [],
            "bcc": [],
            "cc": [
              "boss@lead.example",
            ],
            "click_count": 0,
            "click_details": {},
            "email_body": "<div>yes</div>",
            "email_seq_number": null,
            "from": "ada@lead.example",
            "message_id": "<reply-1@lead.example>",
            "open_count": 0,
            "stats_id": "0b6f1c1e-7a52-4d0e-9a3c-5d8e2f41c7aa",
            "subject": "Re: Quick question",
            "time": "2026-01-04T09:00:00.000Z",
            "to": "sam@sender.example",
            "type": "REPLY",
          },
        ],
        "to": "ada@lead.example",
      }
    `);
  });

  it("shows only what came after a time, exclusive", () => {
    const types = (time: string) =>
      (get(PATH, { event_time_gt: time }).body as { history: { type: string }[] }).history.map(({ type }) => type);
    expect(types("2026-01-03T08:59:59.999Z")).toEqual(["SENT", "REPLY"]);
    expect(types("2026-01-03T09:00:00.000Z")).toEqual(["REPLY"]);
    expect(types("2026-01-04T09:00:00.000Z")).toEqual([]);
  });

  it("shows plain texts when asked", () => {
    expect(get(PATH, { show_plain_text_response: "true" }).body).toMatchObject({
      history: [{ email_body: "Hi Ada" }, { email_body: "yes\n" }],
    });
  });

  it("is empty for a lead who was not mailed yet", () => {
    expect(get("/campaigns/12/leads/4100000001/message-history").body).toEqual({
      history: [],
      from: "sam@sender.example",
      to: "ada@lead.example",
    });
  });

  it.each([
    ["/campaigns/99/leads/4100000001/message-history", 404, { error: "Campaign not found - Invalid campaign_id." }],
    ["/campaigns/12/leads/4100000002/message-history", 404, { error: "Lead not found - Invalid lead_id." }],
  ])("is 404 where the lead is not: %s", (path, status, body) => {
    expect(get(path)).toEqual({ status, body });
  });

  it("asks for numbers in the path", () => {
    expect(get("/campaigns/11/leads/ada/message-history")).toMatchObject({
      status: 400,
      body: { message: '"lead_id" must be a number', validation: { source: "params", keys: ["lead_id"] } },
    });
  });
});

describe("Keys", () => {
  it("come in the order of the captures", () => {
    const keysOf = (value: unknown) => Object.keys(value as object).join(" ");
    const [campaign] = get("/campaigns").body as object[];
    const leads = get("/campaigns/11/leads").body as { data: { lead: object }[] };
    const lead = get("/leads", { email: "ada@lead.example" }).body as { lead_campaign_data: object[] };
    const thread = get("/campaigns/11/leads/4100000001/message-history").body as { history: object[] };
    expect([
      keysOf(campaign),
      keysOf(leads),
      keysOf(leads.data[0]),
      keysOf(leads.data[0]?.lead),
      keysOf(lead),
      keysOf(lead.lead_campaign_data[0]),
      keysOf(thread),
      keysOf(thread.history[0]),
    ]).toMatchInlineSnapshot(`
      [
        "id user_id created_at updated_at status name track_settings scheduler_cron_value min_time_btwn_emails max_leads_per_day stop_lead_settings schedule_start_time enable_ai_esp_matching send_as_plain_text follow_up_percentage unsubscribe_text parent_campaign_id client_id campaign_activity_logs",
        "total_leads data offset limit",
        "campaign_lead_map_id lead_category_id status created_at lead",
        "id first_name last_name email phone_number company_name website location custom_fields linkedin_profile company_url is_unsubscribed unsubscribed_client_id_map",
        "id first_name last_name email created_at phone_number company_name website location custom_fields linkedin_profile company_url is_unsubscribed unsubscribed_client_id_map lead_campaign_data",
        "campaign_lead_map_id campaign_id campaign_name client_id client_email lead_category_id last_sent_at last_reply_at last_activity_at",
        "history from to",
        "type message_id stats_id time email_body subject from to cc bcc attachments email_seq_number open_count click_count click_details",
      ]
    `);
  });
});
