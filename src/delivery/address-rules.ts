import ipaddr from "ipaddr.js";

/** Whether deliveries may go to an address (PRODUCT §13): loopback and private ones always, public ones when the user named the host, link-local never. */
export type AddressVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Address ranges of this machine or its own network. `unspecified` (0.0.0.0) connects to this machine. */
const OWN_RANGES = new Set(["loopback", "private", "carrierGradeNat", "uniqueLocal", "unspecified"]);

/**
 * Metadata services of clouds, which serve credentials, at addresses that are not link-local: AWS, Google, Oracle and Alibaba. They are
 * treated as link-local.
 */
const METADATA_ADDRESSES = new Set(["fd00:ec2::254", "fd20:ce::254", "fd00:c1::a9fe:a9fe", "100.100.100.200"]);

/** Judges one IP address; `host` is the name that the user gave. */
export function checkAddress(address: string, host: string, allowTargets: readonly string[]): AddressVerdict {
  // `process` unwraps ::ffff:127.0.0.1, so that a mapped address is judged as IPv4.
  const reached = ipaddr.process(withoutZone(address));
  const range = reached.range();
  if ([reached, ...embeddedIn(reached)].some(isLinkLocal))
    return { ok: false, reason: `${address} is link-local; deliveries never go there.` };
  if (OWN_RANGES.has(range) || isAllowed(host, allowTargets) || isAllowed(address, allowTargets)) return { ok: true };
  return {
    ok: false,
    reason: `${describe(host, address)} is a public address; allow it with --allow-target ${host} if fake events may really be sent there.`,
  };
}

/** Whether a host, without brackets, is an IP address rather than a name. */
export function isAddress(host: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host);
}

/** The host of a URL without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

function isLinkLocal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === "linkLocal" || METADATA_ADDRESSES.has(address.toString());
}

/** Offsets of the IPv4 address that a translator would connect to (NAT64, stateless translation, 6to4), in bytes. */
const EMBEDDED_AT: ReadonlyMap<string, number> = new Map([
  ["rfc6052", 12],
  ["rfc6145", 12],
  ["6to4", 2],
]);

function embeddedIn(address: ipaddr.IPv4 | ipaddr.IPv6): readonly ipaddr.IPv4[] {
  const at = EMBEDDED_AT.get(address.range());
  return at === undefined ? [] : [new ipaddr.IPv4(address.toByteArray().slice(at, at + 4))];
}

/** Whether `--allow-target` allows a host or an address. */
export function isAllowed(host: string, allowTargets: readonly string[]): boolean {
  return allowTargets.some((allowed) => allowed.toLowerCase() === host.toLowerCase());
}

function withoutZone(address: string): string {
  return address.split("%")[0] ?? address;
}

function describe(host: string, address: string): string {
  return host === address ? host : `${host} (${address})`;
}
