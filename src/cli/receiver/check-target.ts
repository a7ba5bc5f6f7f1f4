import { SmartLeadMockError } from "../../base/errors.ts";
import type { Settings } from "../../config/settings.ts";
import type { LoadedWorld } from "../../config/world-file.ts";
import { mustBeHttp } from "./receiver-url.ts";

/** A URL that deliveries are to go to, and how an error should name the place it came from. */
interface Asked {
  readonly url: string;
  readonly name: string;
}

/**
 * Looks at every URL that deliveries are to go to. Throws `usage` for what is no http URL and `target_not_allowed` for a
 * public or link-local address; answers with warnings, such as that a name does not resolve.
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
