import type { Transmit } from "../wire-fault.ts";
import type { BytePlan } from "./byte-plan.ts";

/** Browsers give no access to raw bytes, so an attempt with such a fault fails with an explanation. */
export function exchangingBytes(_connections: unknown, plan: BytePlan): Transmit {
  return async () => {
    plan.gate?.leave();
    const error = "ENOSOCKET: a browser has no sockets, so a fault in the bytes of a request cannot be done there";
    return { outcome: "network_error", status: null, error, response: null };
  };
}
