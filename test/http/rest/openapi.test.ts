import Ajv2020 from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CONTROL_ROUTES } from "../../../src/server/control-routes.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { anApi } from "../../unit/operations/an-api.ts";
import { type ControlBench, openControl } from "../control/control-bench.ts";

/** The document is looked into by key. */
type Json = ReturnType<typeof JSON.parse>;

let bench: ControlBench;
let document: Json;

beforeEach(async () => {
  bench = await openControl();
  document = (await bench.call("/_mock/openapi.json")).json;
});
afterEach(() => bench.close());

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

  it("holds schemas that another validator compiles, and names every parameter of a path", () => {
    for (const [path, methods] of Object.entries<Json>(document.paths)) {
      const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
      for (const operation of Object.values<Json>(methods)) {
        const inPath = operation.parameters.filter((one: Json) => one.in === "path").map((one: Json) => one.name);
        expect(inPath).toEqual(names);
        for (const schema of schemasOf(operation)) expect(validatorOf(schema)).toBeTypeOf("function");
      }
    }
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

it("GET /_mock/docs leads to the page that shows every call", async () => {
  const { status, headers } = await bench.call("/_mock/docs");
  expect([status, headers.location]).toEqual([302, "/#api"]);
});

/** One for all: it reads the schema of schemas only once. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });

function schemasOf(operation: Json): Json[] {
  const bodies = [operation.requestBody, ...Object.values<Json>(operation.responses)];
  return [
    ...operation.parameters.map(({ schema }: Json) => schema),
    ...bodies.flatMap((part) => Object.values<Json>(part?.content ?? {}).map(({ schema }) => schema)),
  ];
}

function validatorOf(schema: Json) {
  return ajv.compile(schema);
}
