import { maskSecrets } from "../../base/mask-secrets.ts";
import { isAccepting } from "./port.ts";
import { nameTrouble, tlsTrouble } from "./target-trouble.ts";

export interface ReachOptions {
  /** Whether the command line could also start the receiver (`-- COMMAND`). */
  readonly takesCommand?: boolean;
  /** Whether any certificate is accepted. */
  readonly insecureTls?: boolean;
}

/**
 * Why a receiver cannot be reached, in a sentence, or `null`: its name does not resolve, it does not accept connections, or TLS fails. No
 * request is sent. A port with a full queue, which does not respond at all, counts as not listening.
 */
export async function reachTrouble(target: string, options: ReachOptions = {}): Promise<string | null> {
  const { takesCommand = false, insecureTls = false } = options;
  const trouble = await nameTrouble(target);
  if (trouble !== null) return trouble;
  if (!(await isAccepting(new URL(target)))) {
    const other = takesCommand ? ", or give its command after `--`" : "";
    return `Nothing accepts connections at ${maskSecrets(target)}; start the receiver first${other}.`;
  }
  return tlsTrouble(target, { insecureTls });
}
