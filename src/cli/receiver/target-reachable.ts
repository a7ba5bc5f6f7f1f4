import { SmartLeadMockError } from "../../base/errors.ts";
import { isAccepting } from "../../harness/session/port.ts";
import type { ReachOptions } from "../../harness/session/reach-trouble.ts";

/** Real ms after which a target that has not accepted a connection counts as not listening: the start waits no longer. */
const PATIENCE_MS = 300;

/** Whether this URL accepts connections. Sends nothing. */
export function isListening(target: string): Promise<boolean> {
  return isAccepting(new URL(target), PATIENCE_MS);
}

/**
 * For a command that sends and ends: an unreachable receiver, also one that TLS fails with, is reported before anything is sent, instead of
 * by failed retries. Throws `unreachable`.
 */
export async function mustBeReachable(target: string, options: ReachOptions = {}): Promise<void> {
  const { reachTrouble } = await import("../../harness/session/reach-trouble.ts");
  const trouble = await reachTrouble(target, options);
  if (trouble !== null) throw new SmartLeadMockError("unreachable", trouble);
}

/** Makes one TLS handshake with an https receiver; no request is sent. Throws `unreachable`. */
export async function mustSpeakTls(target: string, options: { readonly insecureTls: boolean }): Promise<void> {
  const { tlsTrouble } = await import("../../harness/session/target-trouble.ts");
  const trouble = await tlsTrouble(target, options);
  if (trouble !== null) throw new SmartLeadMockError("unreachable", trouble);
}
