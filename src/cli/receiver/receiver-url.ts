import { SmartLeadMockError } from "../../base/errors.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import type { Layer, Settings } from "../../config/settings.ts";
import type { LoadedWorld } from "../../config/world-file.ts";
import { hostOf } from "../../delivery/address-rules.ts";
import { isLoopbackName } from "../../delivery/loopback-names.ts";

/** The URL for a receiver that is started here. */
export interface CommandUrl {
  /** Port 0 if the port can be chosen here; `undefined` if no URL was given. */
  readonly url: string | undefined;
  /** Its usual URL when it is not started here: a receiver that ignores PORT listens there. */
  readonly usualUrl: string | undefined;
}

/**
 * The URL of a receiver that is started here. If the configuration or the environment names it, it is the receiver's usual URL: its path
 * and query are used, and the port is chosen here. A typed port (`--target`) is used as it is.
 */
export function commandUrl({ values, layerOf, nameOf }: Settings): CommandUrl {
  const { target } = values;
  if (target === undefined || target === "none") return { url: undefined, usualUrl: undefined };
  mustBeHttp(target, nameOf("target"));
  if (hasPort(target) && (isTyped(layerOf("target")) || new URL(target).port === "0")) {
    return { url: target, usualUrl: undefined };
  }
  const url = new URL(target);
  const isHere = isLoopback(url);
  // A public URL is served by something in front of the receiver, with its own name and TLS.
  const own = isHere ? `${url.protocol}//${url.hostname}:0` : "http://127.0.0.1:0";
  return { url: `${own}${url.pathname}${url.search}`, usualUrl: isHere ? target : undefined };
}

function isTyped(layer: Layer | null): boolean {
  return layer === "flag";
}

function hasPort(target: string): boolean {
  return /^https?:\/\/[^/?#]*:\d+(?:[/?#]|$)/i.test(target);
}

function isLoopback(url: URL): boolean {
  const host = hostOf(url);
  return host === "localhost" || isLoopbackName(host) || host === "::1" || host === "0.0.0.0" || /^127\./.test(host);
}

/** Throws `usage` if it is not an http URL; `name` says where it came from. */
export function mustBeHttp(url: string, name: string): void {
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return;
  const withScheme = `http://${url.replace(/^\/+/, "")}`;
  if (!url.includes("://") && URL.canParse(withScheme)) {
    throw new SmartLeadMockError(
      "usage",
      `${name} ${maskSecrets(url)} has no scheme; did you mean ${maskSecrets(withScheme)}?`,
    );
  }
  throw new SmartLeadMockError(
    "usage",
    `${name} ${maskSecrets(url)} is not an http or https URL; write it like http://localhost:3000/webhooks/smartlead.`,
  );
}

/** A target URL, and the name for errors of the place it came from. */
interface Asked {
  readonly url: string;
  readonly name: string;
}

/**
 * Checks every target URL. Throws `usage` if it is not an http URL and `target_not_allowed` for a public or link-local address; returns
 * warnings, such as that a name does not resolve.
 */
export async function checkTargets(
  settings: Settings,
  target: string | null,
  world: LoadedWorld | null = null,
): Promise<string[]> {
  const { config, placeOf, values } = settings;
  const files = [{ webhooks: config.webhooks ?? [], placeOf }, ...(world === null ? [] : [world])];
  const asked: Asked[] = files.flatMap((file) =>
    file.webhooks.map(({ url }, index) => ({ url, name: file.placeOf(["webhooks", index, "url"]) })),
  );
  if (target !== null) asked.unshift({ url: target, name: settings.nameOf("target") });
  if (config.account_webhook_url !== undefined)
    asked.push({ url: config.account_webhook_url, name: placeOf(["account_webhook_url"]) });
  if (asked.length === 0) return [];
  const { checkTargetUrl } = await import("../../delivery/target-address.ts");
  const warnings: string[] = [];
  for (const { url, name } of asked) {
    mustBeHttp(url, name);
    const verdict = await checkTargetUrl(url, values.allowTarget ?? []);
    if (!verdict.ok) throw new SmartLeadMockError("target_not_allowed", `${name}: ${verdict.reason}`);
    if (verdict.warning !== null) warnings.push(`${name}: ${verdict.warning}`);
  }
  return warnings;
}
