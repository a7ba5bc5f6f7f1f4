import type { FastifyInstance, FastifyRequest } from "fastify";
import { OPERATIONS } from "../smartlead/api/index.ts";
import { asyncApiDocument } from "./asyncapi.ts";
import type { ControlRoute } from "./control-route.ts";
import { DOCS_PAGE_POLICY, docsPage } from "./docs-page.ts";
import { openApiDocument, publishedOpenApi } from "./openapi.ts";

/** `openapi.json` and `docs`: made when they are asked for, since few ask. */
export function mountDocuments(
  scope: FastifyInstance,
  parts: { readonly control: readonly ControlRoute[]; readonly controlPrefix: string; readonly version: string },
): void {
  const partsFor = (request: FastifyRequest) => ({
    ...parts,
    operations: OPERATIONS,
    url: `${request.protocol}://${request.host}`,
  });
  scope.get("/openapi.json", async (request, reply) => reply.send(publishedOpenApi(partsFor(request))));
  scope.get("/asyncapi.json", async (_request, reply) => reply.send(asyncApiDocument(parts.version)));
  scope.get("/docs", async (request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", DOCS_PAGE_POLICY)
      .header("x-content-type-options", "nosniff")
      .send(docsPage(openApiDocument(partsFor(request)))),
  );
}
