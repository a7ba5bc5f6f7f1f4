import { lookup } from "node:dns/promises";
import { checkAddress, hostOf, isAddress } from "./address-rules.ts";
import { isLoopbackName } from "./loopback-names.ts";

export type TargetVerdict =
  | { readonly ok: true; readonly warning: string | null }
  | { readonly ok: false; readonly reason: string };

/** Checks a target by its scheme and host, without connecting. Never throws. */
export async function checkTargetUrl(target: string, allowTargets: readonly string[]): Promise<TargetVerdict> {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return {
      ok: false,
      reason: `${target} is not an http or https URL; write it like http://localhost:3000/webhooks.`,
    };
  }
  const host = hostOf(url);
  if (isAddress(host)) {
    const verdict = checkAddress(host, host, allowTargets);
    return verdict.ok ? { ok: true, warning: null } : verdict;
  }
  return checkName(host, allowTargets);
}

async function checkName(host: string, allowTargets: readonly string[]): Promise<TargetVerdict> {
  if (isLoopbackName(host)) return { ok: true, warning: null };
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) {
    return { ok: true, warning: `${host} does not resolve now; each delivery tries again.` };
  }
  const verdicts = addresses.map(({ address }) => checkAddress(address, host, allowTargets));
  const refused = verdicts.find((verdict) => !verdict.ok);
  // One allowed address is enough: the connection is restricted to it.
  if (refused === undefined || verdicts.some((verdict) => verdict.ok)) return { ok: true, warning: null };
  return refused;
}
