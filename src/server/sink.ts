import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SmartLeadMock } from "../mock/mock.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Stands in for whatever the receiver writes to, its CRM or its chat: takes every call, answers as it was told to, and lets the mock see it (PRODUCT §7, §8). */
export function mountSink(scope: FastifyInstance, mock: SmartLeadMock): void {
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    const { status, body } = mock.sink;
    const { method, url, headers, body: text } = request;
    const bodyText = typeof text === "string" ? text : "";
    mock.reactions.see({ source: "sink", method, url, headers, bodyText, operation: null, campaignId: null })(status);
    return reply.code(status).type("application/json; charset=utf-8").send(JSON.stringify(body));
  };
  for (const url of ["/sink", "/sink/*"])
    scope.route({ method: [...METHODS], url, handler: async (...call) => answer(...call) });
}
