import type { LookupFunction } from "node:net";
import { checkAddress } from "./address-rules.ts";
import { lookUpHost } from "./loopback-names.ts";

/** The error code of a connection that was never made because its address is not allowed. */
const TARGET_REFUSED = "ETARGETREFUSED";

export function targetRefused(reason: string): NodeJS.ErrnoException {
  return Object.assign(new Error(reason), { code: TARGET_REFUSED });
}

/**
 * Resolves a name and lets only allowed addresses through, so that the check is made on the address actually connected to:
 * a name that later resolves to a public address is refused then.
 */
export function guardedLookup(allowTargets: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    lookUpHost(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null || typeof addresses === "string") return callback(error, []);
      const verdicts = addresses.map((entry) => ({
        entry,
        verdict: checkAddress(entry.address, hostname, allowTargets),
      }));
      const allowed = verdicts.filter(({ verdict }) => verdict.ok).map(({ entry }) => entry);
      const [first] = allowed;
      if (first === undefined) {
        const refused = verdicts.map(({ verdict }) => verdict).find((verdict) => !verdict.ok);
        return callback(targetRefused(refused && !refused.ok ? refused.reason : `${hostname} has no address.`), []);
      }
      return options.all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}
