import fc from "fast-check";
import { z } from "zod";
import type { World } from "../../../src/smartlead/account/world.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";
import { anApi } from "./an-api.ts";

/** JSON Schema as far as the operations use it. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

const wild = fc.jsonValue({ maxDepth: 3 });
const texts = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom("ann@lead.example", "2026-01-05", "2026-01-05T09:00:00Z", "09:00", "Europe/Berlin", "1", ""),
);

/** Values that nearly fit: mostly as the schema asks, now and then anything. */
function near(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: fitting(schema) }, { weight: 1, arbitrary: wild });
}

/** What a schema cannot say: ids and texts that mean something in the seeded account. */
const seeded = anApi().mock.world;
const someone = seeded.enrolmentsOf(seeded.campaigns[0]?.id ?? 0).find(({ thread }) => thread.length > 0);
const LUCKY: Readonly<Record<string, readonly unknown[]>> = {
  client_id: [30_101, null],
  clientId: [30_101],
  campaign_id: [3_600_001],
  email_campaign_id: [3_600_001],
  email_account_ids: [[130_003], [130_001, 130_002]],
  email_lead_map_id: [someone?.mapId],
  email_stats_id: [someone?.thread[0]?.statsId],
  stats_id: [someone?.thread[0]?.statsId],
  category_id: [1, 3, null],
  categories: [["Interested"]],
  webhook_url: ["http://127.0.0.1:9/hook"],
  timezone: ["Europe/Berlin"],
  start_hour: ["08:00"],
  end_hour: ["18:30"],
  email: ["ann@lead.example", "bob@lead.example"],
  from_email: ["sam@sender.example"],
  start_date: ["2026-01-01"],
  end_date: ["2026-01-06"],
  id: [null, 30_101],
  bounce_autopause_threshold: ["7"],
  track_settings: [["DONT_TRACK_EMAIL_OPEN"]],
};

function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(near));
  if (schema.type === "object") return objects(schema);
  if (schema.type === "array") return fc.array(near(schema.items ?? {}), { maxLength: 4 });
  if (schema.type === "integer" || schema.type === "number") {
    return fc.oneof(
      fc.integer({ min: Math.max(schema.minimum ?? 0, 0), max: Math.min(schema.maximum ?? 30, 30) }),
      fc.double(),
    );
  }
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "null") return fc.constant(null);
  if (schema.format === "date-time") return fc.constantFrom("2026-01-05T09:00:00Z", "2026-02-30", "soon");
  return schema.type === "string" ? texts : wild;
}

function objects({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<unknown> {
  const known = Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => {
      const lucky = LUCKY[key];
      if (lucky === undefined) return [key, near(schema)];
      return [key, fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...lucky) }, near(schema))];
    }),
  );
  const object = fc.record(known, { requiredKeys: required.filter((key) => key in known) });
  if (typeof additionalProperties !== "object") return object;
  return fc.dictionary(fc.string({ maxLength: 8 }), near(additionalProperties), { maxKeys: 4 });
}

function schemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
}

/** Ids that are there and ids that are not, in the place of every parameter. */
export function pathsOf(world: World, { path }: Operation): fc.Arbitrary<string> {
  const enrolment = world.enrolmentsOf(world.campaigns[0]?.id ?? 0)[0];
  const known: Record<string, number | undefined> = {
    campaign_id: world.campaigns[0]?.id,
    lead_id: enrolment?.leadId,
    lead_map_id: enrolment?.mapId,
    email_account_id: world.mailboxes[0]?.id,
    webhook_id: 670_001,
  };
  const segments = path.split("/").map((segment) => {
    if (!segment.startsWith(":")) return fc.constant(segment);
    const id = fc.constant(String(known[segment.slice(1)] ?? 1));
    return fc.oneof({ weight: 8, arbitrary: id }, fc.constantFrom("0", "-1", "1.5", "abc", "9".repeat(30), "%00"));
  });
  return fc.tuple(...segments).map((parts) => parts.join("/"));
}

export function queriesOf({ query }: Operation): fc.Arbitrary<Record<string, string>> {
  return near(schemaOf(query)).map((value) => {
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(entries.map(([key, item]) => [key, String(item)]));
  });
}

/** Bodies that nearly fit, and a few of any kind. */
export function bodiesOf({ body }: Operation): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: near(schemaOf(body)) }, wild);
}
