import { expect, it } from "vitest";
import type { Attempt } from "../../src/delivery/delivery.ts";
import { rowHint } from "../../ui/deliveries/row-hint.ts";
import { RowStore } from "../../ui/store/row-store.ts";
import { anAttempt, entry, oneEvent } from "./build.ts";

/** What stands above the keys for a delivery whose newest attempt ended so. */
function hintOf(attempt: Partial<Attempt>): string | undefined {
  const rows = new RowStore({ capacity: 4, onChange: () => {} });
  const finished = entry(3, { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt(attempt) });
  for (const one of [...oneEvent(1), finished]) rows.take(one);
  return rowHint(rows.rows.at(rows.rows.end - 1))
    ?.map(({ text }) => text)
    .join("");
}

const answered = (body: string) => ({ headers: {}, body, bytes: body.length, truncated: false });

it("says with the receiver's own words why a delivery failed, on one line", () => {
  const response = answered('{\n  "error": "database\u001b[31m is locked"\n}');
  expect(hintOf({ outcome: "server_error", status: 500, response })).toBe('500: { "error": "database is locked" }');
  expect(hintOf({ outcome: "rejected", status: 422, response: answered("no such lead") })).toBe(
    "422, not retried: no such lead",
  );
  expect(hintOf({ outcome: "server_error", status: 503, response: answered(""), faults: ["status"] })).toBe(
    "503: the answer has no body (fault status)",
  );
  expect(hintOf({ outcome: "network_error", status: null, error: "ECONNREFUSED: connect ECONNREFUSED" })).toBe(
    "ECONNREFUSED: connect ECONNREFUSED",
  );
});

it("keeps only the beginning of a long answer, and nothing of a good one", () => {
  expect(hintOf({ outcome: "server_error", status: 500, response: answered("x".repeat(9_000)) })).toBe(
    `500: ${"x".repeat(200)}…`,
  );
  expect(hintOf({ outcome: "success", status: 200, response: answered("fine") })).toBeUndefined();
});
