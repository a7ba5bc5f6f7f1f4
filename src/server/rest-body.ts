import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { REST_BODY_LIMIT_BYTES, type ReadBody, readJsonText } from "../smartlead/api/json-body.ts";

/** Encodings that Express's parser takes. */
const DECODERS: ReadonlyMap<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> = new Map([
  ["gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
]);

/** A body that cannot be read, with the status that says so. */
export type UnreadBody = Extract<ReadBody, { isReadable: false }> & { readonly status: 400 | 413 | 415 };

/** Reads what Fastify hands over: bytes, compressed or not, or nothing where no body came. */
export function readJsonBody(
  headers: { readonly "content-type"?: string | undefined; readonly "content-encoding"?: string | undefined },
  body: unknown,
): Extract<ReadBody, { isReadable: true }> | UnreadBody {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const plain = decoded(bytes, headers["content-encoding"]?.toLowerCase() ?? "identity");
  if (!Buffer.isBuffer(plain)) return plain;
  const read = readJsonText(headers["content-type"], plain.toString("utf8"));
  return read.isReadable ? read : { ...read, status: 400 };
}

function decoded(bytes: Buffer, encoding: string): Buffer | UnreadBody {
  if (encoding === "identity" || bytes.length === 0) return bytes;
  const decode = DECODERS.get(encoding);
  if (decode === undefined) {
    return { isReadable: false, status: 415, message: `unsupported content encoding "${encoding.slice(0, 40)}"` };
  }
  try {
    return decode(bytes, { maxOutputLength: REST_BODY_LIMIT_BYTES });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return isTooLarge
      ? { isReadable: false, status: 413, message: "request entity too large" }
      : { isReadable: false, status: 400, message: `The request body is not ${encoding}.` };
  }
}
