import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { definedOnly } from "../base/defined-only.ts";
import { type Access, bearerToken } from "./access.ts";
import { asyncApiDocument } from "./asyncapi.ts";
import type { ControlContext, ControlRoute } from "./control-route.ts";
import { CONTROL_ROUTES } from "./control-routes.ts";
import { answerToFailure, errorAnswer } from "./error-answer.ts";
import { openApiDocument, publishedOpenApi } from "./openapi.ts";
import { mountSink } from "./sink.ts";

/** The prefix of the control API and of the stream's address. */
export const CONTROL_PREFIX = "/_mock";

/** Mounts the table of control routes, guarded by the token if there is one. */
export function mountControl(app: FastifyInstance, access: Access, context: ControlContext): void {
  app.register(
    async (scope) => {
      // curl labels JSON as a form, and effect beacons send any content type, so the body is parsed whatever its type.
      scope.addHook("onRequest", (request, _reply, done) => {
        request.raw.headers["content-type"] = "application/octet-stream";
        done();
      });
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "string" }, (_request, text, done) => done(null, text));
      scope.addHook("onRequest", (request, reply, done) => {
        if (access.opensControl(bearerToken(request.raw))) return done();
        const { status, body } = errorAnswer(
          "forbidden",
          "This call needs the token: Authorization: Bearer TOKEN.",
          401,
        );
        reply.code(status).header("www-authenticate", "Bearer").send(body);
      });
      for (const { method, path, status, contentType, answer, bodyLimit } of CONTROL_ROUTES) {
        scope.route({
          method,
          url: path,
          ...definedOnly({ bodyLimit }),
          handler: async ({ params, query, body }, reply) => {
            const bodyText = typeof body === "string" ? body : "";
            const answered = await answer({ params, query: withoutBlanks(query), bodyText }, context);
            if (contentType !== undefined) reply.type(contentType);
            return reply.code(status).send(answered);
          },
        });
      }
      mountSink(scope, context.mock);
      mountDocuments(scope, { control: CONTROL_ROUTES, controlPrefix: CONTROL_PREFIX, version: context.version });
      scope.setNotFoundHandler(({ method, url }, reply) => {
        const { status, body } = errorAnswer("not_found", `There is no ${method} ${pathOf(url)} in the control API.`);
        reply.code(status).send(body);
      });
    },
    { prefix: CONTROL_PREFIX },
  );
}

/** Answers every path outside SmartLead's own API: errors in the control API's shape, with hints to the right paths. */
export function answerStrays(app: FastifyInstance, onDefect: (error: unknown) => void): void {
  app.setErrorHandler((error, _request, reply) => {
    if (sendFailure(error, reply).statusCode === 500) onDefect(error);
  });
  app.setNotFoundHandler(({ method, url }, reply) => {
    const message = `There is no ${method} ${pathOf(url)} here; SmartLead's API is under /api/v1, the control API under ${CONTROL_PREFIX}.`;
    const { status, body } = errorAnswer("not_found", message);
    reply.code(status).send(body);
  });
}

export function sendFailure(error: unknown, reply: FastifyReply): FastifyReply {
  const { status, body } = answerToFailure(error);
  return reply.code(status).send(body);
}

/** `?state=&q=` asks for nothing: a blank value counts as absent. */
function withoutBlanks(query: unknown): unknown {
  return Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== ""));
}

/** A URL's path for an error message: without the query, which may hold a key, and cut to a line's length. */
function pathOf(url: string): string {
  return (url.split("?", 1)[0] ?? "").slice(0, 200);
}

/**
 * Serves `openapi.json` (its schemas are components, or inline in each call with `?inline=true`) and `asyncapi.json`. Both are made on
 * request, since they are rarely needed.
 */
function mountDocuments(
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
