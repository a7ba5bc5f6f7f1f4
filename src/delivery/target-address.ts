import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Whether deliveries may go to an address (PRODUCT §13): loopback and private ones always, public ones when the user named the host, link-local never. */
export type AddressVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };
export type TargetVerdict =
  | { readonly ok: true; readonly warning: string | null }
  | { readonly ok: false; readonly reason: string };

/** What counts as this machine or its own network. `unspecified` (0.0.0.0) connects to this machine. */
const OWN_RANGES = new Set(["loopback", "private", "uniqueLocal", "unspecified"]);

/** Judges one IP address; `host` is what the user called it. */
export function checkAddress(address: string, host: string, allowTargets: readonly string[]): AddressVerdict {
  // `process` unwraps ::ffff:127.0.0.1, so that a mapped address is judged as what it is.
  const range = ipaddr.process(withoutZone(address)).range();
  if (range === "linkLocal") return { ok: false, reason: `${address} is link-local; deliveries never go there.` };
  if (OWN_RANGES.has(range) || isAllowed(host, allowTargets) || isAllowed(address, allowTargets)) return { ok: true };
  return {
    ok: false,
    reason: `${describe(host, address)} is a public address; name it with --allow-target ${host} if fake events may really go there.`,
  };
}

/** Judges a target by its scheme and host, without connecting. Never throws. */
export async function checkTargetUrl(target: string, allowTargets: readonly string[]): Promise<TargetVerdict> {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return { ok: false, reason: `${target} is no http or https URL; write it like http://localhost:3000/webhooks.` };
  }
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    const verdict = checkAddress(host, host, allowTargets);
    return verdict.ok ? { ok: true, warning: null } : verdict;
  }
  return checkName(host, allowTargets);
}

/** The host of a URL without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

async function checkName(host: string, allowTargets: readonly string[]): Promise<TargetVerdict> {
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) {
    return { ok: true, warning: `${host} does not resolve now; each delivery will look again.` };
  }
  const verdicts = addresses.map(({ address }) => checkAddress(address, host, allowTargets));
  const refused = verdicts.find((verdict) => !verdict.ok);
  // One good address is enough: the connection is held to it.
  if (refused === undefined || verdicts.some((verdict) => verdict.ok)) return { ok: true, warning: null };
  return refused;
}

function isAllowed(host: string, allowTargets: readonly string[]): boolean {
  return allowTargets.some((allowed) => allowed.toLowerCase() === host.toLowerCase());
}

function withoutZone(address: string): string {
  return address.split("%")[0] ?? address;
}

function describe(host: string, address: string): string {
  return host === address ? host : `${host} (${address})`;
}
