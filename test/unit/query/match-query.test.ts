import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../src/journal/query/parse-query.ts";
import { matcherOf } from "../../../src/journal/query/query.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";

const finding = { verdict: "unproven", evidence: [], explanation: "" } as const;

const DELIVERIES = {
  plain: aDelivery({
    id: "dlv_plain",
    state: "delivered",
    settled_at: "x",
    attempts: [anAttempt(1, "success", { status: 200 })],
  }),
  retried: aDelivery({
    id: "dlv_retried",
    event_type: "EMAIL_OPEN",
    lead_email: "bob@Example.org",
    state: "delivered",
    settled_at: "x",
    duplicate: "unproven",
    attempts: [
      anAttempt(1, "server_error", { status: 503, faults: ["lost-response"], duration_ms: 1_500 }),
      anAttempt(2, "success", { status: 200, duplicate: finding }),
    ],
    created_at: "2026-01-05T10:30:00.000Z",
  }),
  failed: aDelivery({
    id: "dlv_failed",
    campaign_id: 3600001,
    client_id: 12,
    state: "failed",
    reason: "rejected",
    resent_from: "dlv_plain",
    webhook: { id: 17, name: "CRM of Ann", level: "client", url: "http://localhost:3000/hook" },
    attempts: [anAttempt(1, "rejected", { status: 404 })],
    created_at: "2026-02-01T09:00:00.000Z",
  }),
  refused: aDelivery({
    id: "dlv_refused",
    event_type: "UNTRACKED_REPLIES",
    campaign_id: null,
    lead_email: null,
    dialect: "live",
    state: "waiting",
    attempts: [anAttempt(1, "network_error", { error: "ECONNREFUSED: connect refused", clipped: true })],
  }),
  fresh: aDelivery({ id: "dlv_fresh", event_id: "evt_99", request_id: "0d5b", event_type: "EMAIL_BOUNCE" }),
};

function found(text: string): string[] {
  const matches = matcherOf(parseQuery(text));
  return Object.entries(DELIVERIES).flatMap(([name, delivery]) => (matches(delivery) ? [name] : []));
}

const ALL = Object.keys(DELIVERIES);

describe("a query finds", () => {
  it.each([
    ["", ALL],
    ["status:5xx", ["retried"]],
    ["status:200", ["plain", "retried"]],
    ["status:>404", ["retried"]],
    ["status:none", ["refused", "fresh"]],
    ["outcome:network_error,rejected", ["failed", "refused"]],
    ["state:waiting", ["refused"]],
    ["-is:settled", ["failed", "refused", "fresh"]],
    ["reason:any", ["failed"]],
    ["type:EMAIL_*", ["plain", "retried", "failed", "fresh"]],
    ["lead:ann@*", ["plain", "failed", "fresh"]],
    ["lead:EXAMPLE.ORG", ["retried"]],
    ["lead:none", ["refused"]],
    ["campaign:1", ["plain", "retried", "fresh"]],
    ["campaign:*0001", ["failed"]],
    ["campaign:none", ["refused"]],
    ["client:any", ["failed"]],
    ["webhook:7", ["plain", "retried", "refused", "fresh"]],
    ["webhook:ann", ["failed"]],
    ["level:client", ["failed"]],
    ["url:3000", ["failed"]],
    ["dup:unproven", ["retried"]],
    ["dup:none -state:queued", ["plain", "failed", "refused"]],
    ["attempt:>1", ["retried"]],
    ["attempt:0", ["fresh"]],
    ["fault:lost-response", ["retried"]],
    ["took:>1s", ["retried"]],
    ["took:<=5ms", ["plain", "retried", "failed", "refused"]],
    ["error:econnrefused", ["refused"]],
    ["dialect:live", ["refused"]],
    ["created:2026-01", ["plain", "retried", "refused", "fresh"]],
    ["created:>2026-01-05T09", ["retried", "failed"]],
    ["created:>=10:00", ["retried"]],
    ["id:evt_99", ["fresh"]],
    ["id:dlv_f*", ["failed", "fresh"]],
    ["is:resent", ["failed"]],
    ["is:clipped", ["refused"]],
    ["is:unheard", []],
    ['"connect refused"', ["refused"]],
    ["crm client", ["failed"]],
    ["status:404 | error:any", ["failed", "refused"]],
    ["-(status:404 | error:any) attempt:>0", ["plain", "retried"]],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("events that reached nobody, by what is known of them", () => {
    const unheard = {
      ...DELIVERIES.fresh,
      id: "",
      request_id: "",
      webhook: null,
      dialect: null,
      state: null,
    };
    const finds = (text: string) => matcherOf(parseQuery(text))(unheard);
    expect(["is:unheard", "type:EMAIL_BOUNCE", "lead:ann", "evt_99", "-state:failed"].map(finds)).toEqual(
      Array(5).fill(true),
    );
    expect(["is:open", "state:queued", "webhook:7", "level:user", "dialect:guide", "url:http"].map(finds)).toEqual(
      Array(6).fill(false),
    );
  });
});
