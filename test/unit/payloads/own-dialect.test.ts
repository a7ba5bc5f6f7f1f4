import Ajv2020 from "ajv/dist/2020.js";
import { afterEach, describe, expect, it } from "vitest";
import { comparedBody } from "../../../src/capture/drift/nearest.ts";
import { shapesOfOwn } from "../../../src/capture/drift/proposed-dialect.ts";
import { builtInShapes } from "../../../src/capture/drift/shapes.ts";
import { createSmartLead, type SmartLead } from "../../../src/index.ts";
import { ALL_EVENT_TYPES, EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { DIALECTS } from "../../../src/smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../../../src/smartlead/payloads/dialect-tables.ts";
import { dialectFileSchema } from "../../../src/smartlead/payloads/own/dialect-file.ts";
import { type OwnDialect, ownDialectOf } from "../../../src/smartlead/payloads/own/own-dialect.ts";

const FILE = {
  name: "live-2027",
  on: "live",
  events: {
    "*": { fields: { team_id: { type: "integer", value: 7 }, secret_key: null } },
    EMAIL_REPLY: {
      name: "EMAIL_REPLIED",
      renamed: { "reply_message.text": "reply_message.plain", to_email: "lead_email" },
      fields: {
        campaign_id: "string",
        sl_email_lead_id: "integer",
        opted_in: "boolean",
        greeting: { type: "string", value: "Hi {{lead.first_name}} of {{campaign.name}}" },
        owner: {
          type: "object",
          properties: { email: { type: "string" }, id: { type: "integer" } },
          required: ["email"],
        },
        reference: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T" },
      },
      optional: ["reference"],
    },
  },
} as const;

function dialect(file: unknown): OwnDialect {
  const own = ownDialectOf(dialectFileSchema.parse(file));
  if ("message" in own) throw new Error(`${own.word} ${own.message}`);
  return own;
}

let opened: SmartLead | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

async function bodyOf(type: (typeof EVENT_TYPES)[number], file: object = FILE): Promise<Record<string, unknown>> {
  const target = () => new Response("{}");
  opened = await createSmartLead({ target, clock: "virtual", dialect: file as never });
  const event = await opened.emit(type);
  await opened.settle();
  expect(event.deliveries[0]?.dialect).toBe((file as typeof FILE).name);
  return event.deliveries[0]?.json<Record<string, unknown>>() ?? {};
}

describe("a dialect of one's own is sent", () => {
  it("with fields added, dropped, renamed and typed, and the event under another name", async () => {
    const body = await bodyOf("EMAIL_REPLY");
    const lead = opened?.world.lead(String(body.lead_email));
    expect(body).toMatchObject({
      event_type: "EMAIL_REPLIED",
      team_id: 7,
      campaign_id: expect.stringMatching(/^\d+$/),
      sl_email_lead_id: lead?.id,
      opted_in: expect.any(Boolean),
      owner: { email: expect.stringContaining("@") },
      reference: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      reply_message: { plain: expect.any(String) },
    });
    expect(body.greeting).toMatch(new RegExp(`^Hi ${lead?.first_name} of .+`));
    expect(body).not.toHaveProperty("secret_key");
    expect(body).not.toHaveProperty("to_email");
    expect(body.reply_message).not.toHaveProperty("text");
  });

  it("and its schema accepts what is sent, and refuses what is not", async () => {
    const own = dialect(FILE);
    const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(own.schema("EMAIL_REPLY"));
    const body = await bodyOf("EMAIL_REPLY");
    expect([isValid(body), isValid.errors]).toEqual([true, null]);
    expect(isValid({ ...body, campaign_id: 1 })).toBe(false);
    expect(own.misfits("EMAIL_REPLY", { ...body, campaign_id: 1 })).toEqual([
      "EMAIL_REPLY in live-2027 no longer matches its schema: campaign_id: a whole number, not a string. It is sent anyway.",
    ]);
  });

  it("and drift finds no difference in it", async () => {
    const dialects = [dialect(FILE), ...builtInShapes()];
    for (const type of EVENT_TYPES) {
      const { nearest, differences, eventType } = comparedBody(await bodyOf(type), dialects);
      expect([nearest?.dialect, eventType, differences]).toEqual(["live-2027", type, []]);
      await opened?.close();
    }
  });

  it.each(DIALECTS)("on top of %s for every event that it has", async (on) => {
    const own = dialect({ name: "mine", on, events: { "*": { fields: { team_id: "integer|null", tags: "array" } } } });
    const types = ALL_EVENT_TYPES.filter((type) => DIALECT_TABLES[on][type] !== null);
    expect([...own.events.keys()]).toEqual(types);
    const body = await bodyOf("EMAIL_OPEN", { name: "mine", on, events: { "*": { fields: { tags: "array" } } } });
    expect(body.tags).toEqual([]);
  });

  it.each([
    [
      { "*": { fields: { a: { type: "string", value: "{{lead.mail}}" } } } },
      "has {{lead.mail}}, which is not a known placeholder",
    ],
    [{ EMAIL_REPLY: { renamed: { nope: "other" } } }, "renames nope to other, and there is no such field"],
    [{ EMAIL_REPLY: { renamed: { "reply_message.text": "text" } } }, "renames reply_message.text to text"],
  ])("and what cannot be meant is refused: %j", async (events, sentence) => {
    expect(() => dialect({ name: "mine", on: "live", events })).toThrow(sentence);
    await expect(createSmartLead({ dialect: { name: "mine", on: "live", events } })).rejects.toThrow(sentence);
  });
});

describe("an event type of one's own", () => {
  const SNOOZED = {
    name: "mine",
    on: "live",
    events: {
      "*": { fields: { team_id: { type: "integer", value: 7 } } },
      LEAD_SNOOZED: {
        like: "EMAIL_OPEN",
        fields: { snoozed_until: { type: "string", value: "{{event.time}}" }, time_opened: null },
      },
    },
  } as const;

  it("happens and goes out as the one that it is like, with a body, a name and a schema of its own", async () => {
    opened = await createSmartLead({ target: () => new Response("{}"), clock: "virtual", dialect: SNOOZED });
    const event = await opened.emit("EMAIL_OPEN", { team_id: 8 }, { ownEvent: "LEAD_SNOOZED" });
    await opened.settle();
    const [delivery] = event.deliveries;
    expect(delivery).toMatchObject({
      state: "delivered",
      event_type: "EMAIL_OPEN",
      event_name: "LEAD_SNOOZED",
    });
    const body = delivery?.json<Record<string, unknown>>();
    expect(body).toMatchObject({
      event_type: "LEAD_SNOOZED",
      team_id: 8,
      snoozed_until: expect.stringContaining("2026-"),
    });
    expect(body).not.toHaveProperty("time_opened");
    const own = dialect(SNOOZED);
    const type = own.own.get("LEAD_SNOOZED");
    const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(own.schema(type ?? "EMAIL_OPEN"));
    expect([isValid(body), isValid.errors]).toEqual([true, null]);
    const compared = comparedBody(body, [...shapesOfOwn(own), ...builtInShapes()]);
    expect([compared.nearest?.dialect, compared.differences]).toEqual(["mine", []]);
    await expect(opened.emit("EMAIL_OPEN", {}, { ownEvent: "LEAD_SNOOSED" })).rejects.toThrow(
      'did you mean "LEAD_SNOOZED"?',
    );
    await expect(opened.emit("EMAIL_REPLY", {}, { ownEvent: "LEAD_SNOOZED" })).rejects.toThrow("is like EMAIL_OPEN");
  });

  it.each([
    [{ EMAIL_REPLAY: {} }, "EMAIL_REPLAY is not a built-in event; did you mean EMAIL_REPLY?"],
    [{ EMAIL_REPLY: { like: "EMAIL_OPEN" } }, "EMAIL_REPLY is a built-in event, and like no other"],
    [{ lead_snoozed: { like: "EMAIL_OPEN" } }, "must be an event type in capitals"],
  ])("is refused where it cannot be meant: %j", (events, sentence) => {
    expect(() => dialect({ name: "mine", on: "live", events })).toThrow(sentence);
  });
});

it("a field whose pattern nothing fits is refused by name, as a mistake of the file", async () => {
  const fields = { code: { type: "string", pattern: "^[A-Z]{3}-\\d{4}$" } };
  const opened = await createSmartLead({
    clock: "virtual",
    target: () => new Response("{}"),
    dialect: { name: "team-x", on: "guide", events: { EMAIL_REPLY: { fields } } },
  });
  await expect(opened.emit("EMAIL_REPLY")).rejects.toMatchObject({
    code: "bad_request",
    message: expect.stringContaining('at code: nothing is there, not a string; give that field a "value"'),
  });
  await opened.close();
});
