import { dirname, join } from "node:path";
import createClient from "openapi-fetch";
import ts from "typescript";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiTypes } from "../../packaging/api-types.ts";
import { createSmartLead } from "../../src/library/create-smart-lead.ts";
import type { SmartLead } from "../../src/library/smart-lead.ts";
import { openApiDocument, publishedOpenApi } from "../../src/server/openapi.ts";
import { OPERATIONS } from "../../src/smartlead/api/index.ts";
import { sampleOf } from "./sample-of-schema.ts";

/** Beside this file, so that imports are found as a user's are; neither is written. */
const TYPES = join(import.meta.dirname, "generated-api.d.ts");
const CALLS = join(import.meta.dirname, "generated-calls.ts");

const parts = {
  operations: OPERATIONS,
  control: [],
  controlPrefix: "/_mock",
  version: "0",
  url: "http://smartlead.test",
};

/** Keys of bodies where one of two is needed (Joi's `or`), which no schema says. */
const ONE_OF_TWO = new Map<string, object>([
  ["campaign-leads.add", { lead_list: [{ email: "ada@lovelace.example" }] }],
  ["send-email.initiate", { fromEmailId: 130_001 }],
  ["lead-lists.push-between-lists", { leadIds: [1] }],
  ["leads.push-to-campaign", { campaignId: 3_600_004 }],
]);

/** A program with one call of each operation, with the least that its schema asks for. */
const program = `import type { Client } from "openapi-fetch";
import type { ApiAnswer, ApiBody, paths } from "./generated-api.d.ts";

export const created: ApiBody<"campaigns.create"> = { name: "Typed" };
export const idOf = (answer: ApiAnswer<"campaigns.create">): number => answer.id;
// @ts-expect-error a key that SmartLead does not document
export const wrong: ApiBody<"campaigns.create"> = { title: "Typed" };

export const callsOf = (client: Client<paths>) => [
${Object.entries(openApiDocument(parts).paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const values = (place: string) => {
        const needed = operation.parameters.filter((parameter) => parameter.in === place && parameter.required);
        return Object.fromEntries(needed.map(({ name, schema }) => [name, sampleOf(schema, name)]));
      };
      const content = operation.requestBody?.content as Record<string, { schema: object }> | undefined;
      const init = {
        params: { ...(path.includes("{") && { path: values("path") }), query: values("query") },
        ...(content && {
          body: bodyOf(operation.operationId, content["application/json"]?.schema ?? {}),
        }),
      };
      return `  () => client.${method.toUpperCase()}(${JSON.stringify(path)}, ${JSON.stringify(init)}),`;
    }),
  )
  .join("\n")}
];
`;

function bodyOf(operationId: string, schema: object): unknown {
  const sample = sampleOf(schema, "body");
  const chosen = ONE_OF_TWO.get(operationId);
  return chosen === undefined ? sample : { ...(sample as object), ...chosen };
}

let smartlead: SmartLead;
beforeAll(async () => {
  smartlead = await createSmartLead({ clock: "manual" });
});
afterAll(() => smartlead.close());

it("a client generated from the description type-checks a call of every operation", async () => {
  const texts = new Map([
    [TYPES, await apiTypes(publishedOpenApi(parts))],
    [CALLS, program],
  ]);
  expect(complaintsOf(texts)).toEqual([]);
});

it("and each of these calls is answered as described", async () => {
  const client = createClient({ baseUrl: "http://smartlead.test", fetch: (request) => smartlead.api(request) });
  const { outputText } = ts.transpileModule(program, { compilerOptions: { target: ts.ScriptTarget.ES2023 } });
  const { callsOf } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  const answers: { url: string; status: number; isKnown: boolean; data: unknown }[] = [];
  for (const call of callsOf(client)) {
    const { response, data, error } = await call();
    const isKnown = response.status !== 404 || response.headers.get("content-type")?.includes("json") === true;
    answers.push({ url: response.url, status: response.status, isKnown, data: data ?? error });
  }
  expect(answers).toHaveLength(OPERATIONS.length);
  const isRefused = (data: unknown) => /"validation"/.test(JSON.stringify(data) ?? "");
  expect(answers.filter(({ isKnown, data }) => !isKnown || isRefused(data))).toEqual([]);
  expect(answers.filter(({ status }) => status === 401 || (status >= 500 && status !== 500))).toEqual([]);
});

/** TypeScript's errors, a sentence each. */
function complaintsOf(texts: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => texts.get(file) ?? readFile.call(host, file);
  host.fileExists = (file) => texts.has(file) || fileExists.call(host, file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version);
    return getSourceFile.call(host, file, version, ...rest);
  };
  host.getCurrentDirectory = () => dirname(CALLS);
  const all = ts.getPreEmitDiagnostics(ts.createProgram([CALLS], options, host));
  return all.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").slice(0, 500));
}
