import { type ReadBody, readJsonText } from "../smartlead/api/json-body.ts";

/** Reads what Fastify hands over: bytes, or nothing where no body came. */
export function readJsonBody(contentType: string | undefined, body: unknown): ReadBody {
  return readJsonText(contentType, Buffer.isBuffer(body) ? body.toString("utf8") : "");
}
