import { expect, it } from "vitest";
import { payloadTypesText } from "../../../packaging/payload-types.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { DIALECT_TABLES } from "../../../src/smartlead/payloads/dialect-tables.ts";

const TEXT = payloadTypesText();

it("says of each key of a body what it is", () => {
  expect(interfaceIn("GuideEmailReply")).toMatchInlineSnapshot(`
    "export interface GuideEmailReply {
      /** Name of the event. */ event_type: "EMAIL_REPLY";
      /** Our mailbox that sent the email, not the person who replied. */ from_email: string;
      /** Subject of the reply, with "Re:". */ subject: string;
      /** The lead, even if someone else answered. */ to_email: string;
      /** First and last name of the lead. */ to_name: string;
      /** When the reply arrived. ISO 8601, UTC, whole seconds. */ time_replied: string;
      /** HTML of the reply, quoted history included. */ reply_body: string;
      /** Text of the reply's newest part. */ preview_text: string;
      /** Name of the campaign. */ campaign_name: string;
      /** Id of the campaign. */ campaign_id: number;
      /** Id of the client the campaign belongs to, or null. */ client_id: number | null;
      /** Step of the sequence that is answered, counted from 1. */ sequence_number: number;
    }"
  `);
});

it("gives an object that occurs more than once a name", () => {
  expect(interfaceIn("LiveLeadCategoryUpdated")).toContain(" last_reply: LiveLastReply | null;");
  expect(interfaceIn("LiveLastReply")).toContain(" stats_id: string;");
});

it.each([
  ["GuidePayloads", DIALECT_TABLES.guide],
  ["LivePayloads", DIALECT_TABLES.live],
  ["CorePayloads", DIALECT_TABLES.core],
] as const)("has in %s every event that the dialect has", (name, table) => {
  const named = [...interfaceIn(name).matchAll(/^ {2}(\w+): /gm)].map(([, type]) => type);
  expect(named).toEqual(ALL_EVENT_TYPES.filter((type) => table[type] !== null));
});

function interfaceIn(name: string): string {
  return new RegExp(`^export interface ${name} \\{\\n[^]*?^\\}$`, "m").exec(TEXT)?.[0] ?? "";
}
