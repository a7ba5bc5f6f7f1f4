import openapiTS, { astToString } from "openapi-typescript";
import type { OpenApiDocument } from "../src/server/openapi-components.ts";

/** Names for what a caller uses most. */
const SHORTHANDS = `
/** What a call takes as its body, by the operation's id: \`ApiBody<"campaigns.create">\`. */
export type ApiBody<Id extends keyof operations> = operations[Id] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

/** What a call takes in its query, \`api_key\` included. */
export type ApiQuery<Id extends keyof operations> = operations[Id] extends { parameters: { query: infer Query } }
  ? Query
  : never;

/** What a call answers with 200. */
export type ApiAnswer<Id extends keyof operations> = operations[Id] extends {
  responses: { 200: { content: infer Content } };
}
  ? Content[keyof Content]
  : never;
`;

/** TypeScript for every call's request and answers and every webhook body: \`paths\` for openapi-fetch, and shorthands. */
export async function apiTypes(document: OpenApiDocument): Promise<string> {
  // Its own type of a document lags behind 3.1; the text is JSON in any case. A key with a default may be left out.
  const nodes = await openapiTS(JSON.stringify(document), { defaultNonNullable: false });
  // A third of the text is indentation, and much of the rest lists what paths and calls do not have.
  const indented = astToString(nodes)
    .replace(/^ {8}(get|put|post|delete|options|head|patch|trace)\?: never;\n/gm, "")
    .replace(/^ {8}parameters: \{\n(?: {12}\w+\?: never;\n){4} {8}\};\n/gm, "")
    .replace(/\{\n +([^{}\n]+);\n +\}/g, "{ $1 }")
    .replace(/^( {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4));
  return `${indented}${SHORTHANDS}`;
}
