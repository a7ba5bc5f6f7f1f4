import asyncApiSchema from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import { validate } from "@readme/openapi-parser";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { samplePayload } from "../../../src/library/event-payload.ts";
import { CONTROL_ROUTES } from "../../../src/server/control-routes.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { DIALECTS } from "../../../src/smartlead/payloads/dialect.ts";
import { DIALECT_TABLES } from "../../../src/smartlead/payloads/dialect-tables.ts";
import { anApi } from "../../unit/operations/an-api.ts";
import { type ControlBench, openControl } from "../control/control-bench.ts";

/** The document is looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

let bench: ControlBench;
let document: Json;

beforeAll(async () => {
  bench = await openControl();
  document = (await bench.call("/_mock/openapi.json")).json;
});
afterAll(() => bench.close());

describe("GET /_mock/openapi.json", () => {
  it("is OpenAPI 3.1 at the address it was asked at, with every call of both APIs", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(document.servers).toEqual([{ url: bench.server.url }]);
    const ids = Object.values<Json>(document.paths).flatMap((methods) =>
      Object.values<Json>(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(OPERATIONS.map(({ id }) => id)));
    expect(ids.length).toBe(OPERATIONS.length + CONTROL_ROUTES.length);
  });

  it("passes a validator of OpenAPI 3.1, and names every parameter of a path", async () => {
    expect(await validate(structuredClone(document))).toMatchObject({ valid: true });
    for (const [path, methods] of Object.entries<Json>(document.paths)) {
      const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
      for (const operation of Object.values<Json>(methods)) {
        const inPath = operation.parameters.filter((one: Json) => one.in === "path").map((one: Json) => one.name);
        expect(inPath).toEqual(names);
      }
    }
  });

  it("has a named schema for each body and each answer, each of JSON Schema 2020-12", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const [name, schema] of Object.entries<Json>(document.components.schemas)) {
      expect({ name, isSchema: ajv.validateSchema(schema) }).toEqual({ name, isSchema: true });
    }
    const { post } = document.paths["/api/v1/campaigns/create"];
    expect(post.requestBody.content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/CampaignsCreateBody",
    });
    expect(post.responses[200].content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/CampaignsCreateAnswer",
    });
    expect(post.responses[401].content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/InvalidApiKey",
    });
  });

  it("has what webhooks get, by dialect and event type, as samples are", () => {
    const all = DIALECTS.flatMap((dialect) => ALL_EVENT_TYPES.map((type) => ({ dialect, type })));
    const had = all.filter(({ dialect, type }) => DIALECT_TABLES[dialect][type] !== null);
    expect(Object.keys(document.webhooks).sort()).toEqual(had.map(({ dialect, type }) => `${dialect}.${type}`).sort());
    const { schema } = document.webhooks["live.EMAIL_REPLY"].post.requestBody.content["application/json"];
    const isBody = validatorOf(schema);
    expect(isBody(samplePayload("EMAIL_REPLY", { dialect: "live" }))).toBe(true);
    expect(isBody({})).toBe(false);
  });

  it("agrees with what is answered", () => {
    const api = anApi();
    const campaign = api.mock.world.campaigns[0]?.id;
    const enrolment = api.mock.world.enrolmentsOf(campaign ?? 0).find(({ replyCount }) => replyCount > 0);
    const lead = enrolment?.leadId;
    const email = api.mock.world.lead(lead ?? 0)?.email ?? "";
    const dates = { start_date: "2026-01-01", end_date: "2026-01-05" };
    const calls: readonly [template: string, path: string, query?: Record<string, string>][] = [
      ["/campaigns/", "/campaigns/"],
      ["/campaigns/{campaign_id}", `/campaigns/${campaign}`],
      ["/campaigns/{campaign_id}/sequences", `/campaigns/${campaign}/sequences`],
      ["/campaigns/{campaign_id}/email-accounts", `/campaigns/${campaign}/email-accounts`],
      ["/campaigns/{campaign_id}/analytics", `/campaigns/${campaign}/analytics`],
      ["/campaigns/{campaign_id}/analytics-by-date", `/campaigns/${campaign}/analytics-by-date`, dates],
      [
        "/campaigns/{campaign_id}/top-level-analytics-by-date",
        `/campaigns/${campaign}/top-level-analytics-by-date`,
        dates,
      ],
      ["/campaigns/{campaign_id}/statistics", `/campaigns/${campaign}/statistics`],
      ["/campaigns/{campaign_id}/leads-statistics", `/campaigns/${campaign}/leads-statistics`],
      ["/campaigns/{campaign_id}/mailbox-statistics", `/campaigns/${campaign}/mailbox-statistics`],
      ["/campaigns/{campaign_id}/leads", `/campaigns/${campaign}/leads`],
      ["/campaigns/{campaign_id}/webhooks", `/campaigns/${campaign}/webhooks`],
      ["/campaigns/all-leads-activities", "/campaigns/all-leads-activities"],
      [
        "/campaigns/{campaign_id}/leads/{lead_id}/message-history",
        `/campaigns/${campaign}/leads/${lead}/message-history`,
      ],
      ["/leads/", "/leads/", { email }],
      ["/leads/{lead_id}", `/leads/${lead}`],
      ["/leads/{lead_id}/campaigns", `/leads/${lead}/campaigns`],
      ["/leads/fetch-categories", "/leads/fetch-categories"],
      ["/master-inbox/untracked-replies", "/master-inbox/untracked-replies"],
      ["/email-accounts/", "/email-accounts/"],
      ["/email-accounts/{email_account_id}/", "/email-accounts/130001/"],
      ["/client/", "/client/"],
      ["/client/api-key", "/client/api-key"],
    ];
    for (const [template, path, query = {}] of calls) {
      const { status, body } = api.call("GET", path, { query });
      const response = document.paths[`/api/v1${template}`].get.responses[status];
      const validate = validatorOf(response.content["application/json"].schema);
      validate(JSON.parse(JSON.stringify(body)));
      expect({ path, errors: validate.errors }).toEqual({ path, errors: null });
    }
  });
});

it("GET /_mock/asyncapi.json passes the schema of AsyncAPI 3, with a channel for each dialect", async () => {
  const { json } = await bench.call("/_mock/asyncapi.json");
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
  const isAsyncApi = ajv.compile(asyncApiSchema);
  isAsyncApi(json);
  expect(isAsyncApi.errors).toBeNull();
  expect(Object.keys(json.channels)).toEqual([...DIALECTS]);
  expect(Object.keys(json.channels.guide.messages)).toContain("EMAIL_REPLY");
  const { $ref } = json.channels.guide.messages.EMAIL_REPLY.payload;
  expect(json.components.schemas[$ref.split("/").at(-1)].properties).toHaveProperty("event_type");
});

it("GET /_mock/docs leads to the page that shows every call", async () => {
  const { status, headers } = await bench.call("/_mock/docs");
  expect([status, headers.location]).toEqual([302, "/#api"]);
});

/** References within the schema are into the document. */
function validatorOf(schema: Json) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, "document");
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')));
}
