import { ownValue } from "../../base/own-value.ts";
import type { OperationResponse } from "./operation.ts";

export function ok(body: unknown): OperationResponse {
  return { status: 200, body };
}

/** A refusal in SmartLead's format (smartlead.md §4 "Conventions", domain errors; E4, A5). */
export function refusal(status: number, error: string): OperationResponse {
  return { status, body: { error } };
}

/** smartlead.md §3, §4 (C3, A5). */
export function campaignNotFound(): OperationResponse {
  return refusal(404, "Campaign not found - Invalid campaign_id.");
}

/** smartlead.md §4 "Leads" (A5). */
export function leadNotFound(): OperationResponse {
  return refusal(404, "Lead not found - Invalid lead_id.");
}

/** Worded like the others: SmartLead's answer for an unknown client is not known. */
export function clientNotFound(): OperationResponse {
  return refusal(404, "Client not found - Invalid client_id.");
}

/** smartlead.md §4 "Email accounts" (A5). */
export function mailboxNotFound(): OperationResponse {
  return refusal(404, "Email account not found");
}

/** smartlead.md §3 (A3). */
export function resourceNotFound(): OperationResponse {
  return refusal(404, "Resource not found");
}

/** smartlead.md §4 "Conventions" (A5, B2, E8). */
export function invalidApiKey(): OperationResponse {
  return { status: 401, body: { message: "Invalid API Key" } };
}

/** For a call without a key (more-endpoints.json `common_errors`; B4). */
export function apiKeyRequired(): OperationResponse {
  return { status: 401, body: { message: "API key is required." } };
}

/** The page that Express shows for a route it does not have (smartlead.md §4 "Conventions"; G1, G3). */
export function unknownRoute(method: string, path: string): OperationResponse {
  return {
    status: 404,
    contentType: "text/html; charset=utf-8",
    headers: { "content-security-policy": "default-src 'none'", "x-content-type-options": "nosniff" },
    body: `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Error</title>
</head>
<body>
<pre>Cannot ${escapeHtml(method)} ${escapeHtml(path)}</pre>
</body>
</html>
`,
  };
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ownValue(HTML_ESCAPES, character) ?? character);
}
