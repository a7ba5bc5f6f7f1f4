import { SmartLeadMockError } from "../../base/errors.ts";
import { isAccepting } from "../../harness/session/port.ts";
import type { ReachOptions } from "../../harness/session/reach-trouble.ts";

/** Real ms after which a target that has not accepted counts as one where nothing listens yet: a start waits no longer. */
const PATIENCE_MS = 300;

/** Whether something accepts connections where this URL points to. Sends nothing. */
export function isListening(target: string): Promise<boolean> {
  return isAccepting(new URL(target), PATIENCE_MS);
}

/**
 * For a command that sends and ends: a receiver that is not there, or cannot be reached by TLS, is reported before anything is sent, and
 * not by what becomes of the retries. Throws `unreachable`.
 */
export async function mustBeReachable(target: string, options: ReachOptions = {}): Promise<void> {
  const { reachTrouble } = await import("../../harness/session/reach-trouble.ts");
  const trouble = await reachTrouble(target, options);
  if (trouble !== null) throw new SmartLeadMockError("unreachable", trouble);
}

/** An https receiver is greeted by TLS once; no request is sent. Throws `unreachable`. */
export async function mustSpeakTls(target: string, options: { readonly insecureTls: boolean }): Promise<void> {
  const { tlsTrouble } = await import("../../harness/session/target-trouble.ts");
  const trouble = await tlsTrouble(target, options);
  if (trouble !== null) throw new SmartLeadMockError("unreachable", trouble);
}
