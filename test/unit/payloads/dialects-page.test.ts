import assert from "node:assert/strict";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createSmartLead } from "../../../src/index.ts";
import { ACCOUNT_VALUES } from "../../../src/smartlead/payloads/own/account-values.ts";
import { codeBlocks } from "../../doc-pages.ts";
import { testBlocks } from "../readme-blocks.ts";

const blocks = codeBlocks().filter(({ page }) => page === "docs/dialects.md");
const textOf = (language: string) => blocks.find((block) => block.language === language)?.text ?? "";
const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>;

describe("the page on dialects", () => {
  testBlocks({ "account-values": ACCOUNT_VALUES.map((name) => `\`${name}\``).join(", ") });

  it("has a file that is sent as it stands", async () => {
    const smartlead = await createSmartLead({ target: () => new Response("{}"), dialect: JSON.parse(textOf("json")) });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    const body = event.deliveries[0]?.json<Record<string, unknown>>();
    expect(body).toMatchObject({
      event_type: "EMAIL_REPLIED",
      team_id: 7,
      lead_email: event.lead_email,
      campaign_id: String(event.campaign_id),
      owner: { email: expect.stringContaining("@") },
      greeting: expect.stringMatching(/^Hi \w+/),
    });
    expect(body).not.toHaveProperty("ui_master_inbox_link");
    await smartlead.close();
  });

  it("has an event type of one's own that is sent as it stands", async () => {
    const text = blocks.find((block) => block.text.includes("LEAD_SNOOZED:"))?.text ?? "";
    const smartlead = await createSmartLead({ target: () => new Response("{}"), dialect: parse(text) });
    const event = await smartlead.emit("EMAIL_OPEN", {}, { ownEvent: "LEAD_SNOOZED" });
    await smartlead.settle();
    const body = event.deliveries[0]?.json<Record<string, unknown>>();
    expect(body).toMatchObject({
      event_type: "LEAD_SNOOZED",
      snoozed_until: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(body).not.toHaveProperty("time_opened");
    await smartlead.close();
  });

  it("has an example in code that runs as it stands", async () => {
    const body = textOf("js").replace(/^import .*$/gm, "");
    expect(body).toContain("team_id, 7");
    await new AsyncFunction("assert", "createSmartLead", body)(assert, createSmartLead);
  });
});
