import fc from "fast-check";
import { expect, it } from "vitest";
import { localTime } from "../../../src/base/time/zone.ts";

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
