import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoFromMs, msFromIso } from "../../../src/base/time/iso.ts";
import { localTime } from "../../../src/base/time/zone.ts";

describe("msFromIso", () => {
  it.each([
    ["2026-01-05T09:00:00.000Z", Date.UTC(2026, 0, 5, 9)],
    ["2026-01-05T09:00:00Z", Date.UTC(2026, 0, 5, 9)],
    ["2026-01-05T09:00Z", Date.UTC(2026, 0, 5, 9)],
    ["2026-01-05T09:00:00", Date.UTC(2026, 0, 5, 9)],
    ["2026-01-05 09:00:00", Date.UTC(2026, 0, 5, 9)],
    ["2026-01-05", Date.UTC(2026, 0, 5)],
    [" 2026-01-05 ", Date.UTC(2026, 0, 5)],
    ["2026-01-05T09:00:00+05:30", Date.UTC(2026, 0, 5, 3, 30)],
    ["2026-01-05T09:00:00-0800", Date.UTC(2026, 0, 5, 17)],
    ["2026-01-05T09:00:00.123456Z", Date.UTC(2026, 0, 5, 9, 0, 0, 123)],
    ["2024-02-29", Date.UTC(2024, 1, 29)],
  ])("reads %s", (text, ms) => {
    expect(msFromIso(text)).toBe(ms);
  });

  it.each([
    "",
    "now",
    "2026",
    "2026-1-5",
    "05.01.2026",
    "2026-13-01",
    "2026-02-30",
    "2026-02-29T00:00:00Z",
    "2026-01-05T25:00:00Z",
    "2026-01-05T09:60Z",
    "2026-01-05T09:00:00 CET",
    "1767603600000",
  ])("takes %j for no time", (text) => {
    expect(msFromIso(text)).toBeNull();
  });

  it("reads back what isoFromMs wrote", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 0) }), (ms) => {
        expect(msFromIso(isoFromMs(ms))).toBe(ms);
      }),
    );
  });
});

describe("isoFromMs", () => {
  it("always has milliseconds and UTC", () => {
    expect(isoFromMs(Date.UTC(2026, 0, 5, 9))).toBe("2026-01-05T09:00:00.000Z");
  });
});

const LATEST = Date.UTC(9_999, 11, 30);

it("shows day, weekday and minutes as Intl shows them in any zone, before 1970 too", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia");
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1_900, 0, 1), max: LATEST }), zones, (ms, zone) => {
      const at = Math.floor(ms / 900_000) * 900_000;
      const parts = new Intl.DateTimeFormat("en-GB", {
        ...{ timeZone: zone, weekday: "short", year: "numeric", month: "2-digit", day: "2-digit" },
        ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" as const },
      }).formatToParts(at);
      const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? "";
      expect(localTime(at, zone)).toEqual({
        day: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
        weekday: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(part("weekday")),
        minutes: Number(part("hour")) * 60 + Number(part("minute")),
      });
    }),
  );
});
