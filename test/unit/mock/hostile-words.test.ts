import { afterEach, describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { stride } from "../../depth.ts";
import { type Api, anApi } from "../operations/an-api.ts";

/** What every JavaScript object answers to, though nobody put it there. */
const WORDS = [...Object.getOwnPropertyNames(Object.prototype), "prototype", "length", "name"];
const STEPS = 60;
const DIALECTS = ["guide", "live", "core"] as const;

/** All of them in the sweep, else one after the other in turn. */
function dialectsFor(word: string) {
  return DIALECTS.filter((_, at) => (at + WORDS.indexOf(word)) % stride(DIALECTS.length) === 0);
}

let apis: Api[] = [];
afterEach(async () => {
  for (const { mock } of apis) await mock.close(0);
  apis = [];
});

function everyTextOf(word: string) {
  return {
    email: `${word.toLowerCase()}@${word.replaceAll("_", "x").toLowerCase()}.example`,
    first_name: word,
    last_name: word,
    company_name: word,
    phone_number: word,
    website: word,
    location: word,
    linkedin_profile: word,
    company_url: word,
    custom_fields: Object.fromEntries([[word, word]]),
  };
}

/** A campaign whose every text is the word. */
function aCampaignOf(api: Api, word: string): number {
  const post = (path: string, body: object) => api.call("POST", path, { body }).body as { id: number };
  const { id } = post("/campaigns/create", { name: word });
  const html = `<p>{{${word}}} {{first_name}} <a href="http://${word.replaceAll("_", "x")}.example/">x</a><a href="${word}">y</a></p>`;
  const step = { id: null, seq_delay_details: { delay_in_days: 0 }, subject: `{{${word}}}`, email_body: html };
  post(`/campaigns/${id}/sequences`, { sequences: [1, 2, 3].map((number) => ({ ...step, seq_number: number })) });
  post(`/campaigns/${id}/email-accounts`, { email_account_ids: [130_001] });
  post(`/campaigns/${id}/schedule`, {
    timezone: "UTC",
    days_of_the_week: [0, 1, 2, 3, 4, 5, 6],
    start_hour: "00:00",
    end_hour: "23:59",
    min_time_btw_emails: 3,
    max_new_leads_per_day: 20,
  });
  post(`/campaigns/${id}/leads`, { lead_list: [everyTextOf(word)], settings: { return_lead_ids: true } });
  post(`/campaigns/${id}/status`, { status: "START" });
  return id;
}

describe("a word that every object answers to", () => {
  it.each(WORDS)("%s in any text of a lead or campaign is a text like others", async (word) => {
    for (const dialect of dialectsFor(word)) {
      const api = anApi({ dialect, target: "http://127.0.0.1:9/hook", worldTime: true });
      apis.push(api);
      const { mock } = api;
      const notices: string[] = [];
      const bodies: string[] = [];
      mock.journal.subscribe((entry) => {
        if (entry.type === "world.changed") notices.push(entry.change);
        if (entry.type === "delivery.created") bodies.push(entry.delivery.request?.body ?? "");
      });
      const id = aCampaignOf(api, word);
      const [enrolment] = mock.world.enrolmentsOf(id);
      const leadEmail = mock.world.lead(enrolment?.leadId ?? 0)?.email;
      for (const eventType of EVENT_TYPES) {
        const where = eventType === "UNTRACKED_REPLIES" || leadEmail === undefined ? {} : { leadEmail };
        mock.emit({ eventType, campaignId: id, ...where });
      }
      for (let step = 0; step < STEPS; step += 1) mock.step();
      await mock.clock.advance(3 * 86_400_000);
      expect(bodies.length).toBeGreaterThan(EVENT_TYPES.length / 2);
      expect(bodies.filter((body) => body.includes("[native code]"))).toEqual([]);
      expect(notices).toEqual([]);
    }
  });

  it.each(WORDS)("%s as a key or value of any call is answered as any other text is", (word) => {
    const api = anApi();
    apis.push(api);
    for (const operation of OPERATIONS) {
      const path = operation.path.replace(/:\w+/g, word);
      for (const body of [Object.fromEntries([[word, 1]]), [word], word]) {
        const { status } = api.call(operation.method, path, { query: Object.fromEntries([[word, word]]), body });
        expect([operation.id, status < 500 || operation.answers.some((one) => one.status === status)]).toEqual([
          operation.id,
          true,
        ]);
      }
    }
  });
});
