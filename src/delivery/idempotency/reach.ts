import type { Attempt } from "../delivery.ts";

/**
 * Error codes of requests that never arrived: connections that were never made, and requests cut short on purpose. Every other broken
 * attempt may have reached the receiver, so the next one may be a duplicate. `null` = the code alone decides; a text = only messages that
 * begin with it.
 */
const NEVER_ARRIVED: Readonly<Record<string, string | null>> = {
  ECONNREFUSED: null,
  ENOTFOUND: null,
  EHOSTUNREACH: null,
  EHOSTDOWN: null,
  ENETUNREACH: null,
  ENETDOWN: null,
  EADDRNOTAVAIL: null,
  EMFILE: null,
  ENFILE: null,
  /** A local firewall, or an unsupported protocol; an open connection never ends with them. */
  EACCES: "connect ",
  EPERM: "connect ",
  EINVAL: "connect ",
  ENOBUFS: "connect ",
  EADDRINUSE: "connect ",
  EAFNOSUPPORT: "connect ",
  /** A TLS handshake that the other side aborted; every other reset comes from an open connection. */
  ECONNRESET: "Client network socket disconnected before secure TLS",
  /** The operating system's connect timeout; an open connection can end with this code too. */
  ETIMEDOUT: "connect ",
  UND_ERR_CONNECT_TIMEOUT: null,
  ERR_INVALID_URL: null,
  /** Requests that undici and Node refuse to write: an invalid header, method, path or length. */
  UND_ERR_INVALID_ARG: null,
  UND_ERR_NOT_SUPPORTED: null,
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: null,
  ERR_INVALID_ARG_TYPE: null,
  ERR_INVALID_ARG_VALUE: null,
  ERR_INVALID_CHAR: null,
  ERR_INVALID_HTTP_TOKEN: null,
  ERR_UNESCAPED_CHARACTERS: null,
  /** The mock's own guard (PRODUCT §13). */
  ETARGETREFUSED: null,
  /** A failed TLS handshake, for instance https to an http port. */
  EPROTO: null,
  CERT_HAS_EXPIRED: null,
  CERT_NOT_YET_VALID: null,
  CERT_REVOKED: null,
  CERT_UNTRUSTED: null,
  CERT_REJECTED: null,
  CERT_SIGNATURE_FAILURE: null,
  CERT_CHAIN_TOO_LONG: null,
  DEPTH_ZERO_SELF_SIGNED_CERT: null,
  SELF_SIGNED_CERT_IN_CHAIN: null,
  UNABLE_TO_GET_ISSUER_CERT: null,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: null,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: null,
  INVALID_CA: null,
  INVALID_PURPOSE: null,
  HOSTNAME_MISMATCH: null,
  /** Faults that end a request before its last byte: the receiver has no whole request to act on (`faults/wire-fault.ts`). */
  FAULT_RESET: null,
  FAULT_TRUNCATED: null,
  /** The mock ended while the request was held (`faults/hold`). */
  NOT_SENT: null,
};

/** Prefixes that Node and OpenSSL use for other handshake failures, and getaddrinfo for its own (EAI_). */
const NEVER_ARRIVED_PREFIXES = ["ERR_TLS_", "ERR_SSL_", "EAI_"] as const;

/** Whether the receiver may have received the request: only then can a later one with the same request id be a duplicate. */
export function mayHaveReached(attempt: Pick<Attempt, "outcome" | "status" | "error" | "response">): boolean {
  if (attempt.outcome === "withheld" || answeredInItsPlace(attempt)) return false;
  if (attempt.status !== null || attempt.error === null) return true;
  const [code, text] = splitError(attempt.error);
  if (NEVER_ARRIVED_PREFIXES.some((prefix) => code.startsWith(prefix))) return false;
  if (!Object.hasOwn(NEVER_ARRIVED, code)) return true;
  const beginning = NEVER_ARRIVED[code] ?? null;
  return beginning !== null && !text.startsWith(beginning);
}

/** The request was held and answered by hand (`faults/hold`): it was never sent. */
function answeredInItsPlace({ response }: Pick<Attempt, "response">): boolean {
  return response?.headers[MOCK_FAULT_HEADER] === "hold";
}

/** The header with the fault's name on answers that the mock made instead of the receiver. */
export const MOCK_FAULT_HEADER = "x-mock-fault";

/** The code of an attempt's `CODE: text`. */
export function errorCodeOf(error: string): string {
  return splitError(error)[0];
}

function splitError(error: string): readonly [code: string, text: string] {
  const end = error.indexOf(":");
  return end < 0 ? [error.trim(), ""] : [error.slice(0, end).trim(), error.slice(end + 1).trimStart()];
}
