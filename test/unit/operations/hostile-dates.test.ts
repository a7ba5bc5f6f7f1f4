import { expect, it } from "vitest";
import { z } from "zod";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";
import { anApi } from "./an-api.ts";

/** What clients and scanners send where a date, a time or a time zone belongs. */
const HOSTILE: readonly unknown[] = [
  ...["9999-99-99", "9999-12-31", "275760-09-13", "275761-01-01", "+275761-01-01", "-000001-01-01", "0000-00-00"],
  ...["0000-01-01", "1969-12-31", "2026-02-30", "2026-13-01", "2026-1-5", "05/01/2026", "today", "", " ", "null"],
  ...["2026-01-05T25:00:00Z", "2026-01-05T09:00:00+99:99", "2026-01-05 09:00:00", "2026-W01-1", "NaN", "Infinity"],
  ...["1e999", "-8640000000000001", "8640000000000001", "1767603600", "2026-01-05T09:00:00.000Z", "２０２６-０１-０５"],
  ...["Mars/Phobos", "Etc/GMT+12", "UTC+25", "__proto__", "Europe/Berlin\u0000", "9".repeat(400), "99:99", "-1"],
  ...[8.64e15, 8.64e15 + 1, -1, 0, 1.5, null, [], ["2026-01-05", "2026-01-06"], {}, true],
];
/** Keys that hold a date, a time, a day or a time zone. */
const DATED = /date|time|zone|(^|_)(from|to|gt|day|days|hour|month|year|until|since)(_|$)|_at$|snooze/i;

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly format?: string;
  readonly anyOf?: readonly Schema[];
}

/** Names of the dated keys of a place, at the top. */
function datedKeys(schema: z.ZodType): readonly string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
  const isDated = (key: string, { format, anyOf = [] }: Schema) =>
    DATED.test(key) || [format, ...anyOf.map((one) => one.format)].some((one) => one?.startsWith("date") === true);
  return Object.entries(properties).flatMap(([key, one]) => (isDated(key, one) ? [key] : []));
}

const ZONES = ["UTC", "Asia/Kathmandu", "Pacific/Auckland"];
const USUAL: Readonly<Record<string, string>> = {
  ...{ start_date: "2026-01-01", end_date: "2026-01-06", timezone: "UTC", time_zone: "UTC" },
  ...{ date: "2026-01-05", fromTime: "2026-01-05T00:00:00.000Z", toTime: "2026-01-06T00:00:00.000Z" },
  ...{ event_time_gt: "2026-01-01T00:00:00.000Z", email: "ann@lead.example", client_ids: "", message_id: "m" },
};

const CASES = OPERATIONS.flatMap((operation) => {
  const places = (["query", "body"] as const).map((place) => [place, datedKeys(operation[place])] as const);
  return places.some(([, keys]) => keys.length > 0) ? [[operation.id, operation, places] as const] : [];
});

it("finds dated keys in all corners of the API", () => {
  expect(CASES.length).toBeGreaterThan(40);
});

it.each(CASES)("%s takes or refuses any date, time and zone, and never fails", (_id, operation: Operation, places) => {
  const api = anApi();
  const enrolment = api.mock.world.enrolmentsOf(3_600_001).find(({ replyCount }) => replyCount > 0);
  const path = operation.path
    .replace(/:(campaign_id|id)\b/, operation.path.includes("campaign") ? "3600001" : "130001")
    .replace(":lead_id", String(enrolment?.leadId))
    .replace(/:(\w*map_?id)/i, String(enrolment?.mapId))
    .replace(/:\w+/g, "130001");
  const bodyKeys = Object.keys((operation.body as { shape?: object }).shape ?? {});
  const queryKeys = Object.keys((operation.query as { shape?: object }).shape ?? {});
  const usual = (keys: readonly string[]) =>
    Object.fromEntries(Object.entries(USUAL).filter(([key]) => keys.includes(key)));
  const body = { ...usual(bodyKeys), email_lead_map_id: enrolment?.mapId, email_stats_id: "s", message: "m" };
  const given = Object.fromEntries(Object.entries(body).filter(([key]) => bodyKeys.includes(key)));
  const call = (query: Record<string, unknown>, sent: object) =>
    api.call(operation.method, path, { query: query as Record<string, string>, body: sent });
  for (const [place, keys] of places) {
    for (const changed of [...keys.map((key) => [key]), keys, keys.filter((key) => !/zone/.test(key))]) {
      for (const [index, value] of HOSTILE.entries()) {
        const hostile = Object.fromEntries(changed.map((key) => [key, value]));
        const zone = ZONES[index % ZONES.length];
        const zones = Object.fromEntries(queryKeys.filter((key) => /zone/.test(key)).map((key) => [key, zone]));
        const query = { ...usual(queryKeys), ...zones, ...(place === "query" && hostile) };
        const { status } = call(query, place === "body" ? { ...given, ...hostile } : given);
        expect(status, `${operation.method} ${path} with ${JSON.stringify(hostile)}`).toBeLessThan(500);
      }
    }
  }
  expect(() => JSON.stringify(api.mock.world.save())).not.toThrow();
});
