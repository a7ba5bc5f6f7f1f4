import { describe, expect, it } from "vitest";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { columnsFor } from "../../ui/deliveries/columns.ts";
import { deliveryRow } from "../../ui/deliveries/delivery-row.ts";
import { tookText, untilText } from "../../ui/deliveries/durations.ts";
import { type Line, lineWidth } from "../../ui/frame/line.ts";
import { themeFor } from "../../ui/theme.ts";
import { AT, aDelivery, anAttempt } from "./build.ts";

const theme = themeFor({});
const nowMs = Date.parse(AT) + 10_000;
const textOf = (line: Line) => line.map(({ text }) => text).join("");

const DELIVERIES: readonly Delivery[] = [
  aDelivery(),
  aDelivery({ state: "in_flight", attempts: [anAttempt({ outcome: null, status: null, duration_ms: null })] }),
  aDelivery({ state: "delivered", attempts: [anAttempt()] }),
  aDelivery({
    state: "waiting",
    event_type: "LEAD_CATEGORY_UPDATED",
    attempts: [anAttempt({ outcome: "server_error", status: 503, next_attempt_at: "2026-01-05T09:01:00.087Z" })],
  }),
  aDelivery({
    state: "waiting",
    attempts: [anAttempt({ number: 2, outcome: "timeout", status: null, duration_ms: 30_002, next_attempt_at: AT })],
  }),
  aDelivery({ state: "failed", reason: "rejected", attempts: [anAttempt({ outcome: "rejected", status: 404 })] }),
  aDelivery({
    state: "delivered",
    resent_from: "dlv_0",
    attempts: [anAttempt({ number: 2 })],
    duplicate: "acknowledged",
    webhook: { id: 9, name: "日本語のウェブフック", level: "campaign", url: "http://localhost" },
    campaign_id: null,
    lead_email: null,
  }),
  aDelivery({ state: "failed", attempts: [anAttempt({ number: 3, outcome: "network_error", status: null })] }),
];

function listAt(width: number): string {
  const columns = columnsFor(width);
  const headings = columns.map(({ heading, width: cell }) => heading.slice(0, cell).padEnd(cell)).join(" ");
  const rows = DELIVERIES.map((delivery) => deliveryRow({ delivery, shadowed: 0, theme, nowMs }, columns));
  return [headings, ...rows.map(textOf)].map((row) => row.trimEnd()).join("\n");
}

describe("the list's columns", () => {
  it("are all there on a wide terminal", () => {
    expect(listAt(158)).toMatchInlineSnapshot(`
      "time UTC event                        lead                          camp.   level    webhook      try     outcome            took    duplicate    next try
      09:00:00 EMAIL_REPLY                  ann@example.com               3600001 user     target       0/3 ··· · queued
      09:00:00 EMAIL_REPLY                  ann@example.com               3600001 user     target       1/3 →·· → in flight
      09:00:00 EMAIL_REPLY                  ann@example.com               3600001 user     target       1/3 ✓   ✓ 200 success         87ms
      09:00:00 LEAD_CATEGORY_UPDATED        ann@example.com               3600001 user     target       1/3 ✗↻· ↻ 503 server_error    87ms              in 51s
      09:00:00 EMAIL_REPLY                  ann@example.com               3600001 user     target       2/3 ✗↻· ↻ timeout            30.0s              due
      09:00:00 EMAIL_REPLY                  ann@example.com               3600001 user     target       1/3 ✗   ✗ 404 rejected        87ms
      09:00:00 EMAIL_REPLY (resent)                                               campaign 日本語のウ…  2/3 ✓   ✓ 200 success         87ms acknowledged
      09:00:00 EMAIL_REPLY                  ann@example.com               3600001 user     target       3/3 ✗   ✗ network_error       87ms"
    `);
  });

  it("fit 80 columns: next try and verdict share one", () => {
    expect(listAt(78)).toMatchInlineSnapshot(`
      "time UTC event                 lead         try outcome     took  then
      09:00:00 EMAIL_REPLY           ann@example… ··· · queued
      09:00:00 EMAIL_REPLY           ann@example… →·· → in flight
      09:00:00 EMAIL_REPLY           ann@example… ✓   ✓ 200        87ms
      09:00:00 LEAD_CATEGORY_UPDATED ann@example… ✗↻· ↻ 503        87ms in 51s
      09:00:00 EMAIL_REPLY           ann@example… ✗↻· ↻ timeout   30.0s due
      09:00:00 EMAIL_REPLY           ann@example… ✗   ✗ 404        87ms
      09:00:00 EMAIL_REPLY (resent)               ✓   ✓ 200        87ms acknowledged
      09:00:00 EMAIL_REPLY           ann@example… ✗   ✗ network    87ms"
    `);
  });

  it("go one after the other as the terminal narrows, what came of the event last", () => {
    const names = (width: number) =>
      columnsFor(width)
        .map(({ name }) => name)
        .join(" ");
    const steps = new Map<string, number>();
    for (let width = 200; width >= 10; width -= 1) steps.set(names(width), width);
    expect([...steps].map(([set, width]) => `from ${width}: ${set}`).join("\n")).toMatchInlineSnapshot(`
      "from 123: time event lead campaign level webhook try outcome duration duplicate next
      from 114: time event lead campaign level try outcome duration duplicate next
      from 105: time event lead campaign try outcome duration duplicate next
      from 90: time event lead campaign try outcome duration outlook
      from 78: time event lead try outcome duration outlook
      from 70: time event lead try outcome outlook
      from 57: time event lead try outcome
      from 46: time event try outcome
      from 37: event try outcome
      from 10: event outcome"
    `);
  });

  it("never take more than there is", () => {
    for (let width = 10; width <= 200; width += 1) {
      for (const delivery of DELIVERIES) {
        const line = deliveryRow({ delivery, shadowed: 2, theme, nowMs }, columnsFor(width));
        expect(lineWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe("a delivery's row", () => {
  it("cannot be driven by what comes from outside", () => {
    const delivery = aDelivery({
      lead_email: "a\u001b[2J@x.test",
      webhook: { id: 1, name: "\u001b]0;own\u0007w", level: "user", url: "" },
    });
    expect(textOf(deliveryRow({ delivery, shadowed: 0, theme, nowMs }, columnsFor(158)))).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f]/,
    );
  });

  it("says how many webhooks an event was kept from", () => {
    expect(textOf(deliveryRow({ delivery: aDelivery(), shadowed: 2, theme, nowMs }, columnsFor(158)))).toContain(
      "EMAIL_REPLY shadowed 2",
    );
  });
});

describe("durations", () => {
  it("are short", () => {
    expect([null, 0, 87.4, 999, 1_240, 30_002, 125_000].map(tookText)).toEqual([
      "",
      "0ms",
      "87ms",
      "999ms",
      "1.2s",
      "30.0s",
      "2m 5s",
    ]);
  });

  it("count down to the next try in whole seconds", () => {
    expect([0, 1, 999, 1_001, 252_000, 3_600_000].map((ms) => untilText(ms, 0))).toEqual([
      "due",
      "in 1s",
      "in 1s",
      "in 2s",
      "in 4m 12s",
      "in 1h",
    ]);
  });
});
