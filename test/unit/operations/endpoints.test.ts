import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { matchOperation } from "../../../src/smartlead/api/routes.ts";

/** smartlead.json `endpoints`, all 64, and the three more that the page of the last one names. */
const ENDPOINTS = `
POST /webhook/create
GET /webhook/{webhook_id}
PUT /webhook/update/{webhook_id}
DELETE /webhook/delete
DELETE /webhook/delete/{webhook_id}
GET /campaigns/{campaign_id}/webhooks
POST /campaigns/{campaign_id}/webhooks
DELETE /campaigns/{campaign_id}/webhooks
DELETE /campaigns/{campaign_id}/webhooks/{webhook_id}
GET /campaigns/{campaign_id}/webhooks/summary
POST /campaigns/{campaign_id}/webhooks/retrigger-failed-events
POST /campaigns/create
GET /campaigns/
GET /campaigns/{id}
POST /campaigns/{id}/status
POST /campaigns/{id}/schedule
POST /campaigns/{id}/settings
GET /campaigns/{id}/sequences
POST /campaigns/{id}/sequences
GET /campaigns/{id}/email-accounts
POST /campaigns/{id}/email-accounts
DELETE /campaigns/{id}/email-accounts
DELETE /campaigns/{id}
POST /campaigns/{id}/duplicate
GET /campaigns/{id}/analytics
GET /campaigns/{id}/analytics-by-date
GET /campaigns/{id}/top-level-analytics-by-date
GET /campaigns/{id}/statistics
GET /campaigns/{id}/leads-statistics
GET /campaigns/{id}/mailbox-statistics
POST /campaigns/{id}/leads
GET /campaigns/{id}/leads
GET /leads/
GET /leads/{lead_id}
GET /leads/{lead_id}/campaigns
GET /leads/fetch-categories
POST /campaigns/{id}/leads/{lead_id}/category
POST /campaigns/{id}/leads/{lead_id}/pause
POST /campaigns/{id}/leads/{lead_id}/resume
POST /campaigns/{id}/leads/{lead_id}/unsubscribe
POST /leads/{lead_id}/unsubscribe
DELETE /campaigns/{id}/leads/{lead_id}
POST /campaigns/{id}/leads/{lead_id}/
POST /campaigns/{id}/leads/{lead_map_id}/manual-complete
GET /campaigns/{id}/leads/{lead_id}/message-history
POST /campaigns/{id}/message-history-for-leads/bbfbdsFGHlBr76ruhjvh6fhHL
GET /campaigns/{id}/leads-export
GET /campaigns/all-leads-activities
POST /campaigns/{id}/reply-email-thread
GET /master-inbox/reply-status
POST /master-inbox/inbox-replies
PATCH /master-inbox/update-category
PATCH /master-inbox/resume-lead
GET /master-inbox/untracked-replies
POST /campaigns/{id}/forward-email
GET /email-accounts/
GET /email-accounts/{id}/
POST /email-accounts/save
POST /email-accounts/{id}
DELETE /email-accounts/{id}
POST /email-accounts/{id}/warmup
POST /client/save
GET /client/
POST /client/api-key
GET /client/api-key
DELETE /client/api-key/{id}
PUT /client/api-key/reset/{id}
`;

/** What stands in more-endpoints.json besides. */
const MORE: readonly { readonly method: string; readonly path: string }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "more-endpoints.json"), "utf8"),
);
const first = ENDPOINTS.trim().split("\n");
const more = MORE.map(({ method, path }) => `${method} ${path}`).filter(
  (row) => !first.includes(row) && OPERATIONS.some((one) => written(`${one.method} ${one.path}`) === written(row)),
);
const rows = [...first, ...more];

function written(row: string): string {
  return row.replace(/:\w+|\{\w+\}/g, "{}").replace(/\/$/, "");
}

/** With numbers for its parameters. */
function asked(row: string): [method: string, path: string] {
  const [method = "", path = ""] = row.split(" ");
  return [method, `/api/v1${path.replace(/\{\w+\}/g, "7")}`];
}

it("the table has each of these endpoints once", () => {
  const found = rows.map((row) => matchOperation(OPERATIONS, ...asked(row))?.operation.id);
  expect(found).not.toContain(undefined);
  expect(new Set(found).size).toBe(rows.length);
});

it.each(rows)("%s is found with and without a trailing slash, and written as in the reference", (row) => {
  const [method, path] = asked(row);
  const bare = path.replace(/\/$/, "");
  const operation = matchOperation(OPERATIONS, method, bare)?.operation;
  expect(matchOperation(OPERATIONS, method, `${bare}/`)?.operation).toBe(operation);
  expect(operation?.path.replace(/:\w+/g, "{}")).toBe(row.split(" ")[1]?.replace(/\{\w+\}/g, "{}"));
});
