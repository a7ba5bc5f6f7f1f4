import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { systemTime } from "../base/time/system-clock.ts";
import { decideApiFaults } from "../delivery/faults/api-fault.ts";
import { SINK_OPERATION } from "../delivery/faults/selecting.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { Delays } from "./delays.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/**
 * Replaces the systems that the receiver writes to, such as its CRM or chat: accepts every call, answers as configured, and records it in
 * the mock (PRODUCT §7, §8). `api-…` faults with `operation` `sink` make it fail.
 */
export function mountSink(scope: FastifyInstance, mock: SmartLeadMock): void {
  const delays = new Delays();
  scope.addHook("preClose", (done) => {
    delays.end();
    done();
  });
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const { method, url, headers, body: text } = request;
    const bodyText = typeof text === "string" ? text : "";
    const call = { source: "sink", method, url, headers, bodyText, operation: null, campaignId: null } as const;
    const answered = mock.reactions.see(call);
    const path = url.replace(/\?.*$/s, "").replace(/^\/_mock/, "");
    const fault = decideApiFaults(mock.faults, { operation: SINK_OPERATION, method, path }, systemTime.epochMs());
    if (fault.latencyMs > 0) await delays.pass(fault.latencyMs);
    if (fault.reset) {
      answered(0, false);
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return reply;
    }
    const { status, body } = fault.response ?? mock.sink;
    answered(status, fault.response === null);
    const extra = fault.response?.headers ?? {};
    return reply.code(status).headers(extra).type("application/json; charset=utf-8").send(JSON.stringify(body));
  };
  for (const url of ["/sink", "/sink/*"]) scope.route({ method: [...METHODS], url, handler: answer });
}
