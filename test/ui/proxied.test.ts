import { describe, expect, it } from "vitest";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { proxiedText } from "../../src/delivery/delivery-phrases.ts";
import { columnsFor } from "../../ui/deliveries/columns.ts";
import { deliveryRow } from "../../ui/deliveries/delivery-row.ts";
import { themeFor } from "../../ui/theme.ts";
import { AT, aDelivery, anAttempt } from "./build.ts";

const PROXIED = {
  arrival: 2,
  event_name: "EMAIL_REPLY",
  known_by: "X-Request-Id",
  signature: "valid",
  url: "https://tunnel.example/hook",
  remarks: [],
} as const;

function rowOf(delivery: Delivery, width: number): string {
  const cells = { delivery, shadowed: 0, theme: themeFor({}), nowMs: Date.parse(AT) };
  return deliveryRow(cells, columnsFor(width))
    .map(({ text }) => text)
    .join("");
}

describe("a delivery of the real SmartLead", () => {
  const attempts = [anAttempt({ number: 2 })];
  const delivery = aDelivery({ state: "delivered", resent_from: "dlv_0", attempts, proxied: PROXIED });

  it("is marked in the list, with words where there is room", () => {
    expect(rowOf(delivery, 158)).toContain("EMAIL_REPLY (SmartLead)");
    expect(rowOf({ ...delivery, event_type: "LEAD_CATEGORY_UPDATED" }, 80)).toMatch(/LEAD_CATEGORY_UP\S* </);
    expect(rowOf({ ...delivery, proxied: { ...PROXIED, arrival: null } }, 158)).toContain("EMAIL_REPLY (resent)");
  });

  it("says where it came from in a few words", () => {
    expect(proxiedText(PROXIED)).toBe("from SmartLead, for the 2nd time, known by X-Request-Id, signature valid");
    expect(proxiedText({ ...PROXIED, arrival: 1, signature: "unchecked" })).toBe(
      "from SmartLead, known by X-Request-Id",
    );
    expect(proxiedText({ ...PROXIED, arrival: null, known_by: "whole body", signature: "wrong" })).toBe(
      "first from SmartLead, sent again by the mock, known by whole body, signature wrong",
    );
    const nth = [3, 4, 11, 12, 21, 112, 123].map(
      (arrival) => /the (\S+) time/.exec(proxiedText({ ...PROXIED, arrival }))?.[1],
    );
    expect(nth).toEqual(["3rd", "4th", "11th", "12th", "21st", "112th", "123rd"]);
  });
});
