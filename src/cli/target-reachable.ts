import { SmartLeadMockError } from "../base/errors.ts";
import { maskSecrets } from "../base/mask-secrets.ts";
import { isAccepting } from "../harness/session/port.ts";
import { nameTrouble, tlsTrouble } from "../harness/session/target-trouble.ts";

/** Real ms after which a target that has not accepted counts as one where nothing listens yet: a start waits no longer. */
const PATIENCE_MS = 300;

/** Whether something accepts connections where this URL points to. Sends nothing. */
export function isListening(target: string): Promise<boolean> {
  return isAccepting(new URL(target), PATIENCE_MS);
}

export interface ReachableOptions {
  /** The command could start the receiver by itself (`-- COMMAND`). */
  readonly takesCommand?: boolean;
  /** Any certificate is accepted. */
  readonly insecureTls?: boolean;
}

/**
 * For a command that sends and ends: whoever is not there, or cannot be spoken to by TLS, is told of before anything is sent, and not by
 * what becomes of the retries. A port whose queue is full, which answers nothing at all, counts as nobody. Throws `unreachable`.
 */
export async function mustBeReachable(target: string, options: ReachableOptions = {}): Promise<void> {
  const { takesCommand = false, insecureTls = false } = options;
  const trouble = await nameTrouble(target);
  if (trouble !== null) throw new SmartLeadMockError("unreachable", trouble);
  if (!(await isAccepting(new URL(target)))) {
    const other = takesCommand ? ", or give its command behind --" : "";
    const sentence = `Nobody accepts connections at ${maskSecrets(target)}; start the receiver first${other}.`;
    throw new SmartLeadMockError("unreachable", sentence);
  }
  await mustSpeakTls(target, { insecureTls });
}

/** An https receiver is greeted by TLS once; no request is sent. Throws `unreachable`. */
export async function mustSpeakTls(target: string, options: { readonly insecureTls: boolean }): Promise<void> {
  const trouble = await tlsTrouble(target, options);
  if (trouble !== null) throw new SmartLeadMockError("unreachable", trouble);
}
