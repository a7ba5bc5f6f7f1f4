import type { Attempt } from "./delivery.ts";

/** Codes of failures to reach the receiver at all; whatever else goes wrong on the way has reached somebody. */
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether an attempt ended because no connection to the receiver could be made. */
export function foundNobody({ status, error }: Pick<Attempt, "status" | "error">): boolean {
  return status === null && error !== null && UNREACHABLE.has(error.split(":")[0] ?? "");
}
