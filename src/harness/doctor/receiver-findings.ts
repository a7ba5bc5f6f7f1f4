import { maskSecrets } from "../../base/mask-secrets.ts";
import { printable } from "../../base/printable.ts";
import { checkTargetUrl } from "../../delivery/target-address.ts";
import { isAccepting } from "../session/port.ts";
import { reachTrouble } from "../session/reach-trouble.ts";
import type { VerifySettings } from "../verify/verify-settings.ts";
import { absent, type Finding, fine, problem } from "./finding.ts";
import { pathFindings } from "./path-findings.ts";

export interface ReceiverOptions {
  readonly allowTargets: readonly string[];
  readonly insecureTls: boolean;
  /** With it plain events are sent too; `null` = OPTIONS and HEAD only. */
  readonly send: VerifySettings | null;
}

/** What keeps deliveries from this receiver, in the order in which a delivery meets it; ends at what is in the way of all that follows. */
export async function receiverFindings(target: string, options: ReceiverOptions): Promise<readonly Finding[]> {
  const shown = printable(maskSecrets(target));
  const verdict = await checkTargetUrl(target, options.allowTargets);
  if (!verdict.ok) return [problem("address", verdict.reason)];
  const trouble = await reachTrouble(target, { insecureTls: options.insecureTls });
  if (trouble !== null) return [absent("receiver", trouble, await otherLoopback(target))];
  const reached = fine("receiver", `${shown} accepts connections.`);
  if (options.send === null) return [reached, ...(await pathFindings(target, options.insecureTls))];
  const { sentFindings } = await import("./sent-findings.ts");
  return [reached, ...(await sentFindings(options.send))];
}

/** A receiver that listens on `::1` only is not found at 127.0.0.1, and the other way round. */
async function otherLoopback(target: string): Promise<string | null> {
  const url = new URL(target);
  const other = new Map([
    ["127.0.0.1", "[::1]"],
    ["[::1]", "127.0.0.1"],
  ]).get(url.hostname);
  if (other === undefined) return null;
  url.hostname = other;
  return (await isAccepting(url)) ? `It listens at ${printable(maskSecrets(url.href))}: use that as the target.` : null;
}
