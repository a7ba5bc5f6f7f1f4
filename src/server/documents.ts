import type { FastifyInstance, FastifyRequest } from "fastify";
import { asyncApiDocument } from "./asyncapi.ts";
import type { ControlRoute } from "./control-route.ts";
import { openApiDocument, publishedOpenApi } from "./openapi.ts";

/** `openapi.json`, whose schemas are components or with `?inline=true` stand in each call, and `asyncapi.json`: made when they are asked for, since few ask. */
export function mountDocuments(
  scope: FastifyInstance,
  parts: { readonly control: readonly ControlRoute[]; readonly controlPrefix: string; readonly version: string },
): void {
  const partsFor = async (request: FastifyRequest) => ({
    ...parts,
    operations: (await import("../smartlead/api/index.ts")).OPERATIONS,
    url: `${request.protocol}://${request.host}`,
  });
  scope.get("/openapi.json", async (request, reply) => {
    const { inline } = request.query as Record<string, unknown>; // fastify's parser always gives an object
    const make = inline === "true" ? openApiDocument : publishedOpenApi;
    return reply.send(make(await partsFor(request)));
  });
  scope.get("/asyncapi.json", async (_request, reply) => reply.send(asyncApiDocument(parts.version)));
}
