import type { FastifyInstance, FastifyRequest } from "fastify";
import { OPERATIONS } from "../smartlead/api/index.ts";
import type { ControlRoute } from "./control-route.ts";
import { openApiDocument } from "./openapi.ts";

/** `openapi.json`: made when it is asked for, since few ask. */
export function mountDocuments(
  scope: FastifyInstance,
  parts: { readonly control: readonly ControlRoute[]; readonly controlPrefix: string; readonly version: string },
): void {
  const documentFor = (request: FastifyRequest) =>
    openApiDocument({ ...parts, operations: OPERATIONS, url: `${request.protocol}://${request.host}` });
  scope.get("/openapi.json", async (request, reply) => reply.send(documentFor(request)));
}
