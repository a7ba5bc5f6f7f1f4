import type { Effects } from "../delivery/idempotency/effects.ts";
import type { SmartLeadEffects } from "./smart-lead.ts";

/** The effects of a mock as the library shows them. */
export function effectsOf(effects: Effects): SmartLeadEffects {
  return {
    add: (requestId, name, value) =>
      effects.add(requestId, name ?? null, "beacon", value === undefined ? {} : { value: String(value) }),
    list: (requestId) => effects.list(requestId),
    countsOf: (requestId) => Object.fromEntries(effects.countsOf(requestId)),
  };
}
