import ipaddr from "ipaddr.js";

/** Whether deliveries may go to an address (PRODUCT §13): loopback and private ones always, public ones when the user named the host, link-local never. */
export type AddressVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

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

/** Whether a host, without brackets, is an address and no name. */
export function isAddress(host: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host);
}

/** The host of a URL without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
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
